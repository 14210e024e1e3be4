//! What is known of a plant, the rules it keeps, and what is answered about it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "Releve")]
pub struct Culture {
    arrosages: u32,
    hauteur_cm: f64,
    lumiere: Lumiere,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Lumiere {
    max: u32,
    min: u32,
}

// ANCHOR: releve
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Releve {
    arrosages: u32,
    hauteur_cm: f64,
    lumiere: Lumiere,
}

impl TryFrom<Releve> for Culture {
    type Error = &'static str;

    fn try_from(Releve { arrosages, hauteur_cm, lumiere }: Releve) -> Result<Self, Self::Error> {
        if !(0.5..=3000.0).contains(&hauteur_cm) {
            return Err("hauteur_cm doit être entre 0.5 et 3000");
        }
        if lumiere.min >= lumiere.max {
            return Err("lumiere.min doit être inférieure à lumiere.max");
        }
        Ok(Self { arrosages, hauteur_cm, lumiere })
    }
}
// ANCHOR_END: releve

// ANCHOR: etiquette
#[derive(Serialize)]
pub struct Etiquette {
    nom: String,
    soif: bool,
    #[serde(flatten)]
    culture: Culture,
}
// ANCHOR_END: etiquette

impl Etiquette {
    /// The plant with its name, and whether it wants water every other day.
    pub fn new(nom: String, culture: Culture) -> Self {
        Self { nom, soif: culture.arrosages >= 3, culture }
    }
}
