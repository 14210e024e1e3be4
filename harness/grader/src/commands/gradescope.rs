//! `grader gradescope`: the archive of an autograder for Gradescope, with the course in it. It judges one submission
//! at a time, as `run` does, and hands in the student's `results.json`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use engine::Lang;
use lab::course::{Course, Lab};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::exit::{Exit, Usage};
use crate::messages::{self, labels, usage};
use crate::options::GradescopeOptions;
use crate::settings::Settings;

/// The scripts of the archive.
const SETUP: &str = include_str!("../gradescope/setup.sh");
const RUN: &str = include_str!("../gradescope/run_autograder");

/// This year's course file in the archive.
const COURSE: &str = "course.toml";

/// `grader gradescope`.
///
/// # Errors
/// A lab that does not exist, a course that is no git repository, and a file that cannot be written.
pub fn run(
    options: &GradescopeOptions,
    course: &Course,
    settings: &Settings,
    lang: Lang,
) -> Result<Exit> {
    let labs = course.chosen(&options.lab)?;
    let files = tracked(&course.root)?;
    let unwritable =
        |why: io::Error| Usage(usage::unwritable(messages::path(&options.file), why.to_string()));
    let folder = options.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut archive = ZipWriter::new(tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?);
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let script = plain.unix_permissions(0o755);
    let mut add = |name: &str, content: &[u8], how: SimpleFileOptions| -> Result<()> {
        archive.start_file(name, how).with_context(|| format!("packing {name}"))?;
        archive.write_all(content).with_context(|| format!("packing {name}"))
    };
    add("setup.sh", setup(&labs).as_bytes(), script)?;
    add("run_autograder", run_autograder(&labs, settings, lang).as_bytes(), script)?;
    if let Some(text) = &settings.course {
        add(COURSE, text.as_bytes(), plain)?;
    }
    for path in &files {
        let whole = course.root.join(path);
        let is_plain = fs::symlink_metadata(&whole).is_ok_and(|about| about.is_file());
        // A file that was deleted and not committed.
        if is_plain {
            let content = fs::read(&whole).with_context(|| format!("reading {path}"))?;
            add(&format!("course/{path}"), &content, plain)?;
        }
    }
    let whole = archive.finish().context("finishing the archive")?;
    let _: File = whole.persist(&options.file).map_err(|error| unwritable(error.error))?;
    println!("{}", labels::autograder(messages::path(&options.file)).text(lang));
    Ok(Exit::Graded)
}

/// The files that git tracks: other files, submissions for instance, must not be uploaded.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .context("starting git")?;
    if !output.status.success() || output.stdout.is_empty() {
        return Err(Usage(usage::no_repository(messages::path(root))).into());
    }
    let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.map(|name| Ok(String::from_utf8(name.to_vec())?)).collect()
}

fn setup(labs: &[&Lab]) -> String {
    let packages = if labs.iter().any(|lab| lab.broker) { "rabbitmq-server" } else { "" };
    let folder = labs.first().map(|lab| lab.folder.as_str()).unwrap_or_default();
    SETUP.replace(" @PACKAGES@", format!(" {packages}").trim_end()).replace("@FOLDER@", folder)
}

fn run_autograder(labs: &[&Lab], settings: &Settings, lang: Lang) -> String {
    let mut options: Vec<String> = labs.iter().map(|lab| format!("--lab {}", lab.name)).collect();
    options.push(format!("--lang {}", if lang == Lang::Fr { "fr" } else { "en" }));
    if settings.course.is_some() {
        options.push(format!("--course \"$course/../{COURSE}\""));
    }
    RUN.replace("@OPTIONS@", &options.join(" "))
}
