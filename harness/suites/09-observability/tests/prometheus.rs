//! What a real Prometheus makes of the solution: it scrapes the service and loads its rules, each alert fires
//! where it is to, and each query of the dashboard has a result. No verdict depends on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use author::cargo;
use author::running::Running;
use run_prometheus::{PROMETHEUS, Prometheus, promtool};
use serde_json::Value;

fn solution() -> PathBuf {
    cargo::root().join("solutions/09-observability")
}

/// The folders that have the files of the lab.
fn folders() -> Vec<PathBuf> {
    let lookalikes = cargo::root().join("harness/lookalikes/files");
    let names = ["plain", "increase", "recording-rules"];
    names.iter().map(|name| lookalikes.join(name)).chain([solution()]).collect()
}

#[test]
fn promtool_accepts_the_rules_of_the_solution_and_of_the_look_alikes() {
    for folder in folders() {
        let checked = promtool(&["check", "rules", "alertes.yml"], &folder);
        let Some((succeeds, printed)) = checked else { return PROMETHEUS.skip() };
        assert!(succeeds, "{}: {printed}", folder.display());
    }
}

#[test]
fn each_alert_fires_above_its_limit_and_not_below() {
    let tested = promtool(&["test", "rules", "alertes.test.yml"], &solution().join("tests"));
    let Some((succeeds, printed)) = tested else { return PROMETHEUS.skip() };
    assert!(succeeds && !printed.contains("FAILED"), "{printed}");
}

/// Each mistake in the rules makes one of their tests fail.
#[test]
fn the_tests_of_the_alerts_notice_a_mistake() {
    let rules = fs::read_to_string(solution().join("alertes.yml")).expect("the rules");
    for (right, wrong) in [
        ("> 0.05", "> 0.07"),
        ("> 0.05", "> 0.03"),
        ("5..", "4.."),
        ("> 0.5", "> 0.6"),
        ("> 0.5", "> 0.45"),
        ("0.95", "0.9"),
        (" or absent(up)", ""),
        ("up == 0 or ", ""),
    ] {
        assert!(rules.contains(right), "{right}");
        let copy = tempfile::tempdir().expect("a folder");
        let tests = copy.path().join("tests");
        fs::create_dir(&tests).expect("a folder");
        let changed = rules.replacen(right, wrong, 1);
        fs::write(copy.path().join("alertes.yml"), changed).expect("written");
        let from = solution().join("tests/alertes.test.yml");
        fs::copy(from, tests.join("alertes.test.yml")).expect("copied");
        let tested = promtool(&["test", "rules", "alertes.test.yml"], &tests);
        let Some((succeeds, printed)) = tested else { return PROMETHEUS.skip() };
        assert!(!succeeds && printed.contains("FAILED"), "{right} → {wrong}: {printed}");
    }
}

#[tokio::test]
async fn prometheus_scrapes_the_solution_and_every_panel_has_a_value() {
    let service = Running::start("solution-observability").expect("the solution");
    let address = service.url().replace("http://", "");
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!(
        "global: {{scrape_interval: 100ms, evaluation_interval: 100ms}}\n\
         rule_files: [alertes.yml]\n\
         scrape_configs: [{{job_name: observability, static_configs: [{{targets: ['{address}']}}]}}]\n"
    );
    fs::write(folder.path().join("prometheus.yml"), settings).expect("written");
    let rules = fs::read_to_string(solution().join("alertes.yml")).expect("the rules");
    fs::write(folder.path().join("alertes.yml"), rules).expect("written");
    let Some(prometheus) = Prometheus::start(folder.path()).await else {
        return PROMETHEUS.skip();
    };
    prometheus.result("up == 1").await;
    // There is no catalogue: each request is a 502. A counter must be seen before it grows.
    request(&service).await;
    prometheus.result("http_requests_total{status=\"502\"}").await;
    let growing = "rate(http_requests_total{status=\"502\"}[5m]) > 0";
    let deadline = Instant::now() + run_prometheus::PATIENCE;
    while prometheus.query(growing).await.is_empty() {
        assert!(Instant::now() < deadline, "nothing has been counted");
        request(&service).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for expression in expressions(&solution()) {
        let expression = expression.replace("$__rate_interval", "5m");
        prometheus.result(&expression).await;
    }
    // All requests fail. Two minutes have not passed, so the alert is pending.
    let pending = "ALERTS{alertname=\"TropDErreurs\",alertstate=\"pending\"}";
    assert_eq!(prometheus.result(pending).await[0]["metric"]["severity"], "page");
}

async fn request(service: &Running) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let response = client.get(format!("{}/api/produits/7", service.url())).send().await;
    assert_eq!(response.expect("a response").status(), 502);
}

/// The expressions of a dashboard.
fn expressions(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("tableau.json")).expect("the dashboard");
    let dashboard: Value = serde_json::from_str(&text).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels").iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().expect("targets"));
    targets.map(|target| target["expr"].as_str().expect("an expression").to_owned()).collect()
}
