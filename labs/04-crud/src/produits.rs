//! `/api/produits`: the products, one by one and by the page.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use sqlx::AnyPool;

use crate::erreur::Erreur;
use crate::extraire::{Chemin, Corps, Requete};
use crate::produit::{Creation, Modification, Remplacement, Retrait};

pub fn router() -> Router<AnyPool> {
    Router::new()
        .route("/api/produits", get(lister).post(creer))
        .route("/api/produits/{id}", get(lire).put(remplacer).patch(modifier).delete(supprimer))
        .route("/api/produits/{id}/retrait", post(retirer))
}

/// Which page of which products: `limite`, `apres`, `q`.
#[derive(Debug, Deserialize)]
struct Page {}

/// A page of products, by id, and the last id shown when more follow.
async fn lister(
    State(base): State<AnyPool>,
    Requete(page): Requete<Page>,
) -> Result<Response, Erreur> {
    todo!("select {page:?} from {base:?}")
}

/// A new product: 201, and where it is in `Location`.
async fn creer(
    State(base): State<AnyPool>,
    Corps(creation): Corps<Creation>,
) -> Result<Response, Erreur> {
    todo!("insert {creation:?} into {base:?}")
}

/// One product.
async fn lire(State(base): State<AnyPool>, Chemin(id): Chemin<i64>) -> Result<Response, Erreur> {
    todo!("select {id} from {base:?}")
}

/// All of a product anew.
async fn remplacer(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(remplacement): Corps<Remplacement>,
) -> Result<Response, Erreur> {
    todo!("update {id} with {remplacement:?} in {base:?}")
}

/// A part of a product anew.
async fn modifier(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(modification): Corps<Modification>,
) -> Result<Response, Erreur> {
    todo!("update {id} with {modification:?} in {base:?}")
}

/// One product less: 204.
async fn supprimer(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
) -> Result<Response, Erreur> {
    todo!("delete {id} from {base:?}")
}

/// Pieces withdrawn from the stock, unless it is too low.
async fn retirer(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(retrait): Corps<Retrait>,
) -> Result<Response, Erreur> {
    todo!("withdraw {retrait:?} from {id} in {base:?}")
}
