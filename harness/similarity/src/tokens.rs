//! A Rust source as the kinds of its tokens, each with its lines.

use std::ops::ControlFlow;
use std::time::Instant;

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

/// What is read of a file. The longest source of the course has 20 kB.
const BYTES: usize = 256 * 1024;

/// Every identifier, whatever it names. The grammar's own kinds are a few hundred, and 65534 and
/// 65535 for errors.
const IDENTIFIER: u16 = 0xfff0;

/// Every literal, whatever its value.
const LITERAL: u16 = 0xfff1;

/// A token without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// the grammar's number of its kind, or one of this module's
    pub kind: u16,
    /// the line on which it begins, from 0
    pub first_line: u32,
    /// the line on which it ends: a literal may have several
    pub last_line: u32,
}

/// The tokens of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// in the order of the source
    pub list: Vec<Token>,
    /// whether these are all: the source was not cut, and was parsed in time
    pub whole: bool,
}

/// The tokens of `source`, at most `most`, parsed before `deadline`. Bytes that are no UTF-8 are
/// replaced, and what is no Rust is read as far as the parser recovers.
pub fn tokens(source: &[u8], most: usize, deadline: Instant) -> Tokens {
    let cut = source.get(..BYTES).unwrap_or(source);
    let text = String::from_utf8_lossy(cut);
    let Some(tree) = parse(&text, deadline) else { return Tokens::default() };
    let mut tokens = leaves(&tree, most);
    tokens.whole &= cut.len() == source.len();
    tokens
}

fn parse(text: &str, deadline: Instant) -> Option<Tree> {
    let mut in_time = |_: &ParseState| {
        if Instant::now() < deadline { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    // The parser asks once in a hundred steps only: a short source would never be too late.
    if Instant::now() >= deadline {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_rust::LANGUAGE.into()).ok()?;
    let mut rest_from = |offset: usize, _| text.as_bytes().get(offset..).unwrap_or_default();
    let options = ParseOptions::new().progress_callback(&mut in_time);
    parser.parse_with_options(&mut rest_from, None, Some(options))
}

/// The leaves in order. A cursor keeps the way back to the root on the heap: no nesting is too deep.
fn leaves(tree: &Tree, most: usize) -> Tokens {
    let mut tokens = Tokens { list: Vec::new(), whole: true };
    let mut cursor = tree.walk();
    loop {
        let part = Part::of(cursor.node());
        if let Part::Token(token) = part {
            if tokens.list.len() == most {
                tokens.whole = false;
                return tokens;
            }
            tokens.list.push(token);
        }
        if part == Part::Inner && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return tokens;
            }
        }
    }
}

/// What a node of the tree is to the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// does not count, nor does anything in it
    Ignored,
    /// counts as one
    Token(Token),
    /// its children count
    Inner,
}

impl Part {
    fn of(node: Node<'_>) -> Self {
        match node.kind() {
            // Imports follow from what is used, and their order is a formatter's; so are commas
            // before a closing bracket.
            "line_comment" | "block_comment" | "shebang" | "use_declaration" | "," => Self::Ignored,
            // Where everything is one binary, `pub` can be added anywhere.
            "visibility_modifier" => Self::Ignored,
            "identifier"
            | "type_identifier"
            | "field_identifier"
            | "metavariable"
            | "shorthand_field_identifier"
            | "primitive_type" => Self::token(node, IDENTIFIER),
            "string_literal" | "raw_string_literal" | "char_literal" | "integer_literal"
            | "float_literal" | "boolean_literal" => Self::token(node, LITERAL),
            _ if node.child_count() > 0 => Self::Inner,
            // The parser adds what it misses, and an empty source is an empty node.
            _ if node.byte_range().is_empty() => Self::Ignored,
            _ => Self::token(node, node.kind_id()),
        }
    }

    fn token(node: Node<'_>, kind: u16) -> Self {
        let line = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        Self::Token(Token {
            kind,
            first_line: line(node.start_position().row),
            last_line: line(node.end_position().row),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{BYTES, Token, Tokens, tokens};

    fn read(source: &[u8]) -> Tokens {
        tokens(source, 1_000_000, Instant::now() + Duration::from_secs(60))
    }

    fn kinds(source: &str) -> Vec<u16> {
        read(source.as_bytes()).list.iter().map(|token: &Token| token.kind).collect()
    }

    #[test]
    fn names_values_comments_imports_and_formatting_do_not_count() {
        let one = "use a::b;\n/// Doc.\npub fn f(x: i64) -> bool { g(x, \"a\") && x == 12 }";
        let other = "fn autre(\n    valeur: Entier, // here\n) -> Oui {\n    h(valeur, r#\"\nb\"#,) \
                     && /* there */ valeur == 0x7f\n}\nuse c::{d, e};";
        assert!(!kinds(one).is_empty());
        assert_eq!(kinds(one), kinds(other));
    }

    #[test]
    fn what_the_code_does_counts() {
        assert_ne!(kinds("fn f() { a + b }"), kinds("fn f() { a - b }"));
        assert_ne!(kinds("fn f() { if a {} }"), kinds("fn f() { while a {} }"));
    }

    #[test]
    fn every_token_keeps_its_lines() {
        let list = read(b"fn f()\n{\n\"a\nb\"\n}").list;
        let lines: Vec<_> = list.iter().map(|token| (token.first_line, token.last_line)).collect();
        assert_eq!(lines, [(0, 0), (0, 0), (0, 0), (0, 0), (1, 1), (2, 3), (4, 4)]);
    }

    #[test]
    fn what_is_no_rust_and_no_utf_8_is_read_as_far_as_it_goes() {
        assert!(read(b"").list.is_empty());
        assert!(read(b"\xff\xfe\x00\x01").whole);
        let broken = read(b"fn f( { \xff let = ;; } fn g() { a + b }");
        assert!(broken.whole && broken.list.len() > 10, "{broken:?}");
    }

    #[test]
    fn a_cut_source_is_not_whole() {
        let long = vec![b'a'; BYTES + 1];
        assert!(!read(&long).whole);
        assert!(read(&long[..BYTES]).whole);
        let five = tokens(b"fn f() {}", 5, Instant::now() + Duration::from_secs(60));
        assert!(!five.whole && five.list.len() == 5);
        let six = tokens(b"fn f() {}", 6, Instant::now() + Duration::from_secs(60));
        assert!(six.whole && six.list.len() == 6);
    }

    #[test]
    fn a_source_that_takes_too_long_is_given_up() {
        assert_eq!(tokens(b"fn f() {}", 10, Instant::now()), Tokens::default());
        let slow = "r#\"".repeat(BYTES / 3);
        let begun = Instant::now();
        let read = tokens(slow.as_bytes(), 10, begun + Duration::from_millis(1));
        assert_eq!(read, Tokens::default());
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
}
