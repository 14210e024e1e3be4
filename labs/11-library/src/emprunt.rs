//! What a loan is, and what a client may send.

use serde::{Deserialize, Serialize};

/// A loan, as the responses show it.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct Emprunt {
    pub id: i64,
    pub membre: i64,
    pub livre: i64,
    #[sqlx(try_from = "String")]
    pub etat: Etat,
}

/// The states of a loan that others see. The database knows two more: see `store.rs`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Etat {
    Ouvert,
    Rendu,
}

/// What creates a loan.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Creation {
    pub membre: i64,
    pub livre: i64,
}

impl TryFrom<String> for Etat {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "ouvert" => Ok(Self::Ouvert),
            "rendu" => Ok(Self::Rendu),
            _ => Err(format!("{text} is not a state that is shown")),
        }
    }
}
