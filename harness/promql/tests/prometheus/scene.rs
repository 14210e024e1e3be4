//! Series and the expressions to evaluate on them.

use promql::{Labels, STALE, Store};

pub struct Scene {
    pub name: &'static str,
    /// The seconds between two values of a series. The first value is at 0.
    pub step: i64,
    pub series: &'static [MadeSeries],
    /// Times in seconds, and the expressions that are evaluated at each of them.
    pub questions: &'static [(&'static [i64], &'static [&'static str])],
}

/// A metric, its labels, and its values in the notation of `promtool`.
pub type MadeSeries = (&'static str, &'static [(&'static str, &'static str)], &'static str);

impl Scene {
    pub fn store(&self) -> Store {
        let mut store = Store::default();
        for (metric, labels, notation) in self.series {
            let labels = Labels::new(metric, labels.iter().copied());
            for (index, value) in values(notation).into_iter().enumerate() {
                if let Some(value) = value {
                    let time_ms = index as i64 * self.step * 1000;
                    store.push(&labels, time_ms, value).expect("values are in order");
                }
            }
        }
        store
    }

    pub fn questions(&self) -> impl Iterator<Item = (&'static str, i64)> {
        self.questions.iter().flat_map(|(times, texts)| {
            texts.iter().flat_map(|text| times.iter().map(|seconds| (*text, *seconds)))
        })
    }
}

/// Reads `1 2.5 _ stale 0+10x3 7x2 _x4`: single values, gaps, stale markers, and values that are
/// repeated with or without an increment.
fn values(notation: &str) -> Vec<Option<f64>> {
    notation.split_whitespace().flat_map(item).collect()
}

fn item(item: &str) -> Vec<Option<f64>> {
    let number = |text: &str| -> f64 { text.parse().expect("a number") };
    match item.split_once('x') {
        None if item == "_" => vec![None],
        None if item == "stale" => vec![Some(STALE)],
        None => vec![Some(number(item))],
        Some(("_", count)) => vec![None; count.parse().expect("a count")],
        Some((value, count)) => {
            let (start, increment) = value.split_once('+').unwrap_or((value, "0"));
            let (mut value, increment) = (number(start), number(increment));
            let count: usize = count.parse().expect("a count");
            let mut expanded = Vec::new();
            // `0+10x3` is the first value and three more.
            for _ in 0..=count {
                expanded.push(Some(value));
                value += increment;
            }
            expanded
        }
    }
}
