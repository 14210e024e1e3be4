//! Programs that are run beside the checks: how they end, and what they said.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often to look whether a program has ended.
const LOOK: Duration = Duration::from_millis(50);

/// Waits for a command to succeed.
///
/// # Errors
/// With the last line that it printed, when it fails or takes too long.
pub(crate) fn output_within(mut command: Command, patience: Duration) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("starting {program}"))?;
    let mut errors = child.stderr.take().context("no pipe for its errors")?;
    let reader = thread::spawn(move || {
        let mut text = String::new();
        // What was read until then is what there is to show.
        let _ = errors.by_ref().take(64 * 1024).read_to_string(&mut text);
        text
    });
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > patience {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            bail!("{program} does not end after {} s", patience.as_secs());
        }
        thread::sleep(LOOK);
    };
    if !status.success() {
        bail!("{}", last_line(&reader.join().unwrap_or_default()));
    }
    Ok(())
}

/// The last line of what a program printed that says something: `docker` ends with how to get help.
pub fn last_line(text: &str) -> String {
    const MOST: usize = 300;
    let says_something = |line: &&str| !line.is_empty() && !line.ends_with("for more information");
    let mut lines = text.lines().rev().map(|line| line.trim().trim_end_matches('.'));
    let line = lines.find(says_something);
    line.unwrap_or("it printed nothing").chars().take(MOST).collect()
}

/// Kills a broker that was started here, with all its processes.
#[cfg(unix)]
pub(crate) fn end_node(process: u32) {
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
    let Some(group) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return };
    // Nothing in it is needed any more.
    let _ = kill_process_group(group, Signal::KILL);
    let start = Instant::now();
    while test_kill_process_group(group).is_ok() && start.elapsed() < Duration::from_secs(5) {
        // The parent may be this process, which then has to wait for it.
        let _ = rustix::process::waitpid(Some(group), rustix::process::WaitOptions::NOHANG);
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(not(unix))]
pub(crate) fn end_node(_: u32) {}
