//! The Kubernetes objects of the book, judged as those of the lab: the right ones have no finding, and
//! each wrong one has exactly the one that the page names.

use std::fs;
use std::path::{Path, PathBuf};

use kubernetes::{Finding, ImageSettings, Objects};

/// The port of the greenhouse without `PORT`.
const PORT: u16 = 5000;

/// The files of the service, without the autoscaler.
const FILES: [&str; 4] = ["deployment.yaml", "service.yaml", "config.yaml", "budget.yaml"];

/// The setting that the autoscaler takes over.
const REPLICAS: &str = "  replicas: 2\n";

#[test]
fn the_objects_of_the_greenhouse_have_no_finding() {
    assert_eq!(findings(&right()), [] as [&str; 0]);
}

#[test]
fn with_the_autoscaler_the_number_of_replicas_is_left_out() {
    let mut files = right();
    assert!(files[0].1.contains(REPLICAS));
    files[0].1 = files[0].1.replace(REPLICAS, "");
    files.push(read("optional/autoscaler.yaml"));
    assert_eq!(findings(&files), [] as [&str; 0]);
}

/// What the hook of the page adds to the time of a stop still fits into the grace period.
#[test]
fn a_container_may_have_the_hook() {
    let mut files = right();
    let (_, hook) = read("optional/pre-stop.yaml");
    files[0].1.push_str(&hook);
    assert_eq!(findings(&files), [] as [&str; 0]);
}

/// A file with a mistake that a page shows.
struct Wrong {
    file: &'static str,
    /// the right file in whose place it stands
    replaces: &'static str,
    /// what is found, and where
    found: &'static [&'static str],
}

const WRONG: [Wrong; 9] = [
    Wrong {
        file: "budget-field.yaml",
        replaces: "budget.yaml",
        // Without this field, the budget has no number.
        found: &["Validity budget.yaml:6 spec.maxUnavailible", "Budget budget.yaml:5 spec"],
    },
    Wrong {
        file: "budget-strict.yaml",
        replaces: "budget.yaml",
        found: &["Budget budget.yaml:6 spec.minAvailable"],
    },
    Wrong {
        file: "budget-version.yaml",
        replaces: "budget.yaml",
        found: &["Validity budget.yaml:1 apiVersion"],
    },
    Wrong {
        file: "config-loopback.yaml",
        replaces: "config.yaml",
        found: &["Address deployment.yaml:49 spec.template.spec.containers[0].env"],
    },
    Wrong {
        file: "config-number.yaml",
        replaces: "config.yaml",
        found: &["Validity config.yaml:7 data.PORT"],
    },
    Wrong {
        file: "config-slow.yaml",
        replaces: "config.yaml",
        found: &["GracePeriod deployment.yaml:28 spec.template.spec.terminationGracePeriodSeconds"],
    },
    Wrong {
        file: "secret-value.yaml",
        replaces: "secret.yaml",
        found: &["PlainSecret secret.yaml:6 stringData.secret-jetons"],
    },
    Wrong {
        file: "service-port.yaml",
        replaces: "service.yaml",
        found: &["Port service.yaml:8 spec.ports"],
    },
    Wrong {
        file: "service-selector.yaml",
        replaces: "service.yaml",
        // A Service that reaches no pods gives their ports no names either.
        found: &[
            "Service deployment.yaml:24 spec.template.metadata.labels",
            "PortNames deployment.yaml:24 spec.template.metadata.labels",
        ],
    },
];

#[test]
fn each_wrong_file_has_exactly_the_findings_of_the_page() {
    for wrong in WRONG {
        let is_kept = |file: &(String, String)| file.0 != wrong.replaces;
        let mut files: Vec<_> = right().into_iter().filter(is_kept).collect();
        let (_, text) = read(&format!("wrong/{}", wrong.file));
        files.push((wrong.replaces.to_owned(), text));
        assert_eq!(findings(&files), wrong.found, "{}", wrong.file);
    }
}

#[test]
fn every_wrong_file_is_tried() {
    assert_eq!(all_wrong(), WRONG.map(|wrong| wrong.file));
}

/// The files of the greenhouse: names and texts.
fn right() -> Vec<(String, String)> {
    FILES.map(read).to_vec()
}

fn read(name: &str) -> (String, String) {
    let text = fs::read_to_string(folder().join(name));
    (name.to_owned(), text.unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deployment/k8s")
}

fn all_wrong() -> Vec<String> {
    let entries = fs::read_dir(folder().join("wrong")).expect("the wrong files");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("a file").file_name().display().to_string()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort_unstable();
    names
}

/// The rule that each finding breaks, and where.
fn findings(files: &[(String, String)]) -> Vec<String> {
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let objects = Objects::read(&files).expect("small files");
    let findings = objects.findings(&ImageSettings::new(PORT));
    let place = |finding: &Finding| {
        format!("{:?} {}:{} {}", finding.rule, finding.file, finding.line, finding.path)
    };
    findings.iter().map(place).collect()
}
