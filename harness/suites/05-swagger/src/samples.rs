//! Checks the schemas that the contract requires, by allowed and forbidden values: their names and
//! their structure are up to the student.

use openapi::{Document, Schemas};
use serde_json::{Value, json};
use texts::Message;

use crate::bodies::{MOST, Sample, Verdict, changes, creations, replacements, with, withdrawals};
use crate::contract::{ROUTES, operation};
use crate::messages::{roles as names, schemas as messages};

/// A role of the contract, where its schema is used, and values on both sides of it.
struct Role {
    name: Message,
    method: &'static str,
    path: &'static str,
    /// of the answer, or the request itself
    status: Option<u16>,
    right: Vec<Value>,
    wrong: Vec<Value>,
}

/// Values that a schema should allow and does not, or that it should forbid and does not.
pub fn problems(document: &Document) -> Vec<Message> {
    let schemas = Schemas::of(document);
    let mut problems = Vec::new();
    for role in roles() {
        let name = || role.name.clone();
        let Some((pointer, schema)) = schema(document, &role) else {
            let status = role.status.map(|status| format!(" {status}")).unwrap_or_default();
            let place = format!("{} {}{status}", role.method, role.path);
            problems.push(messages::missing(place, name()));
            continue;
        };
        for value in &role.right {
            if let Some(breach) = schemas.breach(schema, &pointer, value) {
                let why = format!("{}: {}, {}", breach.pointer, breach.keyword, breach.instance);
                problems.push(messages::forbids(name(), value.to_string(), why));
            }
        }
        for value in &role.wrong {
            if schemas.allows(schema, value) {
                problems.push(messages::allows(name(), value.to_string(), &pointer));
            }
        }
    }
    problems
}

/// The schema of a role, and where it stands.
fn schema<'a>(document: &'a Document, role: &Role) -> Option<(String, &'a Value)> {
    let operation = operation(document, role.method, role.path)?;
    let Some(status) = role.status else {
        let body = operation.body?;
        return Some((body.pointer, body.schema));
    };
    document.json_schema(&document.response(&operation, status)?)
}

/// Those of the contract; the error's wherever a route can refuse.
fn roles() -> Vec<Role> {
    let refusals = ROUTES.iter().flat_map(|(method, path, statuses)| {
        statuses.iter().filter(|status| **status >= 400).map(|status| error(method, path, *status))
    });
    bodies().into_iter().chain(refusals).collect()
}

fn error(method: &'static str, path: &'static str, status: u16) -> Role {
    Role {
        name: names::ERROR,
        method,
        path,
        status: Some(status),
        right: vec![json!({ "erreur": "produit inconnu" })],
        wrong: vec![json!({}), json!({ "erreur": 404 }), json!("produit inconnu")],
    }
}

fn bodies() -> [Role; 5] {
    let product = json!({ "id": 7, "nom": "Vélo", "prix_centimes": 24_900, "stock": 12 });
    let of_product = Role {
        name: names::PRODUCT,
        method: "POST",
        path: "/api/produits",
        status: Some(201),
        wrong: vec![
            with(&product, "id", json!("7")),
            with(&product, "nom", json!(12)),
            with(&product, "prix_centimes", json!("24900")),
            with(&product, "prix_centimes", json!(249.5)),
            with(&product, "stock", json!("12")),
            with(&product, "stock", json!(null)),
        ],
        right: vec![
            product,
            json!({ "id": 1, "nom": "é".repeat(100), "prix_centimes": 0, "stock": 0 }),
            json!({ "id": 1, "nom": "a", "prix_centimes": MOST, "stock": MOST }),
        ],
    };
    let sent = |name, method, path, of: fn() -> Vec<Sample>| {
        let side = |wanted: Verdict| {
            of().into_iter().filter(|sample| sample.1 == wanted).map(|sample| sample.0).collect()
        };
        Role {
            name,
            method,
            path,
            status: None,
            right: side(Verdict::Right),
            wrong: side(Verdict::Wrong),
        }
    };
    [
        of_product,
        sent(names::CREATION, "POST", "/api/produits", creations),
        sent(names::REPLACEMENT, "PUT", "/api/produits/{}", replacements),
        sent(names::CHANGE, "PATCH", "/api/produits/{}", changes),
        sent(names::WITHDRAWAL, "POST", "/api/produits/{}/retrait", withdrawals),
    ]
}
