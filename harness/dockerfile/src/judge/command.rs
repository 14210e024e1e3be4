//! `ENTRYPOINT` and `CMD` start the server itself, so that it receives the signals.

use crate::build::Build;
use crate::finding::{CommandKind, Finding, Reason};
use crate::shell::{Simple, base_name, inline_script, is_shell, script_commands};
use crate::stage::Set;
use crate::syntax::Command;

/// Both together, as Docker joins them.
pub fn command(build: &Build) -> Vec<Finding> {
    let last = &build.stages[build.last()];
    let parts =
        [(CommandKind::Entrypoint, &last.end.entrypoint), (CommandKind::Cmd, &last.end.cmd)];
    let mut findings = Vec::new();
    let mut words: Vec<Word<'_>> = Vec::new();
    for (instruction, set) in parts {
        let Some(Set { line, value }) = set else { continue };
        match value {
            Command::Shell(text) if text.trim().is_empty() => {}
            Command::Shell(_) => {
                findings.push(Finding::at(*line, Reason::ShellForm { instruction }));
            }
            Command::Exec(arguments) => {
                words.extend(arguments.iter().map(|text| Word { text, instruction, line: *line }));
            }
        }
    }
    if !findings.is_empty() {
        return findings;
    }
    if words.is_empty() {
        return vec![Finding::at(last.line, Reason::NoCommand)];
    }
    problem(&words).into_iter().collect()
}

/// A word of the command, and the instruction that has it.
struct Word<'a> {
    text: &'a str,
    instruction: CommandKind,
    line: usize,
}

fn problem(words: &[Word<'_>]) -> Option<Finding> {
    let words = without_launchers(words);
    let first = words.first()?;
    let (line, instruction) = (first.line, first.instruction);
    let program = base_name(first.text);
    if is_package_manager(program) {
        let program = program.to_owned();
        return Some(Finding::at(line, Reason::PackageManager { instruction, program }));
    }
    if !is_shell(program) {
        return None;
    }
    let shell = program.to_owned();
    let arguments: Vec<String> = words[1..].iter().map(|word| word.text.to_owned()).collect();
    let without_exec = Finding::at(line, Reason::ShellWithoutExec { instruction, shell });
    let Some(script) = inline_script(&arguments) else {
        // What a script in a file does cannot be known here.
        let has_file = arguments.iter().any(|word| !word.starts_with('-'));
        return (!has_file).then_some(without_exec);
    };
    let commands = script_commands(script);
    if let Some(command) = commands.iter().find(|command| is_package_manager(command.program())) {
        let program = command.program().to_owned();
        return Some(Finding::at(line, Reason::PackageManager { instruction, program }));
    }
    (!starts_by_exec(script, &commands)).then_some(without_exec)
}

/// Whether the last command of a script, which is the server, replaces the shell. What only ends or reports
/// may follow: `exec server || exit 1`.
fn starts_by_exec(script: &str, commands: &[Simple]) -> bool {
    // What a function or a `case` runs is not followed: one `exec` is enough.
    if script.contains("()") || script.contains("esac") {
        return commands.iter().any(|command| command.is_exec);
    }
    let ends = |command: &&Simple| {
        matches!(command.program(), "exit" | "return" | "echo" | "printf" | "true" | "false" | ":")
    };
    let server = commands.iter().rev().find(|command| command.is_exec || !ends(command));
    server.is_some_and(|command| command.is_exec)
}

fn is_package_manager(program: &str) -> bool {
    matches!(program, "npm" | "yarn" | "pnpm")
}

/// The command that the programs at its beginning start in the end: `tini`, `env`, …
fn without_launchers<'a, 'b>(mut words: &'a [Word<'b>]) -> &'a [Word<'b>] {
    while let Some((first, rest)) = words.split_first() {
        let (flags_with_value, positional): (&[&str], usize) = match base_name(first.text) {
            "tini" | "tini-static" | "docker-init" | "catatonit" => (&["-p", "-e"], 0),
            "dumb-init" => (&["-r", "--rewrite"], 0),
            "env" | "nice" | "stdbuf" | "setpriv" | "corepack" | "nohup" => (&["-n", "-u"], 0),
            "busybox" if rest.first().is_some_and(|word| is_shell(word.text)) => (&[], 0),
            "gosu" | "su-exec" => (&[], 1),
            _ => break,
        };
        words = rest;
        while let Some((word, rest)) = words.split_first() {
            let is_assignment = base_name(first.text) == "env" && word.text.contains('=');
            if !word.text.starts_with('-') && !is_assignment {
                break;
            }
            words = if flags_with_value.contains(&word.text) { rest.get(1..) } else { Some(rest) }
                .unwrap_or_default();
            if word.text == "--" {
                break;
            }
        }
        words = words.get(positional..).unwrap_or_default();
    }
    words
}
