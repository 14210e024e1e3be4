//! Lab 01, a first API: a greeting, users added and removed.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `greeting` | 3 | `GET /api/salutation` |
//! | `other-routes` | 2 | any other path 404, `PUT /api/salutation` 405 |
//! | `user-added` | 4 | `POST /api/utilisateurs` |
//! | `rule-broken` | 2 | `nom` missing or not a string 422 |
//! | `malformed` | 2 | body not JSON 400 |
//! | `undeclared` | 1 | body not declared as JSON 415 |
//! | `user-removed` | 3 | `DELETE /api/utilisateurs/{nom}`, a second time 404 |
//! | `user-unknown` | 1 | `DELETE` of a user never added 404 |
//! | `any-name` | 2 | spaces, accents and emoji, percent-encoded |
//!
//! Every check also asks for something that only a written handler can answer, so that a server
//! which refuses everything earns nothing.

use engine::http::{Request, delete, get, post, put};
use engine::transcript::Look::{Json, Status, Success};
use engine::{Check, Suite, Text, draw};
use serde_json::json;

/// The suite of lab 01.
pub fn suite() -> Suite {
    Suite { lab: "salutation", checks: CHECKS, snapshots: engine::snapshots!(), databases: None }
}

const CHECKS: &[Check] = &[
    Check {
        id: "greeting",
        title: Text {
            fr: "GET /api/salutation renvoie le message d'accueil",
            en: "GET /api/salutation returns the greeting",
        },
        points: 3,
        nudge: Text {
            fr: "Regardez `saluer` et sa route dans src/salutation.rs : que doit renvoyer la \
                 fonction pour qu'axum en fasse du JSON ? La réponse a la seule clé `message`, et \
                 le message se compare caractère par caractère.",
            en: "Look at `saluer` and its route in src/salutation.rs: what must the function \
                 return for axum to make JSON of it? The answer has the key `message` alone, and \
                 the message is compared character by character.",
        },
        idea: Text {
            fr: "Une structure qui dérive `serde::Serialize`, avec un champ `message`, enveloppée \
                 dans `axum::Json`. Le message se compare caractère par caractère, espace avant le \
                 point d'exclamation comprise.",
            en: "A struct that derives `serde::Serialize`, with a field `message`, wrapped in \
                 `axum::Json`. The message is compared character by character, the space before \
                 the exclamation mark included.",
        },
        chapter: "1-apis/first-api.md#greeting",
        talk: |talk| talk.ask(get("/api/salutation"), Json),
    },
    Check {
        id: "other-routes",
        title: Text {
            fr: "un chemin inconnu donne 404, une mauvaise méthode 405",
            en: "an unknown path is 404, a wrong method 405",
        },
        points: 2,
        nudge: Text {
            fr: "axum répond 404 et 405 de lui-même, le second avec `Allow` : avez-vous ajouté \
                 une route ou un `fallback` qui attrape tout, ou un gestionnaire qui regarde la \
                 méthode ?",
            en: "axum answers 404 and 405 by itself, the latter with `Allow`: did you add a route \
                 or a `fallback` that catches everything, or a handler that looks at the method?",
        },
        idea: Text {
            fr: "Déclarez `/api/salutation` avec `get(…)` seulement. axum refuse alors les autres \
                 méthodes par 405, avec l'en-tête `Allow`.",
            en: "Declare `/api/salutation` with `get(…)` alone. axum then refuses other methods \
                 with 405 and the header `Allow`.",
        },
        chapter: "1-apis/first-api.md#errors",
        talk: |talk| {
            talk.draw("inconnu", draw::word);
            talk.ask(get("/api/salutation"), Status)?;
            talk.ask(put("/api/salutation").showing(&["allow"]), Status)?;
            talk.ask(get("/api/{inconnu}"), Status)
        },
    },
    Check {
        id: "user-added",
        title: Text {
            fr: "POST /api/utilisateurs ajoute un utilisateur",
            en: "POST /api/utilisateurs adds a user",
        },
        points: 4,
        nudge: Text {
            fr: "Regardez `ajouter` dans src/utilisateurs.rs : le statut est 201, et le message \
                 contient le nom reçu. La clé et le message se comparent caractère par caractère.",
            en: "Look at `ajouter` in src/utilisateurs.rs: the status is 201, and the message \
                 holds the name that came. The key and the message are compared character by \
                 character.",
        },
        idea: Text {
            fr: "Prenez `Json<T>` en dernier argument, `T` dérivant `serde::Deserialize` avec un \
                 champ `nom: String`, et renvoyez `(StatusCode::CREATED, Json(…))`.",
            en: "Take `Json<T>` as the last argument, `T` deriving `serde::Deserialize` with a \
                 field `nom: String`, and return `(StatusCode::CREATED, Json(…))`.",
        },
        chapter: "1-apis/first-api.md#adding",
        talk: |talk| {
            talk.draw("nom", draw::word);
            talk.ask(add(), Json)
        },
    },
    Check {
        id: "rule-broken",
        title: Text {
            fr: "`nom` absent, ou qui n'est pas un texte, donne 422",
            en: "`nom` missing, or not a string, is 422",
        },
        points: 2,
        nudge: Text {
            fr: "Le corps est du JSON correct (donc pas 400), mais il n'a pas la forme attendue \
                 (422) : quel type la décrit, et qui répond quand le corps ne lui convient pas ?",
            en: "The body is correct JSON (so not 400), but it does not have the expected shape \
                 (422): which type describes that shape, and who answers when the body does not \
                 fit?",
        },
        idea: Text {
            fr: "L'extracteur `Json<T>` répond 422 de lui-même quand le corps ne correspond pas à \
                 `T` : `nom: String`, sans `Option` ni `#[serde(default)]`.",
            en: "The extractor `Json<T>` answers 422 by itself when the body does not fit `T`: \
                 `nom: String`, without `Option` or `#[serde(default)]`.",
        },
        chapter: "1-apis/first-api.md#refusing",
        talk: |talk| {
            talk.draw("nom", draw::word);
            talk.draw("nombre", draw::age);
            talk.ask(add(), Success)?;
            talk.ask(post(USERS).json(json!({"name": "{nom}"})), Status)?;
            talk.ask(post(USERS).json(json!({"nom": "{nombre}"})), Status)?;
            talk.ask(post(USERS).json(json!({"nom": null})), Status)
        },
    },
    Check {
        id: "malformed",
        title: Text {
            fr: "un corps qui n'est pas du JSON donne 400",
            en: "a body that is not JSON is 400",
        },
        points: 2,
        nudge: Text {
            fr: "Un JSON mal formé (400) n'est pas un JSON bien formé qui enfreint une règle \
                 (422). Regardez avec quoi `ajouter` lit le corps : qui fait la différence ?",
            en: "Malformed JSON (400) is not well-formed JSON that breaks a rule (422). Look at \
                 what `ajouter` reads the body with: who tells the two apart?",
        },
        idea: Text {
            fr: "Laissez l'extracteur `axum::Json` lire le corps : il distingue les deux. Avec \
                 `String` et `serde_json::from_str`, la distinction est à votre charge.",
            en: "Let the extractor `axum::Json` read the body: it tells the two apart. With \
                 `String` and `serde_json::from_str`, telling them apart is up to you.",
        },
        chapter: "1-apis/first-api.md#refusing",
        talk: |talk| {
            talk.draw("nom", draw::word);
            talk.ask(add(), Success)?;
            talk.ask(post(USERS).raw(JSON, r#"{"nom": "{nom}""#), Status)?;
            talk.ask(post(USERS).raw(JSON, "nom={nom}"), Status)
        },
    },
    Check {
        id: "undeclared",
        title: Text {
            fr: "un corps qui n'est pas déclaré comme du JSON donne 415",
            en: "a body that is not declared as JSON is 415",
        },
        points: 1,
        nudge: Text {
            fr: "Ce qui compte ici est l'en-tête `Content-Type` de la requête, pas son corps : \
                 dans `ajouter`, quel extracteur le regarde ?",
            en: "What counts here is the request's header `Content-Type`, not its body: which \
                 extractor of `ajouter` looks at it?",
        },
        idea: Text {
            fr: "`axum::Json` refuse par 415 un corps sans `Content-Type: application/json`. \
                 L'extracteur `Bytes` ou `String` accepterait tout.",
            en: "`axum::Json` refuses a body without `Content-Type: application/json` with 415. The \
                 extractor `Bytes` or `String` would take anything.",
        },
        chapter: "1-apis/first-api.md#refusing",
        talk: |talk| {
            talk.draw("nom", draw::word);
            talk.ask(add(), Success)?;
            talk.ask(post(USERS).raw(Some("text/plain"), VALID), Status)?;
            talk.ask(post(USERS).raw(None, VALID), Status)
        },
    },
    Check {
        id: "user-removed",
        title: Text {
            fr: "DELETE supprime un utilisateur, une seule fois",
            en: "DELETE removes a user, once",
        },
        points: 3,
        nudge: Text {
            fr: "Regardez `supprimer` dans src/utilisateurs.rs : ce que `ajouter` a retenu doit \
                 lui être visible, et disparaître. La première réponse est 200, avec un message \
                 qui dit la suppression ; la seconde, 404.",
            en: "Look at `supprimer` in src/utilisateurs.rs: it must see what `ajouter` \
                 remembered, and make it disappear. The first answer is 200, with a message that \
                 tells of the removal; the second, 404.",
        },
        idea: Text {
            fr: "Un seul ensemble partagé par tous les clones de l'état : `Arc<Mutex<HashSet<String>>>`. \
                 `remove` dit s'il y avait quelque chose à retirer.",
            en: "One set shared by all clones of the state: `Arc<Mutex<HashSet<String>>>`. `remove` \
                 tells whether there was something to remove.",
        },
        chapter: "1-apis/first-api.md#removing",
        talk: |talk| {
            talk.draw("nom", draw::word);
            talk.ask(add(), Success)?;
            talk.ask(remove(), Json)?;
            talk.ask(remove(), Status)
        },
    },
    Check {
        id: "user-unknown",
        title: Text {
            fr: "supprimer un utilisateur jamais ajouté donne 404",
            en: "removing a user never added is 404",
        },
        points: 1,
        nudge: Text {
            fr: "Un nom inconnu n'est ni une erreur du serveur (500, ou une panique), ni un \
                 succès : c'est une ressource qui n'existe pas. Que fait `supprimer` quand il n'y \
                 a rien à supprimer ?",
            en: "An unknown name is neither an error of the server (500, or a panic) nor a \
                 success: it is a resource that does not exist. What does `supprimer` do when \
                 there is nothing to remove?",
        },
        idea: Text {
            fr: "Renvoyez `Result<Json<…>, StatusCode>`, et `Err(StatusCode::NOT_FOUND)` quand \
                 `remove` n'a rien trouvé.",
            en: "Return `Result<Json<…>, StatusCode>`, and `Err(StatusCode::NOT_FOUND)` when \
                 `remove` found nothing.",
        },
        chapter: "1-apis/first-api.md#removing",
        talk: |talk| {
            talk.draw("nom", draw::word);
            talk.draw("inconnu", draw::word);
            talk.ask(add(), Success)?;
            talk.ask(delete("/api/utilisateurs/{inconnu}"), Status)?;
            talk.ask(remove(), Success)
        },
    },
    Check {
        id: "any-name",
        title: Text {
            fr: "un nom peut contenir espaces, accents et emoji",
            en: "a name may hold spaces, accents and emoji",
        },
        points: 2,
        nudge: Text {
            fr: "Le nom revient tel qu'il est venu, sans rien perdre. Dans le chemin, il arrive \
                 encodé (`%C3%A9` pour é) : qui le décode ?",
            en: "The name comes back as it came, with nothing lost. In the path it comes encoded \
                 (`%C3%A9` for é): who decodes it?",
        },
        idea: Text {
            fr: "L'extracteur `Path<String>` décode le segment. Ne découpez pas l'URI à la main.",
            en: "The extractor `Path<String>` decodes the segment. Do not cut the URI by hand.",
        },
        chapter: "1-apis/first-api.md#removing",
        talk: |talk| {
            talk.draw("nom", draw::full_name);
            talk.ask(add(), Json)?;
            talk.ask(remove(), Json)?;
            talk.ask(remove(), Status)
        },
    },
];

const USERS: &str = "/api/utilisateurs";
const JSON: Option<&str> = Some("application/json");
const VALID: &str = r#"{"nom": "{nom}"}"#;

fn add() -> Request {
    post(USERS).json(json!({"nom": "{nom}"}))
}

fn remove() -> Request {
    delete("/api/utilisateurs/{nom}")
}
