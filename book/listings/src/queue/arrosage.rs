//! What a watering is, for a client and on its way through the queue.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A watering, as the responses show it.
#[derive(Serialize, sqlx::FromRow)]
pub struct Arrosage {
    pub id: String,
    pub serre: String,
    pub litres: i64,
    pub etat: String,
}

/// What a client sends.
#[derive(Deserialize)]
pub struct Creation {
    pub serre: Serre,
    pub litres: Litres,
}

// ANCHOR: message
/// A watering on its way through the queue: the body of a message.
#[derive(Deserialize, Serialize)]
pub struct Message {
    pub id: Id,
    pub serre: Serre,
    pub litres: Litres,
}

/// The id of a watering. Other programs may number theirs: `7` and `"7"` are the same one.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "AnyId")]
pub struct Id(String);
// ANCHOR_END: message

#[derive(Deserialize)]
#[serde(untagged)]
enum AnyId {
    Number(i64),
    Text(String),
}

/// The name of a greenhouse: from 1 to 50 characters.
#[derive(Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Serre(String);

/// How much water: from 1 to 500 litres.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "i64")]
pub struct Litres(i64);

/// The rule that a value breaks.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    #[error("un identifiant est un entier, ou de 1 à {} caractères", Id::MAX_CHARS)]
    Id,
    #[error("un nom de serre a de 1 à {} caractères", Serre::MAX_CHARS)]
    Serre,
    #[error("un arrosage fait de 1 à {} litres", Litres::MAX)]
    Litres,
}

impl Id {
    const MAX_CHARS: usize = 64;

    /// An id that nothing else has.
    pub fn new() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<AnyId> for Id {
    type Error = Invalid;

    fn try_from(id: AnyId) -> Result<Self, Invalid> {
        match id {
            AnyId::Number(number) => Ok(Self(number.to_string())),
            AnyId::Text(text) if (1..=Self::MAX_CHARS).contains(&text.chars().count()) => {
                Ok(Self(text))
            }
            AnyId::Text(_) => Err(Invalid::Id),
        }
    }
}

impl Serre {
    const MAX_CHARS: usize = 50;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Serre {
    type Error = Invalid;

    fn try_from(nom: String) -> Result<Self, Invalid> {
        if !(1..=Self::MAX_CHARS).contains(&nom.chars().count()) {
            return Err(Invalid::Serre);
        }
        Ok(Self(nom))
    }
}

impl Litres {
    const MAX: i64 = 500;

    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Litres {
    type Error = Invalid;

    fn try_from(litres: i64) -> Result<Self, Invalid> {
        if !(1..=Self::MAX).contains(&litres) {
            return Err(Invalid::Litres);
        }
        Ok(Self(litres))
    }
}

impl From<Message> for Arrosage {
    /// A watering that was accepted, and is not handled yet.
    fn from(Message { id, serre, litres }: Message) -> Self {
        Self { id: id.0, serre: serre.0, litres: litres.0, etat: "en attente".to_owned() }
    }
}
