//! Writes a test file for `promtool test rules`, and runs it.
//!
//! The format: <https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/>.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use promql::{Labels, Sample};

use crate::scene::Scene;

#[derive(Default)]
pub struct TestFile {
    tests: String,
    rules: Option<(String, i64)>,
}

pub struct Report {
    pub passed: bool,
    pub output: String,
}

impl TestFile {
    /// A file for rules, which are evaluated every `seconds`.
    pub fn of_rules(rules: String, seconds: i64) -> Self {
        Self { tests: String::new(), rules: Some((rules, seconds)) }
    }

    pub fn start_alerts(&mut self) {
        self.line("  alert_rule_test:");
    }

    /// Expects that the alerts of a rule with these labels fire, and no others.
    pub fn expect_alerts<'a>(
        &mut self,
        name: &str,
        seconds: i64,
        alerts: impl Iterator<Item = &'a Labels>,
    ) {
        self.line(&format!("  - eval_time: {seconds}s"));
        self.line(&format!("    alertname: {name}"));
        self.line("    exp_alerts:");
        for labels in alerts {
            let pairs: Vec<String> =
                labels.iter().map(|(label, value)| format!("{label}: {value:?}")).collect();
            self.line(&format!("    - exp_labels: {{{}}}", pairs.join(", ")));
        }
    }

    pub fn start_group(&mut self, scene: &Scene) {
        self.line(&format!("- name: {:?}", scene.name));
        self.line(&format!("  interval: {}s", scene.step));
        self.line("  input_series:");
        for (metric, labels, values) in scene.series {
            let labels = Labels::new(metric, labels.iter().copied());
            self.line(&format!("  - series: {:?}", labels.to_string()));
            self.line(&format!("    values: {values:?}"));
        }
        self.line("  promql_expr_test:");
    }

    pub fn expect(&mut self, text: &str, seconds: i64, samples: &[Sample]) {
        self.line(&format!("  - expr: {text:?}"));
        self.line(&format!("    eval_time: {seconds}s"));
        self.line("    exp_samples:");
        for sample in samples {
            self.line(&format!("    - labels: {:?}", sample.labels.to_string()));
            self.line(&format!("      value: {}", number(sample.value)));
        }
    }

    /// Asks for the samples of an expression, to be read by [`Report::answer`].
    pub fn ask(&mut self, text: &str, seconds: i64) {
        self.expect(text, seconds, &[]);
    }

    /// `None`, with a line on stdout, when there is no `promtool`.
    pub fn run(&self) -> Option<Report> {
        if Command::new("promtool").arg("--version").output().is_err() {
            needs::PROMETHEUS.skip();
            return None;
        }
        let path = unique_path();
        let rules = path.with_extension("rules");
        // Evaluating every second makes `promtool` load every sample up to the last expression.
        let (text, seconds) = self.rules.as_ref().map_or(("", 1), |(text, every)| (text, *every));
        let head = format!("rule_files: [{rules:?}]\nevaluation_interval: {seconds}s\ntests:\n");
        std::fs::write(&rules, text).expect("the temporary folder is writable");
        std::fs::write(&path, head + &self.tests).expect("the temporary folder is writable");
        let output = Command::new("promtool").args(["test", "rules"]).arg(&path).output();
        let output = output.expect("promtool starts");
        for file in [&path, &rules] {
            std::fs::remove_file(file).expect("the file still exists");
        }
        let text = [output.stdout, output.stderr].concat();
        Some(Report {
            passed: output.status.success(),
            output: String::from_utf8_lossy(&text).into_owned(),
        })
    }

    fn line(&mut self, line: &str) {
        writeln!(self.tests, "{line}").expect("a string accepts everything");
    }
}

impl Report {
    /// Whether the expression was refused or its evaluation failed, rather than giving other
    /// samples than expected.
    pub fn fails(&self, text: &str) -> bool {
        let start = format!("expr: {text:?}, time: ");
        self.output.lines().any(|line| line.contains(&start) && line.contains(", err: "))
    }
}

/// What `promtool` says of an expression that was asked for.
#[derive(Debug)]
pub enum Answer {
    Failure,
    Samples(BTreeMap<Labels, f64>),
}

impl Report {
    /// No line about an expression means that it has no samples, as expected.
    pub fn answer(&self, text: &str) -> Answer {
        let start = format!("expr: {text:?}, time: ");
        let mut lines = self.output.lines().skip_while(|line| !line.contains(&start));
        let Some(line) = lines.next() else { return Answer::Samples(BTreeMap::new()) };
        if line.contains(", err: ") {
            return Answer::Failure;
        }
        let got = lines.find_map(|line| line.trim_start().strip_prefix("got: "));
        Answer::Samples(samples(got.expect("the samples that promtool found")))
    }
}

/// Reads `{__name__="x", a="1"} 3E+00, {} NaN`. Names and values have no punctuation.
fn samples(text: &str) -> BTreeMap<Labels, f64> {
    text.split(", {").map(|sample| sample.trim_start_matches('{')).map(sample).collect()
}

fn sample(text: &str) -> (Labels, f64) {
    let (pairs, value) = text.split_once("} ").expect("labels and a value");
    let mut labels = Labels::default();
    for pair in pairs.split(", ").filter(|pair| !pair.is_empty()) {
        let (label, value) = pair.split_once('=').expect("a label and its value");
        labels.set(label, value.trim_matches('"'));
    }
    (labels, value.parse().expect("a number"))
}

fn number(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { ".inf".to_owned() } else { "-.inf".to_owned() };
    }
    format!("{value:?}")
}

fn unique_path() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("promql-{}-{count}.yml", std::process::id()))
}
