//! What a product is. Nothing here depends on HTTP or on how products are stored.

use serde::{Deserialize, Serialize};

// ANCHOR: nom
/// The name of a product: on one line, and not blank.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Nom(String);

impl TryFrom<String> for Nom {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        if text.trim().is_empty() || text.contains(char::is_control) {
            return Err(Invalid::Nom);
        }
        Ok(Self(text))
    }
}
// ANCHOR_END: nom

// ANCHOR: prix
/// A price, in cents. Outside the program it is a string: euros, a point, two digits.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prix {
    centimes: u32,
}

impl TryFrom<String> for Prix {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let (euros, centimes) = text.split_once('.').ok_or(Invalid::Prix)?;
        let digits = [euros, centimes].concat();
        if euros.is_empty()
            || centimes.len() != 2
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(Invalid::Prix);
        }
        let centimes = digits.parse().map_err(|_| Invalid::Prix)?;
        Ok(Self { centimes })
    }
}

impl From<Prix> for String {
    fn from(Prix { centimes }: Prix) -> Self {
        format!("{}.{:02}", centimes / 100, centimes % 100)
    }
}
// ANCHOR_END: prix

// ANCHOR: produit
/// A product. Its fields hold valid values only, so nobody checks them again.
#[derive(Clone, Deserialize, Serialize)]
pub struct Produit {
    pub nom: Nom,
    pub prix: Prix,
}

/// Which rule a string breaks.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    #[error("un nom tient sur une ligne et n'est pas vide")]
    Nom,
    #[error("un prix s'écrit comme \"24.90\"")]
    Prix,
}
// ANCHOR_END: produit

#[cfg(test)]
mod tests {
    use super::Prix;

    // ANCHOR: test
    #[test]
    fn a_price_is_euros_a_point_and_two_digits() {
        for text in ["24.90", "0.05", "1200.00"] {
            let prix = Prix::try_from(text.to_owned());
            assert!(prix.is_ok_and(|prix| String::from(prix) == text), "{text}");
        }
        for text in ["", "24", "24.9", "24,90", ".50", "-1.00", "+1.00", "24.90 €"] {
            assert!(Prix::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
    // ANCHOR_END: test
}
