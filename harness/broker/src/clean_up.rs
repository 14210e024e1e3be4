//! Removes what a run leaves in brokers and on the machine: queues, a broker that was started.
//!
//! A judge may be killed at any moment, and a queue outlives the connection that declared it. So the
//! judge starts a second process of its own executable, the *cleaner*, and writes to it what it leaves
//! and what it has removed. When the pipe closes, however that happens, the cleaner removes the rest.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, BufRead};
use std::process::{Child, Command, ExitCode, Stdio};

use switch::Switch;

use crate::access::Access;
use crate::client::Client;
use crate::command::end_node;
use crate::image;
use crate::left::{Left, Line, cleaner};

/// The argument with which a judge starts its cleaner.
const ARGUMENT: &str = "--clean-up";

/// The `main` of a judge that uses the broker: does `judge`, and removes what it leaves, however it
/// ends. Started as a cleaner, it is one.
pub fn after(judge: impl FnOnce() -> ExitCode) -> ExitCode {
    if env::args().nth(1).as_deref() == Some(ARGUMENT) {
        return clean_up(io::stdin().lock());
    }
    // Without it, only a judge that is killed leaves something.
    let mut child = start().ok();
    let code = judge();
    drop(cleaner().take());
    if let Some(child) = &mut child {
        // It ends by itself: everything that it does has a deadline.
        let _ = child.wait();
    }
    code
}

/// A process of this executable, in this process's group: it ends by itself when the pipe closes.
fn start() -> io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    *cleaner() = child.stdin.take();
    Ok(child)
}

/// Reads what is left until the pipe closes, and removes it.
fn clean_up(lines: impl BufRead) -> ExitCode {
    let (mut access, mut left) = (None, BTreeSet::new());
    for line in lines.lines().map_while(Result::ok) {
        match serde_json::from_str(&line) {
            Ok(Line::Uses(used)) => access = Some(used),
            Ok(Line::Leaves(one)) => drop(left.insert(one)),
            Ok(Line::Removed(one)) => drop(left.remove(&one)),
            // Half a line: the judge was killed while it wrote.
            Err(_) => {}
        }
    }
    let queues = left.iter().filter_map(|one| match one {
        Left::Queue(name) => Some(name.as_str()),
        Left::Node { .. } | Left::Container { .. } => None,
    });
    let queues: Vec<&str> = queues.collect();
    if let Some(access) = access.filter(|_| !queues.is_empty()) {
        // A broker that is gone has no queues either.
        let _ = delete(&access, &queues);
    }
    for one in &left {
        match one {
            Left::Queue(_) => {}
            Left::Node { process, folder } => {
                end_node(*process);
                // The system cleans its temporary folder at some time.
                let _ = fs::remove_dir_all(folder);
            }
            Left::Container { program, name } => {
                // Nobody is there any more to be told.
                let _ = image::remove(program, name);
            }
        }
    }
    ExitCode::SUCCESS
}

fn delete(access: &Access, queues: &[&str]) -> anyhow::Result<()> {
    let switch = Switch::to(access.target())?;
    let client = Client::connect(&access.url(switch.address()))?;
    queues.iter().try_for_each(|queue| client.delete(queue))
}
