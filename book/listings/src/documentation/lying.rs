//! A schema that is derived and nothing more: it allows what the server refuses.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::products::semence::{Espece, Grammes, present};

/// Ce qui change dans un bocal
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "a comment on a field becomes a description in its schema")]
pub struct Retouche {
    #[serde(default, deserialize_with = "present")]
    pub espece: Option<Espece>,
    #[serde(default, deserialize_with = "present")]
    pub grammes: Option<Grammes>,
}
