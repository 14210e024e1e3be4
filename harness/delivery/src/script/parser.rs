//! From tokens to commands, each with what stands around it.

use crate::script::lexer::{Operator, Token, tokens};

/// How deeply `$(…)` is read.
const MAX_SUBSTITUTIONS: usize = 4;
/// How deeply groups are told apart: what is deeper belongs to the last of them.
const MAX_FRAMES: usize = 32;
/// How many words of a condition are kept, and how many characters of each.
const MAX_CONDITION: usize = 64;

/// No command.
const OPEN: usize = usize::MAX;

/// The commands of a script, in the order of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    pub commands: Vec<Command>,
    /// What stands in parentheses or braces, and whole `if`, `for`, `while` and `case`.
    pub groups: Vec<Group>,
}

#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub words: Vec<String>,
    /// Counted from 0.
    pub line: usize,
    pub after: Joint,
    /// The groups around it, the outermost first.
    pub groups: Vec<usize>,
    /// The group whose condition it is: `if HERE; then`.
    pub tested_by: Option<usize>,
    /// `!` stands before it.
    pub is_negated: bool,
    /// It stands in `$(…)` of the command with this index; one that does not exist stands for the words of a
    /// `for` or `case`.
    pub substituted_in: Option<usize>,
    /// What `<<<` gives it to read.
    pub input: Option<String>,
    pub guards: Vec<Guard>,
}

/// A condition that holds, or does not, where a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guard {
    pub text: String,
    pub holds: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub after: Joint,
    /// The first command that is not in it any more.
    pub end: usize,
}

/// What stands between two commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// The beginning or the end of the script.
    Edge,
    Then,
    And,
    Or,
    Pipe,
    Background,
}

/// Reads a script. What is not understood becomes a command that nobody knows.
pub(crate) fn parse(text: &str) -> Script {
    let mut parser = Parser::new(0);
    parser.run(text, 0);
    parser.script
}

enum Frame {
    Group(usize),
    If { id: usize, part: Part, condition: Vec<String> },
    Loop { id: usize, part: Part },
    Case { id: usize },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Header,
    Condition,
    Body,
    Else,
}

struct Parser {
    script: Script,
    frames: Vec<Frame>,
    words: Vec<String>,
    input: Option<String>,
    /// The first command of the `$(…)` among the words.
    substituted: Option<usize>,
    line: usize,
    before: Joint,
    is_negated: bool,
    closed: Option<usize>,
    /// Groups that are open beyond [`MAX_FRAMES`].
    deeper: usize,
    depth: usize,
}

impl Parser {
    fn new(depth: usize) -> Self {
        Self {
            script: Script::default(),
            frames: Vec::new(),
            words: Vec::new(),
            input: None,
            substituted: None,
            line: 0,
            before: Joint::Edge,
            is_negated: false,
            closed: None,
            deeper: 0,
            depth,
        }
    }

    fn run(&mut self, text: &str, first_line: usize) {
        for (line, token) in tokens(text) {
            match token {
                Token::Operator(operator) => self.operator(operator),
                Token::HereString(text) => self.input = Some(text),
                Token::Word { text, is_quoted, substitutions } => {
                    if self.words.is_empty() {
                        self.line = first_line + line;
                    }
                    for substitution in substitutions {
                        self.substitution(&substitution, first_line + line);
                    }
                    if !self.words.is_empty() || is_quoted || !self.keyword(&text) {
                        self.words.push(text);
                    }
                }
            }
        }
        self.end_command(Joint::Edge);
        self.forget_open_frames();
    }

    /// What never ends is no group: `if` of another language, say.
    fn forget_open_frames(&mut self) {
        let open: Vec<usize> = self.frames.drain(..).map(|frame| frame.id()).collect();
        for command in &mut self.script.commands {
            command.groups.retain(|group| !open.contains(group));
            command.tested_by = command.tested_by.filter(|group| !open.contains(group));
        }
    }

    /// The commands of `$(…)` come before the one that uses its result.
    fn substitution(&mut self, text: &str, line: usize) {
        if self.depth >= MAX_SUBSTITUTIONS {
            return;
        }
        let mut inner = Self::new(self.depth + 1);
        inner.run(text, line);
        let first = self.script.commands.len();
        self.substituted.get_or_insert(first);
        self.script.commands.extend(inner.script.commands.into_iter().map(|command| Command {
            substituted_in: Some(
                command.substituted_in.map_or(OPEN, |outer| first.saturating_add(outer)),
            ),
            groups: Vec::new(),
            tested_by: None,
            after: Joint::Then,
            ..command
        }));
    }

    fn operator(&mut self, operator: Operator) {
        match operator {
            Operator::Then => self.end_command(Joint::Then),
            Operator::And => self.end_command(Joint::And),
            Operator::Or => self.end_command(Joint::Or),
            Operator::Pipe => self.end_command(Joint::Pipe),
            Operator::Background => self.end_command(Joint::Background),
            // `name()` defines a function: its name is no command.
            Operator::Open if !self.words.is_empty() => {
                self.words.clear();
                self.open(Frame::Group);
            }
            Operator::Open => self.open(Frame::Group),
            Operator::Close => match self.frames.last() {
                // The pattern of a `case`.
                Some(Frame::Case { .. }) => self.words.clear(),
                _ => {
                    self.end_command(Joint::Then);
                    self.close();
                }
            },
        }
    }

    fn open(&mut self, frame: impl FnOnce(usize) -> Frame) {
        if self.frames.len() >= MAX_FRAMES {
            self.deeper += 1;
            return;
        }
        let id = self.script.groups.len();
        self.script.groups.push(Group { after: Joint::Edge, end: usize::MAX });
        self.frames.push(frame(id));
        self.closed = None;
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        if let Some(frame) = self.frames.pop() {
            let id = frame.id();
            self.script.groups[id].end = self.script.commands.len();
            self.closed = Some(id);
        }
    }

    /// Whether the word, at the beginning of a command, belongs to the shell's own grammar.
    fn keyword(&mut self, word: &str) -> bool {
        match word {
            "if" => self.open(|id| Frame::If { id, part: Part::Condition, condition: Vec::new() }),
            "while" | "until" => self.open(|id| Frame::Loop { id, part: Part::Condition }),
            "for" | "select" => self.open(|id| Frame::Loop { id, part: Part::Header }),
            "case" => {
                self.open(|id| Frame::Case { id });
                self.words.push("case".to_owned());
            }
            "then" | "do" => self.set_part(Part::Body),
            "else" => self.set_part(Part::Else),
            "elif" => self.set_part(Part::Condition),
            "{" => self.open(Frame::Group),
            "fi" | "done" | "esac" | "}" => self.close(),
            "!" => self.is_negated = !self.is_negated,
            _ => return false,
        }
        true
    }

    fn set_part(&mut self, to: Part) {
        match self.frames.last_mut() {
            Some(Frame::If { part, condition, .. }) => {
                if to == Part::Condition {
                    condition.clear();
                }
                *part = to;
            }
            Some(Frame::Loop { part, .. }) => *part = to,
            _ => {}
        }
        self.before = Joint::Then;
    }

    fn end_command(&mut self, joint: Joint) {
        let words = std::mem::take(&mut self.words);
        let is_negated = std::mem::take(&mut self.is_negated);
        let input = self.input.take();
        if words.is_empty() {
            if let Some(id) = self.closed.take() {
                self.script.groups[id].after = joint;
                self.before = joint;
            }
            return;
        }
        self.closed = None;
        let before = std::mem::replace(&mut self.before, joint);
        if matches!(self.frames.last(), Some(Frame::Loop { part: Part::Header, .. }))
            || (words[0] == "case" && words.len() > 1)
        {
            self.before = Joint::Then;
            self.substituted = None;
            return;
        }
        self.end_substitutions();
        let guards = self.guards(before);
        let mut tested_by = None;
        if let Some(Frame::If { id, part: Part::Condition, condition }) = self.frames.last_mut() {
            tested_by = Some(*id);
            if condition.len() < MAX_CONDITION {
                if is_negated {
                    condition.push("!".to_owned());
                }
                condition.extend(words.iter().take(MAX_CONDITION).map(|word| clipped(word)));
                condition.push(joint.sign().to_owned());
            }
        }
        self.script.commands.push(Command {
            words,
            line: self.line,
            after: joint,
            groups: self.frames.iter().map(Frame::id).collect(),
            tested_by,
            is_negated,
            substituted_in: None,
            input,
            guards,
        });
    }

    /// The commands of `$(…)` belong to the command that comes next.
    fn end_substitutions(&mut self) {
        let Some(first) = self.substituted.take() else { return };
        let outer = self.script.commands.len();
        for command in &mut self.script.commands[first..] {
            if command.substituted_in == Some(OPEN) {
                command.substituted_in = Some(outer);
            }
        }
    }

    fn guards(&self, before: Joint) -> Vec<Guard> {
        let mut guards: Vec<Guard> = self
            .frames
            .iter()
            .filter_map(|frame| match frame {
                Frame::If { part: part @ (Part::Body | Part::Else), condition, .. } => {
                    Some(Guard { text: condition.join(" "), holds: *part == Part::Body })
                }
                _ => None,
            })
            .collect();
        if let (Joint::And | Joint::Or, Some(previous)) = (before, self.script.commands.last()) {
            if before == Joint::And {
                let missing = previous.guards.iter().filter(|guard| !guards.contains(guard));
                let missing: Vec<Guard> = missing.take(20).cloned().collect();
                guards.extend(missing);
            }
            guards.push(Guard {
                text: previous
                    .words
                    .iter()
                    .take(MAX_CONDITION)
                    .map(|word| clipped(word))
                    .collect::<Vec<_>>()
                    .join(" "),
                holds: (before == Joint::And) != previous.is_negated,
            });
        }
        guards
    }
}

fn clipped(word: &str) -> String {
    word.chars().take(100).collect()
}

impl Frame {
    fn id(&self) -> usize {
        match self {
            Self::Group(id) | Self::If { id, .. } | Self::Loop { id, .. } | Self::Case { id } => {
                *id
            }
        }
    }
}

impl Joint {
    fn sign(self) -> &'static str {
        match self {
            Self::And => "&&",
            Self::Or => "||",
            Self::Pipe => "|",
            Self::Edge | Self::Then | Self::Background => ";",
        }
    }
}
