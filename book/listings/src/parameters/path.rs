//! Handlers that take their values from the path.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Html;

use super::pages::{Fiche, respond};

// ANCHOR: several
// .route("/plantes/{espece}/{numero}", get(plante))
pub async fn plante(Path((espece, numero)): Path<(String, u32)>) -> String {
    format!("{espece}, pot {numero}")
}
// ANCHOR_END: several

// ANCHOR: page
// .route("/fiches/{espece}", get(fiche))
pub async fn fiche(Path(espece): Path<String>) -> Result<Html<String>, StatusCode> {
    respond(Fiche { espece, hauteur_cm: 40 })
}
// ANCHOR_END: page
