//! What an order is, and what a client or another program may send. Every rule is in a type and is
//! checked once.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// An order, as the responses show it.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct Commande {
    pub id: String,
    pub produit: String,
    pub quantite: i64,
    pub etat: String,
}

/// What creates an order.
#[derive(Debug, Deserialize)]
pub struct Creation {
    pub produit: Produit,
    pub quantite: Quantite,
}

/// An order on its way through the queue: the body of a message.
#[derive(Debug, Deserialize, Serialize)]
pub struct Message {
    pub id: Id,
    pub produit: Produit,
    pub quantite: Quantite,
}

/// The id of an order. Other programs may number theirs: `7` and `"7"` are the same order.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "AnyId")]
pub struct Id(String);

/// An id as it is written in a message.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnyId {
    Number(Number),
    Text(String),
}

/// The name of a product: from 1 to 100 characters.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Produit(String);

/// How many pieces are ordered: from 1 to 1000.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(try_from = "i64")]
pub struct Quantite(i64);

/// The rule that a value breaks. axum's `Json` responds with 422 and this text.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    #[error(
        "un identifiant est un entier, ou de 1 à {} caractères parmi A-Z a-z 0-9 . _ -",
        Id::MAX
    )]
    Id,
    #[error("un nom de produit a de 1 à {} caractères", Produit::MAX_CHARS)]
    Produit,
    #[error("une quantité est un entier de 1 à {}", Quantite::MAX)]
    Quantite,
}

impl Id {
    const MAX: usize = 64;

    /// An id that nothing else has.
    pub fn new() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<AnyId> for Id {
    type Error = Invalid;

    fn try_from(id: AnyId) -> Result<Self, Invalid> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        match id {
            AnyId::Number(number) if !number.is_f64() => Ok(Self(number.to_string())),
            AnyId::Text(text)
                if (1..=Self::MAX).contains(&text.len()) && text.bytes().all(is_allowed) =>
            {
                Ok(Self(text))
            }
            AnyId::Number(_) | AnyId::Text(_) => Err(Invalid::Id),
        }
    }
}

impl Produit {
    const MAX_CHARS: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Produit {
    type Error = Invalid;

    /// A name with a NUL is refused too: PostgreSQL cannot store it.
    fn try_from(nom: String) -> Result<Self, Invalid> {
        if !(1..=Self::MAX_CHARS).contains(&nom.chars().count()) || nom.contains('\0') {
            return Err(Invalid::Produit);
        }
        Ok(Self(nom))
    }
}

impl Quantite {
    const MAX: i64 = 1_000;

    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Quantite {
    type Error = Invalid;

    fn try_from(number: i64) -> Result<Self, Invalid> {
        if !(1..=Self::MAX).contains(&number) {
            return Err(Invalid::Quantite);
        }
        Ok(Self(number))
    }
}

impl From<Message> for Commande {
    /// An order that was accepted, and is not handled yet.
    fn from(Message { id, produit, quantite }: Message) -> Self {
        Self { id: id.0, produit: produit.0, quantite: quantite.0, etat: "en attente".to_owned() }
    }
}
