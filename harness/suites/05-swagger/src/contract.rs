//! What the contract requires of the document, beyond what OpenAPI requires of every document.

use engine::draw;
use engine::http::{delete, get, post};
use engine::{Conversation, Lines, Stop};
use openapi::{Document, Fixture, Operation, lint, nameless};
use serde_json::json;
use texts::Message;

use crate::messages::documents;

pub const DOCUMENT: &str = "/api-docs/openapi.json";

/// The routes of lab 04, with the statuses of their responses; `{}` is a parameter of any name.
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
pub fn document(conversation: &mut Conversation<'_>) -> Result<Document, Stop> {
    let response = conversation.send(&get(DOCUMENT))?;
    let media = response.media_type().unwrap_or_default();
    if response.status != 200 || media != "application/json" {
        let received = format!("HTTP {}\ncontent-type: {media}", response.status);
        let expected = "HTTP 200\ncontent-type: application/json";
        return Err(conversation.broken(documents::ABSENT, expected, received));
    }
    let location = format!("{}{DOCUMENT}", conversation.origin()?);
    Document::read(&response.body, &location)
        .map_err(|why| conversation.broken(why, "", Lines::default()))
}

/// What is wrong with the head of the document: its title, and the servers that it names.
pub fn head_problems(document: &Document) -> Vec<Message> {
    const TITLE: &str = "Produits";
    let mut problems = Vec::new();
    let title = document.root().pointer("/info/title");
    if title.is_some_and(|title| title != TITLE) {
        problems.push(documents::title(title.map(ToString::to_string).unwrap_or_default(), TITLE));
    }
    problems.extend(lint::foreign_servers(document));
    let misled = missing_routes(document);
    if let Some(first) = misled.first()
        && missing_routes(&without_servers(document)).len() < misled.len()
    {
        problems.push(documents::misleading_server(first.clone()));
    }
    problems
}

fn without_servers(document: &Document) -> Document {
    let mut document = document.clone();
    document.ignore_servers();
    document
}

/// The document, as its paths are meant: `servers` that send clients to other paths of this server
/// are a fault of their own, see [`head_problems`].
pub fn document_as_meant(conversation: &mut Conversation<'_>) -> Result<Document, Stop> {
    let document = document(conversation)?;
    if missing_routes(&document).is_empty() {
        return Ok(document);
    }
    let meant = without_servers(&document);
    let fewer = missing_routes(&meant).len() < missing_routes(&document).len();
    Ok(if fewer { meant } else { document })
}

/// The document, if it contains every route: checking a part of it would prove nothing.
pub fn whole_document(conversation: &mut Conversation<'_>) -> Result<Document, Stop> {
    let document = document_as_meant(conversation)?;
    let missing = missing_routes(&document);
    let Some(first) = missing.first() else { return Ok(document) };
    Err(conversation.broken(documents::incomplete(first.clone()), "", missing))
}

/// The operation of a route, with any names of parameters.
pub fn operation<'a>(document: &'a Document, method: &str, path: &str) -> Option<Operation<'a>> {
    let operations = document.operations();
    operations.into_iter().find(|found| found.method == method && nameless(&found.path) == path)
}

/// Routes of the contract that the document does not have.
pub fn missing_routes(document: &Document) -> Vec<Message> {
    ROUTES
        .iter()
        .filter(|(method, path, _)| operation(document, method, path).is_none())
        .map(|(method, path, _)| documents::missing_route(*method, path.replace("{}", "{id}")))
        .collect()
}

/// Statuses of the contract that the document does not have, neither themselves nor their class.
pub fn missing_statuses(document: &Document) -> Vec<Message> {
    let mut missing = Vec::new();
    for (method, path, statuses) in ROUTES {
        let Some(operation) = operation(document, method, path) else { continue };
        let named = operation.statuses();
        for status in statuses {
            let class = format!("{}XX", status / 100);
            if !named.contains(&status.to_string().as_str()) && !named.contains(&class.as_str()) {
                let named = named.join(", ");
                missing.push(documents::missing_status(operation.name(), *status, named));
            }
        }
    }
    missing
}

/// Parameters of the list that the document does not have.
pub fn missing_parameters(document: &Document) -> Vec<Message> {
    let Some(list) = operation(document, "GET", "/api/produits") else { return Vec::new() };
    let is_there = |name: &str| {
        list.parameters.iter().any(|known| known.name == name && known.location == "query")
    };
    let missing = ["limite", "apres", "q"].into_iter().filter(|name| !is_there(name));
    missing.map(|name| documents::missing_parameter(list.name(), name)).collect()
}

/// How many problems to show: a wrong schema is wrong everywhere it is used.
const SHOWN: usize = 10;

/// Fails with the first problem, and lists it with the next ones.
pub fn no_problem(conversation: &Conversation<'_>, problems: &[Message]) -> Result<(), Stop> {
    let Some(first) = problems.first() else { return Ok(()) };
    let mut shown: Vec<Message> = problems.iter().take(SHOWN).cloned().collect();
    let more = problems.len() - shown.len();
    if more > 0 {
        shown.push(documents::more(more));
    }
    Err(conversation.broken(documents::problem(first.clone()), "", shown))
}

/// How to create and remove a product.
pub const FIXTURE: Fixture =
    Fixture { create: created, remove: |id| delete(format!("/api/produits/{id}")) };

/// Creates a product and returns its id.
fn created(conversation: &mut Conversation<'_>) -> Result<String, Stop> {
    let nom = format!("{} {}", draw::word(conversation.rng()).text(), conversation.rng().u32(..));
    let body = json!({ "nom": nom, "prix_centimes": 1_250, "stock": 40 });
    let response = conversation.send(&post("/api/produits").json(body))?;
    match response.id() {
        Some(id) if response.status == 201 => Ok(id.to_string()),
        _ => {
            let received = format!("HTTP {}", response.status);
            Err(conversation.broken(documents::NO_ID, "HTTP 201", received))
        }
    }
}
