//! A service so small that its whole document fits on a page.

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(title = "Graineterie", version = "1.0.0", description = "Les semences d'une serre."),
    tags((name = "semences", description = "Les bocaux, un par espèce")),
    servers((url = "/", description = "ce serveur")),
)]
struct ApiDoc;

#[derive(Serialize, ToSchema)]
struct Semence {
    id: i64,
    espece: String,
}

#[utoipa::path(
    get,
    path = "/semences/{id}",
    operation_id = "lireBocal",
    summary = "Lire un bocal",
    tag = "semences",
    params(("id" = i64, Path)),
    responses(
        (status = 200, body = Semence, description = "le bocal"),
        (status = 404, description = "aucun bocal n'a cet identifiant"),
    ),
)]
async fn read(Path(id): Path<i64>) -> Json<Semence> {
    Json(Semence { id, espece: "Basilic".to_owned() })
}

/// One route, and the document that describes it.
pub fn app() -> Router {
    let (routes, operations) = OpenApiRouter::new().routes(routes!(read)).split_for_parts();
    let document = ApiDoc::openapi().merge_from(operations);
    routes.route("/api-docs/openapi.json", get(|| async move { Json(document) }))
}
