//! The checks, in the order in which a student meets them.

use engine::conversation::Storm;
use engine::draw::{self, Drawn};
use engine::http::{delete, get, patch, post, put};
use engine::transcript::Look::{Decoded, Json, Refusal, Status, Success, Summary};
use engine::{Check, Row, Text};
use serde_json::json;

use crate::file::{tidy, valid};
use crate::patients::{Patient, draw_patients, ordered, untidy, whole};
use crate::scene::{
    FILE, PATIENT, bind_first, bind_numbers, bind_row, given, given_if_alone, index_about,
    index_of, parameters_of, place, refused_for_the_known, refused_unread, start_with, stranger,
    yaml,
};
use crate::values::{bodies, halfway, inside, outside, wrong_shapes};

const NAMES: &str = "/api/sante";

/// All of them.
pub const CHECKS: &[Check] = &[
    Check {
        id: "names",
        title: Text {
            fr: "GET /api/sante donne les noms, triés",
            en: "GET /api/sante returns the names, sorted",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez `noms` dans src/sante.rs : un tableau JSON de textes, dans l'ordre des \
                 points de code.",
            en: "Look at `noms` in src/sante.rs: a JSON array of strings, in the order of code \
                 points.",
        },
        idea: Text {
            fr: "Lisez le fichier dans une `BTreeMap<String, …>` : ses clés sont déjà dans l'ordre \
                 des octets de l'UTF-8, qui est celui des points de code.",
            en: "Read the file into a `BTreeMap<String, …>`: its keys are already in the order of \
                 the bytes of UTF-8, which is that of code points.",
        },
        chapter: "2-data/health.md#reading",
        talk: |talk| {
            let mut patients = draw_patients(talk.rng(), 4);
            let ordered = ordered(talk.rng());
            patients.extend(ordered.into_iter().map(|patient| (patient.nom.clone(), patient)));
            start_with(talk, &patients)?;
            let noms: Vec<&String> = patients.keys().collect();
            talk.bind("noms", Drawn::Json(json!(noms)));
            talk.ask(get(NAMES), Json)
        },
    },
    Check {
        id: "record",
        title: Text {
            fr: "GET /api/sante/{nom} donne les paramètres, avec nom et imc",
            en: "GET /api/sante/{nom} returns the parameters, with nom and imc",
        },
        points: 3,
        nudge: Text {
            fr: "Regardez `fiche` dans src/sante.rs : les paramètres du fichier et, au même \
                 niveau, deux clés de plus. L'indice a une seule décimale.",
            en: "Look at `fiche` in src/sante.rs: the parameters of the file and, at the same \
                 level, two keys more. The index has a single decimal.",
        },
        idea: Text {
            fr: "Une structure pour la réponse, qui contient celle des paramètres sous \
                 `#[serde(flatten)]`. L'imc est le poids divisé par le carré de la taille en mètres.",
            en: "A struct for the answer that holds the one of the parameters under \
                 `#[serde(flatten)]`. The imc is the weight over the square of the height in metres.",
        },
        chapter: "2-data/health.md#types",
        talk: |talk| {
            let patients = given(talk, 4)?;
            let rows: Vec<Row> = patients.values().map(Patient::row).collect();
            if let Some(patient) = patients.values().next() {
                bind_numbers(talk, patient);
            }
            talk.ask(get(PATIENT), Json)?;
            talk.ask_each(&rows, &get(PATIENT), Json)
        },
    },
    Check {
        id: "unknown",
        title: Text { fr: "un nom inconnu donne 404", en: "an unknown name is 404" },
        points: 1,
        nudge: Text {
            fr: "Que rend la recherche quand le nom n'y est pas, et qu'en fait le gestionnaire ?",
            en: "What does the search return when the name is not there, and what does the handler \
                 make of it?",
        },
        idea: Text {
            fr: "`.ok_or(Erreur::PatientInconnu)?` : une variante de votre erreur, dont la réponse \
                 a le statut 404 et le corps `{\"erreur\": …}`.",
            en: "`.ok_or(Erreur::PatientInconnu)?`: a variant of your error, whose response has \
                 status 404 and the body `{\"erreur\": …}`.",
        },
        chapter: "2-data/health.md#errors",
        talk: |talk| {
            let patients = given(talk, 3)?;
            bind_first(talk, &patients);
            talk.ask(get(PATIENT), Success)?;
            talk.draw("inconnu", draw::full_name);
            talk.ask(get("/api/sante/{inconnu}"), Refusal)?;
            talk.ask(delete("/api/sante/{inconnu}"), Refusal)
        },
    },
    Check {
        id: "placed",
        title: Text {
            fr: "PUT ajoute (201) ou remplace (200) un patient",
            en: "PUT adds (201) or replaces (200) a patient",
        },
        points: 3,
        nudge: Text {
            fr: "Regardez `placer` dans src/sante.rs : le corps de la réponse est celui du GET, le \
                 statut dit si le nom était déjà là.",
            en: "Look at `placer` in src/sante.rs: the body of the answer is that of GET, the \
                 status says whether the name was there already.",
        },
        idea: Text {
            fr: "`BTreeMap::insert` rend l'ancienne valeur : `None` veut dire nouveau.",
            en: "`BTreeMap::insert` returns the old value: `None` means new.",
        },
        chapter: "2-data/health.md#types",
        talk: |talk| {
            let patients = given_if_alone(talk, 3)?;
            let new = stranger(talk, &patients);
            bind_row(talk, &new);
            talk.ask(place(), Json)?;
            talk.ask(get(PATIENT), Json)?;
            let other = Patient { nom: new.nom, ..Patient::draw(talk.rng()) };
            bind_row(talk, &other);
            talk.ask(place(), Json)?;
            talk.ask(get(PATIENT), Json)
        },
    },
    Check {
        id: "removed",
        title: Text { fr: "DELETE enlève un patient", en: "DELETE removes a patient" },
        points: 1,
        nudge: Text {
            fr: "Regardez `retirer` dans src/sante.rs : 204 n'a pas de corps, et le patient est \
                 ensuite inconnu.",
            en: "Look at `retirer` in src/sante.rs: 204 has no body, and afterwards the patient \
                 is unknown.",
        },
        idea: Text {
            fr: "`BTreeMap::remove` dit si le nom était là ; sinon, c'est l'erreur de 404.",
            en: "`BTreeMap::remove` says whether the name was there; if not, it is the error of 404.",
        },
        chapter: "2-data/health.md#removing",
        talk: |talk| {
            let mut patients = given(talk, 4)?;
            bind_first(talk, &patients);
            patients.pop_first();
            talk.ask(delete(PATIENT), Status)?;
            talk.ask(get(PATIENT), Refusal)?;
            talk.ask(delete(PATIENT), Refusal)?;
            let noms: Vec<&String> = patients.keys().collect();
            talk.bind("noms", Drawn::Json(json!(noms)));
            talk.ask(get(NAMES), Json)
        },
    },
    Check {
        id: "malformed-values",
        title: Text {
            fr: "un champ manquant, inconnu ou du mauvais type donne 422, et rien ne change",
            en: "a field missing, unknown or of the wrong type is 422, and nothing changes",
        },
        points: 2,
        nudge: Text {
            fr: "De lui-même, serde refuse un champ manquant et un mauvais type ; un champ \
                 inconnu, seulement dans les structures où on le lui demande. Un refus laisse le \
                 fichier tel qu'il était.",
            en: "By itself serde refuses a missing field and a wrong type; an unknown field, only \
                 in the structs where it is asked to. A refusal leaves the file as it was.",
        },
        idea: Text {
            fr: "`#[serde(deny_unknown_fields)]` sur la structure qui arrive, et sur celle de la \
                 tension. Des types entiers (`u16`) refusent 42.5.",
            en: "`#[serde(deny_unknown_fields)]` on the struct that arrives, and on the one of the \
                 blood pressure. Integer types (`u16`) refuse 42.5.",
        },
        chapter: "2-data/health.md#rules",
        talk: |talk| {
            let patients = given(talk, 3)?;
            talk.bind("fichier", Drawn::Json(whole(&patients)));
            bind_first(talk, &patients);
            talk.ask(get(PATIENT), Success)?;
            let stranger = stranger(talk, &patients);
            let rows = bodies(&stranger, &wrong_shapes(&stranger));
            talk.ask_each(&rows, &place(), Refusal)?;
            talk.ask(get(PATIENT), Refusal)?;
            refused_for_the_known(talk, &patients, wrong_shapes)
        },
    },
    Check {
        id: "ranges",
        title: Text {
            fr: "les bornes sont permises ; ce qui les dépasse donne 422, et rien ne change",
            en: "the bounds are allowed; what exceeds them is 422, and nothing changes",
        },
        points: 2,
        nudge: Text {
            fr: "Comparez chaque valeur de la dernière requête avec la table du README. Une \
                 valeur à la borne est permise ; la diastolique est strictement inférieure à la \
                 systolique ; la taille et le poids peuvent avoir des décimales.",
            en: "Compare each value of the last request with the table of the README. A value at \
                 the bound is allowed; diastolique is strictly less than systolique; taille_cm \
                 and poids_kg may have decimals.",
        },
        idea: Text {
            fr: "`#[serde(try_from = \"Mesures\")]` : `TryFrom` contrôle chaque borne une fois, et \
                 une valeur de votre type ne peut plus être fausse. Son erreur devient un 422.",
            en: "`#[serde(try_from = \"Mesures\")]`: `TryFrom` checks every bound once, and a value \
                 of your type can be wrong no more. Its error becomes a 422.",
        },
        chapter: "2-data/health.md#rules",
        talk: |talk| {
            let patients = given(talk, 3)?;
            talk.bind("fichier", Drawn::Json(whole(&patients)));
            let stranger = stranger(talk, &patients);
            talk.ask_each(&bodies(&stranger, &outside(&stranger)), &place(), Refusal)?;
            refused_for_the_known(talk, &patients, outside)?;
            let rows = inside(talk.rng());
            let read_again = (get(PATIENT), Summary(parameters_of));
            talk.ask_in_turn(&rows, &[(place(), Success), read_again])?;
            // The last one's height lies between two integers.
            talk.ask(get(PATIENT), Summary(index_about))
        },
    },
    Check {
        id: "rounding",
        title: Text {
            fr: "l'imc est arrondi à une décimale, la moitié s'éloignant de zéro",
            en: "imc is rounded to one decimal, halves away from zero",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez le calcul de l'indice dans src/parametres.rs. 20,15 donne 20,2 : la \
                 moitié s'éloigne de zéro, et 20,15 n'a pas d'écriture binaire exacte.",
            en: "Look at how src/parametres.rs calculates the index. 20.15 gives 20.2: a half \
                 goes away from zero, and 20.15 has no exact binary form.",
        },
        idea: Text {
            fr: "Calculez en entiers : des grammes et des dixièmes de millimètre tiennent dans un \
                 `u64`, et la division entière de (2a + b) par 2b arrondit a/b.",
            en: "Calculate with integers: grams and tenths of a millimetre fit in a `u64`, and the \
                 integer division of (2a + b) by 2b rounds a/b.",
        },
        chapter: "2-data/health.md#index",
        talk: |talk| {
            given_if_alone(talk, 1)?;
            let rows: Vec<Row> = halfway(talk.rng()).iter().map(Patient::row).collect();
            let read_again = (get(PATIENT), Summary(index_of));
            talk.ask_in_turn(&rows, &[(place(), Success), read_again])
        },
    },
    Check {
        id: "yaml",
        title: Text {
            fr: "Accept: application/yaml donne la même fiche en YAML",
            en: "Accept: application/yaml returns the same as YAML",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `fiche` dans src/sante.rs : la même structure, un autre format. Seul \
                 l'en-tête `Accept` décide, et `Content-Type` dit lequel est venu. Le corps attendu \
                 est montré ici en JSON ; le vôtre est du YAML.",
            en: "Look at `fiche` in src/sante.rs: the same struct, another format. The header \
                 `Accept` alone decides, and `Content-Type` says which one came. The expected body \
                 is shown here as JSON; yours is YAML.",
        },
        idea: Text {
            fr: "`HeaderMap` est un extracteur. `serde_saphyr::to_string` écrit le YAML ; répondez \
                 `([(CONTENT_TYPE, \"application/yaml\")], texte)`.",
            en: "`HeaderMap` is an extractor. `serde_saphyr::to_string` writes the YAML; answer \
                 `([(CONTENT_TYPE, \"application/yaml\")], text)`.",
        },
        chapter: "2-data/health.md#yaml",
        talk: |talk| {
            let patients = given(talk, 5)?;
            let rows: Vec<Row> = patients.values().map(Patient::row).collect();
            let wants_yaml = get(PATIENT).header("accept", "application/yaml");
            talk.ask_each(&rows, &wants_yaml, Decoded(yaml))?;
            talk.ask(get(PATIENT), Json)
        },
    },
    Check {
        id: "errors",
        title: Text {
            fr: "toute erreur a le corps {\"erreur\": …}, celles d'axum comprises",
            en: "every error has the body {\"erreur\": …}, axum's own included",
        },
        points: 1,
        nudge: Text {
            fr: "axum répond lui-même 404, 405, 400 et 415, en texte ou sans corps : à vous de \
                 remplacer ce corps, dans src/app.rs et src/extraire.rs ; sa forme est dans \
                 src/erreur.rs. Le statut et `Allow` restent ceux d'axum.",
            en: "axum itself answers 404, 405, 400 and 415, as text or without a body: it is up \
                 to you to replace that body, in src/app.rs and src/extraire.rs; its shape is in \
                 src/erreur.rs. Status and `Allow` stay those of axum.",
        },
        idea: Text {
            fr: "`Router::fallback` et `method_not_allowed_fallback` pour les chemins et les \
                 méthodes ; pour le corps, un extracteur à vous qui appelle `axum::Json` et \
                 convertit son refus en votre erreur.",
            en: "`Router::fallback` and `method_not_allowed_fallback` for paths and methods; for \
                 the body, an extractor of yours that calls `axum::Json` and turns its rejection \
                 into your error.",
        },
        chapter: "2-data/health.md#errors",
        talk: |talk| {
            let patients = given(talk, 2)?;
            bind_first(talk, &patients);
            talk.ask(get(PATIENT), Success)?;
            talk.draw("inconnu", draw::word);
            talk.ask(get("/api/{inconnu}"), Refusal)?;
            talk.ask(post(NAMES).json(json!({})).showing(&["allow"]), Refusal)?;
            talk.ask(patch(PATIENT).json(json!({})).showing(&["allow"]), Refusal)?;
            let json = Some("application/json");
            talk.ask(put(PATIENT).raw(json, "{\"age\": 42,"), Refusal)?;
            talk.ask(put(PATIENT).raw(Some("text/plain"), "{\"age\": 42}"), Refusal)?;
            refused_unread(talk)
        },
    },
    Check {
        id: "tidy-file",
        title: Text {
            fr: "le fichier est à jour avant la réponse, valide, trié, indenté",
            en: "the file is up to date before the answer, valid, sorted, indented",
        },
        points: 1,
        nudge: Text {
            fr: "Tout changement, même une suppression, est écrit avant la réponse. Les clés sont \
                 triées à tous les niveaux, dans `tension` aussi ; chaque clé est sur sa ligne.",
            en: "Every change, a removal too, is written before the answer. The keys are sorted \
                 at every level, in `tension` too; every key is on a line of its own.",
        },
        idea: Text {
            fr: "`serde_json::to_vec_pretty` d'une `BTreeMap`, et des champs déclarés dans l'ordre \
                 alphabétique : serde les écrit comme ils sont déclarés.",
            en: "`serde_json::to_vec_pretty` of a `BTreeMap`, and fields declared in alphabetical \
                 order: serde writes them as they are declared.",
        },
        chapter: "2-data/health.md#files",
        talk: |talk| {
            let mut patients = given(talk, 5)?;
            let new = stranger(talk, &patients);
            bind_row(talk, &new);
            patients.insert(new.nom.clone(), new);
            talk.bind("fichier", Drawn::Json(whole(&patients)));
            talk.ask(place(), Success)?;
            talk.look_at(FILE, tidy)?;
            if let Some(known) = patients.last_entry() {
                let nom = known.key().clone();
                let other = Patient { nom, ..Patient::draw(talk.rng()) };
                bind_row(talk, &other);
                patients.insert(other.nom.clone(), other);
            }
            talk.bind("fichier", Drawn::Json(whole(&patients)));
            talk.ask(place(), Success)?;
            talk.look_at(FILE, tidy)?;
            bind_first(talk, &patients);
            patients.pop_first();
            talk.bind("fichier", Drawn::Json(whole(&patients)));
            talk.ask(delete(PATIENT), Success)?;
            talk.look_at(FILE, tidy)
        },
    },
    Check {
        id: "survives",
        title: Text {
            fr: "tué pendant qu'il écrit, le serveur repart avec tout ce qu'il a confirmé",
            en: "killed while it writes, the server starts again with all that it acknowledged",
        },
        points: 1,
        nudge: Text {
            fr: "À chaque instant, le fichier doit être entier, l'ancien ou le nouveau, jamais \
                 une moitié, et contenir tout ce qui est confirmé. Et deux clients écrivent en \
                 même temps : qu'est-ce qui les sépare ?",
            en: "At every moment the file must be whole, the old one or the new one, never a \
                 half, and hold all that is acknowledged. And two clients write at the same time: \
                 what keeps them apart?",
        },
        idea: Text {
            fr: "Écrivez dans un fichier voisin, `sync_all`, puis `fs::rename` sur le vrai : le \
                 renommage remplace d'un coup. Un verrou tient de la lecture à l'écriture.",
            en: "Write to a file beside it, `sync_all`, then `fs::rename` over the real one: a \
                 rename replaces in one step. One lock holds from the reading to the writing.",
        },
        chapter: "2-data/health.md#files",
        talk: |talk| {
            let patients = given(talk, 60)?;
            bind_first(talk, &patients);
            talk.ask(get(PATIENT), Success)?;
            for _ in 0..2 {
                let strangers: Vec<Row> =
                    draw_patients(talk.rng(), 100).values().map(Patient::row).collect();
                let until = talk.rng().usize(20..40);
                let storm = Storm { clients: 6, until, file: FILE, read: valid };
                let kept = talk.storm(&strangers, &place(), Success, storm)?;
                let kept: Vec<Row> = kept.into_iter().map(|row| strangers[row].clone()).collect();
                talk.ask_each(&kept, &get(PATIENT), Summary(parameters_of))?;
            }
            let rows: Vec<Row> = patients.values().map(Patient::row).collect();
            talk.ask_each(&rows, &get(PATIENT), Summary(parameters_of))
        },
    },
    Check {
        id: "bad-file",
        title: Text {
            fr: "un fichier absent ou mal formé arrête le serveur au démarrage",
            en: "a file missing or malformed stops the server at start",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `Patients::ouvrir` dans src/patients.rs : un fichier absent ou mal \
                 formé est une erreur, pas une liste vide. Un statut autre que 0, et une seule \
                 ligne sur la sortie d'erreur, qui nomme le fichier : une panique en écrit \
                 plusieurs.",
            en: "Look at `Patients::ouvrir` in src/patients.rs: a missing or malformed file is an \
                 error, not an empty list. A status other than 0, and a single line on standard \
                 error that names the file: a panic writes several.",
        },
        idea: Text {
            fr: "`main` rend un `ExitCode` : en cas d'erreur, `eprintln!` de son texte, qui contient \
                 le chemin, puis `ExitCode::FAILURE`. Le fichier se lit avant d'écouter.",
            en: "`main` returns an `ExitCode`: on an error, `eprintln!` of its text, which holds the \
                 path, then `ExitCode::FAILURE`. The file is read before listening.",
        },
        chapter: "2-data/health.md#reading",
        talk: |talk| {
            let patients = given(talk, 3)?;
            bind_first(talk, &patients);
            talk.ask(get(PATIENT), Success)?;
            talk.kill()?;
            let text = untidy(&patients, talk.rng());
            let half = text.floor_char_boundary(text.len() / 2);
            talk.file("PATIENTS", FILE, &text[..half])?;
            talk.refuses_to_start(FILE)?;
            let list = json!([whole(&patients)]).to_string();
            talk.file("PATIENTS", FILE, &list)?;
            talk.refuses_to_start(FILE)?;
            talk.remove(FILE)?;
            talk.refuses_to_start(FILE)?;
            talk.file("PATIENTS", FILE, &text)?;
            talk.ask(get(PATIENT), Success)
        },
    },
];
