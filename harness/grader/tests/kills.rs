//! A batch that is killed twenty times, at random moments, ends as one that nobody disturbed.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use helpers::works::{ONE, finished, greets, starter, under};
use helpers::{Files, forms, grader};
use serde_json::Value;

/// How often the grader is killed.
const KILLS: usize = 20;

/// What the moments are drawn from; another one shows other moments.
const SEED: u64 = 20_261_125;

/// Submissions; four of them hand in the same as another.
const STUDENTS: usize = 20;

/// What they hand in, without what another has handed in too.
const WORKS: usize = 16;

#[test]
fn twenty_kills_change_nothing() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let class = place.path().join("class");
    enrol(&class);
    let calm = place.path().join("calm");
    grader::said(&arguments(&class, &calm).each_ref().map(String::as_str), 0);

    let disturbed = place.path().join("disturbed");
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut killed = Vec::new();
    let mut progress = Vec::new();
    for _ in 0..2 * KILLS {
        if killed.len() == KILLS {
            break;
        }
        let arguments = arguments(&class, &disturbed);
        let arguments = arguments.each_ref().map(String::as_str);
        let mut grader = grader::command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the grader starts");
        let done = judged(&disturbed);
        // When all are judged the grader only has its reports to write, and may end by itself.
        let wanted = (done + random.usize(0..=1)).min(WORKS - 1);
        wait_for(&mut grader, &disturbed, wanted, random.u64(0..300));
        grader.kill().expect("killed");
        let status = grader.wait().expect("buried");
        if status.signal() != Some(libc::SIGKILL) {
            // On a fast machine it may have judged what was left, and ended: that was no kill.
            assert!(status.success(), "the grader failed by itself: {status}");
            continue;
        }
        killed.push(grader.id());
        progress.push(judged(&disturbed));
        // What is there is whole, whenever that was.
        assert_eq!(whole(&disturbed), Vec::<PathBuf>::new());
    }
    println!("judged after each kill: {progress:?}");
    assert_eq!(killed.len(), KILLS, "it ends faster than it can be killed");
    let amid = progress.iter().filter(|judged| **judged < WORKS).count();
    assert!(amid >= KILLS / 4, "only {amid} kills while something was left to judge");
    grader::said(&arguments(&class, &disturbed).each_ref().map(String::as_str), 0);

    for (disturbed, calm) in gradebook(&disturbed).iter().zip(&gradebook(&calm)) {
        assert_eq!(disturbed.len(), calm.len());
        for (disturbed, calm) in disturbed.iter().zip(calm) {
            assert_eq!(disturbed, calm);
        }
    }
    let (disturbed_reports, calm_reports) = (reports(&disturbed), reports(&calm));
    assert!(disturbed_reports.keys().eq(calm_reports.keys()));
    for (path, disturbed) in &disturbed_reports {
        assert_eq!(disturbed, &calm_reports[path], "{}", path.display());
    }
    assert_eq!(judged(&disturbed), judged(&calm));
    assert_eq!(leftovers(&disturbed, &killed), Vec::<String>::new());
}

/// Works of three kinds, nearly every one of them different from the others.
fn enrol(class: &Path) {
    for number in 0..STUDENTS {
        let mut work = match number % 4 {
            0 => finished(ONE),
            1 => greets(),
            2 => starter(ONE),
            _ => broken(),
        };
        let remark = format!("\n// {}\n", number % WORKS);
        work.get_mut("src/config.rs").expect("a source").extend(remark.into_bytes());
        let at = class.join(format!("student {number:02}"));
        forms::folder(&at, &under(ONE, &work), forms::NOON);
    }
}

fn broken() -> Files {
    helpers::works::does_not_compile()
}

fn arguments(class: &Path, out: &Path) -> [String; 10] {
    let (class, out) = (class.display().to_string(), out.display().to_string());
    let rest = ["--lab", "1", "--seed", "5", "--lang", "en"].map(str::to_owned);
    let [a, b, c, d, e, f] = rest;
    ["run".to_owned(), class, "--out".to_owned(), out, a, b, c, d, e, f]
}

/// Waits until so many are judged, and then so many milliseconds more, or until the grader is done.
fn wait_for(grader: &mut Child, out: &Path, wanted: usize, more: u64) {
    let deadline = Instant::now() + Duration::from_secs(300);
    while judged(out) < wanted && grader.try_wait().expect("a status").is_none() {
        assert!(Instant::now() < deadline, "nothing is judged");
        std::thread::sleep(Duration::from_millis(5));
    }
    // No condition tells of a random moment.
    std::thread::sleep(Duration::from_millis(more));
}

fn judged(out: &Path) -> usize {
    match out.join("gradebook.sqlite").is_file() {
        true => grader::tables(out, "judgements"),
        false => 0,
    }
}

/// Reports that are not whole.
fn whole(out: &Path) -> Vec<PathBuf> {
    if !out.join("students").is_dir() {
        return Vec::new();
    }
    let broken = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') {
            return false;
        }
        let text = fs::read_to_string(out.join(path)).unwrap_or_default();
        match path.extension().and_then(|kind| kind.to_str()) {
            Some("json") => serde_json::from_str::<Value>(&text).is_err(),
            Some("xml") => roxmltree::Document::parse(&text).is_err(),
            Some("html") => !text.trim_end().ends_with("</html>"),
            _ => false,
        }
    };
    grader::files(out).into_iter().filter(broken).collect()
}

/// Everything in the gradebook but times, numbers of batches, and the order in which it was written.
fn gradebook(out: &Path) -> Vec<Vec<Vec<String>>> {
    [
        "select name, participant, folder from students order by 1, 2",
        "select s.name, b.digest, b.source, cast(b.handed_in as text), b.refused, b.left_out
         from submissions b join students s on s.id = b.student order by 1, 2",
        "select digest, lab, content from files order by 1, 2",
        "select s.name, l.lab, f.digest from submitted_labs l join files f on f.id = l.files
         join submissions b on b.id = l.submission join students s on s.id = b.student
         order by 1, 2",
        "select f.digest, f.lab, s.digest, k.starter, k.toolchain, k.tier, cast(j.seed as text),
                cast(j.earned as text), cast(j.counts as text),
                json_remove(j.outcome, '$.build', '$.judging')
         from judgements j join keys k on k.id = j.key join files f on f.id = k.files
         join suites s on s.id = k.suite order by 1, 2, 3",
        "select key, value from settings where key <> 'batch' order by 1",
    ]
    .map(|text| {
        let mut rows = grader::query(out, text);
        rows.iter_mut().flatten().for_each(|cell| *cell = without_ports(cell));
        rows
    })
    .into()
}

/// `text` without the ports that servers of a sandbox happened to get, which some print.
fn without_ports(text: &str) -> String {
    let mut parts = text.split("listening on http://127.0.0.1:");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str("listening");
        kept.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    kept
}

/// The reports without the times in them.
fn reports(out: &Path) -> BTreeMap<PathBuf, String> {
    let files = grader::files(out).into_iter();
    let files = files.filter(|path| path.extension().is_some_and(|kind| kind != "sqlite"));
    let files = files.filter(|path| !path.starts_with("builds"));
    files.map(|path| (path.clone(), without_times(&out.join(path)))).collect()
}

fn without_times(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("text");
    let mut kept = String::new();
    for line in text.lines() {
        let timed =
            ["execution_time", "_ms\":", " time=\"", "timestamp="].iter().any(|t| line.contains(t));
        // The last cells of the one table of times, and the day of the grades.
        let timed = timed || line.contains("\u{a0}s<") || line.contains("Grades of ");
        if !timed {
            kept.push_str(&without_ports(line));
            kept.push('\n');
        }
    }
    kept
}

/// What no grader may leave: processes, groups, folders, files that are not whole.
fn leftovers(out: &Path, killed: &[u32]) -> Vec<String> {
    let mut left = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(10);
    let marks = [out.display().to_string(), "/run/atelier/".to_owned()];
    // Processes of other tests' graders live in the same machine: only what belongs to nobody counts.
    while Instant::now() < deadline {
        left = orphans(&marks);
        if left.is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    for path in grader::files(out) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".partial") || name.ends_with(".new") {
            left.push(path.display().to_string());
        }
    }
    left.extend(of_the_killed(&std::env::temp_dir(), killed));
    left.extend(grader::groups().iter().flat_map(|folder| of_the_killed(folder, killed)));
    left
}

/// `atelier-N`, `atelier-N-…` of a killed grader N.
fn of_the_killed(folder: &Path, killed: &[u32]) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let is_theirs = |name: &String| {
        let number = name.strip_prefix("atelier-").and_then(|rest| rest.split('-').next());
        number.and_then(|number| number.parse().ok()).is_some_and(|number| killed.contains(&number))
    };
    names.filter(is_theirs).map(|name| folder.join(name).display().to_string()).collect()
}

/// Processes that mention one of `marks`, and whose parent is no grader any more.
fn orphans(marks: &[String]) -> Vec<String> {
    let entries = fs::read_dir("/proc").expect("processes").flatten();
    let lines = entries.filter_map(|entry| {
        let line = fs::read_to_string(entry.path().join("cmdline")).ok()?.replace('\0', " ");
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().to_owned();
        (parent == "1" && marks.iter().any(|mark| line.contains(mark))).then_some(line)
    });
    lines.collect()
}
