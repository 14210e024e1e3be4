//! The grammar of each instruction.

use crate::error::{ParseError, excerpt};
use crate::limits::MAX_INSTRUCTIONS;
use crate::syntax::lines::{Line, here_document, lines};
use crate::syntax::model::{Assignment, Command, CopyFiles, Instruction, Kind, Mount, Run};
use crate::syntax::words::{json_strings, split};

/// All instructions of a Dockerfile, and its escape character.
pub fn instructions(text: &str) -> Result<(Vec<Instruction>, char), ParseError> {
    let (lines, escape) = lines(text)?;
    if lines.len() > MAX_INSTRUCTIONS {
        return Err(ParseError::TooManyInstructions { limit: MAX_INSTRUCTIONS });
    }
    let instructions =
        lines.into_iter().map(|line| instruction(line, escape)).collect::<Result<_, _>>()?;
    Ok((instructions, escape))
}

fn instruction(line: Line, escape: char) -> Result<Instruction, ParseError> {
    let Line { number, text, here_documents } = line;
    let (keyword, arguments) = match text.split_once(char::is_whitespace) {
        Some((keyword, arguments)) => (keyword, arguments.trim()),
        None => (text.as_str(), ""),
    };
    let name = keyword.to_ascii_uppercase();
    if !is_instruction(&name) {
        return Err(ParseError::UnknownInstruction { line: number, found: excerpt(keyword) });
    }
    if arguments.is_empty() && name != "CMD" {
        return Err(ParseError::MissingArguments { line: number, instruction: name });
    }
    let kind = match name.as_str() {
        "FROM" => from(arguments, escape, number)?,
        "ARG" => Kind::Arg(split(arguments, escape).iter().map(|word| assignment(word)).collect()),
        "ENV" => env(arguments, escape, number)?,
        "COPY" | "ADD" => copy(&name, arguments, escape, number)?,
        "RUN" => run(arguments, here_documents, escape, number)?,
        "USER" => Kind::User(arguments.to_owned()),
        "EXPOSE" => Kind::Expose(split(arguments, escape)),
        "ENTRYPOINT" => Kind::Entrypoint(command(arguments)),
        "CMD" => Kind::Cmd(command(arguments)),
        "SHELL" if json_strings(arguments).is_none_or(|words| words.is_empty()) => {
            return Err(ParseError::InvalidShell { line: number });
        }
        "ONBUILD" => onbuild(arguments, here_documents, escape, number)?,
        _ => Kind::Other,
    };
    Ok(Instruction { line: number, kind })
}

fn is_instruction(name: &str) -> bool {
    const ALL: &[&str] = &[
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ];
    ALL.contains(&name)
}

fn command(arguments: &str) -> Command {
    match json_strings(arguments) {
        Some(words) => Command::Exec(words),
        None => Command::Shell(arguments.to_owned()),
    }
}

/// The flags `--name=value` at the beginning, and what follows them.
fn flags(arguments: &str, escape: char) -> (Vec<(String, String)>, &str) {
    let mut rest = arguments;
    let mut flags = Vec::new();
    while let Some(flag) = rest.strip_prefix("--") {
        let end = flag_end(flag, escape);
        let (name, value) = flag[..end].split_once('=').unwrap_or((&flag[..end], ""));
        rest = flag[end..].trim_start();
        if name.is_empty() {
            break;
        }
        flags.push((name.to_ascii_lowercase(), value.replace(['"', '\''], "")));
    }
    (flags, rest)
}

/// Where the first blank outside of quotes is.
fn flag_end(flag: &str, escape: char) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in flag.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            _ if c == escape => escaped = true,
            None if c.is_whitespace() => return at,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
    }
    flag.len()
}

fn from(arguments: &str, escape: char, line: usize) -> Result<Kind, ParseError> {
    let (_, rest) = flags(arguments, escape);
    let words = split(rest, escape);
    let Some((image, rest)) = words.split_first() else {
        return Err(ParseError::MissingArguments { line, instruction: "FROM".to_owned() });
    };
    let name = match rest {
        [] => None,
        [keyword, name] if keyword.eq_ignore_ascii_case("as") => {
            let name = name.to_ascii_lowercase();
            if !is_stage_name(&name) {
                return Err(ParseError::InvalidStageName { line, found: excerpt(&name) });
            }
            Some(name)
        }
        [found, ..] => return Err(ParseError::InvalidFrom { line, found: excerpt(found) }),
    };
    Ok(Kind::From { image: image.clone(), name })
}

fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn assignment(word: &str) -> Assignment {
    match word.split_once('=') {
        Some((name, value)) => Assignment { name: name.to_owned(), value: Some(value.to_owned()) },
        None => Assignment { name: word.to_owned(), value: None },
    }
}

/// `ENV A=1 B=2`, or in the old form `ENV A the rest of the line`.
fn env(arguments: &str, escape: char, line: usize) -> Result<Kind, ParseError> {
    let words = split(arguments, escape);
    let is_old = words.first().is_some_and(|word| !word.contains('='));
    if is_old {
        let Some((name, value)) = arguments.split_once(char::is_whitespace) else {
            return Err(ParseError::MissingEquals { line, found: excerpt(arguments) });
        };
        let value = Some(value.trim().to_owned());
        return Ok(Kind::Env(vec![Assignment { name: name.to_owned(), value }]));
    }
    match words.iter().find(|word| !word.contains('=')) {
        Some(word) => Err(ParseError::MissingEquals { line, found: excerpt(word) }),
        None => Ok(Kind::Env(words.iter().map(|word| assignment(word)).collect())),
    }
}

fn copy(name: &str, arguments: &str, escape: char, line: usize) -> Result<Kind, ParseError> {
    let (flags, rest) = flags(arguments, escape);
    let mut sources = json_strings(rest).unwrap_or_else(|| split(rest, escape));
    if sources.len() < 2 {
        return Err(ParseError::MissingArguments { line, instruction: name.to_owned() });
    }
    sources.pop();
    sources.retain(|source| here_document(source).is_none());
    let values = |name: &str| -> Vec<String> {
        flags.iter().filter(|(flag, _)| flag == name).map(|(_, value)| value.clone()).collect()
    };
    let from = values("from").pop();
    Ok(Kind::Copy(CopyFiles { from, sources, excluded: values("exclude") }))
}

fn run(
    arguments: &str,
    here_documents: Vec<String>,
    escape: char,
    line: usize,
) -> Result<Kind, ParseError> {
    let (flags, rest) = flags(arguments, escape);
    if rest.is_empty() {
        return Err(ParseError::MissingArguments { line, instruction: "RUN".to_owned() });
    }
    let mounts = flags.iter().filter(|(name, _)| name == "mount");
    let mounts = mounts.filter_map(|(_, value)| bind_mount(value)).collect();
    Ok(Kind::Run(Run { mounts, command: command(rest), here_documents }))
}

/// The mount, if its type is `bind`, which is the default.
fn bind_mount(value: &str) -> Option<Mount> {
    let mut mount = Mount { from: None, source: ".".to_owned() };
    for option in value.split(',') {
        match option.split_once('=') {
            Some(("type", kind)) if kind != "bind" => return None,
            Some(("from", from)) => mount.from = Some(from.to_owned()),
            Some(("source" | "src", source)) => mount.source = source.to_owned(),
            _ => {}
        }
    }
    Some(mount)
}

fn onbuild(
    arguments: &str,
    here_documents: Vec<String>,
    escape: char,
    number: usize,
) -> Result<Kind, ParseError> {
    let keyword = arguments.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    if matches!(keyword.as_str(), "ONBUILD" | "FROM" | "MAINTAINER") {
        return Err(ParseError::InvalidTrigger { line: number, found: keyword });
    }
    let line = Line { number, text: arguments.to_owned(), here_documents };
    Ok(Kind::Onbuild(Box::new(instruction(line, escape)?)))
}
