//! The objects of a set of files.

use std::collections::HashMap;

use credentials::tokens;

use crate::Rule;
use crate::finding::Finding;
use crate::limits::{Excess, Limit, MAX_BYTES, MAX_FILES, MAX_NODES, MAX_OBJECTS};
use crate::object::Object;
use crate::reason::{Invalid, Reason, clip};
use crate::workload::Workload;
use crate::yaml::{self, Node, Refusal, Value};

/// Objects, and what is wrong with the files as such.
#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(crate) objects: Vec<Object>,
    pub(crate) findings: Vec<Finding>,
    nodes: usize,
}

impl Set {
    pub(crate) fn read(files: &[(&str, &str)]) -> Result<Self, Excess> {
        let excess = |limit| Excess { file: None, limit };
        if files.len() > MAX_FILES {
            return Err(excess(Limit::Files));
        }
        if files.iter().map(|(_, text)| text.len()).sum::<usize>() > MAX_BYTES {
            return Err(excess(Limit::Bytes));
        }
        let mut set = Self::default();
        for (file, text) in files {
            set.findings.extend(tokens_of(file, text));
            if !is_kustomization(file) {
                set.read_file(file, text)?;
            }
        }
        set.find_duplicates();
        Ok(set)
    }

    /// The objects of a kind in a group; custom kinds may have the same names.
    pub(crate) fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(move |object| {
            let known = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
            known == group && object.kind == kind
        })
    }

    /// The `ConfigMap` that a container means by a name: that of its own namespace.
    pub(crate) fn config_map(&self, workload: Workload<'_>, name: &str) -> Option<&Object> {
        let namespace = workload.object.namespace();
        self.of_kind("", "ConfigMap").find(|map| map.name() == name && map.namespace() == namespace)
    }

    fn read_file(&mut self, file: &str, text: &str) -> Result<(), Excess> {
        let documents = match yaml::documents(text) {
            // One key too many is one thing that is wrong: the rest is judged all the same.
            Err(Refusal::DuplicateKey { line, key }) => {
                self.refuse(file, line, Invalid::DuplicateKey { key: clip(&key) });
                yaml::documents_with_duplicates(text)
            }
            documents => documents,
        };
        match documents {
            Ok(documents) => self.add_all(file, documents),
            Err(Refusal::Excess(limit)) => Err(Excess { file: Some(file.to_owned()), limit }),
            Err(Refusal::Syntax { line, message }) => {
                self.refuse(file, line, Invalid::NotYaml { message: clip(&message) });
                Ok(())
            }
            Err(Refusal::DuplicateKey { line, key }) => {
                self.refuse(file, line, Invalid::DuplicateKey { key: clip(&key) });
                Ok(())
            }
        }
    }

    fn add_all(&mut self, file: &str, documents: Vec<Node>) -> Result<(), Excess> {
        for document in documents {
            self.nodes += document.count();
            self.add(file, document, None);
        }
        let excess = |limit| Err(Excess { file: None, limit });
        match () {
            () if self.objects.len() > MAX_OBJECTS => excess(Limit::Objects),
            () if self.nodes > MAX_NODES => excess(Limit::Nodes),
            () => Ok(()),
        }
    }

    /// Adds an object, or the items of a list. Those of a `DeploymentList` need not repeat what they are.
    fn add(&mut self, file: &str, node: Node, of: Option<(&str, &str)>) {
        if !matches!(node.value, Value::Object(_)) {
            return self.refuse(file, node.line, Invalid::NotAnObject);
        }
        let text = |key| node.str_at(&[key]).filter(|text| !text.is_empty()).map(str::to_owned);
        let api_version = text("apiVersion").or(of.map(|of| of.0.to_owned()));
        let kind = text("kind").or(of.map(|of| of.1.to_owned()));
        let (Some(api_version), Some(kind)) = (api_version.clone(), kind) else {
            let field = if api_version.is_none() { "apiVersion" } else { "kind" };
            return self.refuse(file, node.line, Invalid::MissingField { field: field.to_owned() });
        };
        let Some(item_kind) = kind.strip_suffix("List").filter(|_| node.get("items").is_some())
        else {
            self.objects.push(Object { file: file.to_owned(), api_version, kind, node });
            return;
        };
        let of = (!item_kind.is_empty()).then_some((api_version.as_str(), item_kind));
        let Value::Object(entries) = node.value else { return };
        for entry in entries {
            match (entry.key.as_str(), entry.node.value) {
                ("items", Value::Array(items)) => {
                    for item in items {
                        self.add(file, item, of);
                    }
                }
                ("apiVersion" | "kind" | "metadata" | "items", _) => {}
                (field, _) => {
                    let reason = Invalid::UnknownField { field: clip(field), similar: None };
                    self.refuse(file, entry.line, reason);
                }
            }
        }
    }

    fn refuse(&mut self, file: &str, line: usize, reason: Invalid) {
        self.findings.push(Finding {
            rule: Rule::Validity,
            file: file.to_owned(),
            line,
            object: None,
            path: String::new(),
            reason: Reason::Invalid(reason),
        });
    }

    /// Of two objects of a kind with the same name, the later one replaces the other.
    fn find_duplicates(&mut self) {
        let mut seen = HashMap::new();
        for object in self.objects.iter().filter(|object| !object.name().is_empty()) {
            let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
            let key = (group, &object.kind, object.namespace(), object.name());
            if seen.insert(key, object).is_some() {
                let reason = Reason::Invalid(Invalid::DuplicateName { name: clip(object.name()) });
                self.findings.push(object.finding(Rule::Validity, "metadata.name", reason));
            }
        }
    }
}

/// The tokens in a file, whatever they are part of.
fn tokens_of(file: &str, text: &str) -> Vec<Finding> {
    let finding = |line, format| Finding {
        rule: Rule::PlainSecret,
        file: file.to_owned(),
        line,
        object: None,
        path: String::new(),
        reason: Reason::Token { format },
    };
    tokens(text).into_iter().map(|token| finding(token.line, token.format)).collect()
}

/// The file that `kubectl apply -k` reads, and that is no object.
fn is_kustomization(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}
