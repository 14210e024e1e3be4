//! What of a run of the tests took longest.

use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result};
use roxmltree::Document;

use crate::cargo;

/// How many are shown.
const SHOWN: usize = 10;

/// The slowest tests; the slowest test programs where the runner does not time each test.
pub struct Slowest {
    what: &'static str,
    /// Seconds and names.
    timed: Vec<(f64, String)>,
}

impl Slowest {
    /// Runs `command`, in which nextest runs the tests. It leaves a report.
    ///
    /// # Errors
    /// When the command does not start.
    pub fn of_nextest(command: &mut Command) -> Result<(ExitStatus, Self)> {
        let report = cargo::root().join("target/nextest/default/junit.xml");
        let _ = fs::remove_file(&report);
        let status = command.status().context("starting the tests")?;
        // Nothing was run when something did not compile.
        let timed = fs::read_to_string(&report).ok().and_then(|text| in_report(&text));
        Ok((status, Self { what: "tests", timed: timed.unwrap_or_default() }))
    }

    /// Runs `command`, in which cargo runs the tests, and passes on what it prints.
    ///
    /// # Errors
    /// When the command does not start.
    pub fn of_cargo(command: &mut Command) -> Result<(ExitStatus, Self)> {
        // One pipe for both, because the name of a program is on one and its time on the other.
        let (reader, writer) = io::pipe().context("making a pipe")?;
        let errors = writer.try_clone().context("making a pipe")?;
        let mut child =
            command.stdout(writer).stderr(errors).spawn().context("starting the tests")?;
        // The command holds the other end until it is given others.
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut printed = Vec::new();
        for line in BufReader::new(reader).lines().map_while(io::Result::ok) {
            println!("{line}");
            printed.push(line);
        }
        let status = child.wait().context("waiting for the tests")?;
        let timed = in_output(printed.iter().map(String::as_str));
        Ok((status, Self { what: "test programs", timed }))
    }
}

/// The tests in a JUnit report.
fn in_report(text: &str) -> Option<Vec<(f64, String)>> {
    let document = Document::parse(text).ok()?;
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let timed = cases.filter_map(|case| {
        let seconds = case.attribute("time")?.parse().ok()?;
        Some((seconds, format!("{} {}", case.attribute("classname")?, case.attribute("name")?)))
    });
    Some(timed.collect())
}

/// The programs in what cargo and they print: first the name, then the time of all tests together.
fn in_output<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(f64, String)> {
    let mut timed = Vec::new();
    let mut program = None;
    for line in lines {
        let line = line.trim();
        if let Some(started) = line.strip_prefix("Running ").or(line.strip_prefix("Doc-tests ")) {
            program = Some(started.to_owned());
        } else if line.starts_with("test result: ")
            && let Some((_, seconds)) = line.rsplit_once("finished in ")
            && let Ok(seconds) = seconds.trim_end_matches('s').parse()
        {
            timed.extend(program.take().map(|program| (seconds, program)));
        }
    }
    timed
}

impl fmt::Display for Slowest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut timed: Vec<&(f64, String)> = self.timed.iter().collect();
        timed.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let all: f64 = timed.iter().map(|(seconds, _)| seconds).sum();
        writeln!(f, "── the slowest {} of {:.0} s in all", self.what, all)?;
        timed
            .iter()
            .take(SHOWN)
            .try_for_each(|(seconds, name)| writeln!(f, "{seconds:>7.1} s  {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Slowest, in_output, in_report};

    #[test]
    fn a_report_of_nextest_has_every_test() {
        let report = r#"<?xml version="1.0"?><testsuites><testsuite name="author">
            <testcase name="a::b" classname="author" time="0.250"><failure/></testcase>
            <testcase name="c" classname="suite-crud::faults" time="61.5"/></testsuite></testsuites>"#;
        let timed = in_report(report).expect("a report");
        let shown = Slowest { what: "tests", timed }.to_string();
        let expected = "── the slowest tests of 62 s in all\n   61.5 s  suite-crud::faults c\n    \
                        0.2 s  author a::b\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn cargo_prints_the_time_of_every_program() {
        let printed = "   Compiling author v0.1.0\n     Running unittests src/lib.rs (target/debug/deps/author-7ecb)\n\
             test a ... ok\ntest result: ok. 8 passed; 0 failed; 6 filtered out; finished in 2.11s\n\
             \n     Running tests/x.rs (target/debug/deps/x-1)\nerror: it did not run\n   Doc-tests author\n\
             test result: ok. 0 passed; 0 failed; finished in 0.00s\n";
        let expected = [
            (2.11, "unittests src/lib.rs (target/debug/deps/author-7ecb)".to_owned()),
            (0.0, "author".to_owned()),
        ];
        assert_eq!(in_output(printed.lines()), expected);
    }
}
