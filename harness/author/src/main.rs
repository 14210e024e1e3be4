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
    /// Make the starters in labs/ anew from the solutions
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
        /// Everything: every mutant, and 500 repetitions on a busy machine (more than an hour)
        #[arg(long)]
        whole: bool,
    },
    /// Measure what the project promises, as ratios of one run
    Bench {
        /// Which figures; none means all
        part: Vec<Part>,
    },
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
        Command::Picture => author::picture::run(),
    }
}
