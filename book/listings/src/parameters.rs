//! Parameters and pages: text, pages made from templates, values from the query string and the path.

mod pages;
mod path;
mod query;
mod typed;

use axum::Router;
use axum::routing::get;

/// Every route of the chapter.
pub fn app() -> Router {
    Router::new()
        .route("/", get(pages::motto))
        .route("/fiche", get(pages::fiche))
        .route("/fiches/{espece}", get(path::fiche))
        .route("/plantes/{espece}/{numero}", get(path::plante))
        .route("/recherche", get(query::search))
        .route("/serre", get(pages::serre))
        .route("/taille", get(typed::by_height))
}
