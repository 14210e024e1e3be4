//! `lab pack`: the archive to hand in. The package `pack` writes it; it is compiled when it is asked for the
//! first time, so that nobody waits for it before the first verdict.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use texts::Lang;

use crate::cli::PackOptions;
use crate::compile;
use crate::course::{Course, Lab, Side};
use crate::exit::{Exit, Refusal};
use crate::kept;
use crate::messages::{labels, trouble, usage};
use crate::progress::Progress;

/// What the archive is called when nobody says.
const ARCHIVE: &str = "atelier.zip";

/// The package that writes archives.
const PACKAGE: &str = "pack";

/// Runs the command.
///
/// # Errors
/// Wrong usage, a lab that was not worked on, and failures of the harness.
pub fn run(course: &Course, options: &PackOptions, lang: Lang) -> Result<Exit> {
    let labs = labs(course, options)?;
    let progress = Progress::load(course, lang);
    let out = options.out.clone().unwrap_or_else(|| course.root.join(ARCHIVE));
    let packed: Vec<Value> = labs.iter().map(|lab| requested(course, lab, &progress)).collect();
    let request = json!({
        "out": out,
        "shown": kept::shown(course, &out),
        "lang": match lang { Lang::Fr => "fr", Lang::En => "en" },
        "course": env!("CARGO_PKG_VERSION"),
        "labs": packed,
    });
    let exit = written(course, &request)?;
    if exit == Exit::Passed {
        for lab in &labs {
            let state = progress.of(lab);
            if state.unbuilt || state.out_of == 0 {
                let number = course.number(lab);
                let path = kept::shown(course, &kept::place(course, lab));
                println!("{}", labels::pack_unchecked(path, number).text(lang));
            }
        }
    }
    Ok(exit)
}

/// The labs that were asked for, or else those with something of the student's in them.
fn labs<'a>(course: &'a Course, options: &PackOptions) -> Result<Vec<&'a Lab>> {
    let mut labs = Vec::new();
    for lab in course.chosen(&options.lab)? {
        if kept::holds_work(course, lab)? {
            labs.push(lab);
        } else if !options.lab.is_empty() {
            let path = kept::shown(course, &kept::place(course, lab));
            return Err(Refusal::usage(usage::untouched(path)));
        }
    }
    match labs.is_empty() {
        true => Err(Refusal::usage(usage::NOTHING_TO_PACK)),
        false => Ok(labs),
    }
}

fn requested(course: &Course, lab: &Lab, progress: &Progress) -> Value {
    let state = progress.of(lab);
    json!({
        "lab": lab.name,
        "at": kept::place(course, lab),
        "folder": format!("{}/{}", Side::Lab.folder(), lab.folder),
        "points": (state.out_of > 0).then_some(state.points),
    })
}

/// Has the archive written. What is wrong with it is said by the program itself.
fn written(course: &Course, request: &Value) -> Result<Exit> {
    let executables = compile::executables(&course.root, &[PACKAGE]);
    let executables = executables.map_err(|_| Refusal::harness(trouble::HARNESS_DOES_NOT_BUILD))?;
    let program = executables.get(PACKAGE).context("pack has no executable")?;
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let stdin = child.stdin.take().context("pack has no standard input")?;
    // When it ended early, its status says so.
    let _ = { stdin }.write_all(request.to_string().as_bytes());
    match child.wait().context("waiting for pack")?.code() {
        Some(0) => Ok(Exit::Passed),
        Some(2) => Ok(Exit::Usage),
        status => anyhow::bail!("pack ended with {status:?}"),
    }
}
