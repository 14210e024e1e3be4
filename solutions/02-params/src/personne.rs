//! The person that a query string describes: its parameters, checked once, here.

// SOLUTION-BEGIN
use serde::{Deserialize, Serialize};

/// `surname=S&name=N`, both present and not empty.
///
/// The fields are private: a value of this type has passed the check below.
#[derive(Deserialize, Serialize)]
#[serde(try_from = "RawPersonne")]
pub struct Personne {
    name: String,
    surname: String,
}

/// What the query string may hold: each parameter can be absent.
#[derive(Deserialize)]
struct RawPersonne {
    name: Option<String>,
    surname: Option<String>,
}

/// An age in years, 0 to 150.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "u8")]
pub struct Age(u8);

/// Why a query string was refused. axum's `Query` responds with 400 and this text.
#[derive(Debug, thiserror::Error)]
pub enum InvalidParam {
    #[error("parameter `{0}` is missing or empty")]
    Missing(&'static str),
    #[error("parameter `age` is {0}, over {max}", max = Age::MAX)]
    Age(u8),
}

impl Personne {
    /// The name, then the surname.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.surname)
    }
}

impl TryFrom<RawPersonne> for Personne {
    type Error = InvalidParam;

    fn try_from(raw: RawPersonne) -> Result<Self, Self::Error> {
        Ok(Self { surname: required("surname", raw.surname)?, name: required("name", raw.name)? })
    }
}

impl Age {
    const MAX: u8 = 150;
}

impl TryFrom<u8> for Age {
    type Error = InvalidParam;

    fn try_from(years: u8) -> Result<Self, Self::Error> {
        if years > Self::MAX {
            return Err(InvalidParam::Age(years));
        }
        Ok(Self(years))
    }
}

fn required(param: &'static str, value: Option<String>) -> Result<String, InvalidParam> {
    value.filter(|text| !text.is_empty()).ok_or(InvalidParam::Missing(param))
}
// SOLUTION-ELSE
// // Write here the types that `axum::extract::Query` fills from `surname=S&name=N&age=A`: structs
// // that derive `serde::Deserialize`. A parameter may be missing, empty or out of range.
// SOLUTION-END
