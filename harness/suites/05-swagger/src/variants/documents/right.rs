//! Right documents: nothing is found in them, and the solution keeps their promises.

use serde_json::{Value, json};

use super::{CREATE, Change, LIST, NAME, READ, at, with_media, without};

/// Each with what is changed in it.
pub const RIGHT: &[(&str, Change)] = &[
    ("as it is", |_| {}),
    ("no servers", |d| drop(d.as_object_mut().and_then(|d| d.remove("servers")))),
    ("a server that is the root", |d| d["servers"] = json!([{ "url": "" }])),
    ("a server beside the document", |d| d["servers"] = json!([{ "url": ".." }])),
    ("this server by its name", |d| d["servers"] = json!([{ "url": "http://localhost:5000" }])),
    ("a server with a path, and paths below it", |d| {
        d["servers"] = json!([{ "url": "/api" }]);
        let paths = d["paths"].as_object().cloned().unwrap_or_default();
        let below = paths.into_iter().map(|(path, item)| (path.replacen("/api", "", 1), item));
        d["paths"] = Value::Object(below.collect());
    }),
    ("a variable with a default", |d| {
        d["servers"] = json!([{ "url": "{root}", "variables": { "root": { "default": "/" } } }]);
    }),
    ("media types with parameters", |d| with_media(d, "application/json; charset=utf-8")),
    ("media types in capitals", |d| with_media(d, "Application/JSON")),
    ("a range of media types", |d| with_media(d, "application/*")),
    ("any media type", |d| with_media(d, "*/*")),
    ("$ref in an example", |d| at(d, NAME)["examples"] = json!([{ "$ref": "#/nowhere" }])),
    ("$ref in a default", |d| at(d, NAME)["default"] = json!({ "$ref": "#/nowhere" })),
    ("$ref in an extension", |d| at(d, READ)["x-more"] = json!({ "$ref": "#/nowhere" })),
    ("$ref in a const", |d| {
        at(d, "/components/schemas")["Autre"] = json!({ "const": { "$ref": "#/nowhere" } });
    }),
    ("a property that is called $ref", |d| {
        at(d, "/components/schemas")["Autre"] =
            json!({ "properties": { "$ref": { "type": "string" } } });
    }),
    ("an $anchor", |d| {
        at(d, NAME)["$anchor"] = json!("nom");
        at(d, "/components/schemas/Creation/properties/nom")["$ref"] = json!("#nom");
    }),
    ("an $id", |d| {
        at(d, NAME)["$id"] = json!("https://example.org/nom");
        at(d, "/components/schemas/Creation/properties/nom")["$ref"] =
            json!("https://example.org/nom");
    }),
    ("a relative $id", |d| {
        at(d, NAME)["$id"] = json!("nom.json");
        at(d, "/components/schemas/Creation/properties/nom")["$ref"] = json!("/api-docs/nom.json");
    }),
    ("a reference by the address of the document", |d| {
        at(d, "/components/schemas/Creation/properties/nom")["$ref"] =
            json!("openapi.json#/components/schemas/Nom");
    }),
    ("a query parameter that may be null", |d| {
        at(d, &format!("{LIST}/parameters/1/schema"))["type"] = json!(["integer", "null"]);
    }),
    ("a readOnly property in a body", |d| {
        let replaced = at(d, "/components/schemas/Remplacement");
        replaced["properties"]["id"] = json!({ "type": "integer", "readOnly": true });
        replaced["required"] = json!(["id", "nom", "prix_centimes", "stock"]);
    }),
    ("a writeOnly property in a response", |d| {
        let product = at(d, "/components/schemas/Produit");
        product["properties"]["code"] = json!({ "type": "string", "writeOnly": true });
        product["required"] = json!(["id", "nom", "prix_centimes", "stock", "code"]);
    }),
    ("a parameter with content", |d| {
        let parameter = at(d, &format!("{LIST}/parameters/0"));
        let schema = parameter["schema"].take();
        parameter["content"] = json!({ "application/json": { "schema": schema } });
        parameter.as_object_mut().map(|fields| fields.remove("schema"));
    }),
    ("jsonSchemaDialect", |d| {
        d["jsonSchemaDialect"] = json!("https://json-schema.org/draft/2020-12/schema");
    }),
    ("$schema", |d| {
        at(d, NAME)["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    }),
    ("an x- key beside paths", |d| d["paths"]["x-more"] = json!({ "get": "nothing" })),
    ("an x- key beside responses", |d| at(d, &format!("{READ}/responses"))["x-more"] = json!(1)),
    ("a header that is called Content-Type", |d| {
        at(d, &format!("{READ}/responses/200"))["headers"] =
            json!({ "Content-Type": { "schema": { "type": "integer" } } });
    }),
    ("a pattern with a lookahead", |d| {
        let pattern = at(d, NAME)["pattern"].as_str().unwrap_or_default().to_owned();
        at(d, NAME)["pattern"] = json!(format!("(?=.|\\n){pattern}"));
    }),
    ("a discriminator to a schema", |d| {
        at(d, "/components/schemas")["Autre"] = json!({
            "oneOf": [{ "$ref": "#/components/schemas/Produit" }],
            "discriminator": { "propertyName": "nom", "mapping": {
                "a": "Produit", "b": "#/components/schemas/Produit" } } });
    }),
    ("a link to an operation", |d| {
        at(d, &format!("{CREATE}/responses/201"))["links"] = json!({ "lire": { "operationId": "lireProduit", "parameters": { "path.id": "$response.body#/id" } } });
    }),
    ("a security scheme", |d| {
        d["components"]["securitySchemes"] =
            json!({ "cle": { "type": "apiKey", "name": "x", "in": "header" } });
        d["security"] = json!([{}, { "cle": [] }]);
    }),
    ("the parameters of a path beside its operations", |d| {
        let own = at(d, &format!("{READ}/parameters")).take();
        at(d, READ).as_object_mut().map(|read| read.remove("parameters"));
        at(d, "/paths/~1api~1produits~1{id}")["parameters"] = own;
    }),
    ("a schema of two parts", |d| {
        let name = at(d, NAME).take();
        *at(d, NAME) = json!({ "allOf": [name, { "type": "string" }] });
    }),
    ("a schema that holds itself", |d| {
        at(d, "/components/schemas")["Arbre"] =
            json!({ "properties": { "fils": { "$ref": "#/components/schemas/Arbre" } } });
    }),
    ("responses by class", |d| {
        let responses = at(d, &format!("{READ}/responses"));
        let known = responses["404"].clone();
        *responses = json!({ "200": responses["200"], "4XX": known });
    }),
    ("fields beside a $ref", |d| {
        let schema = at(d, "/components/schemas/Creation/properties/nom");
        schema["description"] = json!("le nom");
    }),
    ("servers that are an empty list", |d| d["servers"] = json!([])),
    ("a server for each path", |d| {
        d["servers"] = json!([{ "url": "/v1" }]);
        for item in d["paths"].as_object_mut().expect("paths").values_mut() {
            item["servers"] = json!([{ "url": "/" }]);
        }
    }),
    ("a later version of 3.1", |d| d["openapi"] = json!("3.1.1")),
    ("another name in a path", |d| {
        let item = d["paths"].as_object_mut().and_then(|d| d.remove("/api/produits/{id}"));
        let item = item.expect("a path").to_string().replace("\"id\",\"in\"", "\"produit\",\"in\"");
        let mut item: Value = serde_json::from_str(&item).expect("a path");
        for method in ["get", "put", "patch", "delete"] {
            item[method]["parameters"][0]["name"] = json!("produit");
        }
        d["paths"]["/api/produits/{produit}"] = item;
    }),
    ("a path by reference", |d| {
        let item = at(d, "/paths/~1api~1produits").take();
        d["components"]["pathItems"] = json!({ "liste": item });
        *at(d, "/paths/~1api~1produits") = json!({ "$ref": "#/components/pathItems/liste" });
    }),
    ("a parameter, a body and a response by reference", |d| {
        let parameter = at(d, &format!("{LIST}/parameters/0")).take();
        let body = at(d, &format!("{CREATE}/requestBody")).take();
        let response = at(d, &format!("{CREATE}/responses/422")).take();
        d["components"]["parameters"] = json!({ "limite": parameter });
        d["components"]["requestBodies"] = json!({ "creation": body });
        d["components"]["responses"] = json!({ "refus": response });
        *at(d, &format!("{LIST}/parameters/0")) =
            json!({ "$ref": "#/components/parameters/limite" });
        *at(d, &format!("{CREATE}/requestBody")) =
            json!({ "$ref": "#/components/requestBodies/creation" });
        *at(d, &format!("{CREATE}/responses/422")) =
            json!({ "$ref": "#/components/responses/refus" });
    }),
    ("a range beside the type itself", |d| {
        at(d, &format!("{READ}/responses/200/content"))["*/*"] =
            json!({ "schema": { "type": "string" } });
    }),
    ("$ref in the example of a body", |d| {
        let media = at(d, &format!("{CREATE}/requestBody/content/application~1json"));
        media["examples"] = json!({ "a": { "value": { "$ref": "#/nowhere" } } });
    }),
    ("$ref in an enum", |d| {
        at(d, "/components/schemas")["Autre"] = json!({ "enum": [{ "$ref": "#/nowhere" }] });
    }),
    ("a readOnly schema by reference", |d| {
        at(d, "/components/schemas")["Identifiant"] =
            json!({ "type": "integer", "readOnly": true });
        let changed = at(d, "/components/schemas/Modification");
        changed["properties"]["id"] = json!({ "$ref": "#/components/schemas/Identifiant" });
        changed["required"] = json!(["id"]);
    }),
    ("no other properties, said otherwise", |d| {
        let one = at(d, "/components/schemas/Retrait").as_object_mut().expect("a schema");
        one.remove("additionalProperties");
        one.insert("unevaluatedProperties".to_owned(), json!(false));
    }),
    ("a bound said otherwise", |d| {
        let one = at(d, "/components/schemas/Quantite").as_object_mut().expect("a schema");
        one.remove("minimum");
        one.insert("exclusiveMinimum".to_owned(), json!(0));
    }),
    ("a parameter of one more header", |d| {
        let parameter =
            json!({ "name": "X-Trace", "in": "header", "schema": { "type": "string" } });
        at(d, &format!("{LIST}/parameters")).as_array_mut().expect("a list").push(parameter);
    }),
    ("a schema that is true", |d| at(d, "/components/schemas")["Autre"] = json!(true)),
    ("patterns of ECMA-262", |d| {
        at(d, "/components/schemas")["Autre"] =
            json!({ "pattern": "^(?<!a)\\p{L}+\\d(?!b)$", "patternProperties": { "^x-": true } });
    }),
    ("a link by reference to an operation", |d| {
        at(d, &format!("{CREATE}/responses/201"))["links"] =
            json!({ "a": { "operationRef": "#/paths/~1api~1produits~1%7Bid%7D/get" } });
    }),
    ("a webhook", |d| {
        let responses = json!({ "200": { "description": "vu" } });
        d["webhooks"] = json!({ "epuise": { "post": { "responses": responses } } });
    }),
    // Every id that is unknown is 404, which the document describes.
    ("an id without a minimum", |d| {
        without(at(d, &format!("{READ}/parameters/0/schema")), "minimum");
    }),
];
