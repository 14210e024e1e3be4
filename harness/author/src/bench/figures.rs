//! A line for each figure, and how it is computed.

use std::time::Duration;

/// Prints a figure beside the bound that it has to hold.
pub fn row(what: &str, ratio: f64, bound: &str) {
    println!("{what:<58} {ratio:>7.2} {bound:>7}");
}

/// The median of the ones divided by that of the others.
pub fn ratio(ours: Vec<Duration>, theirs: Vec<Duration>) -> f64 {
    median(ours).as_secs_f64() / median(theirs).as_secs_f64()
}

/// The one in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
