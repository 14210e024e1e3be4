//! The bounds, on both sides, and hostile files.

use crate::common::CONTEXT;
use dockerfile::{
    File, Image, MAX_BYTES, MAX_EXPANSION_DEPTH, MAX_INSTRUCTIONS, MAX_PATTERNS, MAX_STAGES,
    MAX_STEPS, MAX_VALUE_BYTES, MAX_VARIABLES, ParseError,
};

fn error(dockerfile: &str) -> Option<ParseError> {
    Image::read(dockerfile, None).err()
}

#[test]
fn both_files_have_a_length() {
    let dockerfile = format!("FROM a\n#{}", "x".repeat(MAX_BYTES - 8));
    let too_long =
        |file| Some(ParseError::TooLong { file, bytes: MAX_BYTES + 1, limit: MAX_BYTES });
    assert_eq!(error(&dockerfile), None);
    assert_eq!(error(&format!("{dockerfile}x")), too_long(File::Dockerfile));
    let ignore = "#".repeat(MAX_BYTES + 1);
    assert_eq!(Image::read("FROM a", Some(&ignore)).err(), too_long(File::Dockerignore));
    assert!(Image::read("FROM a", Some(&ignore[1..])).is_ok());
}

#[test]
fn instructions_stages_variables_and_patterns_are_counted() {
    let limit = MAX_INSTRUCTIONS;
    assert_eq!(error(&format!("FROM a\n{}", "USER 1\n".repeat(limit - 1))), None);
    let expected = ParseError::TooManyInstructions { limit };
    assert_eq!(error(&format!("FROM a\n{}", "USER 1\n".repeat(limit))), Some(expected));

    assert_eq!(error(&"FROM a\n".repeat(MAX_STAGES)), None);
    let expected = ParseError::TooManyStages { limit: MAX_STAGES };
    assert_eq!(error(&"FROM a\n".repeat(MAX_STAGES + 1)), Some(expected));

    let variables = |count| (0..count).map(|n| format!(" A{n}=1")).collect::<String>();
    assert_eq!(error(&format!("FROM a\nENV{}", variables(MAX_VARIABLES))), None);
    let expected = ParseError::TooManyVariables { line: 2, limit: MAX_VARIABLES };
    assert_eq!(error(&format!("FROM a\nENV{}", variables(MAX_VARIABLES + 1))), Some(expected));

    assert!(Image::read("FROM a", Some(&"a\n".repeat(MAX_PATTERNS))).is_ok());
    let expected = ParseError::TooManyPatterns { limit: MAX_PATTERNS };
    let ignore = "a\n".repeat(MAX_PATTERNS + 1);
    assert_eq!(Image::read("FROM a", Some(&ignore)).err(), Some(expected));
}

#[test]
fn triggers_do_not_multiply_without_end() {
    let stages =
        "FROM a AS s\n".to_owned() + &"ONBUILD RUN x\n".repeat(500) + &"FROM s\n".repeat(90);
    let expected = ParseError::TooManyInstructions { limit: MAX_STEPS };
    assert_eq!(error(&stages), Some(expected));
}

#[test]
fn values_do_not_grow_without_end() {
    let nested =
        |depth: usize| format!("FROM a\nUSER {}1{}", "${A:-".repeat(depth), "}".repeat(depth));
    assert_eq!(error(&nested(MAX_EXPANSION_DEPTH)), None);
    assert_eq!(
        error(&nested(MAX_EXPANSION_DEPTH + 1)),
        Some(ParseError::ValueTooLarge { line: 2 })
    );
    assert_eq!(error(&nested(30_000)), Some(ParseError::ValueTooLarge { line: 2 }));

    let doubled: String = (1..40).map(|n| format!("ARG A{n}=$A{0}$A{0}\n", n - 1)).collect();
    let error_of_doubling = error(&format!("ARG A0=xx\n{doubled}FROM a"));
    assert!(matches!(error_of_doubling, Some(ParseError::ValueTooLarge { .. })));
    assert_eq!(error(&format!("FROM a\nENV A={}", "x".repeat(MAX_VALUE_BYTES))), None);
    let expected = ParseError::ValueTooLarge { line: 2 };
    assert_eq!(
        error(&format!("FROM a\nENV A={}", "x".repeat(MAX_VALUE_BYTES + 1))),
        Some(expected)
    );
}

#[test]
fn stages_may_form_a_circle() {
    let dockerfile = "FROM a:1 AS x\nCOPY --from=y / /\nFROM b:1 AS y\nCOPY --from=x / /\nCOPY --from=y / /\nRUN cargo build";
    let image = Image::read(dockerfile, None).expect("valid");
    assert!(!image.findings(&CONTEXT).is_empty());
}

#[test]
fn hostile_files_are_read_to_their_end() {
    let shells = format!("FROM a\nRUN {}x", "sh -c \"".repeat(10_000));
    let quotes = format!("FROM a\nRUN {}", "'".repeat(50_001));
    let braces = format!("FROM a\nRUN {}", "${".repeat(50_000));
    let lists = format!("FROM a\nCMD [{}]", "[".repeat(50_000));
    let stages: String = (0..MAX_STAGES)
        .map(|n| format!("FROM a:1 AS s{n}\n{}", "COPY --from=s0 a /\n".repeat(9)))
        .collect();
    for dockerfile in [
        shells,
        quotes,
        braces,
        lists,
        stages,
        "FROM a\nRUN \\".to_owned(),
        "FROM a\nRUN x\\\n".to_owned(),
    ] {
        let image = Image::read(&dockerfile, Some(&format!("{}b\n!{0}", "*a".repeat(60_000))));
        if let Ok(image) = image {
            image.findings(&CONTEXT);
        }
    }
}

/// Every beginning and every end of a file is read without a panic.
#[test]
fn broken_files_are_read_or_refused() {
    let dockerfile = "# escape=\\\nARG V=1\nFROM rust:${V:-2} AS é\nENV A=\"b $C\" D='é'\nRUN --mount=type=bind,source=a,target=b <<-EOF\n\tx \\\n\tEOF\nCOPY --from=0 [\"a\", \"b\\u00e9\"]\nENTRYPOINT [\"a\", \"b\"]\nEXPOSE 1-2/udp $X\n";
    for end in (0..=dockerfile.len()).filter(|end| dockerfile.is_char_boundary(*end)) {
        for text in [&dockerfile[..end], &dockerfile[end..]] {
            if let Ok(image) = Image::read(text, Some(text)) {
                image.findings(&CONTEXT);
            }
        }
    }
}
