//! Whatever ends the command, no process and no file is left behind.
#![cfg(unix)]

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{faulty, lab, root};

/// Waits for `condition`, not for a guess of how long it takes.
///
/// The deadline is below that of an exchange with a server that hangs: what has not ended by then
/// has not ended because the command did.
fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + engine::limits::EXCHANGE - Duration::from_secs(1);
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

/// Starts a check against a server that hangs, behind a shell, so that the server is a grandchild
/// of the judge; ends the command with `signal`; and sees the server and the folder gone.
fn nothing_is_left_after(signal: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("pid");
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    // Renamed into place, so that the note is never read half-written.
    let (note_text, new) = (note.display(), folder.path().join("new"));
    let new = new.display();
    let script = format!("{} & echo $! > '{new}'; mv '{new}' '{note_text}'; wait", faulty("hangs"));
    let server = format!("sh -c \"{script}\"");
    let arguments = ["test", "1", "--only", "user-added", "--cmd", &server];
    let mut command = lab(&root(), &arguments);
    command.env("TMPDIR", &temporary).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = command.spawn().expect("the command starts");
    let pid = eventually("the server", || fs::read_to_string(&note).ok());
    let pid = pid.trim();
    assert!(is_alive(pid));
    send(signal, running.id());
    running.wait().expect("the command ends");
    eventually("the server's end", || (!is_alive(pid)).then_some(()));
    eventually("an empty temporary folder", || {
        fs::read_dir(&temporary).is_ok_and(|mut left| left.next().is_none()).then_some(())
    });
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
