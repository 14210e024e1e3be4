//! The results of the page's expressions: Prometheus evaluates them on half an hour of made samples.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::transcript;
use run_prometheus::{PROMETHEUS, Prometheus, promtool};

/// The first sample, in seconds since 1970; a multiple of two hours, so that one block has them all.
const START: u32 = 1_699_999_200;

/// A sample is taken every 15 seconds, for half an hour.
const STEP: u32 = 15;
const END: u32 = 1800;

/// When the expressions are evaluated.
const NOW: u32 = START + END + 5;

/// When the second greenhouse restarts.
const RESTART: u32 = 1605;

/// The expressions of the page, by the name of their snapshot.
const EXPRESSIONS: [(&str, &[&str]); 7] = [
    (
        "vectors",
        &[
            "serre_cuve_litres",
            r#"serre_requests_total{instance="a",status="200"}"#,
            r#"serre_requests_total{instance="a",status="200"}[1m]"#,
        ],
    ),
    (
        "rate",
        &[
            r#"rate(serre_requests_total{instance="a"}[5m])"#,
            r#"increase(serre_requests_total{instance="a"}[5m])"#,
        ],
    ),
    (
        "sum",
        &[
            "sum by (route) (rate(serre_requests_total[5m]))",
            "sum by (instance) (rate(serre_requests_total[5m]))",
        ],
    ),
    (
        "restart",
        &[
            r#"serre_requests_total{status="200",route="/plantes/{nom}"}"#,
            r#"sum(rate(serre_requests_total{status="200",route="/plantes/{nom}"}[5m]))"#,
            r#"rate(sum(serre_requests_total{status="200",route="/plantes/{nom}"})[5m:15s])"#,
        ],
    ),
    (
        "quantile",
        &[
            "histogram_quantile(0.95, sum by (le) (rate(serre_request_duration_seconds_bucket[5m])))",
            "histogram_quantile(0.5, sum by (le) (rate(serre_request_duration_seconds_bucket[5m])))",
            "sum(rate(serre_request_duration_seconds_sum[5m]))\
             \n  / sum(rate(serre_request_duration_seconds_count[5m]))",
        ],
    ),
    (
        "ratio",
        &[
            "sum(rate(serre_requests_total{status=~\"5..\"}[5m]))\
             \n  / sum(rate(serre_requests_total[5m]))",
            "sum by (route) (rate(serre_requests_total{status=~\"5..\"}[5m]))\
             \n  / sum by (route) (rate(serre_requests_total[5m]))",
            "sum(rate(serre_requests_total{route=\"/photos\",status=\"200\"}[5m]))\
             \n  / sum(rate(serre_requests_total{route=\"/photos\"}[5m]))",
            "sum(rate(serre_requests_total{status=\"503\"}[5m]))\
             \n  / sum(rate(serre_requests_total[5m]))",
        ],
    ),
    (
        "sets",
        &[
            "serre_cuve_litres < 20",
            "serre_cuve_litres < 50\n  and on (instance) rate(serre_requests_total{status=\"502\"}[5m]) > 0",
            "serre_cuve_litres unless serre_cuve_litres < 20",
            r#"up{job="pompe"}"#,
            r#"absent(up{job="pompe"})"#,
            r#"up{job="serre"} == 0 or absent(up{job="serre"})"#,
        ],
    ),
];

#[tokio::test]
async fn the_expressions_of_the_page_have_these_results() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("samples.txt"), samples()).expect("written");
    fs::write(folder.path().join("prometheus.yml"), "").expect("written");
    let import = ["tsdb", "create-blocks-from", "openmetrics", "samples.txt", "data"];
    let Some((imported, printed)) = promtool(&import, folder.path()) else {
        return PROMETHEUS.skip();
    };
    assert!(imported, "{printed}");
    let Some(prometheus) = Prometheus::start(folder.path()).await else {
        return PROMETHEUS.skip();
    };
    for (name, expressions) in EXPRESSIONS {
        let mut shown = Vec::new();
        for expression in expressions {
            let parameters = [("query", *expression), ("time", &NOW.to_string())];
            let data = prometheus.api("query", &parameters).await;
            shown.push(format!("{expression}\n{}", result(&data)));
        }
        transcript::assert_snapshot(&format!("metrics-promql-{name}"), &shown.join("\n\n"));
    }
}

/// A result, one line for each element.
fn result(data: &Value) -> String {
    let elements = data["result"].as_array().expect("a vector");
    let mut lines: Vec<String> = elements
        .iter()
        .map(|element| match element["values"].as_array() {
            Some(values) => {
                let values: Vec<String> = values.iter().map(|sample| value(&sample[1])).collect();
                format!("  {}  {}", labels(&element["metric"]), values.join(" "))
            }
            None => format!("  {}  {}", labels(&element["metric"]), value(&element["value"][1])),
        })
        .collect();
    lines.sort_unstable();
    if lines.is_empty() { "  (empty)".to_owned() } else { lines.join("\n") }
}

/// Labels in braces, without the name of the metric.
fn labels(metric: &Value) -> String {
    let labels = metric.as_object().expect("labels").iter().filter(|(name, _)| *name != "__name__");
    let labels: Vec<String> = labels.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{{{}}}", labels.join(","))
}

/// A number with at most four decimals.
fn value(text: &Value) -> String {
    let number: f64 = text.as_str().and_then(|text| text.parse().ok()).expect("a number");
    format!("{}", (number * 1e4).round() / 1e4)
}

/// Two greenhouses for half an hour, in the OpenMetrics format. The second one restarts.
fn samples() -> String {
    let mut text = String::new();
    let mut series = |name: &str, labels: &str, at: &dyn Fn(u32) -> f64| {
        for second in (0..=END).step_by(STEP as usize) {
            let time = START + second;
            writeln!(text, "{name}{{{labels}}} {} {time}", at(second)).expect("written");
        }
    };
    let grows = |rate: f64| move |second: u32| f64::from(second) * rate;
    let restarts = |second: u32| {
        let since = if second > RESTART { second - RESTART } else { second };
        f64::from(since) * 2.0
    };
    let reads = r#"route="/plantes/{nom}",status="200""#;
    series("serre_requests_total", &format!(r#"instance="a",{reads}"#), &grows(2.0));
    series("serre_requests_total", &format!(r#"instance="b",{reads}"#), &restarts);
    let waters = r#"instance="a",route="/plantes/{nom}/arrosages""#;
    series("serre_requests_total", &format!(r#"{waters},status="201""#), &grows(0.9));
    series("serre_requests_total", &format!(r#"{waters},status="502""#), &grows(0.1));
    // Nobody has asked for a photo for half an hour.
    let photos = r#"instance="b",route="/photos",status="200""#;
    series("serre_requests_total", photos, &|_| 7.0);
    let durations = [
        ("0.01", 0.0),
        ("0.05", 0.2),
        ("0.1", 0.5),
        ("0.5", 0.9),
        ("1", 1.0),
        ("5", 1.0),
        ("+Inf", 1.0),
    ];
    for (le, rate) in durations {
        let labels = format!(r#"{waters},le="{le}""#);
        series("serre_request_duration_seconds_bucket", &labels, &grows(rate));
    }
    series("serre_request_duration_seconds_sum", waters, &grows(0.2));
    series("serre_request_duration_seconds_count", waters, &grows(1.0));
    series("serre_cuve_litres", r#"instance="a""#, &|second| 100.0 - f64::from(second) / 30.0);
    series("serre_cuve_litres", r#"instance="b""#, &|_| 12.0);
    for instance in ["a", "b"] {
        series("up", &format!(r#"instance="{instance}",job="serre""#), &|_| 1.0);
    }
    text + "# EOF\n"
}
