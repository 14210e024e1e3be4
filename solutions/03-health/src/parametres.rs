//! The health parameters of a patient: the shape that arrives, the ranges, the body mass index.

// SOLUTION-BEGIN
use serde::{Deserialize, Serialize};

/// Parameters within their ranges.
///
/// The fields are private: a value of this type can only come from the check below. They are
/// declared in the order of the alphabet, because serde writes them as declared and the keys of
/// the file are sorted.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "Mesures")]
pub struct Parametres {
    age: u16,
    frequence_cardiaque: u16,
    poids_kg: f64,
    taille_cm: f64,
    tension: Tension,
}

/// What may really arrive: the right keys and types, any value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mesures {
    age: u16,
    frequence_cardiaque: u16,
    poids_kg: f64,
    taille_cm: f64,
    tension: Tension,
}

/// The blood pressure, in mmHg.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Tension {
    diastolique: u16,
    systolique: u16,
}

impl TryFrom<Mesures> for Parametres {
    type Error = HorsLimites;

    fn try_from(mesures: Mesures) -> Result<Self, HorsLimites> {
        let Mesures { age, frequence_cardiaque, poids_kg, taille_cm, tension } = mesures;
        borne("age", f64::from(age), 0.0, 150.0)?;
        borne("taille_cm", taille_cm, 30.0, 260.0)?;
        borne("poids_kg", poids_kg, 0.5, 500.0)?;
        borne("tension.systolique", f64::from(tension.systolique), 20.0, 300.0)?;
        borne("tension.diastolique", f64::from(tension.diastolique), 20.0, 300.0)?;
        borne("frequence_cardiaque", f64::from(frequence_cardiaque), 20.0, 250.0)?;
        if tension.diastolique >= tension.systolique {
            return Err(HorsLimites::Tension);
        }
        Ok(Self { age, frequence_cardiaque, poids_kg, taille_cm, tension })
    }
}

fn borne(champ: &'static str, valeur: f64, min: f64, max: f64) -> Result<(), HorsLimites> {
    if (min..=max).contains(&valeur) {
        return Ok(());
    }
    Err(HorsLimites::Champ { champ, min, max })
}

/// Which rule the parameters break. axum's `Json` answers it as a 422 with this text.
#[derive(Debug, thiserror::Error)]
pub enum HorsLimites {
    #[error("{champ} doit être entre {min} et {max}")]
    Champ { champ: &'static str, min: f64, max: f64 },
    #[error("tension.diastolique doit être inférieure à tension.systolique")]
    Tension,
}

/// What is answered about a patient.
#[derive(Debug, Serialize)]
pub struct Fiche {
    nom: String,
    imc: f64,
    #[serde(flatten)]
    parametres: Parametres,
}

impl Fiche {
    /// The parameters with the name and the body mass index.
    pub fn new(nom: String, parametres: Parametres) -> Self {
        Self { nom, imc: imc(parametres.poids_kg, parametres.taille_cm), parametres }
    }
}

/// The body mass index, kg / m², rounded half away from zero to one decimal.
/// (World Health Organization, Technical Report Series 894, 2000)
///
/// It is calculated in whole grams and tenths of a millimetre: 80.6 has no exact double, and a
/// quotient that lies half-way between two tenths would be rounded by accident.
fn imc(poids_kg: f64, taille_cm: f64) -> f64 {
    let grammes = entier(poids_kg * 1_000.0);
    let taille = entier(taille_cm * 100.0);
    let carre = taille * taille;
    // kg/m² in tenths: 10 · (g / 10³) / (t / 10⁴)² = g · 10⁶ / t²; half of t² rounds it.
    let dixiemes = (2 * grammes * 1_000_000 + carre) / (2 * carre);
    f64::from(u32::try_from(dixiemes).unwrap_or(u32::MAX)) / 10.0
}

/// The nearest integer of a number within the ranges above, so neither negative nor large.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 < number < 10⁶")]
fn entier(number: f64) -> u64 {
    number.round() as u64
}

#[cfg(test)]
mod tests {
    use super::imc;

    #[test]
    fn the_index_is_rounded_half_away_from_zero() {
        assert_eq!(imc(75.5, 180.0), 23.3);
        assert_eq!(imc(80.2, 200.0), 20.1);
        assert_eq!(imc(80.6, 200.0), 20.2);
        assert_eq!(imc(80.58, 200.0), 20.1);
        assert_eq!(imc(500.0, 30.0), 5555.6);
        assert_eq!(imc(0.5, 260.0), 0.1);
    }
}
// SOLUTION-ELSE
// // Write here the types of what arrives and of what is answered. They derive `serde::Deserialize`
// // and `serde::Serialize`; ranges are checked once, in `TryFrom`, with `#[serde(try_from = "…")]`.
// SOLUTION-END
