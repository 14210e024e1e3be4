//! Images that commands run, and images that commands make.

/// Options of `docker run` without a value. Of all the others, the next word is the value.
const FLAGS: [&str; 12] = [
    "--detach",
    "--init",
    "--interactive",
    "--no-healthcheck",
    "--oom-kill-disable",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--read-only",
    "--rm",
    "--sig-proxy",
    "--tty",
];

/// The image of `docker run` or `docker create`.
pub(crate) fn image_run(words: &[String]) -> Option<&str> {
    let mut words = after_docker(words)?.iter().map(String::as_str).peekable();
    words.next_if_eq(&"container");
    if !matches!(words.next(), Some("run" | "create")) {
        return None;
    }
    while let Some(option) = words.next_if(|word| word.starts_with('-')) {
        if option == "--" {
            break;
        }
        let is_flag = match option.strip_prefix("--") {
            Some(_) => FLAGS.contains(&option),
            None => option[1..].chars().all(|c| "ditPq".contains(c)),
        };
        if !is_flag && !option.contains('=') {
            words.next();
        }
    }
    words.next()
}

/// What a command makes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Made<'a> {
    /// These images: `docker build -t …`, `docker tag`.
    Images(Vec<&'a str>),
    /// Images whose names are elsewhere: `docker compose build`, `make`.
    Unknown,
    Nothing,
}

/// The images that a command makes.
pub(crate) fn images_made(words: &[String]) -> Made<'_> {
    const OTHER_BUILDERS: [&str; 19] = [
        "make",
        "gmake",
        "just",
        "task",
        "mise",
        "earthly",
        "nix",
        "pack",
        "ko",
        "mvn",
        "mvnw",
        "gradle",
        "gradlew",
        "buildah",
        "img",
        "sbt",
        "bazel",
        "docker-compose",
        "kaniko",
    ];
    let Some(docker) = after_docker(words) else {
        let is_script = words.first().is_some_and(|word| word.starts_with("./"));
        let is_builder = words
            .iter()
            .take(3)
            .any(|word| OTHER_BUILDERS.contains(&word.rsplit('/').next().unwrap_or(word)));
        return if is_script || is_builder { Made::Unknown } else { Made::Nothing };
    };
    let has = |word: &str| docker.iter().take(3).any(|found| found == word);
    if ["compose", "bake", "load", "import", "commit"].into_iter().any(has) {
        return Made::Unknown;
    }
    if has("tag") {
        return Made::Images(docker.iter().map(String::as_str).collect());
    }
    let tags = docker.iter().enumerate().filter_map(|(at, word)| match word.as_str() {
        "-t" | "--tag" => docker.get(at + 1).map(String::as_str),
        _ => word.strip_prefix("--tag=").or_else(|| word.strip_prefix("-t=")),
    });
    if has("build") { Made::Images(tags.collect()) } else { Made::Nothing }
}

/// The arguments of `docker`, `podman` or `nerdctl`, behind `sudo` and variables.
fn after_docker(words: &[String]) -> Option<&[String]> {
    let is_before = |word: &String| {
        matches!(word.as_str(), "sudo" | "env" | "exec" | "time" | "command" | "-E")
            || word.contains('=')
    };
    let start = words.iter().position(|word| !is_before(word))?;
    let is_docker = matches!(words[start].as_str(), "docker" | "podman" | "nerdctl");
    is_docker.then(|| &words[start + 1..])
}

/// An image without its tag and digest.
pub(crate) fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}
