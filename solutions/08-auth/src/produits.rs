//! `/api/produits`: names, in the order of their creation.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::app::AppState;
use crate::error::Error;
use crate::extract::JsonBody;
use crate::identity::{Admin, Reader};

/// The products, in memory.
#[derive(Default)]
pub struct Produits(Mutex<Vec<Nom>>);

pub fn router() -> Router<AppState> {
    Router::new().route("/api/produits", get(list).post(create))
}

/// The name of a product: 1 to 100 characters.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String")]
struct Nom(String);

impl TryFrom<String> for Nom {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let length = text.chars().count();
        if (1..=100).contains(&length) { Ok(Self(text)) } else { Err("1 to 100 characters") }
    }
}

#[derive(Deserialize, Serialize)]
struct Produit {
    nom: Nom,
}

#[derive(Serialize)]
struct List {
    produits: Vec<Nom>,
}

async fn list(_: Reader, State(produits): State<Arc<Produits>>) -> Json<List> {
    let produits = produits.0.lock().unwrap_or_else(PoisonError::into_inner);
    Json(List { produits: produits.clone() })
}

async fn create(
    _: Admin,
    State(produits): State<Arc<Produits>>,
    JsonBody(produit): JsonBody<Produit>,
) -> Result<impl IntoResponse, Error> {
    let mut produits = produits.0.lock().unwrap_or_else(PoisonError::into_inner);
    produits.push(produit.nom.clone());
    Ok((StatusCode::CREATED, Json(produit)))
}
