//! What a browser sees: a line of text, and pages made from one template.

use axum::{Router, response::Response, routing::get};

pub fn router() -> Router {
    Router::new()
        .route("/", get(racine))
        .route("/accueil", get(accueil))
        .route("/params", get(params))
        .route("/bonjour/{name}", get(bonjour))
}

// A page is a struct that derives `askama::Template`; its fields are the variables of the file
// in `templates/` that it names. `axum::response::Html` sends what `render()` returns.

/// The text `hello world`.
async fn racine() -> Response {
    todo!("the text of the root")
}

/// A page titled `MDM` that shows `hello john doe`.
async fn accueil() -> Response {
    todo!("the welcome page")
}

/// `?surname=S&name=N` → a page titled `MDM` that shows `hello N S`.
/// A parameter that is missing or empty is a 400 that names it.
async fn params() -> Response {
    todo!("the page made from the query string")
}

/// A page titled `MDM` that shows `hello {name}`.
async fn bonjour() -> Response {
    todo!("the page made from the path")
}
