//! `grader doctor`: what this machine offers for confining submissions, and with `--attacks` whether
//! the attacks of the corpus are held off here.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use confine::cgroup::Group;
use engine::Lang;
use lab::course::Course;

use crate::cli::{DoctorOptions, Exit};
use crate::corpus::{self, Corpus, HONEST, Surroundings};
use crate::model::Tier;
use crate::prepare::Tools;
use crate::sandbox::Machine;
use crate::words::Words;
use crate::words::doctor::Offer;

/// Looks, and says what was found.
///
/// # Errors
/// When `confine` does not compile.
pub fn run(options: &DoctorOptions, lang: Lang) -> Result<Exit> {
    let course = Course::find()?;
    let tools = Tools::compile(&course, &[])?;
    let machine = Machine::look(tools.of("confine")?)?;
    let say = Words(lang);
    print!("{}", say.doctor(machine.tier, &machine.lacks));
    print!("{}", say.offers(&offers(&machine)));
    if machine.tier != Tier::Full {
        return Ok(Exit::Usage);
    }
    if options.attacks && !attacks(&course.root, lang)? {
        return Ok(Exit::Ours);
    }
    Ok(Exit::Graded)
}

/// What confining is made of, and what of it is here.
fn offers(machine: &Machine) -> Vec<(Offer, Option<String>)> {
    vec![
        (Offer::Kernel, read("/proc/sys/kernel/osrelease")),
        (Offer::UserNamespaces, user_namespaces()),
        (Offer::Bubblewrap, bubblewrap()),
        (Offer::Groups, groups()),
        (Offer::Filter, filters()),
        (Offer::Users, machine.user(0).map(|user| format!("{user}…"))),
    ]
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
    let folder = tempfile::tempdir().context("making a folder for the attacks")?;
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
    let corpus = Corpus::load(root)?;
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
    let say = Words(lang);
    let mut all = status.success();
    for attack in &corpus.attacks {
        let none = || vec![say.no_report()];
        let found = results.get(&attack.student());
        let mut wrong = found.map_or_else(none, |found| attack.complaints(found, &around));
        wrong.extend(
            found.filter(|found| found.to_string().contains(&secret)).map(|_| secret.clone()),
        );
        all &= wrong.is_empty();
        print!("{}", say.attack(&attack.rows, attack.tries(lang), &wrong));
    }
    let beside = |student: &str| results.get(student).is_some_and(|r| r["score"] == 20.0);
    let untouched = HONEST.iter().all(|student| beside(student));
    let left = fs::read_dir(&outside).context("looking outside")?.count();
    all &= untouched && left == 1;
    print!("{}", say.attacks(all));
    Ok(all)
}
