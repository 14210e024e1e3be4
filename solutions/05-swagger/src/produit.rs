//! What a product is, and what may be said of one: every rule is in a type, checked once.

use serde::{Deserialize, Deserializer, Serialize};
use sqlx::FromRow;
// SOLUTION-BEGIN
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
// SOLUTION-END

/// The largest integer that every reader of JSON keeps exactly: 2⁵³ - 1. (RFC 8259, section 6)
const PLUS_GRAND: i64 = 9_007_199_254_740_991;

// SOLUTION-BEGIN
/// Un produit du catalogue
#[derive(Debug, FromRow, Serialize, ToSchema)]
pub struct Produit {
    /// donné par le serveur
    #[schema(minimum = 1, example = 7)]
    pub id: i64,
    /// unique, sans blancs autour
    #[schema(min_length = 1, max_length = 100, example = "Vélo de ville")]
    pub nom: String,
    /// en centimes d'euro
    #[schema(minimum = 0, example = 24_900)]
    pub prix_centimes: i64,
    /// en pièces
    #[schema(minimum = 0, example = 12)]
    pub stock: i64,
}
// SOLUTION-ELSE
// /// Un produit du catalogue
// // What the document says of it comes from `#[derive(ToSchema)]`; so for every type below. A type
// // that checks a rule of its own says it in its schema too: `PartialSchema`.
// #[derive(Debug, FromRow, Serialize)]
// pub struct Produit {
//     pub id: i64,
//     pub nom: String,
//     pub prix_centimes: i64,
//     pub stock: i64,
// }
// SOLUTION-END

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

// SOLUTION-BEGIN
impl ToSchema for Nom {}

impl PartialSchema for Nom {
    /// The rule as a pattern, because lengths alone would count the blanks that are trimmed: a
    /// character that is neither blank nor NUL at both ends, up to 98 others between them, and
    /// blanks around. The blanks are those of Unicode, as [`str::trim`] has them.
    fn schema() -> RefOr<Schema> {
        const BLANC: &str =
            r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
        let bord = format!(r"[^\u0000{BLANC}]");
        let motif = format!(r"^[{BLANC}]*{bord}([^\u0000]{{0,98}}{bord})?[{BLANC}]*$");
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("1 à 100 caractères, une fois retirés les blancs autour"))
            .pattern(Some(motif))
            .examples(["Vélo de ville"])
            .into()
    }
}

// SOLUTION-END
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

// SOLUTION-BEGIN
impl ToSchema for Entier {}

impl PartialSchema for Entier {
    fn schema() -> RefOr<Schema> {
        entier("un nombre entier, jamais négatif", 0)
    }
}

/// The schema of an integer that every reader of JSON keeps exactly.
fn entier(description: &str, minimum: i64) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(description))
        .minimum(Some(minimum))
        .maximum(Some(PLUS_GRAND))
        .examples([12])
        .into()
}

// SOLUTION-END
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

// SOLUTION-BEGIN
impl ToSchema for Quantite {}

impl PartialSchema for Quantite {
    fn schema() -> RefOr<Schema> {
        entier("au moins une pièce", 1)
    }
}

// SOLUTION-END
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
// SOLUTION-BEGIN
#[derive(Debug, Deserialize, ToSchema)]
// SOLUTION-ELSE
// #[derive(Debug, Deserialize)]
// SOLUTION-END
#[serde(deny_unknown_fields)]
pub struct Creation {
    pub nom: Nom,
    pub prix_centimes: Entier,
    #[serde(default)]
    // SOLUTION-BEGIN
    #[schema(required = false)]
    // SOLUTION-END
    pub stock: Entier,
}

/// Ce qui remplace un produit : tout
// SOLUTION-BEGIN
#[derive(Debug, Deserialize, ToSchema)]
// SOLUTION-ELSE
// #[derive(Debug, Deserialize)]
// SOLUTION-END
#[serde(deny_unknown_fields)]
pub struct Remplacement {
    pub nom: Nom,
    pub prix_centimes: Entier,
    pub stock: Entier,
}

/// Ce qui change un produit : n'importe quelle partie, aucune comprise
// SOLUTION-BEGIN
#[derive(Debug, Deserialize, ToSchema)]
// SOLUTION-ELSE
// #[derive(Debug, Deserialize)]
// SOLUTION-END
#[serde(deny_unknown_fields)]
pub struct Modification {
    #[serde(default, deserialize_with = "present")]
    // SOLUTION-BEGIN
    #[schema(value_type = Nom, required = false)]
    // SOLUTION-END
    pub nom: Option<Nom>,
    #[serde(default, deserialize_with = "present")]
    // SOLUTION-BEGIN
    #[schema(value_type = Entier, required = false)]
    // SOLUTION-END
    pub prix_centimes: Option<Entier>,
    #[serde(default, deserialize_with = "present")]
    // SOLUTION-BEGIN
    #[schema(value_type = Entier, required = false)]
    // SOLUTION-END
    pub stock: Option<Entier>,
}

/// A field may be absent, but `null` is no value of it: an `Option` alone would take both.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Ce qui sort du stock
// SOLUTION-BEGIN
#[derive(Debug, Deserialize, ToSchema)]
// SOLUTION-ELSE
// #[derive(Debug, Deserialize)]
// SOLUTION-END
#[serde(deny_unknown_fields)]
pub struct Retrait {
    pub quantite: Quantite,
}
