//! A handler that takes its values from the query string.

// ANCHOR: search
use axum::extract::Query;
use axum::http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Search {
    espece: String,
    couleur: Option<String>,
}

pub async fn search(Query(search): Query<Search>) -> Result<String, (StatusCode, &'static str)> {
    if search.espece.is_empty() {
        return Err((StatusCode::BAD_REQUEST, "parameter `espece` is empty"));
    }
    let couleur = search.couleur.unwrap_or_else(|| "indifférente".to_owned());
    Ok(format!("{}, couleur {couleur}", search.espece))
}
// ANCHOR_END: search
