//! The checks on the three alerts of `alertes.yml`: each is evaluated on made series, on both sides of its
//! limit.

use std::collections::BTreeSet;

use engine::{Conversation, Stop};
use promql::{Expression, Recording, Schedule, Store, alerts, record};
use texts::Message;

use crate::expressions;
use crate::messages::{promises, scenarios as names};
use crate::rules::{Alert, FILE, Recorded, Rules};
use crate::scenarios::{
    END_MIN, Gone, NONE, STEP_MS, Scenario, Share, Targets, Traffic, WELL, always,
};
use crate::scrape::{DURATIONS, REQUESTS};

/// Whether an alert is to fire in a scenario.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Fires,
    Silent,
    /// it fires in this scenario or in another one with this mark
    FiresInOne,
}

/// A scenario, what it is called, and whether the alert is to fire at its end.
type Case = (Scenario, Message, Wanted);

/// What an alert is about.
struct Kind {
    /// what a report calls it
    name: Message,
    /// whether an expression is about it
    is_about: fn(&str) -> bool,
    cases: Vec<Case>,
}

/// `errors-alert`: a share of 5xx above 5 % over 5 minutes.
pub fn errors(c: &mut Conversation<'_>) -> Result<(), Stop> {
    use Wanted::{Fires, Silent};
    let errors = |errors| Scenario { errors, ..WELL };
    let late = |from_min| Share { part: 0.5, from_min, until_min: END_MIN + 1 };
    let cases = vec![
        (WELL, names::WELL, Silent),
        (errors(always(0.045)), names::ERRORS_BELOW, Silent),
        (errors(always(0.055)), names::ERRORS_ABOVE, Fires),
        (errors(always(1.0)), names::ERRORS_ONLY_5XX, Fires),
        (
            Scenario { refusals: 0.3, ..errors(always(0.045)) },
            names::ERRORS_BELOW_AND_REFUSALS,
            Silent,
        ),
        (Scenario { refusals: 0.3, ..WELL }, names::REFUSALS, Silent),
        (
            errors(Share { part: 0.5, from_min: 0, until_min: END_MIN - 6 }),
            names::ERRORS_OVER,
            Silent,
        ),
        (errors(late(END_MIN - 12)), names::ERRORS_LAST_MINUTES, Fires),
        (
            Scenario { traffic: Traffic::Restarted, ..errors(always(0.045)) },
            names::RESTARTED_BELOW,
            Silent,
        ),
        (
            Scenario { traffic: Traffic::Restarted, ..errors(always(0.055)) },
            names::RESTARTED_ABOVE,
            Fires,
        ),
        (Scenario { traffic: Traffic::Stopped, ..WELL }, names::STOPPED, Silent),
        (Scenario { traffic: Traffic::NoneYet, ..WELL }, names::NONE_YET, Silent),
        (Scenario { slow: always(0.5), ..WELL }, names::SLOW_ONLY, Silent),
    ];
    let is_about = |text: &str| text.contains(REQUESTS) || text.contains("5..");
    judge(c, &Kind { name: names::ERRORS_ALERT, is_about, cases })
}

/// `latency-alert`: a 95th percentile above 500 ms.
pub fn latency(c: &mut Conversation<'_>) -> Result<(), Stop> {
    use Wanted::{Fires, Silent};
    let slow = |slow, slow_bucket| Scenario { slow, slow_bucket, ..WELL };
    let cases = vec![
        (WELL, names::WELL, Silent),
        (slow(always(0.04), 7), names::slow(4), Silent),
        (slow(always(0.06), 7), names::slow(6), Fires),
        (slow(always(1.0), 8), names::ALL_SLOW, Fires),
        (Scenario { bucket: 6, slow: NONE, ..WELL }, names::JUST_BELOW, Silent),
        (slow(always(0.04), 11), names::FEW_VERY_SLOW, Silent),
        (
            slow(Share { part: 0.5, from_min: 0, until_min: END_MIN - 20 }, 7),
            names::SLOW_OVER,
            Silent,
        ),
        (
            Scenario { traffic: Traffic::Restarted, ..slow(always(0.06), 7) },
            names::RESTARTED_SLOW,
            Fires,
        ),
        (Scenario { traffic: Traffic::Stopped, ..WELL }, names::STOPPED, Silent),
        (Scenario { traffic: Traffic::NoneYet, ..WELL }, names::NONE_YET, Silent),
        (Scenario { errors: always(0.5), ..WELL }, names::ERRORS_ONLY, Silent),
    ];
    let is_about = |text: &str| text.contains(DURATIONS);
    judge(c, &Kind { name: names::LATENCY_ALERT, is_about, cases })
}

/// `gone-alert`: an instance that is gone.
pub fn gone(c: &mut Conversation<'_>) -> Result<(), Stop> {
    use Wanted::{FiresInOne, Silent};
    let down = |from_min, until_min| Scenario { gone: Gone::Down { from_min, until_min }, ..WELL };
    let cases = vec![
        (WELL, names::WELL, Silent),
        (down(END_MIN - 10, END_MIN + 1), names::DOWN, FiresInOne),
        (
            Scenario { gone: Gone::Absent { from_min: END_MIN - 15 }, ..WELL },
            names::ABSENT,
            FiresInOne,
        ),
        (down(10, END_MIN - 6), names::BACK, Silent),
        (Scenario { traffic: Traffic::Stopped, ..WELL }, names::STOPPED, Silent),
        (Scenario { traffic: Traffic::NoneYet, ..WELL }, names::NONE_YET, Silent),
        (Scenario { errors: always(1.0), ..WELL }, names::ERRORS_ONLY, Silent),
    ];
    let is_about = |text: &str| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        text.split(|c: char| !is_name(c)).any(|word| word == "up" || word == "absent")
    };
    judge(c, &Kind { name: names::GONE_ALERT, is_about, cases })
}

/// Requires that the file has an alert which fires when it is to, and has all that it needs.
fn judge(c: &mut Conversation<'_>, kind: &Kind) -> Result<(), Stop> {
    let rules = Rules::open(c)?;
    let mut nearest: Option<(usize, Stop)> = None;
    for alert in rules.alerts.iter().filter(|alert| is_about(kind, &rules, alert)) {
        match judged(c, kind, &rules, alert) {
            Ok(()) => return c.compare(FILE, "…"),
            Err((right, stop)) => {
                if nearest.as_ref().is_none_or(|(most, _)| right > *most) {
                    nearest = Some((right, stop));
                }
            }
        }
    }
    let none = || c.broken(promises::no_alert(kind.name.clone()), "", "");
    Err(nearest.map_or_else(none, |(_, stop)| stop))
}

/// Whether an alert is about this, by itself or by a recording rule.
fn is_about(kind: &Kind, rules: &Rules, alert: &Alert) -> bool {
    let behind = alert.expression.as_ref().map_or_else(|_| Vec::new(), |one| rules.behind(one));
    (kind.is_about)(&alert.text) || behind.iter().any(|rule| (kind.is_about)(&rule.text))
}

/// Judges an alert. The error has how many things were right before.
fn judged(
    c: &Conversation<'_>,
    kind: &Kind,
    rules: &Rules,
    alert: &Alert,
) -> Result<(), (usize, Stop)> {
    let wrong = |right: usize, promise: Message| {
        let shown = format!("alert: {}\nexpr: {}", alert.name, alert.text.trim());
        (right, c.broken(promise, "", shown))
    };
    let refused =
        |name: &str, why: &Message| wrong(0, promises::expression(name.to_owned(), why.clone()));
    let expression = alert.expression.as_ref().map_err(|why| refused(&alert.name, why))?;
    let behind = rules.behind(expression);
    for rule in &behind {
        if let Err(why) = &rule.rule {
            return Err(refused(&rule.name, why));
        }
    }
    let named = behind.iter().filter_map(|rule| rule.rule.as_ref().ok());
    let all = named.map(Recording::expression).chain([expression]);
    if let Some(why) = all.into_iter().find_map(|one| rules.unknown_name(&one.names())) {
        return Err(refused(&alert.name, &why));
    }
    let right =
        fires_when_it_is_to(kind, alert, expression, &behind).map_err(|ended| match ended {
            Ended::Wrong { right, why } => wrong(right, why),
            Ended::Harness(error) => (usize::MAX, Stop::Harness(error)),
        })?;
    if alert.hold_ms.is_none_or(|hold| hold > LONGEST_HOLD_MS) {
        return Err(wrong(right, promises::hold(&alert.name)));
    }
    if !alert.has_severity {
        return Err(wrong(right + 1, promises::severity(&alert.name)));
    }
    if !alert.has_summary {
        return Err(wrong(right + 2, promises::summary(&alert.name)));
    }
    Ok(())
}

/// `for` may be five minutes at the most.
const LONGEST_HOLD_MS: i64 = 5 * 60_000;

/// Why an alert is not right.
enum Ended {
    /// so many scenarios went as they should, and this is what is wrong
    Wrong { right: usize, why: Message },
    /// the harness is at fault
    Harness(anyhow::Error),
}

/// Plays all scenarios. Returns how many there are.
fn fires_when_it_is_to(
    kind: &Kind,
    alert: &Alert,
    expression: &Expression,
    behind: &[&Recorded],
) -> Result<usize, Ended> {
    let targets = targets(expression, behind);
    let (mut right, mut wrong, mut fires_in_one) = (0, None, None);
    for (scenario, name, wanted) in &kind.cases {
        let store = scenario.store(&targets).map_err(|error| Ended::Harness(error.into()))?;
        let fires = fires(store, alert, expression, behind);
        let fires = fires.map_err(|why| Ended::Wrong { right, why })?;
        let says = match (wanted, fires) {
            (Wanted::FiresInOne, fires) => {
                fires_in_one = Some(fires || fires_in_one == Some(true));
                None
            }
            (Wanted::Fires, true) | (Wanted::Silent, false) => None,
            (Wanted::Fires, false) => Some(promises::silent(&alert.name, name.clone())),
            (Wanted::Silent, true) => Some(promises::fires(&alert.name, name.clone())),
        };
        right += usize::from(says.is_none());
        wrong = wrong.or(says);
    }
    if fires_in_one == Some(false) {
        wrong = wrong.or_else(|| Some(promises::never_fires(&alert.name)));
    }
    wrong.map_or(Ok(right), |why| Err(Ended::Wrong { right, why }))
}

/// Whether an alert fires at the end of a scenario.
fn fires(
    mut store: Store,
    alert: &Alert,
    expression: &Expression,
    behind: &[&Recorded],
) -> Result<bool, Message> {
    const START_MS: i64 = 5 * 60_000;
    const END_MS: i64 = END_MIN * 60_000;
    let Some(schedule) = Schedule::new(START_MS, END_MS, STEP_MS) else { return Ok(false) };
    let recordings: Vec<Recording> =
        behind.iter().filter_map(|rule| rule.rule.as_ref().ok().cloned()).collect();
    let recorded = record(&mut store, &recordings, schedule);
    recorded.map_err(|error| expressions::not_recorded(&error))?;
    // A `for` that is too long is said by itself.
    let hold = alert.hold_ms.unwrap_or(0).min(LONGEST_HOLD_MS);
    let found = alerts(&store, expression, hold, schedule);
    let found = found.map_err(|error| promises::fails(&alert.name, expressions::failed(&error)))?;
    Ok(found.iter().any(|alert| alert.fires_at(END_MS)))
}

/// The names of the targets: those that the expressions ask for, so that a rule may know its own job.
fn targets(expression: &Expression, behind: &[&Recorded]) -> Targets {
    let named = behind.iter().filter_map(|rule| rule.rule.as_ref().ok());
    let all: Vec<&Expression> = named.map(Recording::expression).chain([expression]).collect();
    let asked = |label: &str, otherwise: &[&str]| {
        let values: BTreeSet<String> = all
            .iter()
            .flat_map(|one| one.names().selections)
            .flat_map(|one| one.values(label))
            .collect();
        match values.is_empty() {
            true => otherwise.iter().map(|name| (*name).to_owned()).collect(),
            false => values.into_iter().collect(),
        }
    };
    Targets {
        jobs: asked("job", &["observability"]),
        instances: asked("instance", &["127.0.0.1:5000", "127.0.0.1:5002"]),
    }
}
