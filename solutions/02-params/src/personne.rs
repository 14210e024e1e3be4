//! Who a query string speaks of: the parameters, checked once, here.

// SOLUTION-BEGIN
use serde::{Deserialize, Serialize};

/// `surname=S&name=N`, both present and neither empty.
///
/// The fields are private: a value of this type can only come from the check below.
#[derive(Deserialize, Serialize)]
#[serde(try_from = "Parametres")]
pub struct Personne {
    name: String,
    surname: String,
}

impl Personne {
    /// The name, then the surname.
    pub fn nom_complet(&self) -> String {
        format!("{} {}", self.name, self.surname)
    }
}

/// What may really arrive: every parameter can be absent.
#[derive(Deserialize)]
struct Parametres {
    name: Option<String>,
    surname: Option<String>,
}

impl TryFrom<Parametres> for Personne {
    type Error = ParametreInvalide;

    fn try_from(parametres: Parametres) -> Result<Self, Self::Error> {
        Ok(Self {
            surname: rempli("surname", parametres.surname)?,
            name: rempli("name", parametres.name)?,
        })
    }
}

fn rempli(parametre: &'static str, valeur: Option<String>) -> Result<String, ParametreInvalide> {
    valeur.filter(|texte| !texte.is_empty()).ok_or(ParametreInvalide::Manquant(parametre))
}

/// An age in years, 0 to 150.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "u8")]
pub struct Age(u8);

impl Age {
    const MAXIMUM: u8 = 150;
}

impl TryFrom<u8> for Age {
    type Error = ParametreInvalide;

    fn try_from(annees: u8) -> Result<Self, Self::Error> {
        if annees > Self::MAXIMUM {
            return Err(ParametreInvalide::Age(annees));
        }
        Ok(Self(annees))
    }
}

/// Why a query string was refused. axum's `Query` answers it as a 400 with this text.
#[derive(Debug, thiserror::Error)]
pub enum ParametreInvalide {
    #[error("parameter `{0}` is missing or empty")]
    Manquant(&'static str),
    #[error("parameter `age` is {0}, beyond {max}", max = Age::MAXIMUM)]
    Age(u8),
}
// SOLUTION-ELSE
// // Write here the types that `axum::extract::Query` fills from `surname=S&name=N&age=A`: structs
// // that derive `serde::Deserialize`. A parameter may be missing, empty or out of range.
// SOLUTION-END
