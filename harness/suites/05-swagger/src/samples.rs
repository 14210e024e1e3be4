//! The schemas that the contract names, tried on values: what they are called and how they are put
//! together is the author's of the document.

use engine::Lang;
use openapi::{Document, Schemas};
use serde_json::{Value, json};

use crate::contract::{ROUTES, operation};

/// A role of the contract, where its schema is used, and values on both sides of it.
struct Role {
    fr: &'static str,
    en: &'static str,
    method: &'static str,
    path: &'static str,
    /// of the answer, or the request itself
    status: Option<u16>,
    right: Vec<Value>,
    wrong: Vec<Value>,
}

/// Values that a schema should allow and does not, or that it should forbid and does not.
pub fn problems(document: &Document, lang: Lang) -> Vec<String> {
    let schemas = Schemas::of(document);
    let mut problems = Vec::new();
    for role in roles() {
        let name = match lang {
            Lang::Fr => role.fr,
            Lang::En => role.en,
        };
        let status = role.status.map(|status| format!(" {status}")).unwrap_or_default();
        let Some((place, schema)) = schema(document, &role) else {
            let place = format!("{} {}{status}", role.method, role.path);
            problems.push(match lang {
                Lang::Fr => format!("{place} : pas de schéma pour {name}"),
                Lang::En => format!("{place}: no schema for {name}"),
            });
            continue;
        };
        for value in &role.right {
            if let Some(breach) = schemas.breach(schema, &place, value) {
                let why = format!("{}: {}, {}", breach.place, breach.said, breach.value);
                problems.push(match lang {
                    Lang::Fr => format!("Le schéma pour {name} interdit {value}, à tort ({why})"),
                    Lang::En => {
                        format!("The schema for {name} forbids {value}, and should not ({why})")
                    }
                });
            }
        }
        for value in &role.wrong {
            if schemas.allows(schema, value) {
                problems.push(match lang {
                    Lang::Fr => format!("Le schéma pour {name} permet {value}, à tort ({place})"),
                    Lang::En => {
                        format!("The schema for {name} allows {value}, and should not ({place})")
                    }
                });
            }
        }
    }
    problems
}

/// The schema of a role, and where it stands.
fn schema<'a>(document: &'a Document, role: &Role) -> Option<(String, &'a Value)> {
    let operation = operation(document, role.method, role.path)?;
    match role.status {
        None => {
            let place = format!("{}/requestBody/content/application~1json/schema", operation.place);
            Some((place, operation.body?.schema))
        }
        Some(status) => {
            let response = document.response(&operation, status)?;
            let schema = response.said.get("content")?.get("application/json")?.get("schema")?;
            Some((format!("{}/content/application~1json/schema", response.place), schema))
        }
    }
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
        fr: "l'erreur",
        en: "the error",
        method,
        path,
        status: Some(status),
        right: vec![json!({ "erreur": "produit inconnu" })],
        wrong: vec![json!({}), json!({ "erreur": 404 }), json!("produit inconnu")],
    }
}

/// `whole` with another value for `key`.
fn with(whole: &Value, key: &str, value: Value) -> Value {
    let mut changed = whole.clone();
    changed[key] = value;
    changed
}

fn bodies() -> [Role; 3] {
    let product = json!({ "id": 7, "nom": "Vélo", "prix_centimes": 24_900, "stock": 12 });
    let creation = json!({ "nom": "Vélo", "prix_centimes": 24_900, "stock": 12 });
    [
        Role {
            fr: "le produit",
            en: "the product",
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
            ],
        },
        Role {
            fr: "la création d'un produit",
            en: "the creation of a product",
            method: "POST",
            path: "/api/produits",
            status: None,
            wrong: vec![
                json!({ "nom": "Vélo" }),
                json!({ "prix_centimes": 24_900 }),
                with(&creation, "nom", json!(12)),
                with(&creation, "nom", json!("   ")),
                with(&creation, "nom", json!("é".repeat(101))),
                with(&creation, "prix_centimes", json!(-1)),
                with(&creation, "prix_centimes", json!(249.5)),
                with(&creation, "stock", json!(-1)),
                with(&creation, "couleur", json!("rouge")),
            ],
            right: vec![
                creation,
                json!({ "nom": "Vélo", "prix_centimes": 0 }),
                json!({ "nom": "é".repeat(100), "prix_centimes": 0, "stock": 0 }),
                // The spaces around a name do not count.
                json!({ "nom": format!(" {} ", "é".repeat(100)), "prix_centimes": 0 }),
            ],
        },
        Role {
            fr: "le changement d'un produit",
            en: "the change of a product",
            method: "PATCH",
            path: "/api/produits/{}",
            status: None,
            right: vec![
                json!({}),
                json!({ "nom": "Vélo" }),
                json!({ "prix_centimes": 1 }),
                json!({ "stock": 0 }),
                json!({ "nom": "é".repeat(100) }),
                json!({ "nom": format!(" {} ", "é".repeat(100)) }),
            ],
            wrong: vec![
                json!({ "nom": 12 }),
                json!({ "nom": "   " }),
                json!({ "nom": "é".repeat(101) }),
                json!({ "nom": null }),
                json!({ "prix_centimes": -1 }),
                json!({ "stock": 0.5 }),
                json!({ "couleur": "rouge" }),
            ],
        },
    ]
}
