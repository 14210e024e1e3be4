//! Programs that run another: `sudo`, `uv run`, `docker compose run`, `bash -c`.

/// How many programs are taken off a command.
const MAX_WRAPPERS: usize = 8;

/// A command without what is around it.
pub(crate) enum Unwrapped {
    /// The program without its path, and its arguments.
    Words {
        /// `NAME=value` before the program.
        variables: Vec<(String, String)>,
        words: Vec<String>,
    },
    /// A script inside, `bash -c '…'`.
    Script(String),
}

pub(crate) fn unwrap(words: &[String]) -> Unwrapped {
    let mut variables = Vec::new();
    let mut words = words.to_vec();
    for _ in 0..MAX_WRAPPERS {
        while let Some((name, value)) = words.first().and_then(|word| assignment(word)) {
            variables.push((name, value));
            words.remove(0);
        }
        let Some(first) = words.first_mut() else { break };
        // A script of the project keeps its path, so that its name is not taken for a program's.
        let is_program = !first.starts_with("./")
            || ["/bin/", "gradlew", "mvnw"].iter().any(|part| first.contains(part));
        if let Some((_, name)) = first.rsplit_once(['/', '\\'])
            && !name.is_empty()
            && is_program
        {
            *first = name.to_owned();
        }
        match inner(&words) {
            Inner::Words(start) if start < words.len() => {
                words.drain(..start);
            }
            Inner::Script(text) => return Unwrapped::Script(text),
            _ => break,
        }
    }
    Unwrapped::Words { variables, words }
}

fn assignment(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    is_name.then(|| (name.to_owned(), value.to_owned()))
}

enum Inner {
    /// The command inside begins with this word.
    Words(usize),
    Script(String),
    Nothing,
}

/// Options of `docker run`, `docker compose` and the wrappers below whose value is the next word.
const WITH_VALUE: [&str; 32] = [
    "-e",
    "--env",
    "-v",
    "--volume",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "--name",
    "--entrypoint",
    "-p",
    "--publish",
    "-f",
    "--file",
    "--network",
    "--platform",
    "--env-file",
    "-n",
    "--index",
    "--with",
    "--extra",
    "--group",
    "--python",
    "--project",
    "--project-name",
    "--profile",
    "--mount",
    "-m",
    "--memory",
    "--package",
    "--directory",
    "--filter",
];

fn inner(words: &[String]) -> Inner {
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    let after = |start: usize| Inner::Words(skip_options(words, start));
    match (word(0), word(1)) {
        (
            "sudo" | "env" | "time" | "nice" | "command" | "exec" | "nohup" | "xvfb-run" | "xargs"
            | "npx" | "bunx" | "uvx" | "retry" | "eatmydata" | "chronic" | "unbuffer" | "stdbuf",
            _,
        ) => after(1),
        ("timeout", _) => Inner::Words(skip_options(words, 1) + 1),
        (
            "uv" | "poetry" | "pdm" | "pipenv" | "rye" | "pixi" | "conda" | "mamba" | "pipx"
            | "hatch",
            "run",
        )
        | (
            "bundle" | "mise" | "rtx" | "npm" | "pnpm" | "yarn" | "composer" | "opam" | "stack",
            "exec",
        )
        | ("pnpm" | "yarn", "dlx")
        | ("mise", "x") => after(2),
        ("direnv", "exec") => Inner::Words(3),
        ("python" | "python3" | "py", _) => match words.iter().position(|word| word == "-m") {
            Some(at) if at < 4 => Inner::Words(at + 1),
            _ => Inner::Nothing,
        },
        ("nix" | "nix-shell" | "devbox" | "devenv" | "pixi", _) => {
            match words
                .iter()
                .position(|word| matches!(word.as_str(), "-c" | "--command" | "--run" | "--"))
            {
                Some(at) if words[at] == "--run" => Inner::Script(word(at + 1).to_owned()),
                Some(at) => Inner::Words(at + 1),
                None => Inner::Nothing,
            }
        }
        ("bash" | "sh" | "dash" | "zsh", _) => shell(words),
        ("docker" | "podman" | "nerdctl", "run" | "exec") => after_image(words, 2),
        ("docker", "container") if word(2) == "run" => after_image(words, 3),
        ("docker" | "podman", "compose") => compose(words, 2),
        ("docker-compose" | "podman-compose", _) => compose(words, 1),
        _ => Inner::Nothing,
    }
}

fn skip_options(words: &[String], mut at: usize) -> usize {
    while let Some(word) = words.get(at).filter(|word| word.starts_with('-')) {
        at += 1;
        if word == "--" {
            break;
        }
        if WITH_VALUE.contains(&word.as_str()) {
            at += 1;
        }
    }
    at
}

/// `bash -euo pipefail -c '…'`; a script in a file is another command.
fn shell(words: &[String]) -> Inner {
    for (at, word) in words.iter().enumerate().skip(1) {
        if word.starts_with('-') && !word.starts_with("--") && word.ends_with('c') {
            return words.get(at + 1).map_or(Inner::Nothing, |text| Inner::Script(text.clone()));
        }
        let is_option = word.starts_with('-') || word.starts_with('+');
        if !is_option && word != "pipefail" {
            return Inner::Words(at);
        }
    }
    Inner::Nothing
}

/// The command follows the image or service.
fn after_image(words: &[String], start: usize) -> Inner {
    Inner::Words(skip_options(words, start) + 1)
}

fn compose(words: &[String], start: usize) -> Inner {
    let at = skip_options(words, start);
    match words.get(at).map(String::as_str) {
        Some("run" | "exec") => after_image(words, at + 1),
        _ => Inner::Nothing,
    }
}
