//! `/api/commandes`: an order is created with what two other services know, and read without them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};

use crate::commande::{Commande, Creation, Ligne};
use crate::error::Error;
use crate::extract::JsonBody;
use crate::neighbours::{Neighbours, Utilisateur};
use crate::request_id::RequestId;

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    pub neighbours: Arc<Neighbours>,
    pub commandes: Arc<Commandes>,
}

/// The orders, in memory, by id.
#[derive(Default)]
pub struct Commandes(Mutex<HashMap<u64, Commande>>);

impl Commandes {
    /// Keeps an order, and returns it with its id.
    fn add(&self, utilisateur: Utilisateur, lignes: Vec<Ligne>) -> Commande {
        let mut commandes = self.lock();
        // Orders are never removed, so no id is given twice.
        let id = commandes.len() as u64 + 1;
        let commande = Commande::new(id, utilisateur, lignes);
        commandes.insert(id, commande.clone());
        commande
    }

    fn find(&self, id: u64) -> Option<Commande> {
        self.lock().get(&id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Commande>> {
        // A panic leaves no order half written, so a poisoned mutex holds valid ones.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub fn router() -> Router<AppState> {
    Router::new().route("/api/commandes", post(create)).route("/api/commandes/{id}", get(read))
}

async fn create(
    State(state): State<AppState>,
    Extension(caller): Extension<RequestId>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    let (utilisateur, lignes) = call(&state.neighbours, &creation, &caller).await?;
    let commande = state.commandes.add(utilisateur, lignes);
    let location = format!("/api/commandes/{}", commande.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(commande)))
}

/// Calls for the user, and then for one product after the other. Later, make the calls at the same
/// time, and give up when they take too long together.
async fn call(
    neighbours: &Neighbours,
    creation: &Creation,
    caller: &RequestId,
) -> Result<(Utilisateur, Vec<Ligne>), Error> {
    let utilisateur = neighbours.utilisateur(creation.utilisateur, caller).await?;
    let mut lignes = Vec::new();
    for ligne in creation.lignes.as_slice() {
        let produit = neighbours.produit(ligne.produit, caller).await?;
        lignes.push(Ligne::new(*ligne, &produit));
    }
    Ok((utilisateur, lignes))
}

async fn read(
    State(state): State<AppState>,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Json<Commande>, Error> {
    // What is not a number is the id of no order.
    let Path(id) = id.map_err(|_| Error::UnknownCommande)?;
    state.commandes.find(id).map(Json).ok_or(Error::UnknownCommande)
}
