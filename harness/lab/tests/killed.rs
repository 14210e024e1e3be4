//! Whatever ends the command, no process and no file is left behind.
#![cfg(unix)]

mod support;

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{faulty, lab, root};
use tempfile::TempDir;

/// Waits for `condition`, not for a guess of how long it takes.
///
/// The deadline is below that of an exchange with a server that hangs: what has not ended by then
/// has not ended because the command did.
fn eventually<T>(what: &str, condition: impl FnMut() -> Option<T>) -> T {
    within(engine::limits::EXCHANGE - Duration::from_secs(1), what, condition)
}

fn within<T>(patience: Duration, what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn is_alive(pid: &str) -> bool {
    let output = Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status();
    output.is_ok_and(|status| status.success())
}

fn send(signal: &str, pid: u32) {
    let status = Command::new("kill").args([signal, &pid.to_string()]).status();
    assert!(status.is_ok_and(|status| status.success()), "kill {signal} {pid}");
}

/// A check against a server that hangs, behind a shell, so that the server is a grandchild of the
/// judge.
struct Running {
    folder: TempDir,
    command: Child,
    /// the process id of the server
    server: String,
}

impl Running {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("tmp")).expect("a folder");
        let (note, new) = (folder.path().join("pid"), folder.path().join("new"));
        // Renamed into place, so that the note is never read half-written.
        let (path, new) = (note.display(), new.display());
        let script = format!("{} & echo $! > '{new}'; mv '{new}' '{path}'; wait", faulty("hangs"));
        let server = format!("sh -c \"{script}\"");
        let command = lab(&root(), &["test", "1", "--only", "user-added", "--cmd", &server])
            .env("TMPDIR", folder.path().join("tmp"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        // The command compiles the judge first, and another build may be under way.
        let start = Duration::from_secs(300);
        let server = within(start, "the server", || fs::read_to_string(&note).ok());
        let running = Self { folder, command, server: server.trim().to_owned() };
        assert!(is_alive(&running.server));
        running
    }

    fn sees_the_server_gone(&mut self) {
        self.command.wait().expect("the command ends");
        eventually("the server's end", || (!is_alive(&self.server)).then_some(()));
    }

    fn sees_the_folder_gone(&self) {
        eventually("an empty temporary folder", || {
            let mut left = fs::read_dir(self.folder.path().join("tmp")).ok()?;
            left.next().is_none().then_some(())
        });
    }
}

fn nothing_is_left_after(signal: &str) {
    let mut running = Running::start();
    send(signal, running.command.id());
    running.sees_the_server_gone();
    running.sees_the_folder_gone();
}

#[test]
fn nothing_is_left_when_the_command_is_interrupted() {
    nothing_is_left_after("-INT");
}

#[test]
fn nothing_is_left_when_the_command_is_killed() {
    nothing_is_left_after("-KILL");
}

/// A daemon leaves the group of the server; on Linux it is found all the same.
#[test]
#[cfg(target_os = "linux")]
fn nothing_is_left_of_a_daemon_when_the_check_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("pid");
    let daemon = format!("setsid sh -c 'echo $$ > {}; exec tail -f /dev/null' & ", note.display());
    // The server begins once the daemon runs, or the check could be over before.
    let begun = format!("until test -s {}; do :; done;", note.display());
    let script = format!("{daemon} {begun} exec {}", faulty("always-200"));
    let server = format!("sh -c {}", shlex::try_quote(&script).expect("a word"));
    let arguments = ["test", "1", "--only", "user-added", "--cmd", &server];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    assert_eq!(support::status(&output), 1, "{}", String::from_utf8_lossy(&output.stderr));
    let pid = fs::read_to_string(&note).expect("the daemon ran");
    assert!(!is_alive(pid.trim()));
}

/// When the judge itself is killed, its servers go with it.
#[test]
#[cfg(target_os = "linux")]
fn no_server_is_left_when_the_judge_is_killed() {
    let mut running = Running::start();
    let command = running.command.id();
    let children = fs::read_to_string(format!("/proc/{command}/task/{command}/children"));
    let children = children.expect("the children of the command");
    let judge = children.split_whitespace().next().expect("a judge").parse().expect("a number");
    send("-KILL", judge);
    running.sees_the_server_gone();
}
