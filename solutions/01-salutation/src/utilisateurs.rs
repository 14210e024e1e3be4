//! `/api/utilisateurs`: users are added and removed; they live in memory.

// SOLUTION-BEGIN
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
// SOLUTION-ELSE
// use axum::Router;
// use axum::response::Response;
// use axum::routing::{delete, post};
// SOLUTION-END

pub fn router(utilisateurs: Utilisateurs) -> Router {
    Router::new()
        .route("/api/utilisateurs", post(ajouter))
        .route("/api/utilisateurs/{nom}", delete(supprimer))
        .with_state(utilisateurs)
}

// SOLUTION-BEGIN
/// The names of the users. Every handler holds a clone, and all clones share one set.
///
/// The lock is a plain `Mutex`: it is never held across an `.await`.
#[derive(Clone, Default)]
pub struct Utilisateurs(Arc<Mutex<HashSet<String>>>);

impl Utilisateurs {
    fn noms(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().expect("no handler panics with the lock held")
    }
}

#[derive(Deserialize)]
struct NouvelUtilisateur {
    nom: String,
}

#[derive(Serialize)]
struct Confirmation {
    message: String,
}
// SOLUTION-ELSE
// /// What the service remembers between two requests. axum clones it for every request, so what
// /// it holds must be shared: `Arc<Mutex<…>>` around a collection from `std::collections`.
// #[derive(Clone, Default)]
// pub struct Utilisateurs {}
// SOLUTION-END

/// `{"nom": N}` → 201 and `{"message": "Utilisateur N ajouté avec succès!"}`.
// SOLUTION-BEGIN
async fn ajouter(
    State(utilisateurs): State<Utilisateurs>,
    Json(NouvelUtilisateur { nom }): Json<NouvelUtilisateur>,
) -> (StatusCode, Json<Confirmation>) {
    let message = format!("Utilisateur {nom} ajouté avec succès!");
    utilisateurs.noms().insert(nom);
    (StatusCode::CREATED, Json(Confirmation { message }))
}
// SOLUTION-ELSE
// ///
// /// Take what you need as arguments: `State<Utilisateurs>` first, and `Json<T>` last, where `T` is
// /// a struct of yours that derives `serde::Deserialize`. axum answers 400, 415 and 422 for you
// /// when the body does not fit `T`.
// async fn ajouter() -> Response {
//     todo!("adding a user")
// }
// SOLUTION-END

/// 200 and `{"message": "Utilisateur N supprimé avec succès!"}`; 404 when N is no user.
// SOLUTION-BEGIN
async fn supprimer(
    State(utilisateurs): State<Utilisateurs>,
    Path(nom): Path<String>,
) -> Result<Json<Confirmation>, StatusCode> {
    if !utilisateurs.noms().remove(&nom) {
        return Err(StatusCode::NOT_FOUND);
    }
    let message = format!("Utilisateur {nom} supprimé avec succès!");
    Ok(Json(Confirmation { message }))
}
// SOLUTION-ELSE
// ///
// /// `Path<String>` is the name, already decoded.
// async fn supprimer() -> Response {
//     todo!("removing a user")
// }
// SOLUTION-END
