//! The simple commands of a shell script, as far as they can be known without running it.
//!
//! Variables are not expanded, branches are all taken, redirections are left out.

use crate::limits::MAX_SHELL_DEPTH;
use crate::syntax::{Command, Run};

/// A simple command: a program and its arguments, without assignments before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simple {
    pub words: Vec<String>,
    /// Whether `exec` stands before it.
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
    for words in lex(script) {
        add(words, depth, commands);
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

/// The words of each simple command.
fn lex(script: &str) -> Vec<Vec<String>> {
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
                        '$' if chars.next_if_eq(&'(').is_some() => skip_substitution(&mut chars),
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
            '$' if chars.peek() == Some(&'(') => {
                chars.next();
                lexer.end_command();
            }
            '#' if lexer.word.is_none() => while chars.next_if(|c| *c != '\n').is_some() {},
            '<' | '>' => {
                lexer.begin_redirection();
                while chars.next_if(|c| matches!(c, '<' | '>' | '&' | '|' | '-')).is_some() {}
            }
            '&' if chars.peek() == Some(&'>') => lexer.end_word(),
            '\n' | ';' | '&' | '|' | '(' | ')' | '`' => lexer.end_command(),
            c if c.is_whitespace() => lexer.end_word(),
            c => lexer.push(c),
        }
    }
    lexer.end_command();
    lexer.commands
}

/// Skips what follows `$(` between double quotes, with the quotes in it.
fn skip_substitution(chars: &mut impl Iterator<Item = char>) {
    let mut depth = 1;
    while depth > 0 {
        match chars.next() {
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            Some('\\') => _ = chars.next(),
            Some(_) => {}
            None => return,
        }
    }
}

#[derive(Default)]
struct Lexer {
    commands: Vec<Vec<String>>,
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

    fn end_command(&mut self) {
        self.end_word();
        self.is_redirected = false;
        if !self.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.words));
        }
    }
}
