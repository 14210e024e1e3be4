//! What the checks say in so many words: the file that a server starts with, and the names that
//! stand for a patient.

use std::collections::BTreeMap;

use engine::draw::Drawn;
use engine::http::{Request, get, put};
use engine::transcript::Look::{Refusal, Summary};
use engine::{Conversation, Lang, Stop};
use serde_json::{Value, json};

use crate::file::valid;
use crate::patients::{Patient, draw_patients, untidy};
use crate::values::bodies;

pub const PATIENT: &str = "/api/sante/{nom}";
/// Not the default: a server that ignores `PATIENTS` finds nothing.
pub const FILE: &str = "dossiers.json";
/// The keys of a patient's parameters.
const PARAMETERS: [&str; 5] = ["age", "frequence_cardiaque", "poids_kg", "taille_cm", "tension"];

/// A file of so many drawn patients, which the server is to start with.
pub fn given(talk: &mut Conversation<'_>, count: usize) -> Result<BTreeMap<String, Patient>, Stop> {
    let patients = draw_patients(talk.rng(), count);
    start_with(talk, &patients)?;
    Ok(patients)
}

/// Leaves the file as somebody may have written it.
pub fn start_with(
    talk: &mut Conversation<'_>,
    patients: &BTreeMap<String, Patient>,
) -> Result<(), Stop> {
    let text = untidy(patients, talk.rng());
    talk.file("PATIENTS", FILE, &text)
}

/// Sends wrong bodies for a patient who is in the file: they are refused, and the patient stays, with
/// the answer of GET and in the file.
pub fn refused_for_the_known(
    talk: &mut Conversation<'_>,
    patients: &BTreeMap<String, Patient>,
    wrong: fn(&Patient) -> Vec<Value>,
) -> Result<(), Stop> {
    if let Some(known) = patients.values().next() {
        bind_row(talk, known);
        talk.ask_each(&bodies(known, &wrong(known)), &place(), Refusal)?;
        bind_row(talk, known);
    }
    talk.ask(get(PATIENT), Summary(parameters_of))?;
    talk.look_at(FILE, valid)
}

/// Asks for a name that is no UTF-8: some servers refuse to read it, others know nobody of that name.
/// Whichever it is, the error has the contract's shape.
pub fn refused_unread(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    let answer = talk.send(&get("/api/sante/%FF"))?;
    let body = engine::json::parse(&answer.body).unwrap_or_default();
    let text = body.get("erreur").and_then(Value::as_str).unwrap_or_default();
    let is_ours = body.as_object().is_some_and(|fields| fields.len() == 1);
    if matches!(answer.status, 400 | 404) && is_ours && !text.trim().is_empty() {
        talk.forget();
        return Ok(());
    }
    let sentence = match talk.lang() {
        Lang::Fr => {
            "Un nom qui n'est pas de l'UTF-8 (`%FF`) doit recevoir une erreur, 400 ou 404, au corps \
             {\"erreur\": …}. `Path` la donne avec les mots d'axum : enveloppez-le, comme `Json`."
        }
        Lang::En => {
            "A name that is no UTF-8 (`%FF`) must get an error, 400 or 404, with the body \
             {\"erreur\": …}. `Path` gives one in axum's own words: wrap it, as you wrap `Json`."
        }
    };
    let came = format!("HTTP {}\n\n{}", answer.status, String::from_utf8_lossy(&answer.body));
    Err(talk.broken(sentence.to_owned(), "HTTP 400\n\n{\"erreur\": …}", &came))
}

/// The same; a server that already runs keeps the patients it has.
pub fn given_if_alone(
    talk: &mut Conversation<'_>,
    count: usize,
) -> Result<BTreeMap<String, Patient>, Stop> {
    if talk.alone().is_ok() { given(talk, count) } else { Ok(BTreeMap::new()) }
}

/// A patient who is not among `patients`; `{nom}` is their name.
pub fn stranger(talk: &mut Conversation<'_>, patients: &BTreeMap<String, Patient>) -> Patient {
    loop {
        let patient = Patient::draw(talk.rng());
        if !patients.contains_key(&patient.nom) {
            talk.bind("nom", Drawn::Text(patient.nom.clone()));
            return patient;
        }
    }
}

pub fn bind_first(talk: &mut Conversation<'_>, patients: &BTreeMap<String, Patient>) {
    if let Some(nom) = patients.keys().next() {
        talk.bind("nom", Drawn::Text(nom.clone()));
    }
}

pub fn bind_row(talk: &mut Conversation<'_>, patient: &Patient) {
    for (name, value) in patient.row() {
        talk.bind(name, value);
    }
}

/// Names every number of a patient by itself, so that the snapshot shows the shape of an answer.
pub fn bind_numbers(talk: &mut Conversation<'_>, patient: &Patient) {
    let fiche = patient.fiche();
    talk.bind("nom", Drawn::Text(patient.nom.clone()));
    for name in ["age", "taille_cm", "poids_kg", "frequence_cardiaque", "imc"] {
        talk.bind(name, Drawn::Json(fiche[name].clone()));
    }
    for name in ["systolique", "diastolique"] {
        talk.bind(name, Drawn::Json(fiche["tension"][name].clone()));
    }
}

pub fn place() -> Request {
    put(PATIENT).json(json!("{parametres}"))
}

/// What an answer says of a patient's parameters: what else it says is other checks' business.
pub fn parameters_of(fiche: &Value) -> Value {
    let Some(fields) = fiche.as_object() else { return fiche.clone() };
    let kept = fields.iter().filter(|(name, _)| PARAMETERS.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// What an answer says of a patient's index.
pub fn index_of(fiche: &Value) -> Value {
    fiche.get("imc").map_or_else(|| fiche.clone(), |imc| json!({ "imc": imc }))
}

/// The same to one decimal, for a check that is not about the rounding.
pub fn index_about(fiche: &Value) -> Value {
    match fiche["imc"].as_f64() {
        Some(imc) => json!({ "imc": (imc * 10.0).round() / 10.0 }),
        None => index_of(fiche),
    }
}

/// A YAML document as JSON would say it.
pub fn yaml(text: &str, lang: Lang) -> Result<Value, String> {
    serde_saphyr::from_str(text).map_err(|error| match lang {
        Lang::Fr => format!("ce corps n'est pas du YAML : {error}"),
        Lang::En => format!("this body is not YAML: {error}"),
    })
}
