//! What a product is, and what a client may send. Every rule is in a type and is checked once.

// SOLUTION-BEGIN
use serde::{Deserialize, Deserializer, Serialize};
use sqlx::FromRow;

/// The largest integer that every reader of JSON keeps exactly: 2⁵³ - 1. (RFC 8259, section 6)
const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// A product, as the database stores it and as the responses show it.
#[derive(Debug, FromRow, Serialize)]
pub struct Produit {
    pub id: i64,
    pub nom: String,
    pub prix_centimes: i64,
    pub stock: i64,
}

/// What creates a product. `stock` is 0 if it is absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creation {
    pub nom: Nom,
    pub prix_centimes: Amount,
    #[serde(default)]
    pub stock: Amount,
}

/// What replaces a product. No field may be absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    pub nom: Nom,
    pub prix_centimes: Amount,
    pub stock: Amount,
}

/// What changes a product. Each field may be absent, and so may all of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modification {
    #[serde(default, deserialize_with = "present")]
    pub nom: Option<Nom>,
    #[serde(default, deserialize_with = "present")]
    pub prix_centimes: Option<Amount>,
    #[serde(default, deserialize_with = "present")]
    pub stock: Option<Amount>,
}

/// What is withdrawn from the stock.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retrait {
    pub quantite: Quantite,
}

/// A name: 1 to 100 characters after trimming. None is NUL, which PostgreSQL cannot store.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Nom(String);

/// A price in cents, or a number of pieces in stock: an integer from 0.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(try_from = "f64")]
pub struct Amount(i64);

/// How many pieces leave the stock: an integer from 1.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
pub struct Quantite(i64);

/// The rule that a value breaks. axum's `Json` responds with 422 and this text.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    #[error("un nom a de 1 à {} caractères", Nom::MAX_CHARS)]
    Nom,
    #[error("un prix ou un stock est un entier de 0 à {MAX_INTEGER}")]
    Amount,
    #[error("une quantité est un entier de 1 à {MAX_INTEGER}")]
    Quantite,
}

impl Nom {
    pub const MAX_CHARS: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Nom {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let nom = text.trim();
        if !(1..=Self::MAX_CHARS).contains(&nom.chars().count()) || nom.contains('\0') {
            return Err(Invalid::Nom);
        }
        Ok(Self(nom.to_owned()))
    }
}

impl Amount {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<f64> for Amount {
    type Error = Invalid;

    fn try_from(number: f64) -> Result<Self, Invalid> {
        integer_from(0, number).map(Self).ok_or(Invalid::Amount)
    }
}

impl Quantite {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<f64> for Quantite {
    type Error = Invalid;

    fn try_from(number: f64) -> Result<Self, Invalid> {
        integer_from(1, number).map(Self).ok_or(Invalid::Quantite)
    }
}

/// `number` as an integer, if it is one and not less than `minimum`. JSON has one kind of number, and
/// `12.0` is the integer 12. An `f64` holds every integer of the range exactly.
#[expect(clippy::cast_possible_truncation, reason = "the result is compared with both bounds")]
fn integer_from(minimum: i64, number: f64) -> Option<i64> {
    let integer = number as i64;
    let valid = number.fract() == 0.0 && (minimum..=MAX_INTEGER).contains(&integer);
    valid.then_some(integer)
}

/// Reads a field that may be absent but not `null`. A plain `Option` would accept both.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
// SOLUTION-ELSE
// use serde::Deserialize;
//
// // Write the product here, as the database stores it and as the responses show it: it derives
// // `sqlx::FromRow` and `serde::Serialize`. Then give the types below their fields. The type of each
// // field should allow only valid values: `#[serde(try_from = "…")]` checks a name, a price or a
// // quantity once.
//
// /// What creates a product. `stock` is 0 if it is absent.
// #[derive(Debug, Deserialize)]
// pub struct Creation {}
//
// /// What replaces a product. No field may be absent.
// #[derive(Debug, Deserialize)]
// pub struct Replacement {}
//
// /// What changes a product. Each field may be absent, and so may all of them.
// #[derive(Debug, Deserialize)]
// pub struct Modification {}
//
// /// What is withdrawn from the stock.
// #[derive(Debug, Deserialize)]
// pub struct Retrait {}
// SOLUTION-END
