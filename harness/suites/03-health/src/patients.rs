//! Draws patients, and computes what a server must respond about them.

use std::collections::BTreeMap;

use engine::Row;
use engine::draw::{self, Drawn};
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A patient in whole units, so that the expected values are exact.
#[derive(Clone, Debug)]
pub struct Patient {
    pub nom: String,
    pub age: i64,
    /// in hundredths of a centimetre
    pub taille: i64,
    /// in grams
    pub poids: i64,
    pub systolique: i64,
    pub diastolique: i64,
    pub frequence: i64,
}

impl Patient {
    /// Draws a patient whose numbers all differ, so that each gets its own placeholder in a
    /// transcript.
    pub fn draw(rng: &mut Rng) -> Self {
        loop {
            let patient = Self {
                nom: name(rng),
                age: rng.i64(1..=99),
                taille: 100 * rng.i64(140..=210),
                poids: 100 * rng.i64(401..=1_299),
                systolique: rng.i64(95..=190),
                diastolique: rng.i64(45..=94),
                frequence: rng.i64(45..=180),
            };
            if patient.numbers_differ() && !patient.is_halfway() {
                return patient;
            }
        }
    }

    /// Whether the index is exactly half-way between two tenths. Only one check is about that.
    fn is_halfway(&self) -> bool {
        let square = self.taille * self.taille;
        let doubled = 2 * self.poids * TENTHS;
        doubled % square == 0 && (doubled / square) % 2 == 1
    }

    fn numbers_differ(&self) -> bool {
        let fractions = [self.poids / 100, self.imc()];
        let taille_cm = self.taille / 100;
        let mut integers = [self.age, taille_cm, self.systolique, self.diastolique, self.frequence];
        integers.sort_unstable();
        integers.windows(2).all(|pair| pair[0] != pair[1])
            && fractions.iter().all(|tenths| tenths % 10 != 0)
            && fractions[0] != fractions[1]
    }

    /// The body mass index in tenths, kg / m² rounded half away from zero.
    pub fn imc(&self) -> i64 {
        let square = self.taille * self.taille;
        (2 * self.poids * TENTHS + square) / (2 * square)
    }

    /// The patient in a request and in the file.
    pub fn parametres(&self) -> Value {
        json!({
            "age": self.age,
            "taille_cm": decimal(self.taille, 100),
            "poids_kg": decimal(self.poids, 1_000),
            "tension": { "systolique": self.systolique, "diastolique": self.diastolique },
            "frequence_cardiaque": self.frequence,
        })
    }

    /// The patient in a response.
    pub fn fiche(&self) -> Value {
        let mut fiche = self.parametres();
        fiche["nom"] = json!(self.nom);
        fiche["imc"] = decimal(self.imc(), 10);
        fiche
    }

    /// Names for the values of the patient.
    pub fn row(&self) -> Row {
        vec![
            ("nom", Drawn::Text(self.nom.clone())),
            ("parametres", Drawn::Json(self.parametres())),
            ("fiche", Drawn::Json(self.fiche())),
            ("imc", Drawn::Json(decimal(self.imc(), 10))),
        ]
    }
}

/// In tenths of kg / m²: 10 · (g / 10³) / (h / 10⁴)² = g · 10⁶ / h², with h in hundredths of a
/// centimetre.
pub const TENTHS: i64 = 1_000_000;

/// `number` parts of which `parts` make 1, as JSON writes them: without a fraction if there is none.
fn decimal(number: i64, parts: i32) -> Value {
    if number % i64::from(parts) == 0 {
        return json!(number / i64::from(parts));
    }
    // The quotient of two integers is the nearest double to the decimal.
    json!(f64::from(i32::try_from(number).unwrap_or(i32::MAX)) / f64::from(parts))
}

/// A name of one or two words. Some begin with a small letter, an accent or an emoji, so that the
/// order by code point differs from other orders.
fn name(rng: &mut Rng) -> String {
    let word = draw::word(rng).text();
    match rng.u8(..4) {
        0 => draw::full_name(rng).text(),
        1 => word.to_lowercase(),
        2 => format!("É{}", word.to_lowercase()),
        _ => format!("{word} {}", draw::word(rng).text()),
    }
}

/// Patients whose order would be different if case, accents or the units of UTF-16 counted.
pub fn ordered(rng: &mut Rng) -> BTreeMap<String, Patient> {
    let starts = ["Zo", "bu", "É", "\u{ff21}", "🦀"];
    let name = |start| format!("{start}{}", draw::word(rng).text().to_lowercase());
    let names = starts.map(name);
    named(rng, names)
}

/// Patients whose name YAML reads as something else, unless it stands between quotation marks.
pub fn awkward(rng: &mut Rng) -> BTreeMap<String, Patient> {
    let [one, other] = [draw::word(rng).text(), draw::word(rng).text()];
    let number = rng.i64(100..1_000);
    let names = [
        "null".to_owned(),
        "true".to_owned(),
        format!("{number}.50"),
        format!("{one}: {other}"),
        format!("{one} #{number}"),
        format!("- {other}"),
        format!("*{one}"),
        format!("\"{one}\""),
    ];
    named(rng, names)
}

/// A patient for each of these names.
fn named<const N: usize>(rng: &mut Rng, names: [String; N]) -> BTreeMap<String, Patient> {
    names.map(|nom| (nom.clone(), Patient { nom, ..Patient::draw(rng) })).into()
}

/// Draws `count` patients, by name.
pub fn draw_patients(rng: &mut Rng, count: usize) -> BTreeMap<String, Patient> {
    let mut patients = BTreeMap::new();
    while patients.len() < count {
        let patient = Patient::draw(rng);
        patients.insert(patient.nom.clone(), patient);
    }
    patients
}

/// The content of the file as a JSON value.
pub fn whole(patients: &BTreeMap<String, Patient>) -> Value {
    let fields: Map<String, Value> =
        patients.iter().map(|(nom, patient)| (nom.clone(), patient.parametres())).collect();
    Value::Object(fields)
}

/// The content of the file on one line, the names in random order.
pub fn untidy(patients: &BTreeMap<String, Patient>, rng: &mut Rng) -> String {
    let mut entries: Vec<String> = patients
        .values()
        .map(|patient| format!("{}: {}", json!(patient.nom), patient.parametres()))
        .collect();
    rng.shuffle(&mut entries);
    format!("{{{}}}", entries.join(", "))
}

#[cfg(test)]
mod tests {
    use super::Patient;

    fn patient(poids: i64, taille: i64) -> Patient {
        let nom = String::new();
        Patient { nom, age: 1, taille, poids, systolique: 2, diastolique: 1, frequence: 1 }
    }

    #[test]
    fn the_index_is_exact() {
        assert_eq!(patient(75_500, 18_000).imc(), 233);
        assert_eq!(patient(80_200, 20_000).imc(), 201);
        assert_eq!(patient(80_600, 20_000).imc(), 202);
        assert_eq!(patient(80_500, 20_000).imc(), 201);
        assert_eq!(patient(64_300, 23_100).imc(), 120);
    }

    #[test]
    fn a_half_is_seen() {
        assert!(patient(80_200, 20_000).is_halfway() && patient(41_600, 16_000).is_halfway());
        assert!(!patient(80_300, 20_000).is_halfway() && !patient(75_500, 18_000).is_halfway());
    }

    #[test]
    fn numbers_are_written_as_decimals() {
        let parametres = patient(64_300, 23_105).parametres();
        assert_eq!(parametres["poids_kg"].to_string(), "64.3");
        assert_eq!(parametres["taille_cm"].to_string(), "231.05");
        assert_eq!(patient(64_000, 23_100).parametres()["taille_cm"].to_string(), "231");
    }
}
