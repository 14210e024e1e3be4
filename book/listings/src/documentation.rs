//! The jars of seeds again, described by an OpenAPI document and shown by Swagger UI.

pub mod agreement;
pub mod client;
pub mod lying;
mod semence;
#[allow(unused_qualifications, reason = "what `utoipa::path` makes of `params(Page)`")]
mod semences;
pub mod small;

use axum::Router;
use sqlx::AnyPool;
use utoipa_axum::router::OpenApiRouter;

use crate::products::error::Error;

// ANCHOR: header
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "Graineterie", description = "Les semences d'une serre."),
    tags((name = "semences", description = "Les bocaux, un par espèce")),
    servers((url = "/", description = "ce serveur")),
)]
struct ApiDoc;
// ANCHOR_END: header

// ANCHOR: app
/// The service, its document and its page.
pub fn app(pool: AnyPool) -> Router {
    let (routes, operations) =
        OpenApiRouter::new().merge(semences::router()).with_state(pool).split_for_parts();
    let document = ApiDoc::openapi().merge_from(operations);
    routes
        .merge(page(document))
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
}
// ANCHOR_END: app

// ANCHOR: page
use axum::middleware::map_response;
use utoipa_swagger_ui::SwaggerUi;

/// The document, and the page that shows it.
fn page(document: utoipa::openapi::OpenApi) -> Router {
    let page = SwaggerUi::new("/swagger-ui").url("/api-docs/openapi.json", document);
    Router::from(page).layer(map_response(in_our_shape))
}
// ANCHOR_END: page

// ANCHOR: shape
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// A file that Swagger UI does not have is an unknown path like any other.
async fn in_our_shape(response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        return Error::UnknownPath.into_response();
    }
    response
}
// ANCHOR_END: shape

/// The document that [`app`] serves.
pub fn document() -> utoipa::openapi::OpenApi {
    ApiDoc::openapi().merge_from(semences::router().into_openapi())
}
