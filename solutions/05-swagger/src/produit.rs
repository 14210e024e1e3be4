//! What a product is, and what a client may send. Every rule is in a type and is checked once.

// SOLUTION-BEGIN
use std::borrow::Cow;

// SOLUTION-END
use serde::{Deserialize, Deserializer, Serialize};
use sqlx::FromRow;
// SOLUTION-BEGIN
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
// SOLUTION-END

/// The largest integer that every reader of JSON keeps exactly: 2⁵³ - 1. (RFC 8259, section 6)
const MAX_INTEGER: i64 = 9_007_199_254_740_991;

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
// // What the document says about it comes from `#[derive(ToSchema)]`. The same goes for every type
// // below. A type that checks a rule of its own also describes it in its schema: `PartialSchema`.
// #[derive(Debug, FromRow, Serialize)]
// pub struct Produit {
//     pub id: i64,
//     pub nom: String,
//     pub prix_centimes: i64,
//     pub stock: i64,
// }
// SOLUTION-END

/// Ce qui crée un produit ; sans `stock`, il y en a 0
// SOLUTION-BEGIN
#[derive(Debug, Deserialize, ToSchema)]
// SOLUTION-ELSE
// #[derive(Debug, Deserialize)]
// SOLUTION-END
#[serde(deny_unknown_fields)]
pub struct Creation {
    pub nom: Nom,
    pub prix_centimes: Amount,
    #[serde(default)]
    // SOLUTION-BEGIN
    #[schema(required = false)]
    // SOLUTION-END
    pub stock: Amount,
}

/// Ce qui remplace un produit : tout
// SOLUTION-BEGIN
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Remplacement)]
// SOLUTION-ELSE
// #[derive(Debug, Deserialize)]
// SOLUTION-END
#[serde(deny_unknown_fields)]
pub struct Replacement {
    pub nom: Nom,
    pub prix_centimes: Amount,
    pub stock: Amount,
}

/// Ce qui change un produit : un ou plusieurs champs, ou aucun
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
    #[schema(value_type = Amount, required = false)]
    // SOLUTION-END
    pub prix_centimes: Option<Amount>,
    #[serde(default, deserialize_with = "present")]
    // SOLUTION-BEGIN
    #[schema(value_type = Amount, required = false)]
    // SOLUTION-END
    pub stock: Option<Amount>,
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

// SOLUTION-BEGIN
impl ToSchema for Nom {}

impl PartialSchema for Nom {
    /// The rule as a pattern, because `minLength` and `maxLength` would count the blanks that are
    /// trimmed. Both ends are characters that are neither blank nor NUL, with up to 98 others between
    /// them and any blanks around. The blanks are those of Unicode, as in [`str::trim`].
    fn schema() -> RefOr<Schema> {
        const BLANK: &str =
            r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
        let edge = format!(r"[^\u0000{BLANK}]");
        let pattern = format!(r"^[{BLANK}]*{edge}([^\u0000]{{0,98}}{edge})?[{BLANK}]*$");
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("1 à 100 caractères, une fois retirés les blancs autour"))
            .pattern(Some(pattern))
            .examples(["Vélo de ville"])
            .into()
    }
}

// SOLUTION-END
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

// SOLUTION-BEGIN
impl ToSchema for Amount {
    /// The names in the document are French.
    fn name() -> Cow<'static, str> {
        "Entier".into()
    }
}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        integer_schema("un nombre entier, jamais négatif", 0)
    }
}

// SOLUTION-END
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

// SOLUTION-BEGIN
impl ToSchema for Quantite {}

impl PartialSchema for Quantite {
    fn schema() -> RefOr<Schema> {
        integer_schema("au moins une pièce", 1)
    }
}

/// The schema of the integers that [`integer_from`] accepts.
fn integer_schema(description: &str, minimum: i64) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some(description))
        .minimum(Some(minimum))
        .maximum(Some(MAX_INTEGER))
        .examples([12])
        .into()
}

// SOLUTION-END
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
