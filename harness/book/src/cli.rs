//! What can be asked for, and how it ends.

use std::ffi::OsString;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::build;
use crate::exit::{Exit, Refusal};
use crate::language::Language;
use crate::serve;

#[derive(Parser)]
#[command(name = "book", about = "Builds the book in both languages and serves it")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build both languages into target/book
    Build,
    /// Build both languages, serve them on this machine, and build them anew at every change
    Serve(ServeOptions),
}

/// What `serve` can be told.
#[derive(Args, Debug)]
pub struct ServeOptions {
    /// The language to begin with; without it, the one that the browser asks for
    #[arg(value_name = "LANG")]
    pub language: Option<Language>,
    /// The port; without it, 3000 or the next one that is free
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the book in the browser
    #[arg(long)]
    pub open: bool,
}

/// Runs the command as it was typed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // A terminal that is gone has no reader for the message either.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    match carry_out(&cli.command) {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("{error:#}");
            if error.is::<Refusal>() { Exit::Usage } else { Exit::Failed }
        }
    }
}

fn carry_out(command: &Command) -> Result<()> {
    let root = build::root();
    match command {
        Command::Build => {
            let took = build::both(&root)?;
            let place = build::place(&root);
            println!("{}/{{fr,en}}: built in {:.1} s", place.display(), took.as_secs_f32());
            Ok(())
        }
        Command::Serve(options) => serve::run(&root, options),
    }
}
