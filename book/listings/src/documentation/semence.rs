//! How the document describes a jar, the bodies of requests and the body of an error.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::products::semence::{Espece, Grammes, present};

/// Un bocal de semences
#[derive(FromRow, Serialize, ToSchema)]
pub struct Semence {
    /// donné par le serveur
    #[schema(minimum = 1, example = 7)]
    pub id: i64,
    /// unique
    #[schema(example = "Basilic")]
    pub espece: String,
    /// en grammes
    #[schema(minimum = 0, example = 250)]
    pub grammes: i64,
}

// ANCHOR: grams
use utoipa::PartialSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

impl ToSchema for Grammes {}

impl PartialSchema for Grammes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .description(Some("un poids en grammes"))
            .minimum(Some(0))
            .maximum(Some(1_000_000))
            .into()
    }
}
// ANCHOR_END: grams

// ANCHOR: pattern
/// The characters that `str::trim` removes.
const WHITESPACE: &str =
    r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

fn pattern() -> String {
    let edge = format!(r"[^\u0000{WHITESPACE}]");
    format!(r"^[{WHITESPACE}]*{edge}([^\u0000]{{0,58}}{edge})?[{WHITESPACE}]*$")
}
// ANCHOR_END: pattern

// ANCHOR: espece
impl ToSchema for Espece {}

impl PartialSchema for Espece {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("1 à 60 caractères, une fois retirés les blancs autour"))
            .pattern(Some(pattern()))
            .examples(["Basilic"])
            .into()
    }
}
// ANCHOR_END: espece

// ANCHOR: arrival
use utoipa::ToSchema;

/// Ce qui arrive dans la graineterie
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrivage {
    pub espece: Espece,
    #[serde(default)]
    #[schema(required = false)]
    pub grammes: Grammes,
}
// ANCHOR_END: arrival

/// Ce qui change dans un bocal
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retouche {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Espece, required = false)]
    pub espece: Option<Espece>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Grammes, required = false)]
    pub grammes: Option<Grammes>,
}

/// Pourquoi la requête est refusée
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    /// la raison, pour une personne
    #[schema(min_length = 1, example = "aucun bocal n'a cet identifiant")]
    pub erreur: String,
}
