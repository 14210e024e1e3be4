//! What a generator writes for one operation of the document.

use serde::Deserialize;

/// A jar, as its schema has it.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Semence {
    /// donné par le serveur
    pub id: i64,
    /// unique
    pub espece: String,
    /// en grammes
    pub grammes: i64,
}

/// A refusal, as its schema has it.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Refus {
    /// un texte pour une personne
    pub erreur: String,
}

// ANCHOR: outcome
/// What `lireBocal` can answer: a case for each status of the document.
#[derive(Debug, PartialEq)]
pub enum LireBocal {
    /// 200
    Bocal(Semence),
    /// 400
    Illisible(Refus),
    /// 404
    Inconnu(Refus),
}

/// Why an answer is none of them.
#[derive(Debug, thiserror::Error)]
pub enum Inattendu {
    /// the document does not have it
    #[error("the status {0} is not described")]
    Status(u16),
    /// it does not fit the schema
    #[error(transparent)]
    Corps(#[from] serde_json::Error),
}

impl LireBocal {
    /// Reads an answer of the server.
    pub fn lire(status: u16, corps: &[u8]) -> Result<Self, Inattendu> {
        match status {
            200 => Ok(Self::Bocal(serde_json::from_slice(corps)?)),
            400 => Ok(Self::Illisible(serde_json::from_slice(corps)?)),
            404 => Ok(Self::Inconnu(serde_json::from_slice(corps)?)),
            autre => Err(Inattendu::Status(autre)),
        }
    }
}
// ANCHOR_END: outcome

// ANCHOR: call
/// What a person reads of it.
pub fn etiquette(reponse: LireBocal) -> String {
    match reponse {
        LireBocal::Bocal(semence) => format!("{}, {} g", semence.espece, semence.grammes),
        LireBocal::Inconnu(_) => "ce bocal n'existe plus".to_owned(),
        LireBocal::Illisible(refus) => refus.erreur,
    }
}
// ANCHOR_END: call
