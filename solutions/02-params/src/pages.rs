//! What a browser shows: a line of text, and pages made from one template.

// SOLUTION-BEGIN
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::personne::Personne;
// SOLUTION-ELSE
// use axum::{Router, response::Response, routing::get};
// SOLUTION-END

pub fn router() -> Router {
    Router::new()
        .route("/", get(root))
        .route("/accueil", get(welcome))
        .route("/params", get(params))
        .route("/bonjour/{name}", get(hello))
}

// SOLUTION-BEGIN
/// The page that greets `nom`. The template escapes it: a value is text, never markup.
#[derive(Template)]
#[template(path = "hello.html")]
struct Hello {
    nom: String,
}

impl IntoResponse for Hello {
    fn into_response(self) -> Response {
        match self.render() {
            Ok(page) => Html(page).into_response(),
            Err(error) => {
                eprintln!("cannot render hello.html: {error}");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
// SOLUTION-ELSE
// // A page is a struct that derives `askama::Template`. Its fields are the variables of the file in
// // `templates/` that it names. `axum::response::Html` sends what `render()` returns.
// SOLUTION-END

/// The text `hello world`.
// SOLUTION-BEGIN
async fn root() -> &'static str {
    "hello world"
}
// SOLUTION-ELSE
// async fn root() -> Response {
//     todo!("the text of the root")
// }
// SOLUTION-END

/// A page titled `MDM` that shows `hello john doe`.
// SOLUTION-BEGIN
async fn welcome() -> Hello {
    Hello { nom: "john doe".to_owned() }
}
// SOLUTION-ELSE
// async fn welcome() -> Response {
//     todo!("the welcome page")
// }
// SOLUTION-END

/// `?surname=S&name=N` → a page titled `MDM` that shows `hello N S`.
/// A missing or empty parameter is a 400 that names it.
// SOLUTION-BEGIN
// ANCHOR: params
async fn params(Query(personne): Query<Personne>) -> Hello {
    Hello { nom: personne.full_name() }
}
// ANCHOR_END: params
// SOLUTION-ELSE
// async fn params() -> Response {
//     todo!("the page made from the query string")
// }
// SOLUTION-END

/// A page titled `MDM` that shows `hello {name}`.
// SOLUTION-BEGIN
async fn hello(Path(nom): Path<String>) -> Hello {
    Hello { nom }
}
// SOLUTION-ELSE
// async fn hello() -> Response {
//     todo!("the page made from the path")
// }
// SOLUTION-END
