//! Where sources start other programs, which servers can do at home and not when they are graded.
//!
//! A guess from the text, for a remark and never for a verdict.

/// How the standard library and tokio call what starts a program.
const MODULE: &str = "process::";
const STARTER: &str = "Command";

/// The lines of a source, counted from 1, in which something from another module is named that starts
/// programs. A source that asks for its own executable starts itself, which is allowed everywhere.
pub fn started(source: &str) -> Vec<usize> {
    if source.contains("current_exe") {
        return Vec::new();
    }
    let code: String = source
        .lines()
        .map(|line| format!("{}\n", line.split("//").next().unwrap_or_default()))
        .collect();
    let names = |at: usize| {
        let rest = &code[at + MODULE.len()..];
        let end = rest.find([';', '(']).unwrap_or(rest.len());
        let words = rest[..end].split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.into_iter().any(|word| word == STARTER)
    };
    let found = code.match_indices(MODULE).filter(|(at, _)| names(*at));
    found.map(|(at, _)| code[..at].matches('\n').count() + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::started;

    #[test]
    fn what_starts_a_program_is_found() {
        assert_eq!(started("use std::process::Command;\n"), [1]);
        assert_eq!(started("\nuse std::process::{\n    Command, Stdio,\n};\n"), [2]);
        assert_eq!(started("fn a() {\n    tokio::process::Command::new(\"ls\");\n}"), [2]);
    }

    #[test]
    fn what_starts_none_is_not() {
        let sources = [
            "use std::process::ExitCode;\nuse clap::Command;",
            "use std::process;\nfn a() { process::exit(1); Command::new() }",
            "// std::process::Command",
            "use std::process::Command;\nCommand::new(std::env::current_exe()?)",
        ];
        for source in sources {
            assert_eq!(started(source), Vec::<usize>::new(), "{source}");
        }
    }
}
