//! Bodies that keep or break a rule.

use engine::Row;
use engine::draw::Drawn;
use fastrand::Rng;
use serde_json::{Value, json};

use crate::patients::{Patient, TENTHS, draw_patients};

/// The numbers of a patient, and whether they are integers.
const NUMBERS: [(&str, bool); 6] = [
    ("/age", true),
    ("/taille_cm", false),
    ("/poids_kg", false),
    ("/tension/systolique", true),
    ("/tension/diastolique", true),
    ("/frequence_cardiaque", true),
];

/// A row for each body to send for the same patient.
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

/// Bodies that are JSON, but not the parameters of a patient.
pub fn wrong_shapes(patient: &Patient) -> Vec<Value> {
    let mut bodies = Vec::new();
    bodies.extend(NUMBERS.map(|(number, _)| without(patient, number)));
    bodies.push(without(patient, "/tension"));
    bodies.extend(NUMBERS.iter().flat_map(|(number, is_integer)| {
        let values = no_numbers(patient, number, *is_integer);
        values.into_iter().map(|value| with(patient, number, value))
    }));
    let tensions = [json!("120/80"), json!(120), json!(null), json!(true), json!({}), json!([])];
    bodies.extend(tensions.map(|tension| with(patient, "/tension", tension)));
    bodies.extend([
        with(patient, "/imc", json!(20.0)),
        with(patient, "/tension/moyenne", json!(100)),
        json!({}),
        json!([]),
        json!([patient.parametres()]),
        json!(null),
    ]);
    bodies.extend(arrays(patient));
    bodies
}

/// Values that may be taken for a number although they are not numbers: in some languages `true` is 1, `null` and `""`
/// are 0, and an array of one number is that number.
fn no_numbers(patient: &Patient, number: &str, is_integer: bool) -> Vec<Value> {
    let right = patient.parametres().pointer(number).cloned().unwrap_or_default();
    let mut values = vec![
        json!(true),
        json!(false),
        json!(null),
        json!(right.to_string()),
        json!(""),
        json!([right]),
        json!({}),
    ];
    if is_integer {
        values.push(json!(right.as_f64().unwrap_or_default() + 0.5));
    }
    values
}

/// Arrays that hold right values where an object is expected. A server may read them in any order of
/// the fields, so 100 stands for every number.
fn arrays(patient: &Patient) -> Vec<Value> {
    let tensions = [json!([120, 80]), json!([80, 120])];
    let mut bodies = Vec::new();
    bodies.extend(tensions.clone().map(|tension| with(patient, "/tension", tension)));
    for tension in [json!({ "systolique": 120, "diastolique": 80 })].iter().chain(&tensions) {
        bodies.extend((0..5).map(|place| {
            let mut values = vec![json!(100); 4];
            values.insert(place, tension.clone());
            Value::Array(values)
        }));
    }
    bodies
}

/// Bodies outside a range: just outside, and so far that a smaller integer type wraps around to an
/// allowed value.
pub fn outside(patient: &Patient) -> Vec<Value> {
    let numbers = [
        ("/age", vec![json!(-1), json!(151), json!(256 + 42), json!(65_536 + 42)]),
        ("/taille_cm", vec![json!(29), json!(29.9), json!(29.99), json!(-180)]),
        ("/taille_cm", vec![json!(260.01), json!(260.1), json!(261), json!(65_536 + 180)]),
        ("/poids_kg", vec![json!(0), json!(0.4), json!(0.499), json!(-75)]),
        ("/poids_kg", vec![json!(500.001), json!(500.1), json!(501), json!(65_536 + 75)]),
        ("/frequence_cardiaque", vec![json!(19), json!(-62), json!(0)]),
        ("/frequence_cardiaque", vec![json!(251), json!(256 + 62), json!(65_536 + 62)]),
    ];
    let pressures = [
        (301, 80),
        (65_536 + 120, 80),
        (4_294_967_296 + 120, 80),
        (120, 19),
        (120, 0),
        (120, -80),
        (80, 80),
        (20, 20),
        (300, 300),
        (20, 21),
        (80, 120),
    ];
    let number = |(pointer, values): (&str, Vec<Value>)| {
        values.into_iter().map(|value| with(patient, pointer, value)).collect::<Vec<_>>()
    };
    let pressure = |(systolique, diastolique): (i64, i64)| {
        let tension = json!({ "systolique": systolique, "diastolique": diastolique });
        with(patient, "/tension", tension)
    };
    numbers.into_iter().flat_map(number).chain(pressures.map(pressure)).collect()
}

/// Patients at the bounds of the ranges, and one between two integers: with a height of 172 its
/// index would be 21.7, with 173 it would be 21.5.
pub fn inside(rng: &mut Rng) -> Vec<Row> {
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

/// Patients whose index is exactly half-way between two tenths, or less than a billionth beside it,
/// on either side.
pub fn around_halves(rng: &mut Rng) -> Vec<Patient> {
    let mut patients = Vec::new();
    for _ in 0..6 {
        // At 2 m the index is kg / 4, which is exact with doubles, so that only the rounding counts.
        let poids = 400 * rng.i64(100..=300) + 200;
        patients.push(Patient { taille: 20_000, poids, ..Patient::draw(rng) });
        // At 1.60 m, a calculation with doubles is slightly wrong.
        let poids = 6_400 * rng.i64(6..=19) + 3_200;
        patients.push(Patient { taille: 16_000, poids, ..Patient::draw(rng) });
    }
    for side in [Side::Below, Side::Above, Side::Below, Side::Above] {
        patients.push(beside_a_half(rng, side));
    }
    patients
}

/// On which side of a half an index is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Below,
    Above,
}

/// A patient whose index is less than a billionth beside a half: whoever adds a little something
/// before rounding, or takes it away, gets another tenth.
fn beside_a_half(rng: &mut Rng, side: Side) -> Patient {
    loop {
        // An odd height never gives a half exactly.
        let taille = 2 * rng.i64(5_000..13_000) + 1;
        let square = taille * taille;
        for tenths in 120..600 {
            let half = (2 * tenths + 1) * square;
            let below = half / (2 * TENTHS);
            let poids = if side == Side::Below { below } else { below + 1 };
            // The index differs from the half by distance / (20 · square).
            let distance = (2 * TENTHS * poids - half).abs();
            if poids <= 500_000 && distance * 50_000_000 < square {
                return Patient { taille, poids, ..Patient::draw(rng) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::{Side, beside_a_half, outside, wrong_shapes};
    use crate::patients::{Patient, TENTHS};

    #[test]
    fn a_billionth_more_or_less_is_another_tenth() {
        for seed in 0..5 {
            for side in [Side::Below, Side::Above] {
                let patient = beside_a_half(&mut Rng::with_seed(seed), side);
                let square = i128::from(patient.taille) * i128::from(patient.taille);
                let billionth = match side {
                    Side::Below => 1,
                    Side::Above => -1,
                };
                // In tenths, a billionth is 10⁻⁸.
                let numerator = 2 * i128::from(patient.poids * TENTHS) * 100_000_000
                    + billionth * 2 * square
                    + square * 100_000_000;
                let moved = numerator / (2 * square * 100_000_000);
                assert_eq!(moved, i128::from(patient.imc()) + billionth, "{patient:?}");
            }
        }
    }

    #[test]
    fn no_wrong_body_is_the_right_one() {
        let patient = Patient::draw(&mut Rng::with_seed(0));
        let right = patient.parametres();
        assert!(wrong_shapes(&patient).iter().chain(&outside(&patient)).all(|body| *body != right));
    }
}
