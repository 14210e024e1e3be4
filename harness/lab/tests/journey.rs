//! A student's way through lab 01, and what can be broken on the way.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::Value;
use support::course::Course;
use support::{complaint, status};

/// One test, because the steps share a copy of the course and what was compiled in it.
#[test]
fn from_the_first_verdict_to_the_second_lab() {
    let course = Course::copy();
    a_new_student_has_everything_before_them(&course);
    hints_come_one_after_the_other(&course);
    a_server_that_does_not_compile_is_told_as_such(&course);
    watching_survives_a_build_error_and_moves_on(&course);
    watching_a_finished_lab_stays_on_it(&course);
    resetting_keeps_the_students_version(&course);
    restoring_brings_a_version_back(&course);
    the_work_is_packed_to_hand_in(&course);
    watching_goes_on_when_the_folder_is_replaced(&course);
    #[cfg(unix)]
    {
        a_build_is_ended_at_once(&course);
        a_signal_to_run_ends_the_server(&course);
    }
    assert!(course.lab(&["reset", "1"]).status.success());
    a_missing_folder_is_named_with_its_remedy(&course);
    a_broken_snapshot_costs_no_points(&course);
    a_broken_manifest_is_an_error_of_the_harness(&course);
    unreadable_progress_is_kept_aside(&course);
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn a_new_student_has_everything_before_them(course: &Course) {
    let progress = course.lab(&["progress"]);
    assert!(said(&progress).contains("not checked yet"), "{}", said(&progress));
    let test = course.lab(&["test", "1"]);
    assert_eq!(status(&test), 1, "{}", String::from_utf8_lossy(&test.stderr));
    assert!(said(&test).contains("0/20 points"), "{}", said(&test));
    let remembered = course.read(".atelier/progress.toml");
    assert!(remembered.contains("[salutation]"), "{remembered}");
    assert!(remembered.contains("failing = \"greeting\""), "{remembered}");
}

fn hints_come_one_after_the_other(course: &Course) {
    let hint = || said(&course.lab(&["hint"]));
    assert!(hint().contains("(hint 1 of 3)\nLook at `greet`"));
    assert!(hint().contains("(hint 2 of 3)\nWrite a struct that derives"));
    let last = hint();
    assert!(last.contains("book/en/src/1-apis/first-api.md#greeting"), "{last}");
    assert_eq!(hint(), last);
}

fn a_server_that_does_not_compile_is_told_as_such(course: &Course) {
    let file = "labs/01-salutation/src/salutation.rs";
    let starter = course.read(file);
    course.write(file, "this is no Rust");
    let test = course.lab(&["test", "1", "--format", "json"]);
    assert_eq!(status(&test), 1);
    let report: Value = serde_json::from_slice(&test.stdout).expect("a JSON report");
    let checks = report["labs"][0]["checks"].as_array().expect("checks");
    assert_eq!(checks.len(), 9);
    assert!(checks.iter().all(|check| check["reason"] == "build-failed"), "{report:#}");
    assert_eq!(report["out_of"], 20);
    let diagnostics = String::from_utf8_lossy(&test.stderr).into_owned();
    assert!(diagnostics.contains("src/salutation.rs:1"), "{diagnostics}");
    let hint = said(&course.lab(&["hint"]));
    assert!(hint.starts_with("The lab did not compile in the last run."), "{hint}");
    let address = hint.split_whitespace().last().and_then(|word| word.split_once('#'));
    let (page, anchor) = address.expect("a page and an anchor");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
    let page = fs::read_to_string(page).expect("the page");
    assert!(page.contains(&format!("{{#{anchor}}}")), "{hint}");
    course.write(file, &starter);
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// `lab watch` or `lab run`, and what it says.
struct Watching {
    child: Child,
    keys: ChildStdin,
    lines: Receiver<String>,
}

impl Watching {
    fn start(course: &Course, arguments: &[&str]) -> Self {
        let mut child = course
            .command(arguments)
            // For `run`.
            .env("PORT", free_port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let keys = child.stdin.take().expect("keys");
        let stdout = child.stdout.take().expect("an output");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
        });
        Self { child, keys, lines }
    }

    fn until(&self, words: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(400));
            let line = line.unwrap_or_else(|_| panic!("never said: {words}"));
            if line.contains(words) {
                return line;
            }
        }
    }

    fn press(&mut self, key: u8) {
        self.keys.write_all(&[key]).expect("somebody reads the keys");
    }

    fn ends_after(&mut self, key: u8) {
        self.press(key);
        assert!(self.child.wait().expect("the command ends").success());
    }

    /// Ends by this signal, as a program that handles none.
    #[cfg(unix)]
    fn ends_by(&mut self, name: &str, number: i32) {
        use std::os::unix::process::ExitStatusExt;
        let kill = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(kill.is_ok_and(|status| status.success()));
        let status = self.child.wait().expect("the command ends");
        assert_eq!(status.signal(), Some(number), "{status}");
    }
}

fn watching_survives_a_build_error_and_moves_on(course: &Course) {
    let mut watching = Watching::start(course, &["watch"]);
    watching.until("0/20 points");
    watching.until("h hint");
    watching.press(b'h');
    watching.until("(hint 3 of 3)");
    course.write("labs/01-salutation/src/utilisateurs.rs", "fn half_a_");
    watching.until("does not compile");
    watching.until("h hint");
    for file in ["utilisateurs", "salutation"] {
        let solved = course.read(&format!("solutions/01-salutation/src/{file}.rs"));
        course.write(&format!("labs/01-salutation/src/{file}.rs"), &solved);
    }
    watching.until("Press n to go on to lab 2");
    watching.until("n go to lab 2 · q quit");
    let progress = said(&course.lab(&["progress"]));
    assert!(progress.contains("20/20"), "{progress}");
    watching.press(b'n');
    watching.until("02-params");
    watching.until("h hint");
    watching.ends_after(b'q');
}

fn watching_a_finished_lab_stays_on_it(course: &Course) {
    let mut watching = Watching::start(course, &["watch", "1"]);
    watching.until("20/20 points");
    watching.until("n go to lab 2");
    let main = "labs/01-salutation/src/main.rs";
    course.write(main, &format!("{}\n// Again.\n", course.read(main)));
    watching.until("20/20 points");
    watching.until("n go to lab 2");
    watching.ends_after(b'q');
}

/// The folder is replaced by `reset`, then goes and comes back.
fn watching_goes_on_when_the_folder_is_replaced(course: &Course) {
    for poll in [&["watch", "1"][..], &["watch", "1", "--poll"]] {
        let mut watching = Watching::start(course, poll);
        watching.until("20/20 points");
        watching.until("q quit");
        assert!(course.lab(&["reset", "1"]).status.success());
        watching.until("Fix this first");
        watching.until("q quit");
        course.write("labs/01-salutation/src/salutation.rs", "fn half_a_");
        watching.until("does not compile");
        watching.until("q quit");
        let (lab, away) = (course.path("labs/01-salutation"), course.path("away"));
        fs::rename(&lab, &away).expect("moved");
        watching.until("q quit");
        fs::rename(&away, &lab).expect("moved back");
        watching.until("does not compile");
        watching.until("q quit");
        let restored = said(&course.lab(&["restore", "1"]));
        assert!(restored.contains("is back in place"), "{restored}");
        watching.until("20/20 points");
        watching.until("q quit");
        watching.ends_after(b'q');
    }
}

/// A source that is a pipe stands for a build that takes long: the compiler reads it without end.
#[cfg(unix)]
fn a_build_is_ended_at_once(course: &Course) {
    let main = "labs/01-salutation/src/main.rs";
    let mine = course.read(main);
    let pipe = course.path("labs/01-salutation/src/pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    course.write(main, &format!("{mine}\nconst _: &str = include_str!(\"pipe\");\n"));
    for end in [End::Key, End::Interrupted, End::Terminated] {
        let mut watching = Watching::start(course, &["watch", "1"]);
        // Opened as soon as the compiler has opened it.
        let mut source = fs::File::options().write(true).open(&pipe).expect("the compiler reads");
        match end {
            End::Key => watching.ends_after(b'q'),
            End::Interrupted => watching.ends_by("-INT", 2),
            End::Terminated => watching.ends_by("-TERM", 15),
        }
        // Fails as soon as nobody reads any more.
        eventually("the compiler's end", || source.write_all(b" ").is_err());
    }
    fs::remove_file(&pipe).expect("removed");
    course.write(main, &mine);
}

/// What ends a command.
#[cfg(unix)]
enum End {
    Key,
    Interrupted,
    Terminated,
}

#[cfg(unix)]
fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::yield_now();
    }
}

#[cfg(unix)]
fn a_signal_to_run_ends_the_server(course: &Course) {
    let main = "labs/01-salutation/src/main.rs";
    let mine = course.read(main);
    let server = "fn main() { println!(\"serving as {}.\", std::process::id()); loop { \
                  std::thread::park(); } }";
    course.write(main, server);
    for (name, number) in [("-TERM", 15), ("-INT", 2), ("-HUP", 1)] {
        let mut running = Watching::start(course, &["run", "1"]);
        let line = running.until("serving as ");
        let pid = line.trim_end_matches('.').rsplit(' ').next().expect("a process id");
        running.ends_by(name, number);
        let is_alive = || {
            let kill = Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status();
            kill.is_ok_and(|status| status.success())
        };
        eventually("the server's end", || !is_alive());
    }
    course.write(main, &mine);
}

fn resetting_keeps_the_students_version(course: &Course) {
    let file = "src/salutation.rs";
    let mine = course.read(&format!("labs/01-salutation/{file}"));
    let reset = said(&course.lab(&["reset", "1"]));
    let kept = reset.split("kept in ").nth(1).and_then(|rest| rest.split(';').next());
    let kept = kept.expect("where");
    assert_eq!(course.read(&format!("{kept}/{file}")), mine);
    assert!(course.read(&format!("labs/01-salutation/{file}")).contains("todo!"));
    let progress = said(&course.lab(&["progress"]));
    assert!(!progress.contains("20/20"), "{progress}");
    // The starter itself is not kept.
    let again = said(&course.lab(&["reset", "1"]));
    assert_eq!(again, "labs/01-salutation is already identical to the starter.\n");
    assert_eq!(versions(course), 1);
}

/// How many versions are kept.
fn versions(course: &Course) -> usize {
    let kept = fs::read_dir(course.path(".atelier/kept")).expect("the folder");
    kept.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir())).count()
}

fn restoring_brings_a_version_back(course: &Course) {
    let file = "labs/01-salutation/src/salutation.rs";
    let restore = |arguments: &[&str]| said(&course.lab(&[&["restore"], arguments].concat()));
    let none = course.lab(&["restore", "2"]);
    assert_eq!(status(&none), 2);
    assert!(complaint(&none).contains("There is nothing to restore"), "{}", complaint(&none));
    assert!(restore(&["--list"]).contains("20/20"), "{}", restore(&["--list"]));
    // The starter is not kept in exchange.
    let back = restore(&[]);
    assert!(back.ends_with("kept 0 min ago is back in place.\n"), "{back}");
    let solved = course.read("solutions/01-salutation/src/salutation.rs");
    assert_eq!(course.read(file), solved);
    let progress = said(&course.lab(&["progress"]));
    assert!(progress.contains("20/20"), "{progress}");
    assert_eq!(versions(course), 0);
    // What is replaced is kept: a second time undoes the first.
    let mine = course.read(file);
    assert!(course.lab(&["reset", "1"]).status.success());
    course.write(file, "another try");
    assert!(restore(&["1"]).contains("The one it replaces is kept in"));
    assert_eq!(course.read(file), mine);
    assert!(restore(&["1"]).contains("The one it replaces is kept in"));
    assert_eq!(course.read(file), "another try");
    let unknown = course.lab(&["restore", "1", "--pick", "2"]);
    assert_eq!(status(&unknown), 2);
    assert!(complaint(&unknown).contains("There is no version 2"), "{}", complaint(&unknown));
    assert!(course.lab(&["restore", "1"]).status.success());
    assert_eq!(course.read(file), mine);
}

fn the_work_is_packed_to_hand_in(course: &Course) {
    let told = said(&course.lab(&["pack"]));
    assert!(told.starts_with("atelier.zip is ready: labs/01-salutation ("), "{told}");
    let archive = fs::read(course.path("atelier.zip")).expect("an archive");
    let has = |name: &str| archive.windows(name.len()).any(|bytes| bytes == name.as_bytes());
    assert!(has("atelier.json") && has("labs/01-salutation/src/main.rs"));
    assert!(!has("labs/02-params/"));
    let untouched = course.lab(&["pack", "2"]);
    assert_eq!(status(&untouched), 2);
    let said = complaint(&untouched);
    assert!(said.contains("labs/02-params is still identical to the starter"), "{said}");
    course.write("holidays.zip", "mine");
    let taken = course.lab(&["pack", "1", "--out", "holidays.zip"]);
    assert_eq!(status(&taken), 2);
    assert!(complaint(&taken).contains("choose another name with --out"), "{}", complaint(&taken));
    assert_eq!(course.read("holidays.zip"), "mine");
}

fn a_missing_folder_is_named_with_its_remedy(course: &Course) {
    fs::remove_dir_all(course.path("labs/02-params")).expect("removed");
    let test = course.lab(&["test", "2"]);
    assert_eq!(
        complaint(&test).replace("\n  ", " "),
        "✗ The folder labs/02-params is empty or missing: `cargo lab reset 2` restores it."
    );
    assert_eq!(status(&test), 2);
    assert!(course.lab(&["reset", "2"]).status.success());
    assert_eq!(status(&course.lab(&["test", "2"])), 1);
}

fn a_broken_snapshot_costs_no_points(course: &Course) {
    let file = "harness/suites/01-salutation/snapshots/greeting.snap";
    let whole = course.read(file);
    for (broken, words) in [(Some("half a fi"), "corrupt"), (None, "no snapshot")] {
        match broken {
            Some(text) => course.write(file, text),
            None => fs::remove_file(course.path(file)).expect("removed"),
        }
        let test = course.lab(&["test", "1", "--solutions"]);
        assert_eq!(status(&test), 3, "{}", said(&test));
        assert!(said(&test).replace("\n    ", " ").contains(words), "{}", said(&test));
        assert!(said(&test).contains("17/20 points"), "{}", said(&test));
    }
    course.write(file, &whole);
}

fn a_broken_manifest_is_an_error_of_the_harness(course: &Course) {
    let file = "labs/course.toml";
    let whole = course.read(file);
    course.write(file, &format!("{whole}colour = \"red\"\n"));
    let test = course.lab(&["test", "1"]);
    assert!(complaint(&test).contains("unknown field `colour`"), "{}", complaint(&test));
    assert_eq!(status(&test), 3);
    course.write(file, &whole);
}

fn unreadable_progress_is_kept_aside(course: &Course) {
    course.write(".atelier/progress.toml", "half a li");
    let progress = course.lab(&["progress"]);
    assert_eq!(status(&progress), 0);
    assert!(complaint(&progress).contains("progress.toml.broken"), "{}", complaint(&progress));
    assert_eq!(course.read(".atelier/progress.toml.broken"), "half a li");
}
