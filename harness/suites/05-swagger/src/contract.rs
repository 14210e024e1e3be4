//! What the contract says of the document, beside what holds for every document.

use engine::draw;
use engine::http::{delete, get, post};
use engine::{Conversation, Lang, Stop};
use openapi::{Document, Known, Operation};
use serde_json::json;

pub const DOCUMENT: &str = "/api-docs/openapi.json";

/// The routes of lab 04 with the statuses that each can answer; `{}` is a parameter of any name.
pub const ROUTES: [(&str, &str, &[u16]); 7] = [
    ("GET", "/api/produits", &[200, 400]),
    ("POST", "/api/produits", &[201, 400, 409, 415, 422]),
    ("GET", "/api/produits/{}", &[200, 400, 404]),
    ("PUT", "/api/produits/{}", &[200, 400, 404, 409, 415, 422]),
    ("PATCH", "/api/produits/{}", &[200, 400, 404, 409, 415, 422]),
    ("DELETE", "/api/produits/{}", &[204, 400, 404]),
    ("POST", "/api/produits/{}/retrait", &[200, 400, 404, 409, 415, 422]),
];

/// The document that the server serves.
pub fn document(talk: &mut Conversation<'_>) -> Result<Document, Stop> {
    let answer = talk.send(&get(DOCUMENT))?;
    let media = answer.media_type().unwrap_or_default();
    if answer.status != 200 || media != "application/json" {
        let sentence = match talk.lang() {
            Lang::Fr => format!("{DOCUMENT} ne donne pas de document."),
            Lang::En => format!("{DOCUMENT} answers with no document."),
        };
        let came = format!("HTTP {}\ncontent-type: {media}", answer.status);
        return Err(talk.broken(sentence, "HTTP 200\ncontent-type: application/json", &came));
    }
    Document::read(&answer.body, talk.lang()).map_err(|why| talk.broken(why, "", ""))
}

/// The document, when every route is in it: requests made of a part of it would prove nothing.
pub fn whole_document(talk: &mut Conversation<'_>) -> Result<Document, Stop> {
    let document = document(talk)?;
    let missing = missing_routes(&document, talk.lang());
    let Some(first) = missing.first() else { return Ok(document) };
    let sentence = match talk.lang() {
        Lang::Fr => format!("{first} : cette vérification attend que toutes les routes y soient."),
        Lang::En => format!("{first}: this check waits until all routes are in it."),
    };
    Err(talk.broken(sentence, "✓", &missing.join("\n")))
}

/// The operation of a route, whatever its parameters are called.
pub fn operation<'a>(document: &'a Document, method: &str, path: &str) -> Option<Operation<'a>> {
    let operations = document.operations();
    operations.into_iter().find(|found| found.method == method && nameless(found.path) == path)
}

/// A path with the names of its parameters left out.
fn nameless(path: &str) -> String {
    let mut parts = path.split(['{', '}']);
    let mut nameless = parts.next().unwrap_or_default().to_owned();
    while let (Some(_), Some(after)) = (parts.next(), parts.next()) {
        nameless.push_str("{}");
        nameless.push_str(after);
    }
    nameless
}

pub fn missing_routes(document: &Document, lang: Lang) -> Vec<String> {
    ROUTES
        .iter()
        .filter(|(method, path, _)| operation(document, method, path).is_none())
        .map(|(method, path, _)| {
            let path = path.replace("{}", "{id}");
            match lang {
                Lang::Fr => format!("{method} {path} n'est pas dans le document"),
                Lang::En => format!("{method} {path} is not in the document"),
            }
        })
        .collect()
}

/// Statuses that a route can answer and the document does not name, by itself or by its class.
pub fn missing_statuses(document: &Document, lang: Lang) -> Vec<String> {
    let mut missing = Vec::new();
    for (method, path, statuses) in ROUTES {
        let Some(operation) = operation(document, method, path) else { continue };
        let named = operation.statuses();
        for status in statuses {
            let class = format!("{}XX", status / 100);
            if !named.contains(&status.to_string().as_str()) && !named.contains(&class.as_str()) {
                let name = operation.name();
                let named = named.join(", ");
                missing.push(match lang {
                    Lang::Fr => format!("{name} : il manque {status} (le document a {named})"),
                    Lang::En => format!("{name}: {status} is missing (the document has {named})"),
                });
            }
        }
    }
    missing
}

/// Problems that are shown: one schema that is wrong is wrong wherever it is used.
const SHOWN: usize = 10;

/// Fails with the first problem, and shows those that come next.
pub fn no_problem(talk: &Conversation<'_>, problems: &[String]) -> Result<(), Stop> {
    let Some(first) = problems.first() else { return Ok(()) };
    let mut shown = problems.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let more = problems.len() - shown.len();
    if more > 0 {
        shown.push(match talk.lang() {
            Lang::Fr => format!("… et {more} de plus"),
            Lang::En => format!("… and {more} more"),
        });
    }
    Err(talk.broken(format!("{first}."), "✓", &shown.join("\n")))
}

/// How a product comes and goes.
pub const KNOWN: Known =
    Known { create: created, remove: |id| delete(format!("/api/produits/{id}")) };

/// Has a product created; returns its id.
fn created(talk: &mut Conversation<'_>) -> Result<String, Stop> {
    let nom = format!("{} {}", draw::word(talk.rng()).text(), talk.rng().u32(..));
    let body = json!({ "nom": nom, "prix_centimes": 1_250, "stock": 40 });
    let answer = talk.send(&post("/api/produits").json(body))?;
    match answer.id() {
        Some(id) if answer.status == 201 => Ok(id.to_string()),
        _ => {
            let sentence = match talk.lang() {
                Lang::Fr => "La création d'un produit ne renvoie pas son identifiant.",
                Lang::En => "The creation of a product does not answer with its id.",
            };
            let came = format!("HTTP {}", answer.status);
            Err(talk.broken(sentence.to_owned(), "HTTP 201", &came))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nameless;

    #[test]
    fn a_parameter_may_have_any_name() {
        assert_eq!(nameless("/api/produits/{produit_id}/retrait"), "/api/produits/{}/retrait");
        assert_eq!(nameless("/api/produits"), "/api/produits");
    }
}
