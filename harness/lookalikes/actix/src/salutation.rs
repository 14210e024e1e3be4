//! Lab 01: a greeting, and users in memory.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data, Path, ServiceConfig, delete, get, post, resource};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The names that were added.
pub type Users = Arc<Mutex<BTreeSet<String>>>;

/// Every route; a path's other methods are 405, other paths 404.
pub fn routes(config: &mut ServiceConfig, users: &Users) {
    config
        .app_data(Data::new(Arc::clone(users)))
        .service(resource("/api/salutation").route(get().to(greet)))
        .service(resource("/api/utilisateurs").route(post().to(add)))
        .service(resource("/api/utilisateurs/{nom}").route(delete().to(remove)));
}

async fn greet() -> HttpResponse {
    let message = "Bonjour, bienvenue dans notre API de microservices !";
    HttpResponse::Ok().json(json!({ "message": message }))
}

/// actix's own extractor answers 400 to every wrong body; the contract tells them apart.
async fn add(request: HttpRequest, body: Bytes, users: Data<Users>) -> HttpResponse {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = declared.and_then(|value| value.split(';').next()).unwrap_or_default();
    if !media.trim().eq_ignore_ascii_case("application/json") {
        return HttpResponse::UnsupportedMediaType().finish();
    }
    let Ok(value) = serde_json::from_slice::<Value>(&body) else {
        return HttpResponse::BadRequest().finish();
    };
    let Some(nom) = value.get("nom").and_then(Value::as_str) else {
        return HttpResponse::UnprocessableEntity().finish();
    };
    users.lock().unwrap_or_else(PoisonError::into_inner).insert(nom.to_owned());
    let message = format!("Utilisateur {nom} ajouté avec succès!");
    HttpResponse::Created().json(json!({ "message": message }))
}

async fn remove(nom: Path<String>, users: Data<Users>) -> HttpResponse {
    let nom = nom.into_inner();
    if !users.lock().unwrap_or_else(PoisonError::into_inner).remove(&nom) {
        return HttpResponse::NotFound().finish();
    }
    let message = format!("Utilisateur {nom} supprimé avec succès!");
    HttpResponse::Ok().json(json!({ "message": message }))
}
