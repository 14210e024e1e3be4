//! Whether the grader grades: what is wrong must fail the check that is there for it, what is right
//! must earn everything, whoever wrote it and however busy the machine is.
//!
//! | part | what it tries |
//! |---|---|
//! | [`faults`] | faulty servers, each the solution with a small edit declared in a [`catalogue`] |
//! | [`mutants`] | the solution with the edits of cargo-mutants |
//! | [`lookalikes`] | right servers in other languages, and the solution in other [styles](lookalikes) |
//! | [`steady`] | the solution with many seeds while both cores are busy |

pub mod catalogue;
pub mod faults;
mod kept;
pub mod lookalikes;
mod messages;
pub mod mutants;
pub mod steady;
mod table;
mod workshop;

use anyhow::{Result, ensure};
use lab::course::{Course, Lab};

use catalogue::Catalogue;
use faults::{Choice, Tried};
use table::Table;

/// How much of it is done.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// runs of every solution on a busy machine
    pub repetitions: u64,
    /// which faulty servers are tried
    pub faults: Choice,
    /// whether every mutant is tried, or those of lab 01 alone
    pub every_mutant: bool,
}

impl Extent {
    /// What CI does on every change: minutes.
    pub const BOUNDED: Self =
        Self { repetitions: 5, faults: Choice::OnePerCheck, every_mutant: false };
    /// All of it: more than an hour. An interrupted run goes on where it was.
    pub const WHOLE: Self = Self { repetitions: 500, faults: Choice::Every, every_mutant: true };
}

/// Audits labs, by number or name, all of them when none is given, and prints a table for each.
///
/// # Errors
/// When something is missing from the proof, after everything was tried.
pub fn run(labs: &[String], extent: Extent) -> Result<()> {
    let course = Course::find()?;
    let mut missing = 0;
    for lab in course.chosen(labs)? {
        let table = audited(lab, course.number(lab) == 1, extent)?;
        println!("{table}");
        missing += table.missing();
    }
    ensure!(missing == 0, "{missing} things are missing from the proof");
    Ok(())
}

fn audited(lab: &Lab, is_first: bool, extent: Extent) -> Result<Table> {
    let mut table = Table::new(&lab.folder);
    let checks = faults::checks(lab)?;
    let catalogue = Catalogue::of(&lab.folder)?;
    table.gaps(catalogue.gaps(&checks));
    table.row("checks", format!("{}", checks.len()));
    table.row("lines of the contract", format!("{}", catalogue.lines.len()));
    let tried = Tried::of(lab, extent.faults)?;
    let problems = tried.problems();
    table.share("faults caught", tried.faults.len() - problems.len(), tried.faults.len(), problems);
    if extent.faults == Choice::OnePerCheck {
        table.row("other faults", format!("{} not tried: --whole", tried.left_out()));
    }
    let changed = tried.changed_messages();
    let recorded = tried.faults.len() - changed.len();
    let record = |fault: String| {
        format!(
            "the message of {fault} is not the recorded one: ATELIER_EVERY_FAULT=1 cargo insta test \
             --package suite-{} --test faults; cargo insta review",
            lab.name
        )
    };
    let changed = changed.into_iter().map(record).collect();
    table.share("messages as recorded", recorded, tried.faults.len(), changed);
    if extent.every_mutant || is_first {
        mutants::of(lab)?.add_to(&mut table);
    } else {
        table.row("mutants caught", "not tried: --whole".to_owned());
    }
    lookalikes::of(lab)?.add_to(&mut table);
    let differences = steady::differences(lab, extent.repetitions)?;
    let repetitions = usize::try_from(extent.repetitions).unwrap_or(usize::MAX);
    table.share("repetitions equal", repetitions - differences.len(), repetitions, differences);
    Ok(table)
}
