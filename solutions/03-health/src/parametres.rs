//! The health parameters of a patient: their types, their ranges, and the body mass index.

// SOLUTION-BEGIN
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Parameters within their ranges.
///
/// The fields are private: a value of this type has passed the check below. They are declared in
/// alphabetical order, because serde writes them as declared and the keys of the file are sorted.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "Object<RawParametres>")]
pub struct Parametres {
    age: u16,
    frequence_cardiaque: u16,
    poids_kg: f64,
    taille_cm: f64,
    tension: Tension,
}

/// What may arrive: the right keys and types, with any value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParametres {
    age: u16,
    frequence_cardiaque: u16,
    poids_kg: f64,
    taille_cm: f64,
    tension: Object<Tension>,
}

/// A `T` from a JSON object. For a struct, the derived `Deserialize` also accepts an array of the
/// fields' values; a [`Map`] does not.
#[derive(Deserialize)]
#[serde(try_from = "Map<String, Value>", bound = "T: DeserializeOwned")]
struct Object<T>(T);

/// The blood pressure, in mmHg.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Tension {
    diastolique: u16,
    systolique: u16,
}

/// Which rule the parameters break. axum's `Json` responds with 422 and this text.
#[derive(Debug, thiserror::Error)]
pub enum OutOfRange {
    #[error("{field} doit être entre {min} et {max}")]
    Field { field: &'static str, min: f64, max: f64 },
    #[error("tension.diastolique doit être inférieure à tension.systolique")]
    Tension,
}

/// What the API shows of a patient.
#[derive(Debug, Serialize)]
pub struct Patient {
    nom: String,
    imc: f64,
    #[serde(flatten)]
    parametres: Parametres,
}

impl<T: DeserializeOwned> TryFrom<Map<String, Value>> for Object<T> {
    type Error = serde_json::Error;

    fn try_from(fields: Map<String, Value>) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(fields)).map(Self)
    }
}

impl TryFrom<Object<RawParametres>> for Parametres {
    type Error = OutOfRange;

    fn try_from(Object(raw): Object<RawParametres>) -> Result<Self, OutOfRange> {
        let RawParametres { age, frequence_cardiaque, poids_kg, taille_cm, tension } = raw;
        let Object(tension) = tension;
        check("age", f64::from(age), 0.0, 150.0)?;
        check("taille_cm", taille_cm, 30.0, 260.0)?;
        check("poids_kg", poids_kg, 0.5, 500.0)?;
        check("tension.systolique", f64::from(tension.systolique), 20.0, 300.0)?;
        check("tension.diastolique", f64::from(tension.diastolique), 20.0, 300.0)?;
        check("frequence_cardiaque", f64::from(frequence_cardiaque), 20.0, 250.0)?;
        if tension.diastolique >= tension.systolique {
            return Err(OutOfRange::Tension);
        }
        Ok(Self { age, frequence_cardiaque, poids_kg, taille_cm, tension })
    }
}

fn check(field: &'static str, value: f64, min: f64, max: f64) -> Result<(), OutOfRange> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(OutOfRange::Field { field, min, max })
}

impl Patient {
    /// Adds the name and the body mass index to the parameters.
    pub fn new(nom: String, parametres: Parametres) -> Self {
        Self { nom, imc: imc(parametres.poids_kg, parametres.taille_cm), parametres }
    }
}

/// The body mass index, kg / m², rounded half away from zero to one decimal.
/// (World Health Organization, Technical Report Series 894, 2000)
///
/// It is computed in whole grams and tenths of a millimetre. In floating point, a result half-way
/// between two tenths could be rounded the wrong way: 80.6, for one, has no exact `f64`.
fn imc(poids_kg: f64, taille_cm: f64) -> f64 {
    let grams = to_integer(poids_kg * 1_000.0);
    let height = to_integer(taille_cm * 100.0);
    let square = height * height;
    // kg/m² in tenths: 10 · (g / 10³) / (h / 10⁴)² = g · 10⁶ / h²; adding half of h² rounds it.
    let tenths = (2 * grams * 1_000_000 + square) / (2 * square);
    f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0
}

/// The nearest integer. The ranges above keep `number` positive and small.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 < number < 10⁶")]
fn to_integer(number: f64) -> u64 {
    number.round() as u64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Parametres, imc};

    #[test]
    fn an_array_is_not_an_object() {
        let parametres = |tension| {
            json!({
                "age": 42,
                "frequence_cardiaque": 62,
                "poids_kg": 75.5,
                "taille_cm": 180,
                "tension": tension,
            })
        };
        let read = |value| serde_json::from_value::<Parametres>(value).map(|_| ());
        read(parametres(json!({"diastolique": 80, "systolique": 120}))).expect("valid");
        read(parametres(json!([80, 120]))).expect_err("`tension` is an array");
        read(json!([42, 62, 75.5, 180, {"diastolique": 80, "systolique": 120}]))
            .expect_err("an array");
    }

    #[test]
    fn the_index_is_rounded_half_away_from_zero() {
        assert_eq!(imc(75.5, 180.0), 23.3);
        assert_eq!(imc(80.2, 200.0), 20.1);
        assert_eq!(imc(80.6, 200.0), 20.2);
        assert_eq!(imc(80.58, 200.0), 20.1);
        assert_eq!(imc(64.3, 231.0), 12.0);
        assert_eq!(imc(500.0, 30.0), 5555.6);
        assert_eq!(imc(0.5, 260.0), 0.1);
    }
}
// SOLUTION-ELSE
// // Write here the types of the request and response bodies. They derive `serde::Deserialize` and
// // `serde::Serialize`. The ranges are checked once, in `TryFrom`, with `#[serde(try_from = "…")]`.
// SOLUTION-END
