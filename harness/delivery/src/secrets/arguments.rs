//! Secrets that commands receive: as an argument, or from a pipe.

use std::sync::LazyLock;

use credentials::{is_literal, is_secret, is_secret_name, tokens};
use regex::Regex;

use crate::commands::is_local;
use crate::script::{Command, Joint, Script};

/// A secret in plain text that a command receives.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// A password or token, and what receives it: `docker login`.
    Password { command: String, value: String },
    /// A value with a name: `--build-arg API_KEY=…`.
    Named { name: String, value: String },
}

/// The secrets that a command of a script receives. `words` are those of the command without its wrappers.
pub(super) fn received(script: &Script, index: usize, words: &[String]) -> Vec<Received> {
    let Some(program) = words.first().map(String::as_str) else { return Vec::new() };
    let mut found = Vec::new();
    let mut password = |command: String, value: Option<String>| {
        found.extend(
            value
                .filter(|value| is_plain(value))
                .map(|value| Received::Password { command, value }),
        );
    };
    if is_login(words) && !words.iter().any(|word| is_local(word)) {
        let given = given(words, &["-p", "--password"]).map(str::to_owned);
        password(format!("{program} login"), given.or_else(|| stdin(script, index, words)));
    }
    if (matches!(program, "curl" | "wget") || is_httpie(program)) && !is_about_services(words) {
        for value in [user_password(program, words), header(program, words)] {
            password(program.to_owned(), value);
        }
    }
    found.extend(named(program, words));
    found
}

fn is_plain(value: &str) -> bool {
    // A token in a known format is found by itself.
    is_literal(value) && tokens(value).is_empty()
}

/// `docker login`, `gh auth login`
fn is_login(words: &[String]) -> bool {
    const PROGRAMS: [&str; 11] = [
        "docker", "podman", "buildah", "skopeo", "helm", "crane", "oras", "ko", "regctl",
        "nerdctl", "gh",
    ];
    PROGRAMS.contains(&words[0].as_str()) && words.iter().take(4).any(|word| word == "login")
}

/// The value of the first of these options: `--password x` or `--password=x`.
fn given<'a>(words: &'a [String], options: &[&str]) -> Option<&'a str> {
    all_given(words, options).into_iter().next()
}

fn all_given<'a>(words: &'a [String], options: &[&str]) -> Vec<&'a str> {
    let value = |(at, word): (usize, &'a String)| match word.split_once('=') {
        _ if options.contains(&word.as_str()) => words.get(at + 1).map(String::as_str),
        Some((option, value)) if options.contains(&option) => Some(value),
        _ => None,
    };
    words.iter().enumerate().filter_map(value).collect()
}

/// What a command reads with `--password-stdin`: from `echo … |` or `<<< …`.
fn stdin(script: &Script, index: usize, words: &[String]) -> Option<String> {
    let reads =
        words.iter().any(|word| word.starts_with("--password-stdin") || word == "--with-token");
    if !reads {
        return None;
    }
    let command = &script.commands[index];
    command.input.clone().or_else(|| {
        let before =
            script.commands[..index].iter().rfind(|before| before.substituted_in.is_none());
        before.and_then(written)
    })
}

/// What `echo` or `printf` writes into a pipe.
fn written(command: &Command) -> Option<String> {
    let (program, arguments) = command.words.split_first()?;
    let is_written = command.after == Joint::Pipe && matches!(program.as_str(), "echo" | "printf");
    let is_option = |word: &&String| matches!(word.as_str(), "-n" | "-e" | "-ne" | "-E" | "--");
    let words: Vec<&str> = arguments.iter().skip_while(is_option).map(String::as_str).collect();
    is_written.then(|| words.join(" "))
}

/// Whether a request is only for services of the job: their hosts have no point.
fn is_about_services(words: &[String]) -> bool {
    static HOST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^https?://(?:[^/@]*@)?([^/:?#]+)").expect("the pattern is a constant")
    });
    let hosts: Vec<&str> =
        words.iter().filter_map(|word| Some(HOST.captures(word)?.get(1)?.as_str())).collect();
    let is_local =
        |host: &&str| (!host.contains('.') && !host.contains('$')) || host.starts_with("127.");
    match hosts.is_empty() {
        true => words.iter().any(|word| word.starts_with("localhost") || word.starts_with("127.")),
        false => hosts.iter().all(is_local),
    }
}

/// The password of `curl -u user:password`, `http -a user:password` or `wget --password=…`.
fn user_password(program: &str, words: &[String]) -> Option<String> {
    let letter = if is_httpie(program) { 'a' } else { 'u' };
    let is_short =
        |word: &String| word.starts_with('-') && !word.starts_with("--") && word.ends_with(letter);
    let short = words.iter().position(is_short).and_then(|at| words.get(at + 1));
    let user = short.map(String::as_str).or_else(|| given(words, &["--user", "--auth"]));
    let of_user = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
    of_user.or_else(|| given(words, &["--password", "--http-password"])).map(str::to_owned)
}

/// HTTPie and its like write headers without an option.
fn is_httpie(program: &str) -> bool {
    matches!(program, "http" | "https" | "xh")
}

/// The token of a header: `Authorization: Bearer …`, `PRIVATE-TOKEN: …`.
fn header(program: &str, words: &[String]) -> Option<String> {
    const SCHEMES: [&str; 4] = ["bearer", "basic", "token", "apikey"];
    let mut headers = all_given(words, &["-H", "--header"]);
    headers.extend(words.iter().filter_map(|word| word.strip_prefix("-H")));
    if is_httpie(program) {
        headers.extend(words.iter().map(String::as_str));
    }
    headers.into_iter().find_map(|header| {
        let (name, value) = header.split_once(':')?;
        let (name, value) = (name.trim(), value.trim());
        if !name.eq_ignore_ascii_case("authorization") {
            return is_secret_name(name).then(|| value.to_owned());
        }
        let (scheme, token) = value.split_once(' ').unwrap_or(("", value));
        let is_scheme = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        Some(if is_scheme { token.trim() } else { value }.to_owned())
    })
}

/// `docker build --build-arg NAME=value`, `kubectl create secret … --from-literal=name=value`
fn named(program: &str, words: &[String]) -> Vec<Received> {
    let options: &[&str] = match program {
        "docker" | "podman" | "buildah" | "nerdctl" | "docker-compose" | "executor" => {
            &["--build-arg"]
        }
        "kubectl" | "oc" if words.iter().any(|word| word == "secret") => &["--from-literal"],
        "helm" => &["--set", "--set-string"],
        _ => return Vec::new(),
    };
    let pairs = all_given(words, options);
    let pairs =
        pairs.iter().flat_map(|text| text.split(',')).filter_map(|pair| pair.split_once('='));
    let named = pairs
        .filter(|(name, value)| is_secret(name, value) && is_plain(value))
        // `existingSecret` of a chart names an object.
        .filter(|(name, _)| program != "helm" || !name.to_ascii_lowercase().ends_with("secret"))
        .map(|(name, value)| Received::Named { name: name.to_owned(), value: value.to_owned() });
    let mut found: Vec<Received> = named.collect();
    let of_registry = given(words, &["--docker-password"]).filter(|value| is_plain(value));
    found.extend(
        of_registry.map(|value| Received::Password {
            command: program.to_owned(),
            value: value.to_owned(),
        }),
    );
    found
}
