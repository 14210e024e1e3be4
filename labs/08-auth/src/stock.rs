//! The products, in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// The names of all products, in the order of their creation.
#[derive(Default)]
pub struct Produits(Mutex<Vec<Nom>>);

impl Produits {
    pub fn all(&self) -> Vec<Nom> {
        self.lock().clone()
    }

    pub fn add(&self, nom: Nom) {
        self.lock().push(nom);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Nom>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a product: 1 to 100 characters.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Nom(String);

impl TryFrom<String> for Nom {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let length = text.chars().count();
        if (1..=100).contains(&length) { Ok(Self(text)) } else { Err("1 to 100 characters") }
    }
}
