//! What the terminal can show: width, colours, marks.

use console::{Style, Term};

/// Columns of a report that goes to a file or a pipe.
const DEFAULT_WIDTH: usize = 80;

/// Lines longer than this are hard to read, however wide the terminal is.
const READABLE_WIDTH: usize = 100;

/// Says on stderr what stands in the way.
pub fn complain(sentence: &str) {
    let mark = Style::new().for_stderr().red().bold().apply_to("✗");
    eprintln!("{mark} {}", wrapped(sentence, width().saturating_sub(2), "  "));
}

/// Columns to fill.
pub fn width() -> usize {
    match Term::stdout().size_checked() {
        Some((_, columns)) => usize::from(columns).clamp(40, READABLE_WIDTH),
        None => DEFAULT_WIDTH,
    }
}

/// The signs of the verdicts, plain where the terminal has no others.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// passed
    pub passed: &'static str,
    /// failed
    pub failed: &'static str,
    /// skipped
    pub skipped: &'static str,
    /// an error of the harness
    pub error: &'static str,
}

impl Marks {
    /// Those that standard output can show.
    pub fn choose() -> Self {
        let term = Term::stdout();
        if !term.is_term() || term.features().wants_emoji() {
            Self { passed: "✓", failed: "✗", skipped: "–", error: "!" }
        } else {
            Self { passed: "+", failed: "x", skipped: "-", error: "!" }
        }
    }
}

/// `text` broken into lines of at most `width` columns; every line but the first is indented. Line
/// breaks in the text stay. French puts a space before some marks and inside its quotation marks:
/// no line breaks there.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in words(paragraph) {
            let columns = console::measure_text_width(&line) + console::measure_text_width(&word);
            if !line.is_empty() && columns + 1 > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines.join(&format!("\n{indent}"))
}

/// What no line may break: a word, with the marks that belong to it.
fn words(paragraph: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in paragraph.split(' ') {
        match words.last_mut() {
            Some(last) if last.ends_with('«') || word.starts_with([':', ';', '!', '?', '»']) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_spaces_and_count_columns_not_bytes() {
        assert_eq!(wrapped("été été été", 7, "> "), "été été\n> été");
        assert_eq!(wrapped("averylongword a", 5, ""), "averylongword\na");
        assert_eq!(wrapped("a\nb c", 80, "  "), "a\n  b c");
    }

    #[test]
    fn no_line_begins_with_a_mark_of_french() {
        assert_eq!(wrapped("« oui » : non", 6, ""), "« oui » :\nnon");
    }
}
