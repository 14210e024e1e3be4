//! The checks, in the order in which a student meets them.

use engine::conversation::Load;
use engine::draw::{self, Drawn};
use engine::http::{delete, get, patch, post, put};
use engine::transcript::Projection::{Decoded, Json, Refusal, Status, Success, Summary};
use engine::{Check, Row};
use serde_json::json;

use crate::file::{tidy, valid};
use crate::fixtures::{
    FILE, PATIENT, accepts, bind_first, bind_numbers, bind_row, given, given_if_alone, index_about,
    index_of, malformed_files, parameters_of, place, refused_for_the_known, refused_unread, rows,
    start_with, stranger, strangers, yaml,
};
use crate::patients::{Patient, awkward, draw_patients, ordered, untidy, whole};
use crate::values::{around_halves, bodies, inside, outside, wrong_shapes};

const NAMES: &str = "/api/sante";

/// Values of `Accept` that give YAML a higher quality than JSON.
const PREFER_YAML: [&str; 10] = [
    "Application/YAML",
    "text/html, application/yaml;q=0.7",
    "application/yaml, application/json;q=0.5",
    "application/json;q=0.5, application/yaml",
    "application/json;q=0.15,application/yaml;q=0.9",
    "application/yaml ; q=0.9 , application/json ; q=0.8",
    "application/yaml;q=0.9, application/json;indent=2;q=0.5",
    "application/json;q=0, application/yaml;q=0.001",
    "*/*;q=0.1, application/yaml",
    "application/*;q=0.5, application/yaml;q=0.6",
];
/// Values of `Accept` that name YAML and give JSON a higher quality.
const PREFER_JSON: [&str; 8] = [
    "application/json, application/yaml;q=0.9",
    "application/yaml;q=0.9, application/json",
    "application/yaml;q=0.15,application/json;q=0.9",
    "application/yaml ; q=0.5 , application/json ; q=0.6",
    "application/yaml;q=0, application/json",
    "application/yaml;q=0, */*",
    "application/yaml;q=0.5, */*",
    "application/yaml;q=0.3, application/*;q=0.8",
];

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "names",
        points: 2,
        chapter: "2-data/health.md#reading",
        conversation: |c| {
            let mut patients = draw_patients(c.rng(), 4);
            patients.extend(ordered(c.rng()));
            start_with(c, &patients)?;
            let noms: Vec<&String> = patients.keys().collect();
            c.bind("noms", Drawn::Json(json!(noms)));
            c.exchange(get(NAMES), Json)
        },
    },
    Check {
        id: "record",
        points: 3,
        chapter: "2-data/health.md#types",
        conversation: |c| {
            let patients = given(c, 4)?;
            if let Some(patient) = patients.values().next() {
                bind_numbers(c, patient);
            }
            c.exchange(get(PATIENT), Json)?;
            c.exchange_each(&rows(&patients), &get(PATIENT), Json)
        },
    },
    Check {
        id: "unknown",
        points: 1,
        chapter: "2-data/health.md#errors",
        conversation: |c| {
            let patients = given(c, 3)?;
            bind_first(c, &patients);
            c.exchange(get(PATIENT), Success)?;
            c.draw("inconnu", draw::full_name);
            c.exchange(get("/api/sante/{inconnu}"), Refusal)?;
            c.exchange(delete("/api/sante/{inconnu}"), Refusal)
        },
    },
    Check {
        id: "placed",
        points: 3,
        chapter: "2-data/health.md#types",
        conversation: |c| {
            let patients = given_if_alone(c, 3)?;
            let new = stranger(c, &patients);
            bind_row(c, &new);
            c.exchange(place(), Json)?;
            c.exchange(get(PATIENT), Json)?;
            let other = Patient { nom: new.nom, ..Patient::draw(c.rng()) };
            bind_row(c, &other);
            c.exchange(place(), Json)?;
            c.exchange(get(PATIENT), Json)
        },
    },
    Check {
        id: "removed",
        points: 1,
        chapter: "2-data/storage.md#removing",
        conversation: |c| {
            let mut patients = given(c, 4)?;
            bind_first(c, &patients);
            patients.pop_first();
            c.exchange(delete(PATIENT), Status)?;
            c.exchange(get(PATIENT), Refusal)?;
            c.exchange(delete(PATIENT), Refusal)?;
            let noms: Vec<&String> = patients.keys().collect();
            c.bind("noms", Drawn::Json(json!(noms)));
            c.exchange(get(NAMES), Json)
        },
    },
    Check {
        id: "malformed-values",
        points: 2,
        chapter: "2-data/health.md#rules",
        conversation: |c| {
            let patients = given(c, 3)?;
            c.bind("fichier", Drawn::Json(whole(&patients)));
            bind_first(c, &patients);
            c.exchange(get(PATIENT), Success)?;
            let stranger = stranger(c, &patients);
            let rows = bodies(&stranger, &wrong_shapes(&stranger));
            c.exchange_each(&rows, &place(), Refusal)?;
            c.exchange(get(PATIENT), Refusal)?;
            refused_for_the_known(c, &patients, wrong_shapes)
        },
    },
    Check {
        id: "ranges",
        points: 2,
        chapter: "2-data/health.md#rules",
        conversation: |c| {
            let patients = given(c, 3)?;
            c.bind("fichier", Drawn::Json(whole(&patients)));
            let stranger = stranger(c, &patients);
            c.exchange_each(&bodies(&stranger, &outside(&stranger)), &place(), Refusal)?;
            refused_for_the_known(c, &patients, outside)?;
            let rows = inside(c.rng());
            let read_again = (get(PATIENT), Summary(parameters_of));
            c.exchange_in_turn(&rows, &[(place(), Success), read_again])?;
            // The height of the last patient is between two integers.
            c.exchange(get(PATIENT), Summary(index_about))
        },
    },
    Check {
        id: "rounding",
        points: 1,
        chapter: "2-data/storage.md#index",
        conversation: |c| {
            given_if_alone(c, 1)?;
            let rows: Vec<Row> = around_halves(c.rng()).iter().map(Patient::row).collect();
            let read_again = (get(PATIENT), Summary(index_of));
            c.exchange_in_turn(&rows, &[(place(), Success), read_again])
        },
    },
    Check {
        id: "yaml",
        points: 1,
        chapter: "2-data/storage.md#yaml",
        conversation: |c| {
            let patients = draw_patients(c.rng(), 5);
            let awkward = awkward(c.rng());
            let all = patients.clone().into_iter().chain(awkward.clone()).collect();
            start_with(c, &all)?;
            bind_first(c, &patients);
            c.exchange(get(PATIENT), Success)?;
            let wants_yaml = get(PATIENT).header("accept", "application/yaml");
            c.exchange_each(&rows(&patients), &wants_yaml, Decoded(yaml))?;
            let accepting = get(PATIENT).header("accept", "{accept}");
            c.exchange_each(&accepts(&patients, &PREFER_YAML), &accepting, Decoded(yaml))?;
            c.exchange_each(&accepts(&patients, &PREFER_JSON), &accepting, Json)?;
            c.exchange(get(PATIENT), Json)?;
            c.exchange_each(&rows(&awkward), &wants_yaml, Decoded(yaml))
        },
    },
    Check {
        id: "errors",
        points: 1,
        chapter: "2-data/health.md#errors",
        conversation: |c| {
            let patients = given(c, 2)?;
            if let Some(patient) = patients.values().next() {
                bind_row(c, patient);
            }
            c.exchange(get(PATIENT), Success)?;
            c.draw("inconnu", draw::word);
            c.exchange(get("/api/{inconnu}"), Refusal)?;
            c.exchange(post(NAMES).json(json!({})).showing(&["allow"]), Refusal)?;
            c.exchange(patch(PATIENT).json(json!({})).showing(&["allow"]), Refusal)?;
            let json = Some("application/json");
            c.exchange(put(PATIENT).raw(json, "{\"age\": 42,"), Refusal)?;
            c.exchange(put(PATIENT).raw(Some("text/plain"), "{\"age\": 42}"), Refusal)?;
            let with_charset = Some("application/json; charset=utf-8");
            c.exchange(put(PATIENT).raw(with_charset, "{parametres}"), Success)?;
            refused_unread(c)
        },
    },
    Check {
        id: "tidy-file",
        points: 1,
        chapter: "2-data/storage.md#files",
        conversation: |c| {
            let mut patients = draw_patients(c.rng(), 3);
            patients.extend(ordered(c.rng()));
            start_with(c, &patients)?;
            let new = stranger(c, &patients);
            bind_row(c, &new);
            patients.insert(new.nom.clone(), new);
            c.bind("fichier", Drawn::Json(whole(&patients)));
            c.exchange(place(), Success)?;
            c.compare_file(FILE, tidy)?;
            if let Some(known) = patients.last_entry() {
                let nom = known.key().clone();
                let other = Patient { nom, ..Patient::draw(c.rng()) };
                bind_row(c, &other);
                patients.insert(other.nom.clone(), other);
            }
            c.bind("fichier", Drawn::Json(whole(&patients)));
            c.exchange(place(), Success)?;
            c.compare_file(FILE, tidy)?;
            bind_first(c, &patients);
            patients.pop_first();
            c.bind("fichier", Drawn::Json(whole(&patients)));
            c.exchange(delete(PATIENT), Success)?;
            c.compare_file(FILE, tidy)
        },
    },
    Check {
        id: "survives",
        points: 1,
        chapter: "2-data/storage.md#files",
        conversation: |c| {
            let mut patients = given(c, 60)?;
            let new = stranger(c, &patients);
            bind_row(c, &new);
            patients.insert(new.nom.clone(), new);
            c.exchange(place(), Success)?;
            c.exchange(get(PATIENT), Success)?;
            for _ in 0..2 {
                let strangers = rows(&strangers(c, &patients, 100));
                let until = c.rng().usize(20..40);
                let load = Load { clients: 6, until, file: FILE, read: valid };
                let kept = c.load(&strangers, &place(), Success, load)?;
                let kept: Vec<Row> = kept.into_iter().map(|row| strangers[row].clone()).collect();
                c.exchange_each(&kept, &get(PATIENT), Summary(parameters_of))?;
            }
            c.exchange_each(&rows(&patients), &get(PATIENT), Summary(parameters_of))
        },
    },
    Check {
        id: "bad-file",
        points: 1,
        chapter: "2-data/health.md#reading",
        conversation: |c| {
            let patients = given(c, 3)?;
            bind_first(c, &patients);
            c.exchange(get(PATIENT), Success)?;
            c.kill()?;
            let text = untidy(&patients, c.rng());
            let steps = c.steps();
            for malformed in malformed_files(&text) {
                c.forget_steps_after(steps);
                c.write_file("PATIENTS", FILE, &malformed)?;
                c.expect_start_failure(FILE)?;
            }
            c.remove_file(FILE)?;
            c.expect_start_failure(FILE)?;
            c.write_file("PATIENTS", FILE, &text)?;
            c.exchange(get(PATIENT), Success)
        },
    },
];
