//! The simple commands of a shell script, as far as they can be known without running it.
//!
//! Variables are not expanded, branches are all taken, redirections are left out.

use crate::limits::MAX_SHELL_DEPTH;
use crate::syntax::{Command, Run};

/// A simple command: a program and its arguments, without assignments before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simple {
    pub words: Vec<String>,
    /// Whether `exec` stands before it and replaces the shell: in a pipe and in the background it only
    /// replaces a copy of it.
    pub is_exec: bool,
}

impl Simple {
    /// The program, without its folder.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", |word| base_name(word))
    }

    /// The arguments.
    pub fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The command as a text.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// The last part of a path.
pub fn base_name(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// Whether a program is a shell.
pub fn is_shell(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh")
}

/// The commands that a `RUN` executes.
pub fn run_commands(run: &Run) -> Vec<Simple> {
    let mut commands = match &run.command {
        Command::Exec(words) => {
            let mut commands = Vec::new();
            add(words.clone(), 0, &mut commands);
            commands
        }
        Command::Shell(script) => script_commands(script),
    };
    let feeds_a_shell = commands.iter().all(|command| is_shell(command.program()));
    for body in &run.here_documents {
        let interpreter = body.lines().next().and_then(|line| line.strip_prefix("#!"));
        let is_script = interpreter.is_none_or(|line| line.split(['/', ' ']).any(is_shell));
        if feeds_a_shell && is_script {
            commands.extend(script_commands(body));
        }
    }
    commands
}

/// The commands of a script.
pub fn script_commands(script: &str) -> Vec<Simple> {
    let mut commands = Vec::new();
    add_script(script, 0, &mut commands);
    commands
}

/// The script of `sh -c script`, with any other flags.
pub fn inline_script(arguments: &[String]) -> Option<&str> {
    let flag = arguments
        .iter()
        .position(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('c'))?;
    arguments.get(flag + 1).map(String::as_str)
}

fn add_script(script: &str, depth: usize, commands: &mut Vec<Simple>) {
    let mut before = Joint::Then;
    for (words, after) in lex(script, 0) {
        let first = commands.len();
        add(words, depth, commands);
        if before == Joint::Pipe || after != Joint::Then {
            commands[first..].iter_mut().for_each(|command| command.is_exec = false);
        }
        before = after;
    }
}

fn add(words: Vec<String>, depth: usize, commands: &mut Vec<Simple>) {
    let Some(command) = simple(&words) else { return };
    if depth < MAX_SHELL_DEPTH
        && is_shell(command.program())
        && let Some(script) = inline_script(command.arguments())
    {
        add_script(script, depth + 1, commands);
    } else {
        commands.push(command);
    }
}

/// Without the keywords, assignments and wrappers before the program.
fn simple(words: &[String]) -> Option<Simple> {
    const BEFORE: &[&str] = &[
        "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "time",
        "command", "sudo", "env", "nohup", "corepack",
    ];
    let mut is_exec = false;
    let mut start = 0;
    while let Some(word) = words.get(start) {
        let next = words.get(start + 1).map(String::as_str);
        let is_wrapper = match word.as_str() {
            "exec" => {
                is_exec = true;
                true
            }
            // `corepack enable` is a command of its own.
            "corepack" => matches!(next, Some("npm" | "yarn" | "pnpm")),
            word => BEFORE.contains(&word) || is_assignment(word),
        };
        if !is_wrapper {
            break;
        }
        start += 1;
    }
    let words = words[start..].to_vec();
    (!words.is_empty()).then_some(Simple { words, is_exec })
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// What follows a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Pipe,
    Background,
    /// Anything else: a new line, `;`, `&&`, `||`, a parenthesis, the end.
    Then,
}

/// The words of each simple command. Those in `$(…)` come before the command that uses their result.
fn lex(script: &str, depth: usize) -> Vec<(Vec<String>, Joint)> {
    let mut lexer = Lexer::default();
    let mut chars = script.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\n') | None => {}
                Some(c) => lexer.push(c),
            },
            '\'' => {
                lexer.begin();
                chars.by_ref().take_while(|c| *c != '\'').for_each(|c| lexer.push(c));
            }
            '"' => {
                lexer.begin();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    match c {
                        '\\' => chars.next().into_iter().for_each(|c| lexer.push(c)),
                        '$' if chars.next_if_eq(&'(').is_some() => _ = substitution(&mut chars),
                        c => lexer.push(c),
                    }
                }
            }
            '$' if chars.peek() == Some(&'{') => {
                lexer.push(c);
                for c in chars.by_ref() {
                    lexer.push(c);
                    if c == '}' {
                        break;
                    }
                }
            }
            '$' if chars.next_if_eq(&'(').is_some() => {
                lexer.substitute(c, &substitution(&mut chars), depth);
            }
            '`' => {
                let inner: String = chars.by_ref().take_while(|c| *c != '`').collect();
                lexer.substitute(c, &inner, depth);
            }
            '#' if lexer.word.is_none() => while chars.next_if(|c| *c != '\n').is_some() {},
            '<' | '>' => {
                lexer.begin_redirection();
                while chars.next_if(|c| matches!(c, '<' | '>' | '&' | '|' | '-')).is_some() {}
            }
            '&' if chars.peek() == Some(&'>') => lexer.end_word(),
            '|' if chars.next_if_eq(&'|').is_some() => lexer.end_command(Joint::Then),
            '&' if chars.next_if_eq(&'&').is_some() => lexer.end_command(Joint::Then),
            '|' => {
                chars.next_if_eq(&'&');
                lexer.end_command(Joint::Pipe);
            }
            '&' => lexer.end_command(Joint::Background),
            '\n' | ';' | '(' | ')' => lexer.end_command(Joint::Then),
            c if c.is_whitespace() => lexer.end_word(),
            c => lexer.push(c),
        }
    }
    lexer.end_command(Joint::Then);
    lexer.commands
}

/// What follows `$(`, up to the parenthesis that closes it.
fn substitution(chars: &mut impl Iterator<Item = char>) -> String {
    let mut inner = String::new();
    let mut depth = 1;
    while let Some(c) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => {
                inner.push(c);
                inner.extend(chars.next());
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        inner.push(c);
    }
    inner
}

#[derive(Default)]
struct Lexer {
    commands: Vec<(Vec<String>, Joint)>,
    words: Vec<String>,
    word: Option<String>,
    /// Whether the next word is the file of a redirection.
    is_redirected: bool,
}

impl Lexer {
    fn begin(&mut self) {
        self.word.get_or_insert_default();
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    /// `$(inner)`, of which the word keeps only a sign.
    fn substitute(&mut self, sign: char, inner: &str, depth: usize) {
        self.push(sign);
        if depth < MAX_SHELL_DEPTH {
            self.commands.extend(lex(inner, depth + 1));
        }
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take()
            && !std::mem::take(&mut self.is_redirected)
        {
            self.words.push(word);
        }
    }

    fn begin_redirection(&mut self) {
        // The number in `2>file` is not an argument.
        self.word.take_if(|word| word.chars().all(|c| c.is_ascii_digit()));
        self.end_word();
        self.is_redirected = true;
    }

    fn end_command(&mut self, after: Joint) {
        self.end_word();
        self.is_redirected = false;
        let is_end_of_group = matches!(self.words.as_slice(), [word] if word == "}");
        if !self.words.is_empty() && !is_end_of_group {
            self.commands.push((std::mem::take(&mut self.words), after));
            return;
        }
        self.words.clear();
        // `{ …; } | tee` and `(…) &`: what follows the group follows its last command.
        if let Some((_, joint)) = self.commands.last_mut().filter(|_| after != Joint::Then) {
            *joint = after;
        }
    }
}
