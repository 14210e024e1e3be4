//! `/arrosages`: everybody who is known reads them, gardeners add to them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::caller::{Caller, Gardener};
use super::extract::JsonBody;
use super::journal::{Arrosage, Arrosages};
use super::state::AppState;

#[derive(Deserialize)]
struct NewArrosage {
    serre: String,
    litres: u32,
}

pub fn router() -> Router<AppState> {
    Router::new().route("/arrosages", get(list).post(create))
}

async fn list(_: Caller, State(arrosages): State<Arc<Arrosages>>) -> Json<Vec<Arrosage>> {
    Json(arrosages.all())
}

// ANCHOR: handlers
async fn create(
    Gardener(claims): Gardener,
    State(arrosages): State<Arc<Arrosages>>,
    JsonBody(NewArrosage { serre, litres }): JsonBody<NewArrosage>,
) -> (StatusCode, Json<Arrosage>) {
    let arrosage = Arrosage { serre, litres, par: claims.sub };
    arrosages.add(arrosage.clone());
    (StatusCode::CREATED, Json(arrosage))
}
// ANCHOR_END: handlers
