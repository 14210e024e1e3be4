//! The command line, and the exit status of each outcome.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::build;
use crate::epub;
use crate::exit::{Exit, UsageError};
use crate::language::Language;
use crate::pdf;
use crate::serve::{self, ServeOptions};

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
    /// Write both languages as EPUB files, for e-readers, into target/book
    Epub,
    /// Print both languages as PDF files, on A4, into target/book; needs Chromium
    Pdf,
    /// Build both languages, serve them on this machine, and build them again after every change
    Serve(ServeOptions),
}

/// Parses the command line and runs the command.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // If the terminal is gone, nobody can read the message either.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    match execute(&cli.command) {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("{error:#}");
            if error.is::<UsageError>() { Exit::Usage } else { Exit::Failed }
        }
    }
}

fn execute(command: &Command) -> Result<()> {
    let root = build::root();
    match command {
        Command::Build => {
            let duration = build::both(&root)?;
            let output = build::output_folder(&root);
            println!("{}/{{fr,en}}: built in {:.1} s", output.display(), duration.as_secs_f32());
            Ok(())
        }
        Command::Epub => each(&root, epub::path, epub::write),
        Command::Pdf => each(&root, pdf::path, pdf::write),
        Command::Serve(options) => serve::run(&root, options),
    }
}

/// Writes a file for each language, and says where.
fn each(
    root: &Path,
    path: fn(&Path, Language) -> PathBuf,
    write: fn(&Path, Language, &Path) -> Result<()>,
) -> Result<()> {
    for language in Language::ALL {
        let file = path(root, language);
        write(root, language, &file)?;
        println!("{}", file.display());
    }
    Ok(())
}
