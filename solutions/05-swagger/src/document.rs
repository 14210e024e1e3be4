//! The document that describes the service, and the page that shows it.

// SOLUTION-BEGIN
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use crate::erreur::Erreur;

/// What the document says beside the operations, which describe themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Produits",
        description = "Le catalogue d'un magasin : des produits, leur prix et leur stock.",
    ),
    tags((name = "produits", description = "Créer, lire, changer et supprimer des produits")),
    servers((url = "/", description = "ce serveur")),
)]
struct Entete;

/// `GET /api-docs/openapi.json` and `GET /swagger-ui/`.
pub fn router(operations: utoipa::openapi::OpenApi) -> Router {
    let document = Entete::openapi().merge_from(operations);
    let page = SwaggerUi::new("/swagger-ui").url("/api-docs/openapi.json", document);
    Router::from(page).layer(map_response(in_our_shape))
}

/// A file that Swagger UI has not is an unknown path like any other.
async fn in_our_shape(response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        return Erreur::CheminInconnu.into_response();
    }
    response
}
// SOLUTION-ELSE
// use axum::Router;
// use axum::response::Response;
// use axum::routing::get;
//
// /// `GET /api-docs/openapi.json` and `GET /swagger-ui/`.
// ///
// /// `OpenApiRouter::split_for_parts()` in src/app.rs gives the document of the routes;
// /// `utoipa_swagger_ui::SwaggerUi` serves it and the page, and turns into a `Router`.
// pub fn router() -> Router {
//     Router::new().route("/api-docs/openapi.json", get(document)).route("/swagger-ui/", get(page))
// }
//
// async fn document() -> Response {
//     todo!("the document of the service")
// }
//
// async fn page() -> Response {
//     todo!("the page that shows the document")
// }
// SOLUTION-END
