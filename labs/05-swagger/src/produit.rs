//! What a product is, and what may be said of one: every rule is in a type, checked once.

use serde::{Deserialize, Deserializer, Serialize};
use sqlx::FromRow;

/// The largest integer that every reader of JSON keeps exactly: 2⁵³ - 1. (RFC 8259, section 6)
const PLUS_GRAND: i64 = 9_007_199_254_740_991;

/// Un produit du catalogue
// What the document says of it comes from `#[derive(ToSchema)]`; so for every type below. A type
// that checks a rule of its own says it in its schema too: `PartialSchema`.
#[derive(Debug, FromRow, Serialize)]
pub struct Produit {
    pub id: i64,
    pub nom: String,
    pub prix_centimes: i64,
    pub stock: i64,
}

/// A name: 1 to 100 characters once trimmed, none of them NUL, which PostgreSQL cannot store.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Nom(String);

impl Nom {
    /// The most characters of a name.
    pub const MAXIMUM: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Nom {
    type Error = Invalide;

    fn try_from(texte: String) -> Result<Self, Invalide> {
        let nom = texte.trim();
        if !(1..=Self::MAXIMUM).contains(&nom.chars().count()) || nom.contains('\0') {
            return Err(Invalide::Nom);
        }
        Ok(Self(nom.to_owned()))
    }
}

/// An amount of money in cents, or a number of pieces: never negative.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(try_from = "f64")]
pub struct Entier(i64);

impl Entier {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<f64> for Entier {
    type Error = Invalide;

    fn try_from(nombre: f64) -> Result<Self, Invalide> {
        entre(0, nombre).map(Self).ok_or(Invalide::Entier)
    }
}

/// The integer that `nombre` is, from `minimum` on. JSON has one kind of number, and `12.0` is the
/// integer 12; a double holds every integer of the range.
#[expect(clippy::cast_possible_truncation, reason = "whole, and compared with both ends")]
fn entre(minimum: i64, nombre: f64) -> Option<i64> {
    let entier = nombre as i64;
    let exact = nombre.fract() == 0.0 && (minimum..=PLUS_GRAND).contains(&entier);
    exact.then_some(entier)
}

/// How many pieces leave the stock: at least one.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
pub struct Quantite(i64);

impl Quantite {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<f64> for Quantite {
    type Error = Invalide;

    fn try_from(nombre: f64) -> Result<Self, Invalide> {
        entre(1, nombre).map(Self).ok_or(Invalide::Quantite)
    }
}

/// Which rule a value breaks. axum's `Json` answers it as a 422 with this text.
#[derive(Debug, thiserror::Error)]
pub enum Invalide {
    #[error("un nom a de 1 à {} caractères", Nom::MAXIMUM)]
    Nom,
    #[error("un prix ou un stock est un entier de 0 à {PLUS_GRAND}")]
    Entier,
    #[error("une quantité est un entier de 1 à {PLUS_GRAND}")]
    Quantite,
}

/// Ce qui crée un produit ; sans `stock`, il y en a 0
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creation {
    pub nom: Nom,
    pub prix_centimes: Entier,
    #[serde(default)]
    pub stock: Entier,
}

/// Ce qui remplace un produit : tout
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remplacement {
    pub nom: Nom,
    pub prix_centimes: Entier,
    pub stock: Entier,
}

/// Ce qui change un produit : n'importe quelle partie, aucune comprise
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modification {
    #[serde(default, deserialize_with = "present")]
    pub nom: Option<Nom>,
    #[serde(default, deserialize_with = "present")]
    pub prix_centimes: Option<Entier>,
    #[serde(default, deserialize_with = "present")]
    pub stock: Option<Entier>,
}

/// A field may be absent, but `null` is no value of it: an `Option` alone would take both.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Ce qui sort du stock
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retrait {
    pub quantite: Quantite,
}
