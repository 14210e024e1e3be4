//! What an image says besides its findings.

use crate::common::image;
use dockerfile::{Command, Image, Rule};

#[test]
fn the_environment_is_that_of_the_last_stage_and_its_parents() {
    let image = image(
        "FROM debian:12 AS base\nENV HOTE=0.0.0.0 PORT=80\nFROM rust:1 AS build\nENV A=1\nFROM base\n\
         ARG P=8080\nENV PORT=$P URL=\"http://$HOTE:${PORT}\"",
    );
    assert_eq!(image.env("HOTE"), Some("0.0.0.0"));
    assert_eq!(image.env("PORT"), Some("8080"));
    // All values of an instruction see the variables from before it.
    assert_eq!(image.env("URL"), Some("http://0.0.0.0:80"));
    assert_eq!(image.env("A"), None);
    assert_eq!(image.env("P"), None);
    assert_eq!(image.variables().count(), 3);
}

#[test]
fn values_are_read_without_quotes_and_escapes() {
    let image =
        image("FROM a:1\nENV A=\"b c\" D='$E' F=g\\ h I=${J:-\"k l\"} M=\"\\$n\"\nENV O p  q\n");
    for (name, value) in
        [("A", "b c"), ("D", "$E"), ("F", "g h"), ("I", "k l"), ("M", "$n"), ("O", "p  q")]
    {
        assert_eq!(image.env(name), Some(value));
    }
}

#[test]
fn variables_have_defaults_and_alternatives() {
    for (word, value) in [
        ("$X", "x"),
        ("${X}y", "xy"),
        ("$Xy", ""),
        ("${N:-d}", "d"),
        ("${N-d}", "d"),
        ("${X:-d}", "x"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${X:+a}", "a"),
        ("${N:+a}", ""),
        ("${EMPTY:+a}", ""),
        ("${EMPTY+a}", "a"),
        ("${N:-${M:-${X}}}", "x"),
        ("${X:?e}", "x"),
        // The value may come from the command line.
        ("${N:?e}", ""),
        ("$", "$"),
        ("a$1b", "ab"),
        ("\\$X", "$X"),
    ] {
        let image = image(&format!("FROM a:1\nARG X=x\nENV EMPTY=\nENV V={word}"));
        assert_eq!(image.env("V"), Some(value), "{word}");
    }
}

#[test]
fn the_commands_are_known() {
    let exec =
        |words: &[&str]| Command::Exec(words.iter().map(|word| (*word).to_owned()).collect());
    let image = image("FROM a:1\nENTRYPOINT [\"\\u0061\", \"b\\\"\"]\nCMD c d");
    assert_eq!(image.entrypoint(), Some(&exec(&["a", "b\""])));
    assert_eq!(image.cmd(), Some(&Command::Shell("c d".to_owned())));
}

#[test]
fn a_right_image_has_no_findings() {
    let dockerfile = "FROM rust:1.90 AS build\nCOPY Cargo.* ./\nRUN cargo fetch\nCOPY src src\nRUN cargo build\n\
        FROM debian:bookworm-slim\nCOPY --from=build /a /a\nUSER 1\nEXPOSE 3000\nCMD [\"/a\"]";
    assert_eq!(image(dockerfile).findings(&crate::common::CONTEXT), []);
}

#[test]
fn findings_are_in_the_order_of_the_lines() {
    let dockerfile = "FROM rust:1.90\nCOPY . .\nRUN cargo build\nCMD server\n";
    let findings = Image::read(dockerfile, None).expect("valid").findings(&crate::common::CONTEXT);
    let places = findings.iter().map(|finding| (finding.line, finding.rule()));
    let expected = [
        (Some(1), Rule::Stages),
        (Some(1), Rule::Runtime),
        (Some(1), Rule::User),
        (Some(1), Rule::Port),
        (Some(3), Rule::Dependencies),
        (Some(3), Rule::Runtime),
        (Some(4), Rule::Command),
        (None, Rule::Context),
    ];
    assert_eq!(places.collect::<Vec<_>>(), expected);
}

#[test]
fn every_rule_can_be_broken_at_once() {
    let dockerfile = "FROM node\nENV KEY=1\nCOPY . .\nRUN npm ci\nCMD npm start";
    let findings = Image::read(dockerfile, None).expect("valid").findings(&crate::common::CONTEXT);
    for rule in Rule::ALL {
        assert!(findings.iter().any(|finding| finding.rule() == rule), "{rule:?}");
    }
}
