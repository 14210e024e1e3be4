//! The grader as a process, and what it leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::works::root;

/// The command, in the folder of the course.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command.args(arguments).current_dir(root()).env("LC_ALL", "C.UTF-8");
    command
}

/// Runs the command to its end.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the grader starts")
}

/// What a command that ended with `status` printed, standard output first.
pub fn said(arguments: &[&str], status: i32) -> (String, String) {
    let output = run(arguments);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

/// Whether submissions can be confined here; says so when they cannot.
pub fn is_ready() -> bool {
    let output = run(&["doctor", "--lang", "en"]);
    if output.status.success() {
        return true;
    }
    println!("{}", String::from_utf8_lossy(&output.stdout));
    needs::SANDBOX.skip();
    false
}

/// The rows of a CSV file, its header first, in whichever of the two forms.
pub fn sheet(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).expect("a sheet");
    // Excel's own form begins with a mark.
    let (text, delimiter) = match text.strip_prefix('\u{feff}') {
        Some(text) => (text, b';'),
        None => (text.as_str(), b','),
    };
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// A JSON document.
pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a document")).expect("JSON")
}

/// What the gradebook answers to a query.
pub fn query(out: &Path, text: &'static str) -> Vec<Vec<String>> {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions, Row};
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let file = out.join("gradebook.sqlite");
        let mut book = SqliteConnectOptions::new()
            .filename(file)
            .busy_timeout(std::time::Duration::from_secs(10))
            .connect()
            .await
            .expect("a gradebook");
        let rows = sqlx::query(text).fetch_all(&mut book).await.expect("an answer");
        let cell = |row: &sqlx::sqlite::SqliteRow, at| {
            let text: Option<String> = row.try_get(at).expect("text");
            text.unwrap_or_default()
        };
        rows.iter().map(|row| (0..row.len()).map(|at| cell(row, at)).collect()).collect()
    })
}

/// Changes the gradebook behind the grader's back.
pub fn change(out: &Path, text: &'static str) {
    query(out, text);
}

/// Every file below `folder`, relative to it, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).expect("inside").to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The name of a student's folder.
pub fn safe(name: &str) -> String {
    submission::names::safe(name)
}

/// How many rows the table has; none while there is no such table yet.
pub fn tables(out: &Path, table: &'static str) -> usize {
    let text = "select count(*) || '' from sqlite_master where name = 'judgements'";
    assert_eq!(table, "judgements");
    match query(out, text)[0][0].as_str() {
        "0" => 0,
        _ => query(out, "select count(*) || '' from judgements")[0][0].parse().expect("a number"),
    }
}

/// The folders of this process's groups, in which graders make theirs.
pub fn groups() -> Vec<PathBuf> {
    let text = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let mut found = vec![PathBuf::from("/sys/fs/cgroup")];
    for line in text.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(kinds), Some(path)) = (parts.next(), parts.next()) else { continue };
        let path = path.trim_start_matches('/');
        found.push(Path::new("/sys/fs/cgroup").join(kinds).join(path));
    }
    found
}
