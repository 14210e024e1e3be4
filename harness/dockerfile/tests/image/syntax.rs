//! How a Dockerfile is read, and when it is refused.

use crate::common::{found, image};
use dockerfile::{Image, ParseError, Reason, Rule};

#[test]
fn lines_are_continued_and_comments_left_out() {
    for dockerfile in [
        "FROM a:1\nENV A=1 \\\n B=2",
        "FROM a:1\nENV A=1 \\  \n# comment \\\n\n   # another\n B=2\n",
        "FROM a:1\r\nENV A=1 \\\r\n B=2\r\n",
        "\u{feff}FROM a:1\n\tENV A=1 B=2",
        "# escape=`\nFROM a:1\nENV A=1 `\n B=2",
        "# syntax=docker/dockerfile:1\n# ESCAPE = `\nFROM a:1\nENV A=1 `\nB=2",
        "#!shebang\nFROM a:1\nENV \\\nA=1 \\\nB=2",
        "FROM a:1\nEN\\\nV A=1 B=2",
    ] {
        let image = image(dockerfile);
        assert_eq!((image.env("A"), image.env("B")), (Some("1"), Some("2")), "in\n{dockerfile}");
    }
}

#[test]
fn a_directive_after_a_comment_is_a_comment() {
    let image = image("# a comment\n# escape=`\nFROM a:1\nENV A=1 \\\n B=2");
    assert_eq!(image.env("B"), Some("2"));
}

#[test]
fn two_backslashes_do_not_continue_a_line() {
    let image = image("FROM a:1\nENV A=b\\\\\nUSER 7");
    assert_eq!((image.env("A"), image.user()), (Some("b\\"), Some(7)));
}

#[test]
fn here_documents_are_not_instructions() {
    for dockerfile in [
        "FROM a:1\nRUN <<EOF\nUSER root\nEOF\nUSER 7",
        "FROM a:1\nRUN bash -e <<'EOF'\nUSER root\nEOF\nUSER 7",
        "FROM a:1\nRUN cat <<EOF >/etc/a\nUSER root\n\nEOF\nUSER 7",
        "FROM a:1\nRUN <<-EOF\n\tUSER root\n\tEOF\nUSER 7",
        "FROM a:1\nCOPY <<A <<\"B\" /d/\nA A\nA\nB B\nB\nUSER 7",
        "FROM a:1\nRUN python3 - <<EOF\nprint(\"<<X\")\nEOF\nUSER 7",
        "FROM a:1\nRUN echo \"a <<EOF\"\nUSER 7",
        "FROM a:1\nRUN cat <<<EOF\nUSER 7",
        "FROM a:1\nRUN echo $((1<<4))\nUSER 7",
        "FROM a:1\nENV A=<<EOF\nUSER 7",
    ] {
        assert_eq!(image(dockerfile).user(), Some(7), "in\n{dockerfile}");
    }
}

#[test]
fn findings_have_the_line_where_the_instruction_begins() {
    let dockerfile =
        "# syntax=docker/dockerfile:1\n\nFROM a:1\nRUN a \\\n  b \\\n  # c\n  d\n\nUSER app";
    let user = "app".to_owned();
    assert_eq!(found(Rule::User, dockerfile), [(Some(9), Reason::NamedUser { user })]);
}

#[test]
fn two_stages_may_have_one_name() {
    let image = image("FROM a:1 AS x\nENV A=1\nFROM b:1 AS X\nENV A=2\nFROM x");
    assert_eq!(image.env("A"), Some("2"));
}

#[test]
fn what_docker_refuses_is_refused() {
    let text = str::to_owned;
    let missing = |line, name: &str| ParseError::MissingArguments { line, instruction: text(name) };
    for (dockerfile, error) in [
        ("", ParseError::NoStage),
        ("# FROM a\n\nARG A=1", ParseError::NoStage),
        ("RUN a\nFROM b", ParseError::BeforeFirstStage { line: 1, found: text("RUN") }),
        ("FROM a\nBUILD b", ParseError::UnknownInstruction { line: 2, found: text("BUILD") }),
        ("FROM a\n\n}", ParseError::UnknownInstruction { line: 3, found: text("}") }),
        ("FROM", missing(1, "FROM")),
        ("FROM --platform=linux/amd64", missing(1, "FROM")),
        ("FROM a\nRUN", missing(2, "RUN")),
        ("FROM a\nRUN --mount=type=cache,target=/a", missing(2, "RUN")),
        ("FROM a\nCOPY a", missing(2, "COPY")),
        ("FROM a\nADD --chown=1:1 a", missing(2, "ADD")),
        ("FROM a\nUSER", missing(2, "USER")),
        ("FROM a b", ParseError::InvalidFrom { line: 1, found: text("b") }),
        ("FROM a AS", ParseError::InvalidFrom { line: 1, found: text("AS") }),
        ("FROM a AS 1", ParseError::InvalidStageName { line: 1, found: text("1") }),
        ("FROM a AS b/c", ParseError::InvalidStageName { line: 1, found: text("b/c") }),
        ("FROM a\nENV A", ParseError::MissingEquals { line: 2, found: text("A") }),
        ("FROM a\nENV A=1 B", ParseError::MissingEquals { line: 2, found: text("B") }),
        ("FROM a\nSHELL /bin/sh", ParseError::InvalidShell { line: 2 }),
        ("FROM a\nONBUILD FROM b", ParseError::InvalidTrigger { line: 2, found: text("FROM") }),
        ("# escape=x\nFROM a", ParseError::InvalidEscape { line: 1, found: text("x") }),
        (
            "FROM a\nRUN <<EOF\nb",
            ParseError::UnclosedHereDocument { line: 2, delimiter: text("EOF") },
        ),
        ("FROM a\nENV A=\"b", ParseError::InvalidWord { line: 2, found: text("\"b") }),
        ("FROM a\nENV A=${B", ParseError::InvalidWord { line: 2, found: text("${B") }),
        ("FROM a\nENV A=${}", ParseError::InvalidWord { line: 2, found: text("${}") }),
    ] {
        assert_eq!(Image::read(dockerfile, None).err(), Some(error), "in\n{dockerfile}");
    }
}
