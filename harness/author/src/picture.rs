//! Draws `docs/verdicts.svg`, what a failure and a success look like, from real reports.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::cargo;

const LINE: usize = 18;
const COLUMN: f64 = 8.4;
const MARGIN: usize = 16;

/// Runs the command on a starter and on a solution, and draws what it prints.
///
/// # Errors
/// When the command does not run, or the picture cannot be written.
pub fn run() -> Result<()> {
    let failure = report(&["test", "1", "--only", "user-added", "--seed", "7", "--lang", "en"])?;
    let success = report(&["test", "1", "--solutions", "--seed", "7", "--lang", "en"])?;
    let lines: Vec<&str> = [
        "$ cargo lab test 1 --only user-added",
        failure.trim(),
        "",
        "$ cargo lab test 1 --solutions",
        success.trim(),
    ]
    .iter()
    .flat_map(|part| if part.is_empty() { vec![""] } else { part.lines().collect() })
    .collect();
    let path = cargo::root().join("docs/verdicts.svg");
    fs::create_dir_all(path.parent().context("a picture lies in a folder")?)?;
    fs::write(&path, svg(&lines)).with_context(|| format!("writing {}", path.display()))
}

fn report(arguments: &[&str]) -> Result<String> {
    let lab = cargo::executable("lab")?;
    let output = Command::new(lab)
        .args(arguments)
        .current_dir(cargo::root())
        .output()
        .context("starting the command")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // The port differs from run to run; the picture must not.
    let lines = text.lines().filter(|line| !line.contains("listening on"));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

fn svg(lines: &[&str]) -> String {
    let columns = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a picture of a few hundred pixels"
    )]
    let width = (columns as f64 * COLUMN) as usize + 2 * MARGIN;
    let height = lines.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"A failure and a success, as the command shows them\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b1f27\"/>\n"
    );
    for (index, line) in lines.iter().enumerate() {
        let y = MARGIN + LINE * (index + 1) - 5;
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\" fill=\"{}\" xml:space=\"preserve\">{}</text>",
            colour(line),
            escaped(line)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// The colours of the terminal, by what a line is.
fn colour(line: &str) -> &'static str {
    let text = line.trim_start();
    match text.chars().next() {
        Some('$') => "#ffffff",
        Some('✓') => "#7ee787",
        Some('✗') => "#ff7b72",
        Some('+') if line.starts_with("    ") => "#7ee787",
        Some('-') if line.starts_with("    ") => "#ff7b72",
        _ if line.starts_with("  ") && !line.starts_with("   ") => "#79c0ff",
        _ => "#c9d1d9",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
