//! `/api/utilisateurs`: users are added and removed; they live in memory.

use axum::Router;
use axum::response::Response;
use axum::routing::{delete, post};

pub fn router(utilisateurs: Utilisateurs) -> Router {
    Router::new()
        .route("/api/utilisateurs", post(ajouter))
        .route("/api/utilisateurs/{nom}", delete(supprimer))
        .with_state(utilisateurs)
}

/// What the service remembers between two requests. axum clones it for every request, so what
/// it holds must be shared: `Arc<Mutex<…>>` around a collection from `std::collections`.
#[derive(Clone, Default)]
pub struct Utilisateurs {}

/// `{"nom": N}` → 201 and `{"message": "Utilisateur N ajouté avec succès!"}`.
///
/// Take what you need as arguments: `State<Utilisateurs>` first, and `Json<T>` last, where `T` is
/// a struct of yours that derives `serde::Deserialize`. axum answers 400, 415 and 422 for you
/// when the body does not fit `T`.
async fn ajouter() -> Response {
    todo!("adding a user")
}

/// 200 and `{"message": "Utilisateur N supprimé avec succès!"}`; 404 when N is no user.
///
/// `Path<String>` is the name, already decoded.
async fn supprimer() -> Response {
    todo!("removing a user")
}
