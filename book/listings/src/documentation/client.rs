//! What a generator writes for one operation of the document.

use serde::Deserialize;

/// A jar, as its schema describes it.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Semence {
    /// donné par le serveur
    pub id: i64,
    /// unique
    pub espece: String,
    /// en grammes
    pub grammes: i64,
}

/// The body of an error, as its schema describes it.
#[derive(Debug, Deserialize, PartialEq)]
pub struct ErrorBody {
    /// la raison, pour une personne
    pub erreur: String,
}

// ANCHOR: outcome
/// The responses of `lireBocal`: one case for each status in the document.
#[derive(Debug, PartialEq)]
pub enum LireBocal {
    /// 200
    Bocal(Semence),
    /// 400
    Unreadable(ErrorBody),
    /// 404
    Unknown(ErrorBody),
}

/// Why a response isn’t one of these.
#[derive(Debug, thiserror::Error)]
pub enum Unexpected {
    /// a status that the document does not describe
    #[error("the status {0} is not described")]
    Status(u16),
    /// a body that does not fit its schema
    #[error(transparent)]
    Body(#[from] serde_json::Error),
}

impl LireBocal {
    /// Reads a response of the server.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, Unexpected> {
        match status {
            200 => Ok(Self::Bocal(serde_json::from_slice(body)?)),
            400 => Ok(Self::Unreadable(serde_json::from_slice(body)?)),
            404 => Ok(Self::Unknown(serde_json::from_slice(body)?)),
            other => Err(Unexpected::Status(other)),
        }
    }
}
// ANCHOR_END: outcome

// ANCHOR: call
/// The text to show to a person.
pub fn label(response: LireBocal) -> String {
    match response {
        LireBocal::Bocal(semence) => format!("{}, {} g", semence.espece, semence.grammes),
        LireBocal::Unknown(_) => "ce bocal n'existe plus".to_owned(),
        LireBocal::Unreadable(body) => body.erreur,
    }
}
// ANCHOR_END: call
