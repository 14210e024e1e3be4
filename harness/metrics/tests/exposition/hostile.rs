//! Bodies that no client library would write: nothing panics, and nothing takes long.

use metrics::Exposition;

use crate::texts;

/// What is put into a valid body, at every place.
const PIECES: [&[u8]; 18] = [
    b"",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b",",
    b"=",
    b"#",
    b"_",
    b":",
    b"0",
    b"-",
    b"\xff",
    b"\xc3\xa9",
];

fn every_text() -> impl Iterator<Item = &'static str> {
    texts::valid().chain(texts::wrong()).map(|(_, text)| text)
}

#[test]
fn no_beginning_of_a_body_panics() {
    for text in every_text() {
        for end in 0..text.len() {
            let _ = Exposition::parse_bytes(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn no_change_of_one_byte_panics() {
    for text in every_text() {
        for place in 0..text.len() {
            let (before, after) = text.as_bytes().split_at(place);
            for piece in PIECES {
                let _ = Exposition::parse_bytes(&[before, piece, &after[1..]].concat());
                let _ = Exposition::parse_bytes(&[before, piece, after].concat());
            }
        }
    }
}

#[test]
fn an_error_stays_small_when_a_name_is_long() {
    let name = "x".repeat(1_000_000);
    for line in [name.clone(), format!("{name}- 1"), format!("m{{{name}=1}} 1")] {
        let error = Exposition::parse(&format!("{line}\n")).expect_err("wrong");
        assert!(error.to_string().len() < 1_000, "{} bytes", error.to_string().len());
    }
}
