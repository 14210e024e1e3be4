//! Attacks on the services around a server, and honest work beside them, graded in one run, four at
//! once: on the broker of lab 07, and on the services that lab 06 calls.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use broker::access::Access;
use broker::client::{Client, Message};
use grader::corpus::{self, Corpus, HONEST, List, Surroundings};
use helpers::grader::{is_ready, said};
use helpers::works::root;
use serde_json::Value;

/// What every lab is worth.
const POINTS: f64 = 20.0;

#[test]
fn no_attack_on_a_service_touches_another_submission() {
    if !is_ready() {
        return;
    }
    if broker::start::server().is_none() {
        return needs::RABBITMQ_SERVER.skip();
    }
    let outside = Outside::prepare();
    let words = Surroundings::from([("@QUEUE@", outside.queue.clone())]);
    // Not in `/tmp`: there every submission has a place of its own.
    let folder = tempfile::tempdir_in("/var/tmp").expect("a folder");
    let (class, out) = (folder.path().join("class"), folder.path().join("grades"));
    let corpus = Corpus::load(&root(), List::Services).expect("the corpus");
    corpus.lay(&class, &words).expect("the class");
    let told = grade(&class, &out);
    let results = corpus::results(&out).expect("the reports");

    let mut wrong = Vec::new();
    for attack in &corpus.attacks {
        let complaints = results
            .get(&attack.student())
            .map_or(vec!["it has no report".to_owned()], |found| attack.complaints(found, &words));
        wrong.extend(complaints.iter().map(|what| format!("{}: {what}", attack.name())));
    }
    wrong.extend(HONEST.iter().flat_map(|student| losses(student, &results)));
    assert!(wrong.is_empty(), "{}\n\n{told}", wrong.join("\n"));
    outside.must_be_untouched();
    assert_eq!(brokers(), Vec::<String>::new(), "brokers are left");
}

/// Grades a class, and returns what is said meanwhile.
fn grade(class: &Path, out: &Path) -> String {
    let (class, out) = (class.display().to_string(), out.display().to_string());
    let start = ["run", &class, "--out", &out, "--jobs", "4", "--seed", "7", "--lang", "en"];
    let labs = ["--lab", "6", "--lab", "7"];
    let (printed, reported) = said(&[&start[..], &labs[..]].concat(), 0);
    format!("{printed}{reported}")
}

/// What an honest student has lost.
fn losses(student: &str, results: &BTreeMap<String, Value>) -> Vec<String> {
    let Some(found) = results.get(student) else { return vec![format!("{student}: no report")] };
    let tests = found["tests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let failed = tests.iter().filter(|test| test["status"] == "failed");
    let mut lost: Vec<String> =
        failed.map(|test| format!("{student}: {} {}", test["name"], test["output"])).collect();
    if found["score"].as_f64() != Some(2.0 * POINTS) {
        lost.push(format!("{student}: {} points", found["score"]));
    }
    lost
}

/// The brokers that graders have started and that still run.
fn brokers() -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("the processes").flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains("/settings/rabbitmq.conf")).collect()
}

/// The RabbitMQ of this machine, where one runs, with a queue that nobody may touch.
struct Outside {
    client: Option<Client>,
    queue: String,
}

impl Outside {
    fn prepare() -> Self {
        let queue = format!("h-outside-{:016x}", fastrand::u64(..));
        let address = SocketAddr::from(([127, 0, 0, 1], 5672));
        let client = Client::connect(&Access::on(address).url(address)).ok();
        if let Some(client) = &client {
            client.declare(&queue, &[]).expect("an answer").expect("a queue");
            client.publish_all(&queue, &[Message::of("1"), Message::of("2")]).expect("published");
        }
        Self { client, queue }
    }

    fn must_be_untouched(&self) {
        let Some(client) = &self.client else { return };
        let found = client.look(&self.queue).expect("an answer").expect("the queue is there");
        assert_eq!((found.messages, found.consumers), (2, 0));
        client.publish(&self.queue, &Message::of("3")).expect("the broker takes messages");
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        if let Some(client) = &self.client {
            let _ = client.delete(&self.queue);
        }
    }
}
