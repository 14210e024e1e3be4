//! Whether the failure of a command makes its script fail.

use crate::finding::Ignored;
use crate::script::parser::{Command, Joint, Script};

/// The options of the shell that runs a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shell {
    /// `-e`: the script ends with the first command that fails.
    pub errexit: bool,
    /// A pipe fails with any of its commands.
    pub pipefail: bool,
}

/// How the failure of a command goes unnoticed, if it does.
///
/// Follows what the shell does: `-e` has no effect in a condition, before `&&` and `||`, and in the
/// middle of a pipe (POSIX, "set").
pub(crate) fn ignored(script: &Script, index: usize, shell: Shell) -> Option<Ignored> {
    let command = &script.commands[index];
    if let Some(outer) = command.substituted_in {
        return of_substitution(script, outer, shell);
    }
    if traps_exit(&script.commands[..index]) {
        return Some(Ignored::Trap);
    }
    let shell = shell_at(script, index, shell);
    if let Some(group) = command.tested_by {
        let end = script.groups[group].end.min(script.commands.len());
        let fails = script.commands[index + 1..end.max(index + 1)].iter().any(gives_up);
        return (!fails && !reads_status(script, index)).then_some(Ignored::Condition);
    }
    if command.is_negated {
        return Some(Ignored::Condition);
    }
    let mut at = Operand { end: index + 1, after: command.after };
    let mut is_in_and = false;
    let depth = command.groups.len();
    // What follows the command, then what follows each group around it.
    for level in (0..=depth).rev() {
        loop {
            match at.after {
                Joint::Pipe => {
                    if !shell.pipefail && !mentions(script, index, "PIPESTATUS") {
                        return Some(Ignored::Pipe);
                    }
                    at = operand(script, at.end, level);
                }
                Joint::Background => {
                    let waits = script.commands[index..].iter().any(|next| next.words[0] == "wait");
                    return (!waits).then_some(Ignored::Background);
                }
                Joint::Or => {
                    let right = operand(script, at.end, level);
                    let commands = &script.commands[at.end.min(right.end)..right.end];
                    let retries = commands.iter().any(|next| is_same_program(next, command));
                    return (!retries
                        && !commands.iter().any(gives_up)
                        && !reads_status(script, index))
                    .then_some(Ignored::Or);
                }
                Joint::And => {
                    is_in_and = true;
                    at = operand(script, at.end, level);
                }
                Joint::Then | Joint::Edge => break,
            }
        }
        let Some(group) = level.checked_sub(1).map(|level| command.groups[level]) else { break };
        let group = &script.groups[group];
        let is_last = at.end >= group.end;
        if !is_last && (is_in_and || !shell.errexit) && !reads_status(script, index) {
            return Some(if is_in_and { Ignored::And } else { Ignored::NoErrexit });
        }
        at = Operand { end: group.end.min(script.commands.len()), after: group.after };
    }
    let is_last = at.end >= script.commands.len();
    if is_last || (shell.errexit && !is_in_and) || reads_status(script, index) {
        return None;
    }
    Some(if is_in_and { Ignored::And } else { Ignored::NoErrexit })
}

/// What becomes of the failure of `$(…)`: it is that of a command with assignments alone (POSIX, "simple
/// commands"); some commands judge what it has written.
fn of_substitution(script: &Script, outer: usize, shell: Shell) -> Option<Ignored> {
    let Some(command) = script.commands.get(outer) else { return Some(Ignored::Substitution) };
    let judges = matches!(
        command.words[0].as_str(),
        "test" | "[" | "[[" | "diff" | "cmp" | "grep" | "exit" | "return"
    );
    if judges {
        return None;
    }
    match command.words.iter().all(|word| is_assignment(word)) {
        true => ignored(script, outer, shell),
        false => Some(Ignored::Substitution),
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Whether the last `trap` for the end of the script makes it succeed.
fn traps_exit(before: &[Command]) -> bool {
    let is_for_end = |command: &&Command| {
        command.words[0] == "trap"
            && command
                .words
                .iter()
                .skip(2)
                .any(|word| matches!(word.as_str(), "EXIT" | "0" | "ERR"))
    };
    let handler = before.iter().rev().find(is_for_end).map(|command| command.words[1].as_str());
    handler.is_some_and(|handler| {
        handler.split([';', '\n', '&', '|']).any(|command| command.trim() == "exit 0")
    })
}

/// A command or group of a list, up to the operator that follows it.
struct Operand {
    end: usize,
    after: Joint,
}

fn operand(script: &Script, start: usize, depth: usize) -> Operand {
    let Some(command) = script.commands.get(start) else {
        return Operand { end: script.commands.len(), after: Joint::Edge };
    };
    match command.groups.get(depth) {
        Some(&group) => {
            let group = &script.groups[group];
            Operand { end: group.end.clamp(start + 1, script.commands.len()), after: group.after }
        }
        None => Operand { end: start + 1, after: command.after },
    }
}

/// `set -e`, `set +e`, `set -o pipefail` before the command.
fn shell_at(script: &Script, index: usize, mut shell: Shell) -> Shell {
    for command in &script.commands[..index] {
        if command.words[0] != "set" {
            continue;
        }
        let mut words = command.words[1..].iter();
        while let Some(word) = words.next() {
            let is_on = word.starts_with('-');
            if !is_on && !word.starts_with('+') {
                continue;
            }
            if word.contains('e') {
                shell.errexit = is_on;
            }
            if word.ends_with('o') {
                match words.next().map(String::as_str) {
                    Some("errexit") => shell.errexit = is_on,
                    Some("pipefail") => shell.pipefail = is_on,
                    _ => {}
                }
            }
        }
    }
    shell
}

/// The same program with the same first argument: a second try.
fn is_same_program(left: &Command, right: &Command) -> bool {
    left.words.iter().take(2).eq(right.words.iter().take(2))
}

/// Whether a command ends the script with an error.
fn gives_up(command: &Command) -> bool {
    match command.words[0].as_str() {
        "exit" | "return" => command.words.get(1).is_none_or(|status| status != "0"),
        "false" => true,
        _ => false,
    }
}

/// Whether the script looks at the status later: `status=$?`, then `exit "$status"`.
fn reads_status(script: &Script, index: usize) -> bool {
    let has_exit = script.commands[index..].iter().any(|command| {
        gives_up(command) || matches!(command.words[0].as_str(), "test" | "[" | "[[")
    });
    has_exit && mentions(script, index, "$?")
}

fn mentions(script: &Script, index: usize, text: &str) -> bool {
    script.commands[index..]
        .iter()
        .any(|command| command.words.iter().any(|word| word.contains(text)))
}
