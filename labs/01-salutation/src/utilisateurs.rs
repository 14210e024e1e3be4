//! `/api/utilisateurs`: users are added and removed. They live in memory.

use axum::Router;
use axum::response::Response;
use axum::routing::{delete, post};

pub fn router(utilisateurs: Utilisateurs) -> Router {
    Router::new()
        .route("/api/utilisateurs", post(create))
        .route("/api/utilisateurs/{nom}", delete(remove))
        .with_state(utilisateurs)
}

/// What the service remembers between two requests. axum clones it for every request, so its
/// content must be shared: `Arc<Mutex<…>>` around a collection from `std::collections`.
#[derive(Clone, Default)]
pub struct Utilisateurs {}

/// `{"nom": N}` → 201 and `{"message": "Utilisateur N ajouté avec succès!"}`.
///
/// Take what you need as arguments: `State<Utilisateurs>` first, and `Json<T>` last, where `T` is
/// a struct of yours that derives `serde::Deserialize`. axum responds with 400, 415 or 422 for
/// you when the body does not fit `T`.
async fn create() -> Response {
    todo!("adding a user")
}

/// 200 and `{"message": "Utilisateur N supprimé avec succès!"}`; 404 if there is no user N.
///
/// `Path<String>` is the name, already decoded.
async fn remove() -> Response {
    todo!("removing a user")
}
