//! The check on `tableau.json`, a dashboard of Grafana: its expressions, and what its panels show.

use engine::{Conversation, Stop};
use promql::Expression;
use serde_json::Value;
use texts::Message;

use crate::expressions;
use crate::messages::{panels, promises};
use crate::rules::Rules;
use crate::scrape::{DURATIONS, IN_FLIGHT, REQUESTS};

/// The file's name.
const FILE: &str = "tableau.json";

/// Panels in rows in rows: Grafana itself has one level.
const DEEPEST: usize = 8;

/// An expression of a panel.
struct Target {
    panel: String,
    text: String,
    expression: Expression,
}

/// Whether an expression shows what a panel has to show.
type Shows = fn(&Target, &Rules) -> bool;

/// `dashboard`: a panel for each of the four, whose expressions name what exists.
pub fn dashboard(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let text = c.lab_file(FILE)?;
    let json: Value = serde_json::from_str(&text)
        .map_err(|error| c.broken(promises::json(FILE), "", error.to_string()))?;
    // A dashboard may show what the rules record; a file of rules that cannot be read is said elsewhere.
    let rules = Rules::of_folder(c);
    let mut targets = Vec::new();
    let panels = json.get("panels").filter(|panels| panels.is_array());
    let panels = panels.ok_or_else(|| c.broken(promises::NO_PANELS, "", ""))?;
    collect(c, panels, &rules, DEEPEST, &mut targets)?;
    let needed: [(Message, Shows); 4] = [
        (panels::RATE, is_rate),
        (panels::ERRORS, is_errors),
        (panels::DURATION, is_duration),
        (panels::IN_FLIGHT, is_in_flight),
    ];
    for (what, shows) in needed {
        if !targets.iter().any(|target| shows(target, &rules)) {
            let shown: Vec<String> =
                targets.iter().map(|target| format!("{}: {}", target.panel, target.text)).collect();
            return Err(c.broken(promises::no_panel(what), "", shown.join("\n")));
        }
    }
    c.compare(FILE, "…")
}

/// The expressions of panels, those in rows included.
fn collect(
    c: &Conversation<'_>,
    panels: &Value,
    rules: &Rules,
    depth: usize,
    targets: &mut Vec<Target>,
) -> Result<(), Stop> {
    for panel in panels.as_array().into_iter().flatten() {
        let title = panel.get("title").and_then(Value::as_str).unwrap_or("?");
        for target in panel.get("targets").and_then(Value::as_array).into_iter().flatten() {
            let Some(text) = target.get("expr").and_then(Value::as_str) else { continue };
            // A panel may show logs, in a language of its own.
            if [target, panel].into_iter().any(is_of_another_source) {
                continue;
            }
            targets.push(parsed(c, rules, (title, text))?);
        }
        if let Some(inner) = panel.get("panels").filter(|_| depth > 0) {
            collect(c, inner, rules, depth - 1, targets)?;
        }
    }
    Ok(())
}

/// Whether a panel or a target asks something other than Prometheus.
fn is_of_another_source(value: &Value) -> bool {
    let kind =
        value.get("datasource").and_then(|source| source.get("type")).and_then(Value::as_str);
    kind.is_some_and(|kind| kind != "prometheus" && !kind.contains('$'))
}

fn parsed(
    c: &Conversation<'_>,
    rules: &Rules,
    (panel, text): (&str, &str),
) -> Result<Target, Stop> {
    let wrong = |why: Message| c.broken(promises::panel_expression(panel, why), "", text);
    let expression = Expression::parse(&without_variables(text));
    let expression = expression.map_err(|error| wrong(expressions::refused(&error)))?;
    if let Some(why) = rules.unknown_name(&expression.names()) {
        return Err(wrong(why));
    }
    Ok(Target { panel: panel.to_owned(), text: text.to_owned(), expression })
}

/// The expression with a value for each variable of Grafana: any text in a string, a duration after a bracket or
/// for those that Grafana has itself, such as `$__rate_interval`, and a number elsewhere.
fn without_variables(text: &str) -> String {
    let mut parts = text.split('$');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match variable(part) {
            Some((name, rest)) => {
                let is_in_string = plain.matches('"').count() % 2 == 1;
                let is_duration = plain.trim_end().ends_with(['[', ':']) || name.starts_with("__");
                plain.push_str(match (is_in_string, is_duration) {
                    (true, _) => ".*",
                    (false, true) => "5m",
                    (false, false) => "0.5",
                });
                plain.push_str(rest);
            }
            None => {
                plain.push('$');
                plain.push_str(part);
            }
        }
    }
    plain
}

/// The name of the variable that a text begins with, `job` or `{job:regex}`, and what follows it.
fn variable(text: &str) -> Option<(&str, &str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(inner) = text.strip_prefix('{') {
        let (name, rest) = inner.split_once('}')?;
        let is_variable = name.starts_with(is_name) && name.chars().all(|c| is_name(c) || c == ':');
        return is_variable.then_some((name, rest));
    }
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Whether an expression names such a metric, by itself or by a rule.
fn names(target: &Target, rules: &Rules, is_wanted: impl Fn(&str) -> bool) -> bool {
    all(target, rules).iter().any(|one| one.metrics().iter().any(|metric| is_wanted(metric)))
}

/// The expression of a panel and those of the rules behind it.
fn all(target: &Target, rules: &Rules) -> Vec<Expression> {
    let behind = rules.behind(&target.expression).into_iter();
    let behind = behind.filter_map(|rule| rule.rule.as_ref().ok());
    behind.map(|rule| rule.expression().clone()).chain([target.expression.clone()]).collect()
}

/// Whether an expression shows how long requests take.
fn is_duration(target: &Target, rules: &Rules) -> bool {
    names(target, rules, |metric| metric.starts_with(DURATIONS) && !metric.ends_with("_count"))
}

/// Whether an expression shows the requests that are under way.
fn is_in_flight(target: &Target, rules: &Rules) -> bool {
    names(target, rules, |metric| metric == IN_FLIGHT)
}

/// Whether an expression shows how many requests there are, whatever their status.
fn is_rate(target: &Target, rules: &Rules) -> bool {
    let count = format!("{DURATIONS}_count");
    let all = all(target, rules);
    let mut selections = all.iter().flat_map(|one| one.names().selections);
    selections.any(|one| one.is_range && (one.metric == REQUESTS || one.metric == count))
        && !all.iter().any(selects_errors)
        && !names(target, rules, |metric| metric.ends_with("_sum") || metric.ends_with("_bucket"))
}

/// Whether an expression shows the requests that failed, or all but those.
fn is_errors(target: &Target, rules: &Rules) -> bool {
    let all = all(target, rules);
    let mut selections = all.iter().flat_map(|one| one.names().selections);
    selections.any(|one| {
        one.metric == REQUESTS && one.allows("status", "500") != one.allows("status", "200")
    })
}

fn selects_errors(expression: &Expression) -> bool {
    expression.names().selections.iter().any(|one| {
        one.metric == REQUESTS && one.allows("status", "500") && !one.allows("status", "200")
    })
}

#[cfg(test)]
mod tests {
    use super::without_variables;

    #[test]
    fn variables_of_grafana_have_a_value() {
        for (text, expected) in [
            ("rate(a[$__rate_interval])", "rate(a[5m])"),
            ("rate(a[${__interval}])", "rate(a[5m])"),
            ("rate(a[$fenetre])", "rate(a[5m])"),
            ("histogram_quantile($q, a)", "histogram_quantile(0.5, a)"),
            ("a{job=\"$job\",b=~\"${b:regex}\"}", "a{job=\".*\",b=~\".*\"}"),
            ("a{b=~\"5..$\"}", "a{b=~\"5..$\"}"),
            ("a{b=\"${\"}", "a{b=\"${\"}"),
        ] {
            assert_eq!(without_variables(text), expected);
        }
    }
}
