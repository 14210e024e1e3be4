//! The files of the page, without a running Prometheus.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use run_prometheus::{PROMETHEUS, promtool};

/// The files of the page.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the book").join("observability")
}

#[test]
fn promtool_accepts_the_settings_and_the_rules_and_their_tests_pass() {
    for arguments in
        [&["check", "config", "prometheus.yml"][..], &["test", "rules", "alertes.test.yml"]]
    {
        let Some((succeeds, printed)) = promtool(arguments, &folder()) else {
            return PROMETHEUS.skip();
        };
        assert!(succeeds && !printed.contains("FAILED"), "{arguments:?}: {printed}");
    }
}

/// Each mistake in the rules makes one of their tests fail.
#[test]
fn the_tests_of_the_rules_notice_a_mistake() {
    let rules = fs::read_to_string(folder().join("alertes.yml")).expect("the rules");
    for (right, wrong) in [
        ("> 0.1", "> 0.2"),
        ("> 0.1", "> 0.05"),
        ("> 1\n", "> 10\n"),
        (r#"{route="/plantes/{nom}/arrosages"}"#, ""),
        (r#" or absent(up{job="serre"})"#, ""),
        (r#"up{job="serre"} == 0 or "#, ""),
        ("< 20", "< 25"),
    ] {
        let copy = tempfile::tempdir().expect("a folder");
        assert!(rules.contains(right), "{right}");
        fs::write(copy.path().join("alertes.yml"), rules.replacen(right, wrong, 1))
            .expect("written");
        fs::copy(folder().join("alertes.test.yml"), copy.path().join("alertes.test.yml"))
            .expect("copied");
        let tested = promtool(&["test", "rules", "alertes.test.yml"], copy.path());
        let Some((succeeds, printed)) = tested else { return PROMETHEUS.skip() };
        assert!(!succeeds && printed.contains("FAILED"), "{right} → {wrong}: {printed}");
    }
}

#[test]
fn every_image_has_a_version_and_every_mounted_file_exists() {
    let compose = yaml("compose.yaml");
    let services = compose["services"].as_object().expect("services");
    assert_eq!(services.len(), 2);
    for (name, service) in services {
        let image = service["image"].as_str().expect("an image");
        let version = image.split_once(':').map(|(_, tag)| tag.trim_start_matches('v'));
        let parts =
            version.unwrap_or_default().split('.').filter(|part| part.parse::<u32>().is_ok());
        assert_eq!(parts.count(), 3, "{name}: {image}");
        for volume in service["volumes"].as_array().expect("volumes") {
            let file = volume.as_str().and_then(|volume| volume.split(':').next());
            let file = folder().join(file.expect("a file"));
            assert!(file.exists(), "{}", file.display());
        }
    }
}

#[test]
fn the_dashboard_uses_the_provisioned_data_source() {
    let sources = yaml("grafana/provisioning/datasources/prometheus.yaml");
    let uid = &sources["datasources"][0]["uid"];
    let dashboard = dashboard();
    for panel in panels(&dashboard) {
        assert_eq!(&panel["datasource"]["uid"], uid, "{panel}");
        assert!(panel["targets"].as_array().is_some_and(|targets| !targets.is_empty()), "{panel}");
    }
    let providers = yaml("grafana/provisioning/dashboards/serre.yaml");
    let path = providers["providers"][0]["options"]["path"].as_str().expect("a path");
    let compose = fs::read_to_string(folder().join("compose.yaml")).expect("a file");
    assert!(compose.contains(&format!("./tableau.json:{path}/tableau.json")), "{path}");
}

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(folder().join(path)).expect("a file");
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The dashboard of the page.
pub fn dashboard() -> Value {
    let text = fs::read_to_string(folder().join("tableau.json")).expect("the dashboard");
    serde_json::from_str(&text).expect("JSON")
}

/// Its panels, and those of its rows.
pub fn panels(dashboard: &Value) -> Vec<&Value> {
    let of = |value: &'_ Value| value["panels"].as_array().map_or(0, Vec::len);
    let mut found = Vec::new();
    for panel in dashboard["panels"].as_array().expect("panels") {
        if panel["type"] == "row" {
            assert!(of(panel) > 0, "{panel}");
            found.extend(panel["panels"].as_array().expect("panels"));
        } else {
            found.push(panel);
        }
    }
    found
}

/// The expressions of its panels.
pub fn expressions(dashboard: &Value) -> Vec<&str> {
    let targets = panels(dashboard).into_iter().filter_map(|panel| panel["targets"].as_array());
    targets.flatten().filter_map(|target| target["expr"].as_str()).collect()
}

/// Copies the settings and the rules to a folder, changed by `change`.
pub fn copy_settings(to: &Path, change: impl Fn(&str) -> String) {
    for name in ["prometheus.yml", "alertes.yml"] {
        let text = fs::read_to_string(folder().join(name)).expect("a file");
        fs::write(to.join(name), change(&text)).expect("written");
    }
}
