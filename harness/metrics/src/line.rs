//! The syntax of one line: a sample, a `HELP` or `TYPE` line, or something to ignore.

use crate::cursor::{Cursor, HELP_ESCAPES, LABEL_ESCAPES, unescape};
use crate::error::{Problem, excerpt};
use crate::kind::{Keyword, Kind};
use crate::labels::Labels;
use crate::number::{float, timestamp};
use crate::sample::Sample;

/// What a line says.
#[derive(Debug, PartialEq)]
pub(crate) enum Line {
    /// An empty line or a comment.
    Ignored,
    Help {
        name: String,
        text: String,
    },
    Type {
        name: String,
        kind: Kind,
    },
    Sample(Sample),
}

/// Reads a line, without its line feed; `number` counts lines from 1.
pub(crate) fn read(text: &str, number: usize) -> Result<Line, Problem> {
    let mut cursor = Cursor::new(text);
    if cursor.is_at_end() {
        return Ok(Line::Ignored);
    }
    if cursor.take('#') {
        return comment(cursor);
    }
    sample(cursor, number).map(Line::Sample)
}

fn comment(mut cursor: Cursor<'_>) -> Result<Line, Problem> {
    match cursor.token(&[]) {
        "HELP" => help(cursor),
        "TYPE" => kind(cursor),
        _ => Ok(Line::Ignored),
    }
}

fn help(mut cursor: Cursor<'_>) -> Result<Line, Problem> {
    let name = described_metric(&mut cursor, Keyword::Help)?;
    let text = unescape(cursor.rest(), HELP_ESCAPES)
        .map_err(|found| Problem::InvalidHelpEscape { name: excerpt(name), found })?;
    Ok(Line::Help { name: name.to_owned(), text })
}

fn kind(mut cursor: Cursor<'_>) -> Result<Line, Problem> {
    let name = described_metric(&mut cursor, Keyword::Type)?;
    if cursor.is_at_end() {
        return Err(Problem::MissingType { name: excerpt(name) });
    }
    let word = cursor.token(&[]);
    let kind = Kind::from_word(word)
        .ok_or_else(|| Problem::UnknownType { name: excerpt(name), found: excerpt(word) })?;
    expect_end(&cursor, name)?;
    Ok(Line::Type { name: name.to_owned(), kind })
}

fn described_metric<'a>(cursor: &mut Cursor<'a>, keyword: Keyword) -> Result<&'a str, Problem> {
    if cursor.is_at_end() {
        return Err(Problem::MissingMetricName { keyword });
    }
    metric_name(cursor)
}

fn sample(mut cursor: Cursor<'_>, line: usize) -> Result<Sample, Problem> {
    let name = metric_name(&mut cursor)?;
    let labels = labels(&mut cursor, name)?;
    let value = value(&mut cursor, name)?;
    let timestamp = optional_timestamp(&mut cursor, name)?;
    expect_end(&cursor, name)?;
    Ok(Sample { name: name.to_owned(), labels, value, timestamp, line })
}

fn metric_name<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, Problem> {
    let rest = cursor.rest();
    let token = cursor.token(&['{']);
    if is_name(token, "_:") {
        return Ok(token);
    }
    Err(Problem::InvalidMetricName { found: token_or_rest(token, rest) })
}

fn labels(cursor: &mut Cursor<'_>, name: &str) -> Result<Labels, Problem> {
    let mut pairs = Vec::new();
    if cursor.take('{') {
        while !cursor.take('}') {
            pairs.push(label(cursor, name)?);
            if !cursor.take(',') && !cursor.is_at('}') {
                let found = excerpt(cursor.rest());
                return Err(Problem::UnclosedLabels { name: excerpt(name), found });
            }
        }
    }
    Labels::new(pairs)
        .map_err(|label| Problem::DuplicateLabel { name: excerpt(name), label: excerpt(&label) })
}

fn label(cursor: &mut Cursor<'_>, name: &str) -> Result<(String, String), Problem> {
    let label = label_name(cursor, name)?;
    if !cursor.take('=') {
        return Err(Problem::MissingEquals {
            name: excerpt(name),
            label: excerpt(label),
            found: excerpt(cursor.rest()),
        });
    }
    Ok((label.to_owned(), label_value(cursor, name, label)?))
}

fn label_name<'a>(cursor: &mut Cursor<'a>, name: &str) -> Result<&'a str, Problem> {
    if cursor.is_at_end() {
        return Err(Problem::UnclosedLabels { name: excerpt(name), found: String::new() });
    }
    let rest = cursor.rest();
    let label = cursor.token(&['=', ',', '"', '{', '}']);
    if !is_name(label, "_") {
        let found = token_or_rest(label, rest);
        return Err(Problem::InvalidLabelName { name: excerpt(name), found });
    }
    if label.starts_with("__") {
        return Err(Problem::ReservedLabelName { name: excerpt(name), label: excerpt(label) });
    }
    Ok(label)
}

fn label_value(cursor: &mut Cursor<'_>, name: &str, label: &str) -> Result<String, Problem> {
    let (name, label) = (|| excerpt(name), || excerpt(label));
    if !cursor.is_at('"') {
        let found = excerpt(cursor.rest());
        return Err(Problem::MissingQuote { name: name(), label: label(), found });
    }
    let value = cursor
        .quoted()
        .ok_or_else(|| Problem::UnclosedLabelValue { name: name(), label: label() })?;
    unescape(value, LABEL_ESCAPES).map_err(|found| Problem::InvalidLabelEscape {
        name: name(),
        label: label(),
        found,
    })
}

fn value(cursor: &mut Cursor<'_>, name: &str) -> Result<f64, Problem> {
    if cursor.is_at_end() {
        return Err(Problem::MissingValue { name: excerpt(name) });
    }
    let token = cursor.token(&[]);
    float(token).ok_or_else(|| Problem::InvalidValue { name: excerpt(name), found: excerpt(token) })
}

fn optional_timestamp(cursor: &mut Cursor<'_>, name: &str) -> Result<Option<i64>, Problem> {
    if cursor.is_at_end() {
        return Ok(None);
    }
    let token = cursor.token(&[]);
    let invalid = || Problem::InvalidTimestamp { name: excerpt(name), found: excerpt(token) };
    timestamp(token).map(Some).ok_or_else(invalid)
}

fn expect_end(cursor: &Cursor<'_>, name: &str) -> Result<(), Problem> {
    if cursor.is_at_end() {
        return Ok(());
    }
    Err(Problem::TrailingText { name: excerpt(name), found: excerpt(cursor.rest()) })
}

/// Whether a text has ASCII letters, digits and `signs` only, one at least, and no digit first.
fn is_name(text: &str, signs: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    let starts_well = text.starts_with(|first: char| !first.is_ascii_digit());
    starts_well && text.chars().all(is_allowed)
}

/// Quotes a wrong token; if the token is missing, quotes what was found in its place.
fn token_or_rest(token: &str, rest: &str) -> String {
    excerpt(if token.is_empty() { rest } else { token })
}
