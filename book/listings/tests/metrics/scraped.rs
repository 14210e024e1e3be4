//! Prometheus scrapes the greenhouse with the files of the page.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::http::StatusCode;
use listings::metrics::upstream::{self, Pump};
use listings::metrics::{app, workshop};
use serde_json::Value;

use crate::files::{copy_settings, dashboard, expressions};
use crate::greenhouse::{serve, with_pump};
use run_prometheus::{PROMETHEUS, Prometheus};

/// As in the file, but scraped faster, from where the greenhouse of this test listens.
fn quickly(text: &str, address: SocketAddr) -> String {
    text.replace("127.0.0.1:5000", &address.to_string()).replace("interval: 5s", "interval: 100ms")
}

#[tokio::test]
async fn prometheus_scrapes_the_greenhouse_and_every_panel_has_a_value() {
    let pump = Pump::default();
    let state = with_pump(upstream::app(pump.clone())).await;
    let levers = workshop(state.clone(), pump.clone()).expect("the workshop");
    let address = serve(app(state).merge(levers)).await;
    let folder = tempfile::tempdir().expect("a folder");
    copy_settings(folder.path(), |text| quickly(text, address));
    let Some(prometheus) = Prometheus::start(folder.path()).await else {
        return PROMETHEUS.skip();
    };
    let up = prometheus.result(r#"up{job="serre"} == 1"#).await;
    assert_eq!(up[0]["metric"]["instance"], address.to_string());

    send(address, "ficus", StatusCode::CREATED).await;
    // Counters that Prometheus has seen before they grow.
    prometheus.result(r#"serre_requests_total{status="201"}"#).await;
    send(address, "ficus", StatusCode::CREATED).await;
    pump.break_down();
    send(address, "basilic", StatusCode::BAD_GATEWAY).await;
    prometheus.result(r#"serre_requests_total{status="502"}"#).await;
    send(address, "basilic", StatusCode::BAD_GATEWAY).await;
    prometheus.result(r#"increase(serre_requests_total{status="502"}[5m]) > 0"#).await;
    for expression in expressions(&dashboard()) {
        prometheus.result(expression).await;
    }

    let rules = prometheus.api("rules", &[("type", "alert")]).await;
    assert_eq!(
        names(&rules),
        ["ArrosagesEnEchec", "ArrosagesLents", "CuveBientotVide", "SerreAbsente"]
    );
    // Half of the waterings fail. Two minutes have not passed, so the alert is pending.
    let pending = r#"ALERTS{alertname="ArrosagesEnEchec",alertstate="pending"}"#;
    assert_eq!(prometheus.result(pending).await[0]["metric"]["severity"], "page");
}

#[tokio::test]
async fn a_greenhouse_that_does_not_listen_is_down() {
    // Nobody listens on a port that was just given back.
    let address = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.local_addr().expect("an address")
    };
    let folder = tempfile::tempdir().expect("a folder");
    copy_settings(folder.path(), |text| quickly(text, address).replace("for: 1m", "for: 1s"));
    let Some(prometheus) = Prometheus::start(folder.path()).await else {
        return PROMETHEUS.skip();
    };
    prometheus.result(r#"up{job="serre"} == 0"#).await;
    prometheus.result(r#"ALERTS{alertname="SerreAbsente",alertstate="firing"}"#).await;
}

/// Waters a plant.
async fn send(address: SocketAddr, plante: &str, expected: StatusCode) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = format!("http://{address}/plantes/{plante}/arrosages?litres=2");
    let response = client.post(url).send().await.expect("a response");
    assert_eq!(response.status(), expected);
}

fn names(rules: &Value) -> Vec<&str> {
    let groups = rules["groups"].as_array().expect("groups").iter();
    let rules = groups.flat_map(|group| group["rules"].as_array().expect("rules"));
    let names: BTreeSet<&str> = rules
        .map(|rule| {
            assert_eq!(rule["health"], "ok", "{rule}");
            rule["name"].as_str().expect("a name")
        })
        .collect();
    names.into_iter().collect()
}
