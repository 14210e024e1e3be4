//! Writes a test file for `promtool test rules`, and runs it.
//!
//! The format: <https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/>.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use promql::Sample;

use crate::scene::Scene;

/// Evaluating every second makes `promtool` load every sample up to the last expression.
const HEAD: &str = "rule_files: []\nevaluation_interval: 1s\ntests:\n";

pub struct TestFile(String);

pub struct Report {
    pub passed: bool,
    pub output: String,
}

impl Default for TestFile {
    fn default() -> Self {
        Self(HEAD.to_owned())
    }
}

impl TestFile {
    pub fn start_group(&mut self, scene: &Scene) {
        self.line(&format!("- name: {:?}", scene.name));
        self.line(&format!("  interval: {}s", scene.step));
        self.line("  input_series:");
        for (metric, labels, values) in scene.series {
            let labels = promql::Labels::new(metric, labels.iter().copied());
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

    /// `None`, with a line on stdout, when there is no `promtool`.
    pub fn run(&self) -> Option<Report> {
        if Command::new("promtool").arg("--version").output().is_err() {
            needs::PROMETHEUS.skip();
            return None;
        }
        let path = unique_path();
        std::fs::write(&path, &self.0).expect("the temporary folder is writable");
        let output = Command::new("promtool").args(["test", "rules"]).arg(&path).output();
        let output = output.expect("promtool starts");
        std::fs::remove_file(&path).expect("the file still exists");
        let text = [output.stdout, output.stderr].concat();
        Some(Report {
            passed: output.status.success(),
            output: String::from_utf8_lossy(&text).into_owned(),
        })
    }

    fn line(&mut self, line: &str) {
        writeln!(self.0, "{line}").expect("a string accepts everything");
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
