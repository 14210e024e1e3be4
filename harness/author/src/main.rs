//! The author's command. `cargo author --help` lists what it does.

use std::process::ExitCode;

use anyhow::Result;
use author::audit::Extent;
use author::bench::Part;
use clap::{Parser, Subcommand};

/// Checks the course, makes starters, measures
#[derive(Parser)]
#[command(name = "author", bin_name = "cargo author")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every test of the project: formatting, lints, tests, starters, snapshots, links
    Check,
    /// Generate the starters in labs/ from the solutions
    Starters {
        /// Write nothing; fail when a starter differs
        #[arg(long)]
        check: bool,
    },
    /// Try both the solutions and the starters with many seeds
    Seeds {
        /// How many seeds, for each lab and each kind of database
        #[arg(default_value_t = 200)]
        count: u64,
        /// Labs, by number or name; none means every lab
        lab: Vec<String>,
    },
    /// Prove that the suites fail what is wrong and pass what is right
    Audit {
        /// Labs, by number or name; none means every lab
        lab: Vec<String>,
        /// Every fault, every mutant, and 500 repetitions on a busy machine (more than an hour; an
        /// interrupted run goes on where it was)
        #[arg(long)]
        whole: bool,
    },
    /// Measure what the project promises, as ratios of one run
    Bench {
        /// Which figures; none means all
        part: Vec<Part>,
    },
    /// Print which crate, and which module of a crate, depends on which; fail when some form a circle
    Modules {
        /// Crates whose modules are shown too
        #[arg(value_name = "CRATE")]
        crates: Vec<String>,
    },
    /// Print where texts have words that nobody would use here, and what to write instead
    Words,
    /// Draw docs/verdicts.svg from real reports
    Picture,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Check => author::check::run(),
        Command::Starters { check: true } => author::course::check_starters(),
        Command::Starters { check: false } => author::course::write_starters(),
        Command::Seeds { count, lab } => author::seeds::run(count, &lab),
        Command::Audit { lab, whole } => {
            let extent = if whole { Extent::WHOLE } else { Extent::BOUNDED };
            author::audit::run(&lab, extent)
        }
        Command::Bench { part } => author::bench::run(&part),
        Command::Modules { crates } => author::modules::run(&crates),
        Command::Words => author::words::run(),
        Command::Picture => author::picture::run(),
    }
}
