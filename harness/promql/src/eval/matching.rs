//! Operators between two vectors, whose samples match by their labels.
//!
//! The rules are those of `VectorBinop`, `VectorAnd`, `VectorOr` and `VectorUnless` in
//! `promql/engine.go` of Prometheus 2.42.

use std::collections::{BTreeMap, BTreeSet};

use super::element;
use crate::syntax::{Cardinality, Matching, Operator, SetOperator};
use crate::{EvalError, Labels, METRIC_NAME, Sample, Side};

/// The labels on which a sample matches.
fn group(matching: &Matching, labels: &Labels) -> Labels {
    match matching {
        Matching::On(names) => labels.only(names),
        Matching::Ignoring(names) => {
            let mut group = labels.except(names);
            group.set(METRIC_NAME, "");
            group
        }
    }
}

pub(super) fn set(
    operator: SetOperator,
    left: Vec<Sample>,
    right: Vec<Sample>,
    matching: &Matching,
) -> Vec<Sample> {
    let groups = |samples: &[Sample]| -> BTreeSet<Labels> {
        samples.iter().map(|sample| group(matching, &sample.labels)).collect()
    };
    let is_in = |groups: &BTreeSet<Labels>, sample: &Sample| {
        groups.contains(&group(matching, &sample.labels))
    };
    match operator {
        SetOperator::And => {
            let right = groups(&right);
            left.into_iter().filter(|sample| is_in(&right, sample)).collect()
        }
        SetOperator::Unless => {
            let right = groups(&right);
            left.into_iter().filter(|sample| !is_in(&right, sample)).collect()
        }
        SetOperator::Or => {
            let known = groups(&left);
            let added = right.into_iter().filter(|sample| !is_in(&known, sample));
            left.into_iter().chain(added).collect()
        }
    }
}

pub(super) fn matched(
    operator: Operator,
    left: Vec<Sample>,
    right: Vec<Sample>,
    matching: &Matching,
    cardinality: &Cardinality,
) -> Result<Vec<Sample>, EvalError> {
    if left.is_empty() || right.is_empty() {
        return Ok(Vec::new());
    }
    let (many, one, one_side) = match cardinality {
        Cardinality::OneToOne | Cardinality::ManyToOne(_) => (left, right, Side::Right),
        Cardinality::OneToMany(_) => (right, left, Side::Left),
    };
    let one = by_group(one, matching, one_side)?;
    let mut results = Results { cardinality, seen: BTreeMap::new() };
    let mut samples = Vec::new();
    for sample in many {
        let group = group(matching, &sample.labels);
        let Some(other) = one.get(&group) else { continue };
        let value = match one_side {
            Side::Right => element::of_values(operator, sample.value, other.value),
            Side::Left => element::of_values(operator, other.value, sample.value),
        };
        let Some(value) = value else { continue };
        let labels = result_labels(operator, &sample, other, matching, cardinality);
        results.add(group, &labels)?;
        samples.push(Sample { labels, value });
    }
    Ok(samples)
}

/// The samples of the side that may have one for each group.
fn by_group(
    samples: Vec<Sample>,
    matching: &Matching,
    side: Side,
) -> Result<BTreeMap<Labels, Sample>, EvalError> {
    let mut groups = BTreeMap::new();
    for sample in samples {
        let group = group(matching, &sample.labels);
        if groups.insert(group.clone(), sample).is_some() {
            return Err(EvalError::SeveralOnOneSide { side, group });
        }
    }
    Ok(groups)
}

/// The labels of the results of each group so far.
struct Results<'c> {
    cardinality: &'c Cardinality,
    seen: BTreeMap<Labels, BTreeSet<Labels>>,
}

impl Results<'_> {
    fn add(&mut self, group: Labels, labels: &Labels) -> Result<(), EvalError> {
        let first = !self.seen.contains_key(&group);
        if matches!(self.cardinality, Cardinality::OneToOne) && !first {
            return Err(EvalError::ImplicitManyToOne { group });
        }
        if !self.seen.entry(group).or_default().insert(labels.clone()) {
            return Err(EvalError::AmbiguousGroup { labels: labels.clone() });
        }
        Ok(())
    }
}

/// The labels of a result: of the side with many, with those copied from the side with one; or,
/// when both have one, those on which the two match. A filter keeps the metric name.
fn result_labels(
    operator: Operator,
    many: &Sample,
    one: &Sample,
    matching: &Matching,
    cardinality: &Cardinality,
) -> Labels {
    let mut labels = many.labels.clone();
    if matches!(operator, Operator::Arithmetic(_)) {
        labels.set(METRIC_NAME, "");
    }
    match (cardinality, matching) {
        (Cardinality::OneToOne, Matching::On(names)) => labels = labels.only(names),
        (Cardinality::OneToOne, Matching::Ignoring(names)) => labels = labels.except(names),
        (Cardinality::ManyToOne(copied) | Cardinality::OneToMany(copied), _) => {
            for name in copied {
                labels.set(name, one.labels.get(name));
            }
        }
    }
    if matches!(operator, Operator::ZeroOrOne(_)) {
        labels.set(METRIC_NAME, "");
    }
    labels
}
