//! Lab 02: parameters of the query string and of the path, shown as JSON and on a page.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web::{Path, Query, ServiceConfig, get, resource};
use serde_json::json;

/// A query string by its names; the last value of a name counts.
type Parameters = Query<BTreeMap<String, String>>;

/// Every route; a path's other methods are 405, other paths 404.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/").route(get().to(hello)))
        .service(resource("/accueil").route(get().to(welcome)))
        .service(resource("/params").route(get().to(shown)))
        .service(resource("/api/params").route(get().to(told)))
        .service(resource("/bonjour/{name}").route(get().to(greeted)));
}

async fn hello() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::plaintext()).body("hello world")
}

async fn welcome() -> HttpResponse {
    page("john doe")
}

async fn shown(parameters: Parameters) -> HttpResponse {
    match full_name(&parameters) {
        Ok((name, surname)) => page(&format!("{name} {surname}")),
        Err(missing) => HttpResponse::BadRequest().body(missing),
    }
}

async fn told(parameters: Parameters) -> HttpResponse {
    let (name, surname) = match full_name(&parameters) {
        Ok(names) => names,
        Err(missing) => return HttpResponse::BadRequest().body(missing),
    };
    let mut answer = json!({ "name": name, "surname": surname });
    if let Some(age) = parameters.get("age") {
        match age.parse::<u8>() {
            Ok(age) if age <= 150 => answer["age"] = json!(age),
            _ => return HttpResponse::BadRequest().body("age: an integer from 0 to 150"),
        }
    }
    HttpResponse::Ok().json(answer)
}

async fn greeted(name: Path<String>) -> HttpResponse {
    page(&name)
}

/// Name and surname, or what to say of the first that is missing.
fn full_name(parameters: &Parameters) -> Result<(&str, &str), String> {
    let given = |name: &str| {
        let value = parameters.get(name).filter(|value| !value.is_empty());
        value.map(String::as_str).ok_or_else(|| format!("{name} is missing"))
    };
    Ok((given("name")?, given("surname")?))
}

/// The page that greets `whom`, whose name is text and never markup.
fn page(whom: &str) -> HttpResponse {
    let mut text = String::new();
    for letter in whom.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            other => text.push(other),
        }
    }
    let html = format!(
        "<!doctype html>\n<html><head><title>MDM</title></head>\n<body><p>hello {text}</p></body></html>\n"
    );
    HttpResponse::Ok().content_type(ContentType::html()).body(html)
}
