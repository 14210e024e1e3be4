//! `/releves/{serre}`: the temperature of a greenhouse, which the sensor service knows.

use axum::extract::{Extension, Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use super::context::Context;
use super::error::Error;
use super::station::Station;

/// The temperature of a greenhouse.
#[derive(Serialize)]
struct Releve {
    serre: String,
    temperature_c: i32,
}

pub fn router() -> Router<Station> {
    Router::new().route("/releves/{serre}", get(releve))
}

// ANCHOR: releve
async fn releve(
    State(station): State<Station>,
    Extension(context): Extension<Context>,
    Path(serre): Path<String>,
) -> Result<Json<Releve>, Error> {
    let mesure = station.measure(&serre, &context).await?;
    Ok(Json(Releve { serre, temperature_c: mesure.temperature_c }))
}
// ANCHOR_END: releve
