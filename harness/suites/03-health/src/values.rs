//! Bodies on both sides of every rule.

use engine::Row;
use engine::draw::Drawn;
use serde_json::{Value, json};

use crate::patients::{Patient, draw_patients};

/// A row for every body that is sent for the same patient.
pub fn bodies(patient: &Patient, bodies: &[Value]) -> Vec<Row> {
    let nom = Drawn::Text(patient.nom.clone());
    let row = |body: &Value| vec![("nom", nom.clone()), ("parametres", Drawn::Json(body.clone()))];
    bodies.iter().map(row).collect()
}

/// `patient` with one thing changed.
fn with(patient: &Patient, pointer: &str, value: Value) -> Value {
    let mut body = patient.parametres();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    if let Some(fields) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.insert(key.to_owned(), value);
    }
    body
}

fn without(patient: &Patient, pointer: &str) -> Value {
    let mut body = patient.parametres();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    if let Some(fields) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.remove(key);
    }
    body
}

/// Bodies that are JSON, and not the parameters of a patient.
pub fn wrong_shapes(patient: &Patient) -> Vec<Value> {
    vec![
        without(patient, "/age"),
        without(patient, "/taille_cm"),
        without(patient, "/poids_kg"),
        without(patient, "/tension"),
        without(patient, "/tension/diastolique"),
        without(patient, "/frequence_cardiaque"),
        with(patient, "/age", json!("42")),
        with(patient, "/age", json!(42.5)),
        with(patient, "/age", json!(null)),
        with(patient, "/taille_cm", json!("180")),
        with(patient, "/poids_kg", json!(true)),
        with(patient, "/tension", json!("120/80")),
        with(patient, "/tension/systolique", json!(120.5)),
        with(patient, "/frequence_cardiaque", json!(62.5)),
        with(patient, "/imc", json!(20.0)),
        with(patient, "/tension/moyenne", json!(100)),
        json!([]),
        json!(null),
    ]
}

/// Bodies just outside a range.
pub fn outside(patient: &Patient) -> Vec<Value> {
    let pressure = |systolique: i64, diastolique: i64| {
        let tension = json!({ "systolique": systolique, "diastolique": diastolique });
        with(patient, "/tension", tension)
    };
    vec![
        with(patient, "/age", json!(-1)),
        with(patient, "/age", json!(151)),
        with(patient, "/taille_cm", json!(29)),
        with(patient, "/taille_cm", json!(29.9)),
        with(patient, "/taille_cm", json!(260.1)),
        with(patient, "/taille_cm", json!(261)),
        with(patient, "/poids_kg", json!(0.4)),
        with(patient, "/poids_kg", json!(500.1)),
        with(patient, "/poids_kg", json!(-75)),
        with(patient, "/frequence_cardiaque", json!(19)),
        with(patient, "/frequence_cardiaque", json!(251)),
        pressure(301, 80),
        pressure(120, 19),
        pressure(80, 80),
        pressure(80, 120),
    ]
}

/// Patients at the very ends of the ranges, and between two integers: of the last one, a height cut
/// to 172 would give 21.7, one rounded to 173 would give 21.5.
pub fn inside(rng: &mut fastrand::Rng) -> Vec<Row> {
    let body = |age: i64, taille: Value, poids: Value, tension: (i64, i64), frequence: i64| {
        json!({
            "age": age,
            "taille_cm": taille,
            "poids_kg": poids,
            "tension": { "systolique": tension.0, "diastolique": tension.1 },
            "frequence_cardiaque": frequence,
        })
    };
    let bodies = [
        (body(0, json!(30), json!(0.5), (21, 20), 20), 5.6),
        (body(150, json!(260), json!(500), (300, 299), 250), 74.0),
        (body(42, json!(172.5), json!(64.25), (120, 80), 62), 21.6),
    ];
    let patients = draw_patients(rng, bodies.len());
    let names = patients.into_keys().map(Drawn::Text);
    names
        .zip(bodies)
        .map(|(nom, (body, imc))| {
            let imc = Drawn::Json(json!(imc));
            vec![("nom", nom), ("parametres", Drawn::Json(body)), ("imc", imc)]
        })
        .collect()
}

/// Patients whose index lies exactly half-way between two tenths. At 2 m it is kg / 4, which every
/// double calculation gets right, so that only the rounding itself counts; at 1.60 m a calculation
/// with doubles falls on the wrong side.
pub fn halfway(rng: &mut fastrand::Rng) -> Vec<Patient> {
    let mut patients = Vec::new();
    for _ in 0..6 {
        let poids = 4 * rng.i64(100..=300) + 2;
        patients.push(Patient { taille_cm: 200, poids, ..Patient::draw(rng) });
        let poids = 64 * rng.i64(6..=19) + 32;
        patients.push(Patient { taille_cm: 160, poids, ..Patient::draw(rng) });
    }
    patients
}
