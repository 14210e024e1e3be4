//! Lab 02, parameters and pages: values from the query string and the path, on pages and as JSON.
//!
//! | check | points | line of the contract |
//! |---|---|---|
//! | `root` | 1 | `GET /` |
//! | `other-routes` | 1 | an unknown path is 404, a wrong method 405 |
//! | `welcome` | 3 | `GET /accueil` |
//! | `query-page` | 4 | `GET /params?surname=S&name=N` |
//! | `query-missing` | 3 | `surname` or `name` missing or empty 400, and the body names it |
//! | `query-json` | 3 | `GET /api/params`, with and without `age` |
//! | `age-range` | 2 | `age` not an integer from 0 to 150 is 400 |
//! | `path-page` | 1 | `GET /bonjour/{name}` |
//! | `escaped` | 1 | a value is text, never markup |
//! | `decoded` | 1 | `+` and percent-encoding, UTF-8 included |
//!
//! Every check also asks for something that only a written handler can answer, so that a server
//! which refuses everything earns nothing.

use engine::http::{delete, get, post};
use engine::transcript::Look::{self, Json, Mention, Page, Status, Text as PlainText};
use engine::{Check, Suite, Text, draw};

/// The suite of lab 02.
pub fn suite() -> Suite {
    Suite { lab: "params", checks: CHECKS, snapshots: engine::snapshots!(), databases: None }
}

const CHECKS: &[Check] = &[
    Check {
        id: "root",
        title: Text { fr: "GET / renvoie hello world", en: "GET / returns hello world" },
        points: 1,
        nudge: Text {
            fr: "Regardez `racine` dans src/pages.rs : la réponse est un texte, à la lettre près, \
                 sans page autour.",
            en: "Look at `racine` in src/pages.rs: the answer is a text, compared letter by \
                 letter, with no page around it.",
        },
        idea: Text {
            fr: "Un gestionnaire qui renvoie `&'static str` répond 200, `text/plain`.",
            en: "A handler that returns `&'static str` answers 200, `text/plain`.",
        },
        chapter: "1-apis/parameters.md#text",
        talk: |talk| talk.ask(get("/"), PlainText),
    },
    Check {
        id: "other-routes",
        title: Text {
            fr: "un chemin inconnu donne 404, une mauvaise méthode 405",
            en: "an unknown path is 404, a wrong method 405",
        },
        points: 1,
        nudge: Text {
            fr: "axum répond 404 et 405 de lui-même, le second avec `Allow` : avez-vous ajouté \
                 une route ou un `fallback` qui attrape tout, ou un gestionnaire qui regarde la \
                 méthode ?",
            en: "axum answers 404 and 405 by itself, the latter with `Allow`: did you add a route \
                 or a `fallback` that catches everything, or a handler that looks at the method?",
        },
        idea: Text {
            fr: "`route(\"/\", get(racine))` ne répond qu'à `GET /` : axum en déduit le reste, \
                 l'en-tête `Allow` compris.",
            en: "`route(\"/\", get(racine))` answers `GET /` alone: axum derives the rest from it, \
                 the header `Allow` included.",
        },
        chapter: "1-apis/first-api.md#errors",
        talk: |talk| {
            talk.ask(get("/"), PlainText)?;
            talk.draw("inconnu", draw::word);
            talk.ask(get("/{inconnu}"), Status)?;
            talk.ask(get("/bonjour"), Status)?;
            talk.ask(post("/params?surname=a&name=b").showing(&["allow"]), Status)?;
            talk.ask(delete("/bonjour/{inconnu}").showing(&["allow"]), Status)
        },
    },
    Check {
        id: "welcome",
        title: Text {
            fr: "GET /accueil montre une page « hello john doe »",
            en: "GET /accueil shows a page “hello john doe”",
        },
        points: 3,
        nudge: Text {
            fr: "La page vient d'un modèle : au départ, templates/hello.html avait déjà le bon \
                 titre. Regardez ce que `accueil` lui donne dans src/pages.rs, et quel type \
                 déclare la page comme du HTML en UTF-8.",
            en: "The page comes from a template: at the start, templates/hello.html already had \
                 the right title. Look at what `accueil` gives it in src/pages.rs, and at which \
                 type declares the page as HTML in UTF-8.",
        },
        idea: Text {
            fr: "Une structure avec `#[derive(Template)]` et `#[template(path = \"hello.html\")]` ; \
                 `render()` donne le texte que `axum::response::Html` envoie.",
            en: "A struct with `#[derive(Template)]` and `#[template(path = \"hello.html\")]`; \
                 `render()` gives the text that `axum::response::Html` sends.",
        },
        chapter: "1-apis/parameters.md#templates",
        talk: |talk| talk.ask(get("/accueil"), PAGE),
    },
    Check {
        id: "query-page",
        title: Text {
            fr: "GET /params montre le nom reçu dans la chaîne de requête",
            en: "GET /params shows the name from the query string",
        },
        points: 4,
        nudge: Text {
            fr: "Regardez `params` dans src/pages.rs : les deux valeurs viennent de l'URL. Dans \
                 la page, `name` vient avant `surname`, quel que soit leur ordre dans l'URL ; un \
                 paramètre inconnu est ignoré.",
            en: "Look at `params` in src/pages.rs: both values come from the URL. On the page \
                 `name` comes before `surname`, whatever their order in the URL; an unknown \
                 parameter is ignored.",
        },
        idea: Text {
            fr: "`Query<T>` remplit une structure à partir de `surname=S&name=N` ; donnez ses champs \
                 au modèle, par exemple `{{ nom }}`.",
            en: "`Query<T>` fills a struct from `surname=S&name=N`; give its fields to the template, \
                 as `{{ nom }}` for instance.",
        },
        chapter: "1-apis/parameters.md#query",
        talk: |talk| {
            talk.draw("name", draw::word);
            talk.draw("surname", draw::word);
            talk.draw("autre", draw::word);
            talk.ask(get("/params?surname={surname}&name={name}"), PAGE)?;
            talk.ask(get("/params?name={name}&autre={autre}&surname={surname}"), PAGE)
        },
    },
    Check {
        id: "query-missing",
        title: Text {
            fr: "un paramètre absent ou vide donne 400 et la réponse le nomme",
            en: "a parameter missing or empty is 400 and the answer names it",
        },
        points: 3,
        nudge: Text {
            fr: "Absent et vide sont deux cas : `name=` est présent, et vide. Les deux donnent 400, \
                 et le corps dit quel paramètre est en cause.",
            en: "Missing and empty are two cases: `name=` is present, and empty. Both are 400, and \
                 the body says which parameter is at fault.",
        },
        idea: Text {
            fr: "Lisez `Option<String>`, puis refusez `None` et le texte vide avec le nom du \
                 paramètre. `#[serde(try_from = \"…\")]` fait de ce refus un 400 de `Query`.",
            en: "Read `Option<String>`, then refuse `None` and the empty text with the name of the \
                 parameter. `#[serde(try_from = \"…\")]` makes of that refusal a 400 by `Query`.",
        },
        chapter: "1-apis/parameters.md#query",
        talk: |talk| {
            talk.draw("name", draw::word);
            talk.draw("surname", draw::word);
            talk.ask(get("/params?surname={surname}&name={name}"), Status)?;
            talk.ask(get("/params?surname={surname}"), Mention("name"))?;
            talk.ask(get("/params?name={name}"), Mention("surname"))?;
            talk.ask(get("/params?surname={surname}&name="), Mention("name"))?;
            talk.ask(get("/params?surname=&name={name}"), Mention("surname"))
        },
    },
    Check {
        id: "query-json",
        title: Text {
            fr: "GET /api/params renvoie les paramètres en JSON, l'âge en nombre",
            en: "GET /api/params returns the parameters as JSON, the age as a number",
        },
        points: 3,
        nudge: Text {
            fr: "Regardez `parametres` dans src/api.rs : les clés ont les noms des paramètres, et \
                 `age` est un nombre, sans guillemets. S'il n'est pas dans l'URL, la clé n'est \
                 pas dans la réponse : ni `null`, ni 0.",
            en: "Look at `parametres` in src/api.rs: the keys have the names of the parameters, \
                 and `age` is a number, without quotation marks. When it is not in the URL, the \
                 key is not in the answer: neither `null` nor 0.",
        },
        idea: Text {
            fr: "Un champ `age: Option<u8>` se lit comme nombre, et \
                 `#[serde(skip_serializing_if = \"Option::is_none\")]` l'omet.",
            en: "A field `age: Option<u8>` is read as a number, and \
                 `#[serde(skip_serializing_if = \"Option::is_none\")]` leaves it out.",
        },
        chapter: "1-apis/parameters.md#typed",
        talk: |talk| {
            talk.draw("name", draw::word);
            talk.draw("surname", draw::word);
            talk.draw("age", draw::age);
            talk.draw("autre", draw::word);
            talk.ask(get("/api/params?surname={surname}&name={name}"), Json)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age={age}"), Json)?;
            talk.ask(get("/api/params?autre={autre}&name={name}&surname={surname}"), Json)
        },
    },
    Check {
        id: "age-range",
        title: Text {
            fr: "un âge qui n'est pas un entier de 0 à 150 donne 400",
            en: "an age that is no integer from 0 to 150 is 400",
        },
        points: 2,
        nudge: Text {
            fr: "Quel type lit `age` pour `parametres`, dans src/api.rs, et que refuse-t-il de \
                 lui-même ? 0 et 150 sont permis ; 151, 256, -1, 1.5, un mot et le texte vide ne \
                 le sont pas.",
            en: "Which type reads `age` for `parametres`, in src/api.rs, and what does it refuse \
                 by itself? 0 and 150 are allowed; 151, 256, -1, 1.5, a word and the empty text \
                 are not.",
        },
        idea: Text {
            fr: "Le type `u8` refuse déjà les mots, les virgules et les nombres négatifs ; il reste \
                 à refuser ce qui dépasse 150, dans un type à vous avec `TryFrom<u8>`.",
            en: "The type `u8` already refuses words, fractions and negative numbers; what remains \
                 is to refuse what exceeds 150, in a type of yours with `TryFrom<u8>`.",
        },
        chapter: "1-apis/parameters.md#typed",
        talk: |talk| {
            talk.draw("name", draw::word);
            talk.draw("surname", draw::word);
            talk.draw("mot", draw::word);
            talk.ask(get("/api/params?surname={surname}&name={name}&age=0"), Json)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age=150"), Json)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age=151"), Status)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age=256"), Status)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age=-1"), Status)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age=1.5"), Status)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age={mot}"), Status)?;
            talk.ask(get("/api/params?surname={surname}&name={name}&age="), Status)
        },
    },
    Check {
        id: "path-page",
        title: Text {
            fr: "GET /bonjour/{name} montre le nom du chemin",
            en: "GET /bonjour/{name} shows the name from the path",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `bonjour` dans src/pages.rs : le nom est un morceau du chemin.",
            en: "Look at `bonjour` in src/pages.rs: the name is a part of the path.",
        },
        idea: Text {
            fr: "`Path<String>` donne le segment `{name}` de la route ; le modèle est le même.",
            en: "`Path<String>` gives the segment `{name}` of the route; the template is the same.",
        },
        chapter: "1-apis/parameters.md#path",
        talk: |talk| {
            talk.draw("name", draw::word);
            talk.ask(get("/bonjour/{name}"), PAGE)
        },
    },
    Check {
        id: "escaped",
        title: Text {
            fr: "une valeur est du texte, jamais du balisage",
            en: "a value is text, never markup",
        },
        points: 1,
        nudge: Text {
            fr: "Que voit le visiteur dont le nom est `<b>Ada</b>` ? Une valeur s'échappe une \
                 seule fois, là où elle devient du HTML, et pas avant.",
            en: "What does a visitor see whose name is `<b>Ada</b>`? A value is escaped once, \
                 where it becomes HTML, and not before.",
        },
        idea: Text {
            fr: "Un modèle askama échappe ce que `{{ … }}` affiche, sauf avec le filtre `safe`. \
                 `format!` n'échappe rien.",
            en: "An askama template escapes what `{{ … }}` shows, unless the filter `safe` is used. \
                 `format!` escapes nothing.",
        },
        chapter: "1-apis/parameters.md#escaping",
        talk: |talk| {
            talk.draw("name", draw::markup);
            talk.draw("surname", draw::word);
            talk.ask(get("/params?surname={surname}&name={name}"), PAGE)?;
            talk.ask(get("/bonjour/{name}"), PAGE)
        },
    },
    Check {
        id: "decoded",
        title: Text {
            fr: "`+` et les séquences %XX sont décodés, UTF-8 compris",
            en: "`+` and %XX sequences are decoded, UTF-8 included",
        },
        points: 1,
        nudge: Text {
            fr: "Dans une chaîne de requête, `+` est une espace ; dans un chemin, c'est un plus. \
                 Dans les deux, une séquence `%XX` est un octet d'un texte en UTF-8 : qui la \
                 décode ?",
            en: "In a query string `+` is a space; in a path it is a plus sign. In both, a \
                 sequence `%XX` is one byte of a text in UTF-8: who decodes it?",
        },
        idea: Text {
            fr: "`Query` et `Path` décodent chacun selon sa règle : ne décodez rien vous-même.",
            en: "`Query` and `Path` decode, each by its own rule: decode nothing yourself.",
        },
        chapter: "1-apis/parameters.md#escaping",
        talk: |talk| {
            talk.draw("name", draw::full_name);
            talk.draw("un", draw::word);
            talk.draw("deux", draw::word);
            talk.ask(get("/params?surname={un}+{deux}&name={name}"), PAGE)?;
            talk.ask(get("/api/params?surname={un}+{deux}&name={name}"), Json)?;
            talk.ask(get("/bonjour/{name}"), PAGE)?;
            talk.ask(get("/bonjour/{un}+{deux}"), PAGE)
        },
    },
];

const PAGE: Look = Page(page::read);
