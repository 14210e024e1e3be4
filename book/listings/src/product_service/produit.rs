//! What a product is. Nothing here knows of HTTP, nor of how products are kept.

use serde::{Deserialize, Serialize};

// ANCHOR: nom
/// The name of a product: on one line, and not blank.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Nom(String);

impl TryFrom<String> for Nom {
    type Error = Invalide;

    fn try_from(texte: String) -> Result<Self, Invalide> {
        if texte.trim().is_empty() || texte.contains(char::is_control) {
            return Err(Invalide::Nom);
        }
        Ok(Self(texte))
    }
}
// ANCHOR_END: nom

// ANCHOR: prix
/// A price, counted in cents. Outside the program it is a text: euros, a point, two digits.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prix {
    centimes: u32,
}

impl TryFrom<String> for Prix {
    type Error = Invalide;

    fn try_from(texte: String) -> Result<Self, Invalide> {
        let (euros, centimes) = texte.split_once('.').ok_or(Invalide::Prix)?;
        let chiffres = [euros, centimes].concat();
        if euros.is_empty()
            || centimes.len() != 2
            || !chiffres.bytes().all(|octet| octet.is_ascii_digit())
        {
            return Err(Invalide::Prix);
        }
        let centimes = chiffres.parse().map_err(|_| Invalide::Prix)?;
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
/// A product. Its fields hold nothing wrong, so nobody checks them again.
#[derive(Clone, Deserialize, Serialize)]
pub struct Produit {
    pub nom: Nom,
    pub prix: Prix,
}

/// Which rule a text breaks.
#[derive(Debug, thiserror::Error)]
pub enum Invalide {
    #[error("un nom tient sur une ligne et n'est pas vide")]
    Nom,
    #[error("un prix est un texte comme \"24.90\"")]
    Prix,
}
// ANCHOR_END: produit

#[cfg(test)]
mod tests {
    use super::Prix;

    // ANCHOR: test
    #[test]
    fn a_price_is_euros_a_point_and_two_digits() {
        for texte in ["24.90", "0.05", "1200.00"] {
            let prix = Prix::try_from(texte.to_owned());
            assert!(prix.is_ok_and(|prix| String::from(prix) == texte), "{texte}");
        }
        for texte in ["", "24", "24.9", "24,90", ".50", "-1.00", "+1.00", "24.90 €"] {
            assert!(Prix::try_from(texte.to_owned()).is_err(), "{texte}");
        }
    }
    // ANCHOR_END: test
}
