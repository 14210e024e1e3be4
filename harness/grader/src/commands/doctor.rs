//! `grader doctor`: what this machine offers for confining submissions, and with `--attacks` whether
//! the attacks of the corpus are held off here.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use engine::Lang;
use lab::course::Course;
use pipeline::Tools;
use sandbox::cgroup::Group;
use sandbox::{Machine, Tier};
use texts::Message;

use crate::corpus::{self, Corpus, HONEST, List, Surroundings};
use crate::exit::Exit;
use crate::messages::{self, doctor, shown};
use crate::options::DoctorOptions;

/// Looks, and says what was found.
///
/// # Errors
/// When `confine` does not compile.
pub fn run(options: &DoctorOptions, lang: Lang) -> Result<Exit> {
    let course = Course::find()?;
    let tools = Tools::compile(&course, &[])?;
    let machine = Machine::inspect(tools.executable("sandbox")?)?;
    println!("{}", doctor::tier(messages::tier(machine.tier)).text(lang));
    for lack in &machine.missing {
        println!("  – {lack}");
    }
    for (part, found) in parts(&machine) {
        let found = found.unwrap_or_else(|| doctor::ABSENT.text(lang));
        println!("  {:<32}{found}", part.text(lang));
    }
    if machine.tier != Tier::Full {
        return Ok(Exit::Usage);
    }
    if options.attacks && !attacks(&course.root, lang)? {
        return Ok(Exit::Ours);
    }
    Ok(Exit::Graded)
}

/// What confining submissions relies on, and what this machine has of it.
fn parts(machine: &Machine) -> Vec<(Message, Option<String>)> {
    vec![
        (doctor::KERNEL, read("/proc/sys/kernel/osrelease")),
        (doctor::USER_NAMESPACES, user_namespaces()),
        (doctor::BUBBLEWRAP, bubblewrap()),
        (doctor::GROUPS, groups()),
        (doctor::FILTER, filters()),
        (doctor::USERS, machine.user(0).map(|user| format!("{user}…"))),
        (doctor::BROKER, broker()),
    ]
}

/// The version of RabbitMQ, which is in the name of its folder; without it, where it is.
fn broker() -> Option<String> {
    let program = broker::start::server()?;
    let place = fs::canonicalize(&program).unwrap_or(program);
    let names = place.iter().map(|name| name.to_string_lossy());
    let version =
        names.filter_map(|name| name.strip_prefix("rabbitmq_server-").map(str::to_owned)).next();
    Some(version.unwrap_or_else(|| place.display().to_string()))
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

fn user_namespaces() -> Option<String> {
    // Debian and Ubuntu have switches of their own; where they are absent, nothing is switched off.
    let is_off = |path: &str, off: &str| read(path).is_some_and(|value| value == off);
    let refused = is_off("/proc/sys/kernel/unprivileged_userns_clone", "0")
        || is_off("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
    read("/proc/sys/user/max_user_namespaces").filter(|most| most != "0" && !refused)
}

fn bubblewrap() -> Option<String> {
    let output = Command::new("bwrap").arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.split_whitespace().last().map(str::to_owned)
}

fn groups() -> Option<String> {
    let own = Group::own().ok()?;
    let names = |path: &Path| path.iter().nth(4).map(|name| name.to_string_lossy().into_owned());
    match own.folders() {
        [one] => {
            let file = one.join("cgroup.controllers");
            let controllers = fs::read_to_string(file).unwrap_or_default();
            Some(format!("v2: {}", controllers.trim()))
        }
        trees => {
            let trees: Vec<String> = trees.iter().filter_map(|tree| names(tree)).collect();
            Some(format!("v1: {}", trees.join(" ")))
        }
    }
}

fn filters() -> Option<String> {
    let actions = read("/proc/sys/kernel/seccomp/actions_avail")?;
    let can_refuse = actions.split_whitespace().any(|action| action == "errno");
    can_refuse.then(|| "seccomp".to_owned())
}

/// Grades the corpus as a class is graded, by a grader of its own, and says of each attack whether it
/// was held off. Returns whether all were.
fn attacks(root: &Path, lang: Lang) -> Result<bool> {
    // Not in `/tmp`: there every submission has a place of its own.
    let folder = tempfile::tempdir_in("/var/tmp").context("making a folder for the attacks")?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).context("making a folder outside")?;
    let secret = format!("secret{:016x}", fastrand::u64(..));
    fs::write(outside.join("secret"), &secret).context("writing a secret")?;
    let around = Surroundings::from([
        ("@OUTSIDE@", at("outside")),
        ("@ROOT@", root.display().to_string()),
        ("@OUT@", at("grades")),
        ("@PORT@", "1".to_owned()),
        ("@NAME@", format!("left{:016x}", fastrand::u64(..))),
        ("@KEY@", "1".to_owned()),
    ]);
    let corpus = Corpus::load(root, List::Machine)?;
    let (class, out) = (folder.path().join("class"), folder.path().join("grades"));
    corpus.lay(&class, &around)?;
    let status = Command::new(std::env::current_exe().context("finding this command")?)
        .arg("run")
        .arg(&class)
        .arg("--out")
        .arg(&out)
        .args(["--lab", "1", "--lang", "en"])
        .env("ATELIER_RED_TEAM_SECRET", &secret)
        .current_dir(root)
        .stdout(std::process::Stdio::null())
        .status()
        .context("starting a grader")?;
    let results = corpus::results(&out)?;
    let mut all = status.success();
    for attack in &corpus.attacks {
        let none = || vec![doctor::NO_REPORT.text(lang)];
        let found = results.get(&attack.student());
        let mut wrong = found.map_or_else(none, |found| attack.complaints(found, &around));
        wrong.extend(
            found.filter(|found| found.to_string().contains(&secret)).map(|_| secret.clone()),
        );
        all &= wrong.is_empty();
        print!("{}", outcome(&attack.rows, attack.tries(lang), &wrong, lang));
    }
    let beside = |student: &str| results.get(student).is_some_and(|r| r["score"] == 20.0);
    let untouched = HONEST.iter().all(|student| beside(student));
    let left = fs::read_dir(&outside).context("looking outside")?.count();
    all &= untouched && left == 1;
    let conclusion = if all { doctor::ALL_BLOCKED } else { doctor::SOME_SUCCEEDED };
    println!("{}", conclusion.text(lang));
    Ok(all)
}

/// Whether an attack was blocked, and what shows that it was not.
fn outcome(rows: &[u8], tries: &str, wrong: &[String], lang: Lang) -> String {
    let rows: Vec<String> = rows.iter().map(u8::to_string).collect();
    let verdict = if wrong.is_empty() { doctor::BLOCKED } else { doctor::NOT_BLOCKED };
    let mut text = format!("{:<10}{tries} – {}\n", rows.join(", "), verdict.text(lang));
    for what in wrong {
        text.push_str(&format!("{:<10}  {}\n", "", shown(what)));
    }
    text
}
