//! A jar of seeds and the rules for its values: each rule is in a type, and checked once.

use serde::{Deserialize, Deserializer};

// ANCHOR: jar
use serde::Serialize;
use sqlx::FromRow;

#[derive(FromRow, Serialize)]
pub struct Semence {
    pub id: i64,
    pub espece: String,
    pub grammes: i64,
}
// ANCHOR_END: jar

// ANCHOR: species
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Espece(String);

impl TryFrom<String> for Espece {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let espece = text.trim();
        if !(1..=60).contains(&espece.chars().count()) || espece.contains('\0') {
            return Err(Invalid::Espece);
        }
        Ok(Self(espece.to_owned()))
    }
}

impl Espece {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
// ANCHOR_END: species

// ANCHOR: grams
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(try_from = "f64")]
pub struct Grammes(i64);

impl TryFrom<f64> for Grammes {
    type Error = Invalid;

    fn try_from(number: f64) -> Result<Self, Invalid> {
        if number.fract() != 0.0 || !(0.0..=1_000_000.0).contains(&number) {
            return Err(Invalid::Grammes);
        }
        Ok(Self(number as i64))
    }
}

impl Grammes {
    pub fn get(self) -> i64 {
        self.0
    }
}
// ANCHOR_END: grams

/// The rule that a value breaks. axum's `Json` turns it into a 422 with this text.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    #[error("une espèce a de 1 à 60 caractères")]
    Espece,
    #[error("un poids est un entier de 0 à 1000000 grammes")]
    Grammes,
}

// ANCHOR: arrival
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrivage {
    pub espece: Espece,
    #[serde(default)]
    pub grammes: Grammes,
}
// ANCHOR_END: arrival

// ANCHOR: change
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retouche {
    #[serde(default, deserialize_with = "present")]
    pub espece: Option<Espece>,
    #[serde(default, deserialize_with = "present")]
    pub grammes: Option<Grammes>,
}

pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
// ANCHOR_END: change

/// What is taken out of a jar.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prise {
    pub grammes: Grammes,
}
