//! The document that describes the service, and the page that shows it.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

/// `GET /api-docs/openapi.json` and `GET /swagger-ui/`.
///
/// `OpenApiRouter::split_for_parts()` in src/app.rs returns the document of the routes.
/// `utoipa_swagger_ui::SwaggerUi` serves it and the page, and can be converted to a `Router`.
pub fn router() -> Router {
    Router::new().route("/api-docs/openapi.json", get(document)).route("/swagger-ui/", get(page))
}

async fn document() -> Response {
    todo!("the document of the service")
}

async fn page() -> Response {
    todo!("the page that shows the document")
}
