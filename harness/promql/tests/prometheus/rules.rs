//! Recording and alerting rules over time, on series that come, change and end.

use std::fmt::Write;

use promql::{Expression, Recording};

use crate::scene::Scene;

pub const SCENE: Scene = Scene {
    name: "rules",
    step: 15,
    series: &[
        ("up", &[("job", "shop"), ("instance", "a")], "1x4 0x2 1x2 0x20 1x5 0x30"),
        ("up", &[("job", "shop"), ("instance", "b")], "_x3 1x8 stale _x20 1 0x20 stale 0x5"),
        ("requests_total", &[("route", "a"), ("status", "200")], "0+120x60"),
        ("requests_total", &[("route", "a"), ("status", "500")], "0x20 0+30x10 300x30"),
        ("requests_total", &[("route", "b"), ("status", "200")], "_x9 0+60x20 stale"),
        ("requests_total", &[("route", "b"), ("status", "500")], "_x9 0+60x20 stale"),
        ("level", &[("instance", "a")], "6 8 4 8x6 2 9x3 1 1 1 7 1 7 7 _x21 1x9"),
        ("once", &[], "1x10 9x40"),
    ],
    questions: &[],
};

/// A name, labels, and an expression.
pub type Rule = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// In this order. The second refers to the one after it.
pub const RECORDINGS: &[Rule] = &[
    ("route:requests:rate1m", &[], "sum by (route) (rate(requests_total[1m]))"),
    ("before", &[], "after * 2"),
    ("after", &[("source", "rule")], "level + 1"),
    (
        "route:errors:rate1m",
        &[("window", "1m")],
        "sum by (route) (rate(requests_total{status=\"500\"}[1m]))",
    ),
    ("errors:share", &[], "route:errors:rate1m / ignoring (window) route:requests:rate1m"),
    ("limit", &[], "1 / 16"),
    ("level:either", &[("instance", "")], "level > 5"),
    ("level:twice", &[], "level > 5"),
    ("level:twice", &[], "level > 5"),
    // The second rule ends the series at an instant at which the first one continues it.
    ("once:either", &[], "once > 5"),
    ("once:either", &[], "once <= 5"),
    ("up:renamed", &[("job", "x")], "up"),
];

/// A name, `for` in seconds, and an expression.
pub const ALERTS: &[(&str, i64, &str)] = &[
    ("Down", 60, "up == 0"),
    ("DownAtOnce", 0, "up == 0"),
    ("DownBetweenTwoSteps", 20, "up == 0"),
    ("Gone", 45, "absent(up{instance=\"b\"})"),
    ("Errors", 30, "errors:share > on () group_left () limit"),
    ("Level", 15, "level:either > 5 or before > 16"),
    ("Renamed", 30, "up:renamed unless on (instance) up == 1"),
    ("Always", 300, "1"),
    ("Never", 0, "missing"),
];

pub fn recordings() -> Vec<Recording> {
    let recording = |(name, labels, text): &Rule| {
        let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        Recording::new(name, labels.iter().copied(), expression).expect("valid names")
    };
    RECORDINGS.iter().map(recording).collect()
}

pub fn file() -> String {
    let mut file = "groups:\n- name: recordings\n  rules:\n".to_owned();
    for (name, labels, text) in RECORDINGS {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}: {value:?}")).collect();
        let labels = labels.join(", ");
        write!(file, "  - record: {name:?}\n    labels: {{{labels}}}\n    expr: {text:?}\n")
            .expect("a string accepts everything");
    }
    for (name, seconds, text) in ALERTS {
        write!(file, "  - alert: {name:?}\n    for: {seconds}s\n    expr: {text:?}\n")
            .expect("a string accepts everything");
    }
    file
}
