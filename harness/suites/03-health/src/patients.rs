//! Patients as the suite draws them, and what a server must say of them.

use std::collections::BTreeMap;

use engine::Row;
use engine::draw::{self, Drawn};
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A patient in whole units, so that what is expected is calculated exactly.
#[derive(Clone, Debug)]
pub struct Patient {
    pub nom: String,
    pub age: i64,
    pub taille_cm: i64,
    /// in tenths of a kilogram
    pub poids: i64,
    pub systolique: i64,
    pub diastolique: i64,
    pub frequence: i64,
}

impl Patient {
    /// Draws a patient whose numbers all differ, so that each stands for itself in a transcript.
    pub fn draw(rng: &mut Rng) -> Self {
        loop {
            let patient = Self {
                nom: name(rng),
                age: rng.i64(1..=99),
                taille_cm: rng.i64(140..=210),
                poids: rng.i64(401..=1_299),
                systolique: rng.i64(95..=190),
                diastolique: rng.i64(45..=94),
                frequence: rng.i64(45..=180),
            };
            if patient.numbers_differ() && !patient.is_halfway() {
                return patient;
            }
        }
    }

    /// Whether the index lies exactly half-way between two tenths, which is one check's business.
    fn is_halfway(&self) -> bool {
        let square = self.taille_cm * self.taille_cm;
        let doubled = 2 * self.poids * 10_000;
        doubled % square == 0 && (doubled / square) % 2 == 1
    }

    fn numbers_differ(&self) -> bool {
        let fractions = [self.poids, self.imc()];
        let mut integers =
            [self.age, self.taille_cm, self.systolique, self.diastolique, self.frequence];
        integers.sort_unstable();
        integers.windows(2).all(|pair| pair[0] != pair[1])
            && fractions.iter().all(|tenths| tenths % 10 != 0)
            && fractions[0] != fractions[1]
    }

    /// The body mass index in tenths, kg / m² rounded half away from zero.
    pub fn imc(&self) -> i64 {
        let square = self.taille_cm * self.taille_cm;
        // In tenths: 10 · (poids / 10) / (taille / 100)² = poids · 10⁴ / taille²
        (2 * self.poids * 10_000 + square) / (2 * square)
    }

    /// What a request says of the patient, and what the file holds.
    pub fn parametres(&self) -> Value {
        json!({
            "age": self.age,
            "taille_cm": self.taille_cm,
            "poids_kg": tenths(self.poids),
            "tension": { "systolique": self.systolique, "diastolique": self.diastolique },
            "frequence_cardiaque": self.frequence,
        })
    }

    /// What an answer says of the patient.
    pub fn fiche(&self) -> Value {
        let mut fiche = self.parametres();
        fiche["nom"] = json!(self.nom);
        fiche["imc"] = tenths(self.imc());
        fiche
    }

    /// Names for everything that is said of the patient.
    pub fn row(&self) -> Row {
        vec![
            ("nom", Drawn::Text(self.nom.clone())),
            ("parametres", Drawn::Json(self.parametres())),
            ("fiche", Drawn::Json(self.fiche())),
            ("imc", Drawn::Json(tenths(self.imc()))),
        ]
    }
}

/// A number of tenths as JSON writes it.
fn tenths(tenths: i64) -> Value {
    // A decimal of one digit is read as the double nearest to it, which is what a quotient by ten is.
    let tenths = i32::try_from(tenths).unwrap_or(i32::MAX);
    json!(f64::from(tenths) / 10.0)
}

/// A name of one or two words; some begin with a small letter, an accent or an emoji, so that the
/// order by code point is no other order.
fn name(rng: &mut Rng) -> String {
    let word = draw::word(rng).text();
    match rng.u8(..4) {
        0 => draw::full_name(rng).text(),
        1 => word.to_lowercase(),
        2 => format!("É{}", word.to_lowercase()),
        _ => format!("{word} {}", draw::word(rng).text()),
    }
}

/// Patients whose names come in another order where case, accents or the units of UTF-16 count.
pub fn ordered(rng: &mut Rng) -> Vec<Patient> {
    ["Zo", "bu", "É", "\u{ff21}", "🦀"]
        .into_iter()
        .map(|start| {
            let patient = Patient::draw(rng);
            Patient { nom: format!("{start}{}", draw::word(rng).text().to_lowercase()), ..patient }
        })
        .collect()
}

/// So many patients, by name.
pub fn draw_patients(rng: &mut Rng, count: usize) -> BTreeMap<String, Patient> {
    let mut patients = BTreeMap::new();
    while patients.len() < count {
        let patient = Patient::draw(rng);
        patients.insert(patient.nom.clone(), patient);
    }
    patients
}

/// What the file holds, as a JSON value.
pub fn whole(patients: &BTreeMap<String, Patient>) -> Value {
    let fields: Map<String, Value> =
        patients.iter().map(|(nom, patient)| (nom.clone(), patient.parametres())).collect();
    Value::Object(fields)
}

/// The file as somebody may have left it: one line, the names in any order.
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

    fn imc(poids: i64, taille_cm: i64) -> i64 {
        let nom = String::new();
        Patient { nom, age: 1, taille_cm, poids, systolique: 2, diastolique: 1, frequence: 1 }.imc()
    }

    #[test]
    fn the_index_is_exact() {
        assert_eq!(imc(755, 180), 233);
        assert_eq!(imc(802, 200), 201);
        assert_eq!(imc(806, 200), 202);
        assert_eq!(imc(805, 200), 201);
    }

    #[test]
    fn a_half_is_seen() {
        let patient = |poids, taille_cm| {
            let nom = String::new();
            Patient { nom, age: 1, taille_cm, poids, systolique: 2, diastolique: 1, frequence: 1 }
        };
        assert!(patient(802, 200).is_halfway() && patient(416, 160).is_halfway());
        assert!(!patient(803, 200).is_halfway() && !patient(755, 180).is_halfway());
    }
}
