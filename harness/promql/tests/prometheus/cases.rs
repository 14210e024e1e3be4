//! The series and expressions whose values are compared.

mod one_vector;
mod two_vectors;

use crate::scene::Scene;
use one_vector::{COUNTERS, GAUGES, LITERALS};
use two_vectors::{ALERTS, HISTOGRAMS, MATCHING};

pub const SCENES: &[Scene] = &[LITERALS, COUNTERS, GAUGES, MATCHING, HISTOGRAMS, ALERTS];
