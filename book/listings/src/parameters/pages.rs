//! What a browser sees: a text, and pages made from templates.

// ANCHOR: text
pub async fn motto() -> &'static str {
    "une plante, un pot"
}
// ANCHOR_END: text

// ANCHOR: page
use askama::Template;
use axum::http::StatusCode;
use axum::response::Html;

#[derive(Template)]
#[template(path = "fiche.html")]
pub struct Fiche {
    pub espece: String,
    pub hauteur_cm: u32,
}

pub async fn fiche() -> Result<Html<String>, StatusCode> {
    respond(Fiche { espece: "Ficus".to_owned(), hauteur_cm: 120 })
}

pub fn respond(page: impl Template) -> Result<Html<String>, StatusCode> {
    page.render().map(Html).map_err(|error| {
        eprintln!("rendering a page: {error}");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}
// ANCHOR_END: page

// ANCHOR: list
#[derive(Template)]
#[template(path = "serre.html")]
struct Serre {
    plantes: Vec<Fiche>,
}

pub async fn serre() -> Result<Html<String>, StatusCode> {
    let fiche = |espece: &str, hauteur_cm| Fiche { espece: espece.to_owned(), hauteur_cm };
    respond(Serre { plantes: vec![fiche("Ficus", 120), fiche("Lierre", 30)] })
}
// ANCHOR_END: list
