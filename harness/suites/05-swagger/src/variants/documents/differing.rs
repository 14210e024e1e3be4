//! Documents that are right by themselves, but not those of the solution: only requests show it.

use serde_json::json;

use super::{CREATE, Change, LIST, READ, at, without};

/// Each with what is changed in it, and with words of what is said about it.
pub const DIFFERING: &[(&str, Change, &str)] = &[
    (
        "a page that begins anywhere",
        |d| without(at(d, &format!("{LIST}/parameters/1/schema")), "minimum"),
        "GET /api/produits refuses a request that the document allows",
    ),
    (
        "pages of any length",
        |d| without(at(d, &format!("{LIST}/parameters/0/schema")), "maximum"),
        "GET /api/produits refuses a request that the document allows",
    ),
    (
        "shorter pages",
        |d| at(d, &format!("{LIST}/parameters/0/schema"))["maximum"] = json!(50),
        "GET /api/produits accepts a request that the document forbids",
    ),
    (
        "a parameter that is required",
        |d| at(d, &format!("{LIST}/parameters/0"))["required"] = json!(true),
        "GET /api/produits accepts a request that the document forbids",
    ),
    (
        "responses under */* of another schema",
        |d| {
            let schema = json!({ "$ref": "#/components/schemas/Erreur" });
            at(d, &format!("{LIST}/responses/200"))["content"] =
                json!({ "*/*": { "schema": schema } });
        },
        "GET /api/produits responds with a body that does not match the document",
    ),
    (
        "responses under Application/* of another schema",
        |d| {
            let schema = json!({ "type": "array" });
            at(d, &format!("{LIST}/responses/200"))["content"] =
                json!({ "Application/*": { "schema": schema }, "*/*": {} });
        },
        "GET /api/produits responds with a body that does not match the document",
    ),
    (
        "a last page that has another one",
        |d| at(d, "/components/schemas/Produits/properties/suivant")["type"] = json!("integer"),
        "GET /api/produits responds with a body that does not match the document",
    ),
    (
        "a text",
        |d| {
            at(d, &format!("{READ}/responses/200"))["content"] =
                json!({ "text/*": { "schema": { "type": "string" } } });
        },
        "GET /api/produits/{id} responds with a content type that the document does not describe",
    ),
    (
        "a Location that is a number",
        |d| {
            at(d, &format!("{CREATE}/responses/201/headers/Location/schema"))["type"] =
                json!("integer");
        },
        "POST /api/produits responds with a header that does not match the document",
    ),
    (
        "a header that is not sent",
        |d| {
            at(d, &format!("{READ}/responses/200"))["headers"] =
                json!({ "ETag": { "required": true, "schema": { "type": "string" } } });
        },
        "GET /api/produits/{id} responds without a header that the document promises",
    ),
];
