//! Secrets in plain text.

mod arguments;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use credentials::{is_literal, is_secret, is_secret_name, tokens};
use regex::Regex;

use crate::commands::{Unwrapped, unwrap};
use crate::finding::{Finding, Reason};
use crate::script::parse;
use crate::secrets::arguments::{Received, received};
use crate::yaml::{Entry, Node, Text, Value};

/// Words of a value that is not a secret: a test only needs something.
const HARMLESS: [&str; 8] =
    ["test", "dummy", "fake", "example", "placeholder", "insecure", "not-a-secret", "changeme"];

/// Variables of the usual images of services, whose passwords are right.
const OF_SERVICES: [&str; 14] = [
    "POSTGRES_PASSWORD",
    "POSTGRESQL_PASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "MYSQL_PASSWORD",
    "MARIADB_ROOT_PASSWORD",
    "MARIADB_PASSWORD",
    "MONGO_INITDB_ROOT_PASSWORD",
    "REDIS_PASSWORD",
    "RABBITMQ_DEFAULT_PASSWORD",
    "MINIO_ROOT_PASSWORD",
    "MINIO_SECRET_KEY",
    "SA_PASSWORD",
    "MSSQL_SA_PASSWORD",
    "ELASTIC_PASSWORD",
];

/// Inputs of actions that have a variable in each line.
const LINES: [&str; 4] = ["build-args", "build-arg", "secrets", "env-vars"];

static URL_PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bhttps?://[^\s:/@$]*:[^\s/@$%{}<>*]+@([A-Za-z0-9.-]+)")
        .expect("the pattern is a constant")
});

pub(crate) fn findings(text: &str, root: &Node) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tokens(text)
        .into_iter()
        .map(|token| Finding::new(token.line, Reason::Token { format: token.format }))
        .collect();
    for (line, content) in text.lines().enumerate() {
        if has_url_password(content) {
            findings.push(Finding::new(line + 1, Reason::PasswordInUrl));
        }
    }
    let mut search =
        Search { passwords: BTreeSet::new(), has_services: false, findings: Vec::new() };
    search.services(root);
    search.node(root, Position::Elsewhere);
    findings.extend(search.findings);
    findings.sort_unstable();
    findings.dedup();
    findings
}

/// What a mapping is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// `env`, `variables`, `secrets` of a called workflow.
    Variables,
    /// `with`: the inputs of an action.
    Inputs,
    /// A container of a service.
    Service,
    Elsewhere,
}

struct Search {
    /// The passwords of service containers, which the tests use too.
    passwords: BTreeSet<String>,
    has_services: bool,
    findings: Vec<Finding>,
}

impl Search {
    /// Finds the passwords of services anywhere in the file.
    fn services(&mut self, node: &Node) {
        for entry in node.entries() {
            if entry.key == "services" {
                self.has_services |= !entry.value.is_null();
                let items = match &entry.value.value {
                    Value::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
                    _ => entry.value.items().iter().collect::<Vec<_>>(),
                };
                for item in items {
                    let variables = item.get("env").into_iter().chain(item.get("variables"));
                    let values = variables.flat_map(Node::entries);
                    self.passwords
                        .extend(values.filter_map(|value| value.value.text().map(str::to_owned)));
                }
            } else if OF_SERVICES.contains(&entry.key.as_str()) {
                self.passwords.extend(entry.value.text().map(str::to_owned));
            }
            self.services(&entry.value);
        }
        if let Value::List(items) = &node.value {
            for item in items {
                self.services(item);
            }
        }
    }

    fn node(&mut self, node: &Node, position: Position) {
        match &node.value {
            Value::Map(entries) => {
                for entry in entries {
                    self.entry(entry, position);
                }
            }
            Value::List(items) => {
                for item in items {
                    self.node(item, position);
                }
            }
            Value::Null | Value::Text(_) | Value::Reference(_) => {}
        }
    }

    fn entry(&mut self, entry: &Entry, position: Position) {
        let below = match (entry.key.as_str(), position) {
            (_, Position::Service) | ("services", Position::Elsewhere) => Position::Service,
            ("env" | "variables" | "secrets", Position::Elsewhere) => Position::Variables,
            ("with", Position::Elsewhere) => Position::Inputs,
            ("value", Position::Variables) => Position::Elsewhere,
            (_, Position::Variables) => Position::Variables,
            _ => Position::Elsewhere,
        };
        if let Some(value) = entry.value.scalar() {
            self.value(&entry.key, value, position);
            if position == Position::Inputs && LINES.contains(&entry.key.as_str()) {
                self.lines(value);
            }
            let is_script =
                matches!(entry.key.as_str(), "run" | "script" | "before_script" | "after_script");
            if is_script && position == Position::Elsewhere {
                self.script(value);
            }
        } else if position == Position::Variables && entry.value.is_map() {
            // `variables` of GitLab with a description.
            if let Some(value) = entry.value.get("value").and_then(Node::scalar) {
                self.value(&entry.key, value, position);
            }
            return;
        } else if matches!(entry.key.as_str(), "script" | "before_script" | "after_script") {
            for line in entry.value.texts() {
                self.script(line);
            }
        }
        self.node(&entry.value, below);
    }

    fn value(&mut self, name: &str, value: &Text, position: Position) {
        let is_secret = match position {
            Position::Variables => is_secret_name(name) && !self.is_harmless(name, &value.text),
            // `key` of a cache is not a secret.
            Position::Inputs => {
                let name = name.to_ascii_lowercase().replace('_', "-");
                let is_key = name.ends_with("key");
                let names_secret =
                    ["api-key", "access-key", "private-key", "secret-key", "ssh-key", "deploy-key"];
                is_secret_name(&name)
                    && (!is_key || names_secret.iter().any(|end| name.ends_with(end)))
            }
            Position::Service | Position::Elsewhere => false,
        };
        if is_secret && is_literal(&value.text) {
            self.findings.push(Finding::new(
                value.first_line,
                Reason::SecretValue { name: name.to_owned() },
            ));
        }
    }

    /// The input `build-args`, and others that have a variable in each line.
    fn lines(&mut self, value: &Text) {
        for (index, line) in value.text.lines().enumerate() {
            let Some((name, literal)) = line.trim().split_once('=') else { continue };
            if is_secret(name, literal) && !self.is_harmless(name, literal) {
                let reason = Reason::SecretValue { name: name.to_owned() };
                self.findings.push(Finding::new(value.first_line + index, reason));
            }
        }
    }

    fn received(&mut self, received: Received, line: usize) {
        let (name, value, reason) = match received {
            Received::Password { command, value } => {
                (String::new(), value, Reason::PasswordArgument { command })
            }
            Received::Named { name, value } => (name.clone(), value, Reason::SecretValue { name }),
        };
        if !self.is_harmless(&name, &value) {
            self.findings.push(Finding::new(line, reason));
        }
    }

    fn is_harmless(&self, name: &str, value: &str) -> bool {
        let lower = value.to_lowercase();
        HARMLESS.iter().any(|word| lower.contains(word))
            || self.passwords.contains(value)
            || (self.has_services && OF_SERVICES.contains(&name))
    }

    /// Variables that a script sets, and passwords on its command lines.
    fn script(&mut self, text: &Text) {
        let script = parse(&text.text);
        for (index, command) in script.commands.iter().enumerate() {
            let line = text.first_line + command.line;
            let Unwrapped::Words { variables, words } = unwrap(&command.words) else { continue };
            let exported = words
                .iter()
                .skip(1)
                .filter(|_| {
                    matches!(words[0].as_str(), "export" | "declare" | "readonly" | "local")
                })
                .filter_map(|word| word.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            for (name, value) in variables.into_iter().chain(exported) {
                if is_secret(&name, &value) && !self.is_harmless(&name, &value) {
                    self.findings.push(Finding::new(line, Reason::SecretValue { name }));
                }
            }
            for received in received(&script, index, &words) {
                self.received(received, line);
            }
        }
    }
}

/// Whether a line has an address with a literal password. A host without a point is a service of the
/// job.
fn has_url_password(line: &str) -> bool {
    URL_PASSWORD.captures_iter(line).any(|found| {
        let host = &found[1];
        host.contains('.') && !host.starts_with("127.")
    })
}
