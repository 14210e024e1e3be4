//! What a browser shows: a line of text, and pages made from one template.

use axum::{Router, response::Response, routing::get};

pub fn router() -> Router {
    Router::new()
        .route("/", get(root))
        .route("/accueil", get(welcome))
        .route("/params", get(params))
        .route("/bonjour/{name}", get(hello))
}

// A page is a struct that derives `askama::Template`. Its fields are the variables of the file in
// `templates/` that it names. `axum::response::Html` sends what `render()` returns.

/// The text `hello world`.
async fn root() -> Response {
    todo!("the text of the root")
}

/// A page titled `MDM` that shows `hello john doe`.
async fn welcome() -> Response {
    todo!("the welcome page")
}

/// `?surname=S&name=N` → a page titled `MDM` that shows `hello N S`.
/// A missing or empty parameter is a 400 that names it.
async fn params() -> Response {
    todo!("the page made from the query string")
}

/// A page titled `MDM` that shows `hello {name}`.
async fn hello() -> Response {
    todo!("the page made from the path")
}
