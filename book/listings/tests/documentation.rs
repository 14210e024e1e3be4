//! The exchanges and the parts of documents that the chapters on OpenAPI show, and whether the
//! document and the server agree.

mod transcript;

use axum::Router;
use listings::documentation::agreement::{broken_promise, forbidden_bodies};
use listings::documentation::client::{ErrorBody, LireBocal, label};
use listings::documentation::{app, document, lying, small};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// The service on a fresh database, and the folder that holds it.
async fn service() -> (TempDir, Router) {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("semences.db").display());
    let pool = listings::products::open(&url).await.expect("a database");
    (folder, app(pool))
}

/// The document of the service, as JSON.
fn json_document() -> Value {
    serde_json::to_value(document()).expect("JSON")
}

/// The schema of that name in the document of the service.
fn shared(name: &str) -> RefOr<Schema> {
    document().components.expect("shared schemas").schemas[name].clone()
}

/// The schema of a field.
fn field(schema: RefOr<Schema>, name: &str) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.properties[name].clone(),
        _ => panic!("the schema of a struct is an object"),
    }
}

/// A part of a document as the pages show it, its keys in the order in which they are served.
fn indented(part: &impl Serialize) -> String {
    serde_json::to_string_pretty(part).expect("JSON")
}

/// A request with a JSON body.
fn with_body(line: &str, body: &Value) -> String {
    format!("{line}\ncontent-type: application/json\n\n{body}")
}

#[tokio::test]
async fn a_whole_document() {
    let text = transcript::of(small::app(), &["GET /api-docs/openapi.json"]).await;
    transcript::assert_snapshot("documentation-small", &text);
}

#[test]
fn the_schema_of_an_arrival() {
    transcript::assert_snapshot("documentation-arrival", &indented(&shared("Arrivage")));
}

#[test]
fn a_schema_that_is_derived_and_nothing_more() {
    let grams = field(lying::Retouche::schema(), "grammes");
    transcript::assert_snapshot("documentation-derived", &indented(&grams));
}

#[test]
fn a_schema_with_its_attributes() {
    let grams = field(shared("Retouche"), "grammes");
    transcript::assert_snapshot("documentation-change", &indented(&grams));
}

#[tokio::test]
async fn null_is_refused() {
    let (_folder, app) = service().await;
    let create = with_body("POST /semences", &json!({ "espece": "Basilic", "grammes": 250 }));
    transcript::of(app.clone(), &[&create]).await;
    let change = with_body("PATCH /semences/1", &json!({ "grammes": null }));
    let text = transcript::of(app, &[&change]).await;
    transcript::assert_snapshot("documentation-null", &text);
}

#[tokio::test]
async fn the_page_and_its_document_come_from_the_service() {
    let (_folder, app) = service().await;
    let text = transcript::of(app.clone(), &["GET /swagger-ui/"]).await;
    assert!(text.contains("HTTP 200"), "{text}");
    let text = transcript::of(app, &["GET /swagger-ui/inconnu.css"]).await;
    transcript::assert_snapshot("documentation-missing-file", &text);
}

/// `node`, or what its `$ref` points to.
fn resolved<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    match node["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).expect("the target of the reference"),
        None => node,
    }
}

/// The status and the content type of the response in the transcript of one exchange.
fn response(text: &str) -> (u16, Option<&str>) {
    let lines = || text.lines().skip_while(|line| !line.starts_with("HTTP "));
    let status = lines().next().and_then(|line| line["HTTP ".len()..].parse().ok());
    let content_type = lines().find_map(|line| line.strip_prefix("content-type: "));
    (status.expect("a status"), content_type)
}

// ANCHOR: agreement
#[tokio::test]
async fn what_the_document_forbids_is_refused_as_it_describes() {
    let document = json_document();
    let operation = &document["paths"]["/semences"]["post"];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut schema = resolved(&document, schema).clone();
    for field in schema["properties"].as_object_mut().expect("fields").values_mut() {
        *field = resolved(&document, field).clone();
    }
    let allowed = Map::from_iter([
        ("espece".to_owned(), json!("Basilic")),
        ("grammes".to_owned(), json!(250)),
    ]);
    let (_folder, app) = service().await;
    for body in forbidden_bodies(&schema, &allowed) {
        let text = transcript::of(app.clone(), &[&with_body("POST /semences", &body)]).await;
        let (status, content_type) = response(&text);
        assert!((400..500).contains(&status), "accepted: {body}");
        assert_eq!(broken_promise(operation, status, content_type), None, "{body}");
    }
}
// ANCHOR_END: agreement

#[tokio::test]
async fn what_the_document_allows_is_accepted_as_it_describes() {
    let document = json_document();
    let operation = &document["paths"]["/semences"]["post"];
    let (_folder, app) = service().await;
    for body in [
        json!({ "espece": "Basilic" }),
        json!({ "espece": "é".repeat(60), "grammes": 1_000_000 }),
        json!({ "espece": " a ", "grammes": 0 }),
        json!({ "espece": "b", "grammes": 12.0 }),
    ] {
        let text = transcript::of(app.clone(), &[&with_body("POST /semences", &body)]).await;
        let (status, content_type) = response(&text);
        assert_eq!(status, 201, "{body}");
        assert_eq!(broken_promise(operation, status, content_type), None, "{body}");
    }
}

#[test]
fn a_broken_promise_is_found() {
    let operation = json!({ "responses": {
        "200": { "content": { "application/json": {} } },
        "204": { "description": "rien" },
    } });
    assert_eq!(broken_promise(&operation, 200, Some("application/json")), None);
    assert_eq!(broken_promise(&operation, 204, None), None);
    assert!(broken_promise(&operation, 200, Some("text/plain")).is_some());
    assert!(broken_promise(&operation, 200, None).is_some());
    assert!(broken_promise(&operation, 204, Some("text/plain")).is_some());
    assert!(broken_promise(&operation, 418, None).is_some());
    assert!(broken_promise(&operation, 500, None).is_some());
}

#[test]
fn every_status_has_its_case() {
    let jar = br#"{"id": 1, "espece": "Basilic", "grammes": 250}"#;
    let read = LireBocal::read(200, jar).expect("a jar");
    assert_eq!(label(read), "Basilic, 250 g");
    let refusal = br#"{"erreur": "aucun bocal n'a cet identifiant"}"#;
    let erreur = "aucun bocal n'a cet identifiant".to_owned();
    let read = LireBocal::read(404, refusal).expect("a refusal");
    assert_eq!(read, LireBocal::Unknown(ErrorBody { erreur }));
    LireBocal::read(410, refusal).expect_err("not described");
    LireBocal::read(200, refusal).expect_err("it does not fit");
}
