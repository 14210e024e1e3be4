//! A handler that takes its values from the query string.

// ANCHOR: search
use axum::extract::Query;
use axum::http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Recherche {
    espece: String,
    couleur: Option<String>,
}

pub async fn chercher(
    Query(recherche): Query<Recherche>,
) -> Result<String, (StatusCode, &'static str)> {
    if recherche.espece.is_empty() {
        return Err((StatusCode::BAD_REQUEST, "parameter `espece` is empty"));
    }
    let couleur = recherche.couleur.unwrap_or_else(|| "indifférente".to_owned());
    Ok(format!("{}, couleur {couleur}", recherche.espece))
}
// ANCHOR_END: search
