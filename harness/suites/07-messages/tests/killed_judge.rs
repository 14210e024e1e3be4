//! A judge that is killed leaves nothing in the broker.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use author::cargo;
use broker::access::Access;
use broker::client::Client;
use broker::find;
use engine::database::Kind;
use engine::protocol::{Subject, Task};
use switch::Switch;
use tempfile::TempDir;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
#[cfg(unix)]
fn the_queues_of_a_judge_that_is_killed_are_removed() {
    let Ok(access) = find::found() else { return needs::RABBITMQ.skip() };
    let folder = TempDir::new().expect("a folder");
    let noted = folder.path().join("queue");
    let mut judge = judge(&noted, folder.path());
    let client = client(access);
    let name = until(|| fs::read_to_string(&noted).ok().filter(|name| name.ends_with('\n')));
    let queues = [name.trim().to_owned(), format!("{}.rejets", name.trim())];
    let is_there = |queue: &String| client.1.look(queue).expect("an answer").is_some();
    until(|| queues.iter().all(is_there).then_some(()));

    judge.kill().expect("killed");
    judge.wait().expect("ended");

    until(|| (!queues.iter().any(is_there)).then_some(()));
}

/// A judge that makes one check, whose server notes the name of its queue.
fn judge(noted: &Path, folder: &Path) -> Child {
    let solution = cargo::executable("solution-messages").expect("the solution");
    let script = format!(
        "printf '%s\\n' \"$FILE_COMMANDES\" > '{}'; exec '{}'",
        noted.display(),
        solution.display()
    );
    let subject = Subject::Command {
        words: ["sh".to_owned(), "-c".to_owned(), script].into(),
        folder: folder.to_owned(),
    };
    let task = Task::Judge {
        subject,
        seed: 1,
        only: Some("back".to_owned()),
        databases: vec![Kind::Sqlite],
        requests: None,
    };
    let mut judge = Command::new(cargo::executable("suite-messages").expect("the judge"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut line = serde_json::to_string(&task).expect("a task");
    line.push('\n');
    judge.stdin.as_mut().expect("a pipe").write_all(line.as_bytes()).expect("written");
    judge
}

fn client(access: &Access) -> (Switch, Client) {
    let switch = Switch::to(access.target()).expect("a switch");
    let client = Client::connect(&access.url(switch.address())).expect("a connection");
    (switch, client)
}

/// Waits until there is something.
fn until<T>(mut find: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "it takes too long");
        thread::sleep(Duration::from_millis(10));
    }
}
