//! The figures that the project promises, each as a ratio of two times of one run.
//!
//! Everything is measured in a copy of the repository with a target folder of its own, so that
//! nobody's work is edited and every cold build is cold. Both sides of a ratio alternate, and the
//! medians are compared, because a laptop is never quiet.

mod checkout;
mod edits;
mod figures;
mod grade;
mod speed;

use anyhow::Result;
use clap::ValueEnum;

use checkout::Checkout;

/// Some of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// From a fresh clone to the first verdict
    Clone,
    /// From a save of lab 01 to its verdict
    Edits,
    /// From a save of labs 04, 06 and 08 to their verdicts
    Solved,
    /// All checks of the solutions
    Throughput,
    /// The requests that lab 05 generates
    Agreement,
    /// Both languages of the book
    Book,
    /// What grading a class costs (Linux, with bubblewrap)
    Grade,
    /// The same for 10 submissions and for 1,000; takes a quarter of an hour, and is only printed
    /// when it is named
    Class,
}

/// Prints these figures with their bounds; all of them when none is named.
///
/// # Errors
/// When something that is measured does not work.
pub fn run(parts: &[Part]) -> Result<()> {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    let checkout = Checkout::make()?;
    println!("{:<58} {:>7} {:>7}", "figure", "ratio", "bound");
    if wanted(Part::Clone) {
        edits::first_verdict(&checkout)?;
    }
    if wanted(Part::Edits) {
        edits::prepare_edits(&checkout)?;
        edits::edits(&checkout)?;
    }
    if wanted(Part::Solved) {
        edits::solved_edits(&checkout)?;
    }
    if wanted(Part::Throughput) {
        speed::throughput()?;
        speed::slow()?;
        speed::search()?;
    }
    if wanted(Part::Agreement) {
        speed::agreement()?;
    }
    if wanted(Part::Book) {
        speed::book()?;
    }
    if wanted(Part::Grade) {
        grade::grade(&checkout)?;
    }
    if parts.contains(&Part::Class) {
        grade::class()?;
    }
    Ok(())
}
