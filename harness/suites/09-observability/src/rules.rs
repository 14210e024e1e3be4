//! `alertes.yml`: the rules of a file, as Prometheus reads them.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Conversation, Stop};
use promql::{Expression, Names, Recording};
use serde::Deserialize;
use texts::Message;

use crate::expressions;
use crate::messages::promises;
use crate::scrape::{CALLS, DURATIONS, IN_FLIGHT, REQUESTS};

/// The file's name.
pub const FILE: &str = "alertes.yml";

/// More rules than a lab needs, and as many as can be evaluated while somebody waits.
const MOST_RULES: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    #[serde(default)]
    groups: Option<Vec<Group>>,
}

/// A group. Those fields that only say when its rules are evaluated make no difference here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    #[serde(default, rename = "interval")]
    _interval: Option<String>,
    #[serde(default, rename = "limit")]
    _limit: Option<u64>,
    #[serde(default, rename = "query_offset")]
    _query_offset: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    rules: Option<Vec<RawRule>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    alert: Option<String>,
    record: Option<String>,
    expr: String,
    #[serde(rename = "for")]
    hold: Option<String>,
    #[serde(rename = "keep_firing_for")]
    _keep_firing_for: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// The rules of a file.
pub struct Rules {
    pub alerts: Vec<Alert>,
    pub recorded: Vec<Recorded>,
}

/// An alerting rule.
pub struct Alert {
    pub name: String,
    pub text: String,
    pub expression: Result<Expression, Message>,
    /// `for`, in milliseconds, if it is a duration
    pub hold_ms: Option<i64>,
    pub has_severity: bool,
    pub has_summary: bool,
}

/// A recording rule.
pub struct Recorded {
    pub name: String,
    pub text: String,
    pub rule: Result<Recording, Message>,
    /// what it adds
    labels: BTreeSet<String>,
}

impl Recorded {
    /// The labels that its series may have.
    fn labels(&self) -> impl Iterator<Item = &str> {
        LABELS.into_iter().chain(self.labels.iter().map(String::as_str))
    }
}

impl Rules {
    /// Those of the lab's folder, none when there is no file that can be used: for a check that is about
    /// something else.
    pub fn of_folder(c: &mut Conversation<'_>) -> Self {
        let steps = c.steps();
        let rules = Self::open(c);
        c.forget_steps_after(steps);
        rules.unwrap_or(Self { alerts: Vec::new(), recorded: Vec::new() })
    }

    /// Reads the file of the lab.
    ///
    /// # Errors
    /// When it does not exist, or Prometheus would refuse it as a whole.
    pub fn open(c: &mut Conversation<'_>) -> Result<Self, Stop> {
        let text = c.lab_file(FILE)?;
        Self::parse(&text).map_err(|refusal| match refusal {
            Refusal::Yaml(why) => c.broken(promises::yaml(FILE), "", why),
            Refusal::Rules(why) => c.broken(why, "", ""),
        })
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        // A key that is there without a value is an empty list.
        let file: Option<RulesFile> =
            serde_saphyr::from_str(text).map_err(|error| Refusal::Yaml(error.to_string()))?;
        let groups = file.and_then(|file| file.groups).unwrap_or_default();
        if groups.iter().map(|group| group.rules.as_ref().map_or(0, Vec::len)).sum::<usize>()
            > MOST_RULES
        {
            return Err(Refusal::Rules(promises::too_many_rules(MOST_RULES)));
        }
        let mut names = BTreeSet::new();
        let mut rules = Self { alerts: Vec::new(), recorded: Vec::new() };
        for group in groups {
            if group.name.is_empty() || !names.insert(group.name.clone()) {
                return Err(Refusal::Rules(promises::group_twice(group.name)));
            }
            for rule in group.rules.into_iter().flatten() {
                rules.add(rule, &group.labels)?;
            }
        }
        Ok(rules)
    }

    fn add(&mut self, rule: RawRule, group: &BTreeMap<String, String>) -> Result<(), Refusal> {
        let expression =
            Expression::parse(&rule.expr).map_err(|error| expressions::refused(&error));
        let mut labels = group.clone();
        labels.extend(rule.labels);
        match (rule.alert, rule.record) {
            (Some(name), None) => self.alerts.push(Alert {
                name,
                text: rule.expr,
                expression,
                hold_ms: rule.hold.as_deref().and_then(milliseconds),
                has_severity: labels.get("severity").is_some_and(|text| !text.trim().is_empty()),
                has_summary: is_written(&rule.annotations, "summary"),
            }),
            (None, Some(name)) => {
                let pairs = labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let rule_of = |expression| {
                    let new = Recording::new(&name, pairs, expression);
                    new.map_err(|error| expressions::misnamed(&error))
                };
                let recorded = expression.and_then(rule_of);
                let labels = labels.keys().cloned().collect();
                self.recorded.push(Recorded { name, text: rule.expr, rule: recorded, labels });
            }
            _ => return Err(Refusal::Rules(promises::alert_or_record(rule.expr))),
        }
        Ok(())
    }

    /// The first metric or label that an expression names and that does not exist, with the recording
    /// rules that it refers to.
    pub fn unknown_name(&self, names: &Names) -> Option<Message> {
        for (metric, labels) in names.selected() {
            let known = match self.recorded.iter().find(|rule| rule.name == metric) {
                Some(rule) => rule.labels().collect(),
                None => match labels_of(metric) {
                    Some(known) => known,
                    None => return Some(promises::unknown_metric(metric)),
                },
            };
            if let Some(label) = labels.iter().find(|label| !known.contains(*label)) {
                return Some(promises::unknown_label(metric, *label));
            }
        }
        let own = self.recorded.iter().flat_map(Recorded::labels);
        let known: BTreeSet<&str> = LABELS.into_iter().chain(own).collect();
        let label = names.grouped.iter().find(|label| !known.contains(label.as_str()))?;
        Some(promises::unknown_grouping(label))
    }

    /// The recording rules that an expression refers to, and those that they refer to, in the order of the
    /// file.
    pub fn behind(&self, expression: &Expression) -> Vec<&Recorded> {
        let mut wanted = expression.metrics();
        loop {
            let named = self.recorded.iter().filter(|rule| wanted.contains(&rule.name));
            let more: BTreeSet<String> = named
                .filter_map(|rule| rule.rule.as_ref().ok())
                .flat_map(|rule| rule.expression().metrics())
                .collect();
            let before = wanted.len();
            wanted.extend(more);
            if wanted.len() == before {
                break;
            }
        }
        self.recorded.iter().filter(|rule| wanted.contains(&rule.name)).collect()
    }
}

/// Why a file has no rules.
enum Refusal {
    /// it cannot be read; what the parser says
    Yaml(String),
    /// something in it that Prometheus refuses
    Rules(Message),
}

fn is_written(texts: &BTreeMap<String, String>, name: &str) -> bool {
    texts.get(name).is_some_and(|text| !text.trim().is_empty())
}

/// The labels that a metric has, those that Prometheus adds included.
fn labels_of(metric: &str) -> Option<BTreeSet<&'static str>> {
    let own: &[&str] = match metric {
        REQUESTS => &["method", "route", "status"],
        CALLS => &["result"],
        IN_FLIGHT | "up" => &[],
        _ => match metric.strip_prefix(DURATIONS)? {
            "_bucket" => &["method", "route", "le"],
            "_sum" | "_count" => &["method", "route"],
            _ => return None,
        },
    };
    Some(own.iter().copied().chain(["job", "instance"]).collect())
}

/// The labels of all metrics.
const LABELS: [&str; 7] = ["method", "route", "status", "result", "le", "job", "instance"];

/// A duration as Prometheus writes it: `5m`, `1m30s`, `0`. <https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations>
fn milliseconds(text: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 7] = [
        ("y", 365 * 86_400_000),
        ("w", 7 * 86_400_000),
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1_000),
        ("ms", 1),
    ];
    if text == "0" {
        return Some(0);
    }
    let (mut rest, mut total, mut smallest) = (text, 0_i64, usize::MAX);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
        let (number, after) = rest.split_at(digits);
        let unit = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let place = UNITS.iter().position(|(name, _)| *name == &after[..unit])?;
        // Each unit is there once, the largest first.
        if smallest != usize::MAX && place <= smallest {
            return None;
        }
        smallest = place;
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(UNITS[place].1)?)?;
        rest = &after[unit..];
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::{Rules, milliseconds};

    #[test]
    fn durations_are_read_as_prometheus_reads_them() {
        let read = [
            ("0", Some(0)),
            ("5m", Some(300_000)),
            ("1m30s", Some(90_000)),
            ("1h1ms", Some(3_600_001)),
            ("", None),
            ("5", None),
            ("m", None),
            ("5 m", None),
            ("30s1m", None),
            ("1m1m", None),
            ("99999999999999999999m", None),
            ("-5m", None),
        ];
        for (text, expected) in read {
            assert_eq!(milliseconds(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_that_prometheus_refuses_is_refused() {
        let refused = [
            "groups: 5",
            "groups:\n  - name: a\n    rule: []",
            "groups:\n  - name: a\n  - name: a",
            "groups:\n  - name: a\n    rules:\n      - expr: up == 0",
            "groups:\n  - name: a\n    rules:\n      - {alert: A, record: b, expr: up == 0}",
            "groups:\n  - name: a\n    rules:\n      - {alert: A, expr: up == 0, severity: page}",
            "groups: [",
        ];
        for text in refused {
            assert!(Rules::parse(text).is_err(), "{text}");
        }
        for text in ["", "groups:", "groups: []", "groups:\n  - name: a\n    interval: 15s"] {
            assert!(Rules::parse(text).is_ok(), "{text}");
        }
    }
}
