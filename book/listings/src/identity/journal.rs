//! What was watered, in memory.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// All waterings, in their order.
#[derive(Default)]
pub struct Arrosages(Mutex<Vec<Arrosage>>);

impl Arrosages {
    pub fn all(&self) -> Vec<Arrosage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn add(&self, arrosage: Arrosage) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(arrosage);
    }
}

/// Who has watered which greenhouse.
#[derive(Clone, Serialize)]
pub struct Arrosage {
    pub serre: String,
    pub litres: u32,
    pub par: String,
}
