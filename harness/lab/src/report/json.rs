//! The JSON document of the contract.

use anyhow::{Context, Result};
use engine::verdict::Report;

/// Prints the document on standard output.
///
/// # Errors
/// When it cannot be written.
pub fn print(report: &Report) -> Result<()> {
    let text = serde_json::to_string_pretty(report).context("writing the report")?;
    println!("{text}");
    Ok(())
}
