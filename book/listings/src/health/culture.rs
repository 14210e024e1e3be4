//! What is known of a plant, the rules that it obeys, and what the API shows of it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "Object<RawCulture>")]
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

// ANCHOR: raw
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCulture {
    arrosages: u32,
    hauteur_cm: f64,
    lumiere: Object<Lumiere>,
}

impl TryFrom<Object<RawCulture>> for Culture {
    type Error = &'static str;

    fn try_from(Object(raw): Object<RawCulture>) -> Result<Self, Self::Error> {
        let RawCulture { arrosages, hauteur_cm, lumiere: Object(lumiere) } = raw;
        if !(0.5..=3000.0).contains(&hauteur_cm) {
            return Err("hauteur_cm doit être entre 0.5 et 3000");
        }
        if lumiere.min >= lumiere.max {
            return Err("lumiere.min doit être inférieure à lumiere.max");
        }
        Ok(Self { arrosages, hauteur_cm, lumiere })
    }
}
// ANCHOR_END: raw

// ANCHOR: object
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(try_from = "Map<String, Value>", bound = "T: DeserializeOwned")]
struct Object<T>(T);

impl<T: DeserializeOwned> TryFrom<Map<String, Value>> for Object<T> {
    type Error = serde_json::Error;

    fn try_from(fields: Map<String, Value>) -> Result<Self, Self::Error> {
        serde_json::from_value(Value::Object(fields)).map(Self)
    }
}
// ANCHOR_END: object

// ANCHOR: etiquette
#[derive(Serialize)]
pub struct Etiquette {
    nom: String,
    soif: bool,
    #[serde(flatten)]
    culture: Culture,
}

impl Etiquette {
    /// The plant with its name, and whether it wants water every other day.
    pub fn new(nom: String, culture: Culture) -> Self {
        Self { nom, soif: culture.arrosages >= 3, culture }
    }
}
// ANCHOR_END: etiquette
