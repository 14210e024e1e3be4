//! `/api/utilisateurs`: users are added and removed. They live in memory.

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
        .route("/api/utilisateurs", post(create))
        .route("/api/utilisateurs/{nom}", delete(remove))
        .with_state(utilisateurs)
}

// SOLUTION-BEGIN
/// The names of the users. axum clones it for every request; all clones share one set.
///
/// A plain `Mutex` is enough, because it is never held across an `.await`.
#[derive(Clone, Default)]
pub struct Utilisateurs(Arc<Mutex<HashSet<String>>>);

impl Utilisateurs {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().expect("no handler panics with the lock held")
    }
}

#[derive(Deserialize)]
struct Utilisateur {
    nom: String,
}

#[derive(Serialize)]
struct Confirmation {
    message: String,
}
// SOLUTION-ELSE
// /// What the service remembers between two requests. axum clones it for every request, so its
// /// content must be shared: `Arc<Mutex<…>>` around a collection from `std::collections`.
// #[derive(Clone, Default)]
// pub struct Utilisateurs {}
// SOLUTION-END

/// `{"nom": N}` → 201 and `{"message": "Utilisateur N ajouté avec succès!"}`.
// SOLUTION-BEGIN
async fn create(
    State(utilisateurs): State<Utilisateurs>,
    Json(Utilisateur { nom }): Json<Utilisateur>,
) -> (StatusCode, Json<Confirmation>) {
    let message = format!("Utilisateur {nom} ajouté avec succès!");
    utilisateurs.lock().insert(nom);
    (StatusCode::CREATED, Json(Confirmation { message }))
}
// SOLUTION-ELSE
// ///
// /// Take what you need as arguments: `State<Utilisateurs>` first, and `Json<T>` last, where `T` is
// /// a struct of yours that derives `serde::Deserialize`. axum responds with 400, 415 or 422 for
// /// you when the body does not fit `T`.
// async fn create() -> Response {
//     todo!("adding a user")
// }
// SOLUTION-END

/// 200 and `{"message": "Utilisateur N supprimé avec succès!"}`; 404 if there is no user N.
// SOLUTION-BEGIN
async fn remove(
    State(utilisateurs): State<Utilisateurs>,
    Path(nom): Path<String>,
) -> Result<Json<Confirmation>, StatusCode> {
    if !utilisateurs.lock().remove(&nom) {
        return Err(StatusCode::NOT_FOUND);
    }
    let message = format!("Utilisateur {nom} supprimé avec succès!");
    Ok(Json(Confirmation { message }))
}
// SOLUTION-ELSE
// ///
// /// `Path<String>` is the name, already decoded.
// async fn remove() -> Response {
//     todo!("removing a user")
// }
// SOLUTION-END
