//! Wrong documents: what is wrong is found without a request.

use serde_json::json;

use super::{CREATE, Change, LIST, NAME, READ, at, with_media};

/// Wrong documents, with a word of what is said about them.
pub const WRONG: &[(&str, Change, &str)] = &[
    ("another title", |d| d["info"]["title"] = json!("utoipa-axum"), "#/info/title"),
    ("another server", |d| d["servers"] = json!([{ "url": "https://example.org" }]), "example.org"),
    ("another port", |d| d["servers"] = json!([{ "url": "http://localhost:8080" }]), ":8080"),
    (
        "another server after this one",
        |d| {
            d["servers"] = json!([{ "url": "/" }, { "url": "https://example.org" }]);
        },
        "#/servers/1/url",
    ),
    (
        "another server of a path",
        |d| {
            at(d, "/paths/~1api~1produits")["servers"] = json!([{ "url": "//example.org/" }]);
        },
        "example.org",
    ),
    (
        "another server of an operation",
        |d| {
            at(d, READ)["servers"] = json!([{ "url": "https://example.org" }]);
        },
        "example.org",
    ),
    ("another path of this server", |d| d["servers"] = json!([{ "url": "/v1" }]), "#/servers"),
    ("a variable without a value", |d| d["servers"] = json!([{ "url": "/{v}" }]), "{v}"),
    (
        "a missing schema, named twice",
        |d| {
            d["components"]["schemas"].as_object_mut().map(|schemas| schemas.remove("Nom"));
        },
        "leads nowhere",
    ),
    (
        "an $anchor that is not there",
        |d| {
            at(d, "/components/schemas/Creation/properties/nom")["$ref"] = json!("#nom");
        },
        "#nom leads nowhere",
    ),
    (
        "another document",
        |d| {
            at(d, "/components/schemas/Creation/properties/nom")["$ref"] =
                json!("https://example.org/n");
        },
        "leads nowhere",
    ),
    (
        "references in a circle",
        |d| {
            at(d, "/components/schemas")["A"] = json!({ "$ref": "#/components/schemas/B" });
            at(d, "/components/schemas")["B"] = json!({ "$ref": "#/components/schemas/A" });
        },
        "loop",
    ),
    (
        "a discriminator to nothing",
        |d| {
            at(d, "/components/schemas")["Autre"] = json!({ "oneOf": [{ "$ref": "#/components/schemas/Produit" }],
            "discriminator": { "propertyName": "nom", "mapping": { "a": "Rien" } } });
        },
        "there is no Rien",
    ),
    (
        "a discriminator by no property",
        |d| {
            at(d, "/components/schemas")["Autre"] = json!({ "oneOf": [{ "$ref": "#/components/schemas/Produit" }],
            "discriminator": { "propertyName": "genre" } });
        },
        "there is no genre",
    ),
    (
        "a link to nothing",
        |d| {
            at(d, &format!("{CREATE}/responses/201"))["links"] =
                json!({ "a": { "operationId": "rien" } });
        },
        "there is no rien",
    ),
    (
        "a link by reference to nothing",
        |d| {
            at(d, &format!("{CREATE}/responses/201"))["links"] =
                json!({ "a": { "operationRef": "#/paths/x" } });
        },
        "there is no #/paths/x",
    ),
    (
        "a link with an unknown parameter",
        |d| {
            at(d, &format!("{CREATE}/responses/201"))["links"] =
                json!({ "a": { "operationId": "lireProduit", "parameters": { "cle": 1 } } });
        },
        "there is no cle",
    ),
    (
        "an unknown security scheme",
        |d| at(d, READ)["security"] = json!([{ "cle": [] }]),
        "there is no cle",
    ),
    (
        "a parameter twice",
        |d| {
            let first = at(d, &format!("{LIST}/parameters/0")).clone();
            at(d, &format!("{LIST}/parameters")).as_array_mut().expect("a list").push(first);
        },
        "limite (query) appears twice",
    ),
    ("a tag twice", |d| d["tags"] = json!([{ "name": "a" }, { "name": "a" }]), "a appears twice"),
    (
        "a path twice",
        |d| {
            d["paths"]["/api/produits/{autre}"] = json!({});
        },
        "/api/produits/{} appears twice",
    ),
    (
        "a parameter left out",
        |d| {
            at(d, &format!("{LIST}/parameters")).as_array_mut().expect("a list").pop();
        },
        "the parameter q is missing",
    ),
    (
        "an operationId with a blank",
        |d| at(d, READ)["operationId"] = json!("lire produit"),
        "white space",
    ),
    ("an empty operationId", |d| at(d, READ)["operationId"] = json!(" "), "operationId is missing"),
    ("an empty tag", |d| at(d, READ)["tags"] = json!([""]), "a tag is empty"),
    (
        "a schema that isn't one",
        |d| at(d, NAME)["type"] = json!("texte"),
        "#/components/schemas/Nom/type",
    ),
    (
        "a schema under */* that allows anything",
        |d| {
            with_media(d, "*/*");
            at(d, "/components/schemas")["Erreur"] = json!({});
        },
        "schema for the error allows",
    ),
    (
        "no maximum",
        |d| {
            at(d, "/components/schemas/Entier")
                .as_object_mut()
                .map(|schema| schema.remove("maximum"));
        },
        "9007199254740992",
    ),
    (
        "a quantity of 0",
        |d| at(d, "/components/schemas/Quantite")["minimum"] = json!(0),
        "\"quantite\":0",
    ),
    (
        "unknown fields of a withdrawal",
        |d| {
            at(d, "/components/schemas/Retrait")
                .as_object_mut()
                .map(|one| one.remove("additionalProperties"));
        },
        "\"couleur\":\"rouge\"",
    ),
    (
        "a price that may be left out",
        |d| {
            at(d, "/components/schemas/Creation")["required"] = json!(["nom"]);
        },
        "schema for the creation of a product allows",
    ),
    (
        "a pattern that allows too much",
        |d| {
            let pattern =
                at(d, NAME)["pattern"].as_str().unwrap_or_default().replace("{0,98}", "{0,99}");
            at(d, NAME)["pattern"] = json!(pattern);
        },
        "but must forbid it",
    ),
    (
        "a pattern that cannot be read",
        |d| at(d, NAME)["pattern"] = json!("["),
        "/components/schemas/Nom/pattern",
    ),
    (
        "another server by a variable",
        |d| {
            let variables = json!({ "hote": { "default": "example.org" } });
            d["servers"] = json!([{ "url": "http://{hote}/", "variables": variables }]);
        },
        "example.org",
    ),
    (
        "another server of a link",
        |d| {
            at(d, &format!("{CREATE}/responses/201"))["links"] = json!({ "a": {
                "operationId": "lireProduit", "server": { "url": "https://example.org" } } });
        },
        "example.org",
    ),
    (
        "a discriminator to no reference",
        |d| {
            at(d, "/components/schemas")["Autre"] = json!({
                "oneOf": [{ "$ref": "#/components/schemas/Produit" }],
                "discriminator": { "propertyName": "nom", "mapping": {
                    "a": "#/components/schemas/Rien" } } });
        },
        "there is no #/components/schemas/Rien",
    ),
    (
        "a parameter twice, once by reference",
        |d| {
            let first = at(d, &format!("{LIST}/parameters/0")).clone();
            d["components"]["parameters"] = json!({ "limite": first });
            let again = json!({ "$ref": "#/components/parameters/limite" });
            at(d, &format!("{LIST}/parameters")).as_array_mut().expect("a list").push(again);
        },
        "limite (query) appears twice",
    ),
    ("version 3.0", |d| d["openapi"] = json!("3.0.3"), "is not 3.1.x"),
    (
        "a parameter of a path that is not declared",
        |d| at(d, READ)["parameters"] = json!([]),
        "{id} is not declared",
    ),
    ("a tag of blanks", |d| at(d, READ)["tags"] = json!([" "]), "a tag is empty"),
    ("a summary of blanks", |d| at(d, READ)["summary"] = json!(" "), "summary is missing"),
    (
        "an operationId twice",
        |d| at(d, READ)["operationId"] = json!("listerProduits"),
        "operationId listerProduits is already that of",
    ),
    (
        "a status left out",
        |d| {
            let responses = at(d, &format!("{READ}/responses")).as_object_mut();
            responses.map(|responses| responses.remove("404"));
        },
        "404",
    ),
    (
        "a negative price",
        |d| at(d, "/components/schemas/Entier")["minimum"] = json!(-1),
        "\"prix_centimes\":-1",
    ),
    (
        "a body for JSON of another version only",
        |d| with_media(at(d, CREATE), "application/json; v=2"),
        "no schema for the creation of a product",
    ),
];
