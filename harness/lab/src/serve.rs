//! `lab run`: the server of a lab in the foreground, for a browser or `curl`.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};
use engine::process;
use texts::Lang;

use crate::cli::RunOptions;
use crate::compile;
use crate::course::{Course, Lab, Side};
use crate::exit::{Exit, Refusal};
use crate::messages::{labels, usage};
use crate::progress::run_folder;

const DEFAULT_PORT: u16 = 5000;

/// Runs the command.
///
/// # Errors
/// Wrong usage, and failures of the harness.
pub fn run(course: &Course, options: &RunOptions, lang: Lang) -> Result<Exit> {
    let lab = course.lab(&options.lab)?;
    let side = if options.solutions { Side::Solution } else { Side::Lab };
    let folder = course.folder(lab, side)?;
    let port = port()?;
    let built = compile::build(course, lab, Some(side), None, lang)?;
    let Some(server) = built.server else { return Ok(Exit::Failed) };
    // Said before the server says it in its own way.
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        return Err(Refusal::usage(usage::port_taken(port, port.saturating_add(1))));
    }
    eprintln!("{}", labels::serving(lab.folder.clone(), port).text(lang));
    let mut command = Command::new(&server);
    command.env("PORT", port.to_string()).current_dir(scene(course, lab, &folder)?);
    let status =
        process::run_server(command).with_context(|| format!("starting {}", server.display()))?;
    Ok(if status.success() { Exit::Passed } else { Exit::Failed })
}

/// Where the server runs: a folder that keeps what it writes from one start to the next, apart from
/// the lab, whose files are the student's. The lab's data is copied there the first time.
fn scene(course: &Course, lab: &Lab, folder: &Path) -> Result<PathBuf> {
    let scene = run_folder(course).join(&lab.folder);
    fs::create_dir_all(&scene).with_context(|| format!("making {}", scene.display()))?;
    for name in &lab.data {
        let (from, to) = (folder.join(name), scene.join(name));
        if from.is_file() && !to.exists() {
            fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
        }
    }
    Ok(scene)
}

fn port() -> Result<u16> {
    match env::var("PORT") {
        Err(_) => Ok(DEFAULT_PORT),
        Ok(given) => match given.parse() {
            Ok(port) if port > 0 => Ok(port),
            _ => Err(Refusal::usage(usage::bad_port(given))),
        },
    }
}
