//! Subcommands and flags.

/// The arguments that are not flags, nor the values of flags.
pub fn positional(arguments: &[String]) -> impl Iterator<Item = &str> {
    let mut is_value = false;
    arguments.iter().map(String::as_str).filter(move |word| {
        if std::mem::take(&mut is_value) {
            return false;
        }
        if word.starts_with(['-', '+']) && word.len() > 1 {
            is_value = takes_value(word);
            return false;
        }
        true
    })
}

/// Whether any of the flags is there, alone or with `=value`.
pub fn has_flag(arguments: &[String], flags: &[&str]) -> bool {
    arguments.iter().any(|word| {
        let name = word.split('=').next().unwrap_or(word);
        flags.contains(&word.as_str()) || flags.contains(&name)
    })
}

/// Flags whose value is the next word, in every tool that has them.
fn takes_value(flag: &str) -> bool {
    const FLAGS: &[&str] = &[
        "-C",
        "-F",
        "-Z",
        "--prefix",
        "--cwd",
        "--dir",
        "--directory",
        "--project",
        "--manifest-path",
        "--color",
        "--config",
        "--filter",
        "--workspace",
        "--target",
        "--target-dir",
        "--package",
        "--bin",
        "--features",
        "--profile",
        "--path",
        "--root",
        "--file",
        "--output",
        "--requirement",
        "--constraint",
        "--group",
        "--index-url",
        "--extra-index-url",
        "--find-links",
        "--python",
        "--extra",
        "--with",
        "--without",
        "--only",
        "--registry",
        "--recipe-path",
        "--project-dir",
        "--settings",
        "--install-dir",
        "--trusted-host",
    ];
    FLAGS.contains(&flag)
}
