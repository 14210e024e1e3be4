//! `/api/produits/{id}`: a product, as the catalogue knows it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router};

use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::request_id::RequestId;
use crate::state::AppState;
use crate::trace_context::TraceContext;

pub fn router() -> Router<AppState> {
    Router::new().route("/api/produits/{id}", get(read))
}

async fn read(
    State(catalogue): State<Arc<Catalogue>>,
    Extension(request_id): Extension<RequestId>,
    Extension(trace): Extension<TraceContext>,
    uri: Uri,
) -> Result<impl IntoResponse, Error> {
    // The extractor `Path` would decode the id.
    let id = uri.path().rsplit('/').next().unwrap_or_default();
    let produit = catalogue.produit(id, &request_id, &trace).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], produit))
}
