//! What several checks do: they write the file that a server starts with, and name the values of a
//! patient.

use std::collections::BTreeMap;

use engine::draw::Drawn;
use engine::http::{Request, delete, get, put};
use engine::transcript::Projection::{Refusal, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};
use texts::Message;

use crate::file::valid;
use crate::messages::bodies as messages;
use crate::patients::{Patient, draw_patients, untidy};
use crate::values::bodies;

pub const PATIENT: &str = "/api/sante/{nom}";
/// Not the default name, so that a server which ignores `PATIENTS` does not find the file.
pub const FILE: &str = "dossiers.json";
/// The keys of a patient's parameters.
const PARAMETERS: [&str; 5] = ["age", "frequence_cardiaque", "poids_kg", "taille_cm", "tension"];

/// Draws `count` patients, and writes them into the file that the server starts with.
pub fn given(
    conversation: &mut Conversation<'_>,
    count: usize,
) -> Result<BTreeMap<String, Patient>, Stop> {
    let patients = draw_patients(conversation.rng(), count);
    start_with(conversation, &patients)?;
    Ok(patients)
}

/// Writes the file of these patients, without any order or indentation.
pub fn start_with(
    conversation: &mut Conversation<'_>,
    patients: &BTreeMap<String, Patient>,
) -> Result<(), Stop> {
    let text = untidy(patients, conversation.rng());
    conversation.write_file("PATIENTS", FILE, &text)
}

/// Sends wrong bodies for a patient who is in the file: they must be refused and change nothing,
/// neither in the response to GET nor in the file.
pub fn refused_for_the_known(
    conversation: &mut Conversation<'_>,
    patients: &BTreeMap<String, Patient>,
    wrong: fn(&Patient) -> Vec<Value>,
) -> Result<(), Stop> {
    if let Some(known) = patients.values().next() {
        bind_row(conversation, known);
        conversation.exchange_each(&bodies(known, &wrong(known)), &place(), Refusal)?;
        bind_row(conversation, known);
    }
    conversation.exchange(get(PATIENT), Summary(parameters_of))?;
    conversation.compare_file(FILE, valid)
}

/// Sends names that are not UTF-8 with every method. A server may refuse to decode them, or not find
/// them; in both cases the error must have the shape of the contract. `{parametres}` is valid.
pub fn refused_unread(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    for path in ["/api/sante/%FF", "/api/sante/%C3%28"] {
        for request in [get(path), delete(path), put(path).json(json!({}))] {
            refused_in_shape(conversation, &request, &[400, 404, 422])?;
        }
        // Some servers put another character in the place of what they cannot decode.
        let acceptable = put(path).json(json!("{parametres}"));
        refused_in_shape(conversation, &acceptable, &[200, 201, 400, 404, 422])?;
    }
    Ok(())
}

/// Sends `request`. The status must be one of these, and an error must have the contract's shape.
fn refused_in_shape(
    conversation: &mut Conversation<'_>,
    request: &Request,
    statuses: &[u16],
) -> Result<(), Stop> {
    let response = conversation.send(request)?;
    let body = engine::json::parse(&response.body).unwrap_or_default();
    let text = body.get("erreur").and_then(Value::as_str).unwrap_or_default();
    let is_ours = body.as_object().is_some_and(|fields| fields.len() == 1)
        && response.media_type().as_deref() == Some("application/json")
        && !text.trim().is_empty();
    if statuses.contains(&response.status) && (response.is_success() || is_ours) {
        conversation.forget_last_step();
        return Ok(());
    }
    let declared = response.header("content-type").map(|it| format!("\ncontent-type: {it}"));
    let received = format!(
        "HTTP {}{}\n\n{}",
        response.status,
        declared.unwrap_or_default(),
        String::from_utf8_lossy(&response.body)
    );
    let expected = "HTTP 400\ncontent-type: application/json\n\n{\"erreur\": …}";
    Err(conversation.broken(messages::UNREADABLE_NAME, expected, received))
}

/// Contents that are not a JSON object, made from one that is.
pub fn malformed_files(text: &str) -> [String; 5] {
    let half = text.floor_char_boundary(text.len() / 2);
    let cut = text[..half].to_owned();
    [cut, String::new(), "null".to_owned(), "[]".to_owned(), format!("{text} }}")]
}

/// The first patient once for each of these values of `Accept`.
pub fn accepts(patients: &BTreeMap<String, Patient>, values: &[&str]) -> Vec<Row> {
    let patient = patients.values().next().map(Patient::row).unwrap_or_default();
    let accept = |value: &&str| ("accept", Drawn::Text((*value).to_owned()));
    values.iter().map(|value| [patient.clone(), vec![accept(value)]].concat()).collect()
}

/// Like [`given`], but does nothing for an external server.
pub fn given_if_alone(
    conversation: &mut Conversation<'_>,
    count: usize,
) -> Result<BTreeMap<String, Patient>, Stop> {
    if conversation.require_own_server().is_ok() {
        given(conversation, count)
    } else {
        Ok(BTreeMap::new())
    }
}

/// A patient who is not among `patients`; `{nom}` is their name.
pub fn stranger(
    conversation: &mut Conversation<'_>,
    patients: &BTreeMap<String, Patient>,
) -> Patient {
    loop {
        let patient = Patient::draw(conversation.rng());
        if !patients.contains_key(&patient.nom) {
            conversation.bind("nom", Drawn::Text(patient.nom.clone()));
            return patient;
        }
    }
}

/// `count` patients or a few less, none of whom is among `patients`.
pub fn strangers(
    conversation: &mut Conversation<'_>,
    patients: &BTreeMap<String, Patient>,
    count: usize,
) -> BTreeMap<String, Patient> {
    let mut strangers = draw_patients(conversation.rng(), count);
    strangers.retain(|nom, _| !patients.contains_key(nom));
    strangers
}

/// A row for each patient.
pub fn rows(patients: &BTreeMap<String, Patient>) -> Vec<Row> {
    patients.values().map(Patient::row).collect()
}

pub fn bind_first(conversation: &mut Conversation<'_>, patients: &BTreeMap<String, Patient>) {
    if let Some(nom) = patients.keys().next() {
        conversation.bind("nom", Drawn::Text(nom.clone()));
    }
}

pub fn bind_row(conversation: &mut Conversation<'_>, patient: &Patient) {
    for (name, value) in patient.row() {
        conversation.bind(name, value);
    }
}

/// Names every number of a patient separately, so that the snapshot shows the shape of a response.
pub fn bind_numbers(conversation: &mut Conversation<'_>, patient: &Patient) {
    let fiche = patient.fiche();
    conversation.bind("nom", Drawn::Text(patient.nom.clone()));
    for name in ["age", "taille_cm", "poids_kg", "frequence_cardiaque", "imc"] {
        conversation.bind(name, Drawn::Json(fiche[name].clone()));
    }
    for name in ["systolique", "diastolique"] {
        conversation.bind(name, Drawn::Json(fiche["tension"][name].clone()));
    }
}

pub fn place() -> Request {
    put(PATIENT).json(json!("{parametres}"))
}

/// The parameters of a patient in a response. Other checks compare the rest.
pub fn parameters_of(fiche: &Value) -> Value {
    let Some(fields) = fiche.as_object() else { return fiche.clone() };
    let kept = fields.iter().filter(|(name, _)| PARAMETERS.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The body mass index in a response.
pub fn index_of(fiche: &Value) -> Value {
    fiche.get("imc").map_or_else(|| fiche.clone(), |imc| json!({ "imc": imc }))
}

/// Like [`index_of`], rounded to one decimal, for a check that is not about rounding.
pub fn index_about(fiche: &Value) -> Value {
    match fiche["imc"].as_f64() {
        Some(imc) => json!({ "imc": (imc * 10.0).round() / 10.0 }),
        None => index_of(fiche),
    }
}

/// A YAML document as a JSON value.
pub fn yaml(text: &str) -> Result<Value, Message> {
    serde_saphyr::from_str(text).map_err(|error| messages::not_yaml(error.to_string()))
}
