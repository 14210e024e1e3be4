//! The document that describes the service, and the page that shows it.

// SOLUTION-BEGIN
#![expect(dead_code, reason = "the types of error responses are only described, never made")]

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use utoipa::{IntoResponses, OpenApi};
use utoipa_swagger_ui::SwaggerUi;

use crate::error::{Error, ErrorBody};

/// What the operations do not say themselves: the head of the document, and the schema of the errors.
/// `routes!` finds all the other schemas.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Produits",
        description = "Le catalogue d'un magasin : des produits, leur prix et leur stock.",
    ),
    tags((name = "produits", description = "Créer, lire, changer et supprimer des produits")),
    servers((url = "/", description = "ce serveur")),
    components(schemas(ErrorBody)),
)]
struct ApiDoc;

/// `GET /api-docs/openapi.json` and `GET /swagger-ui/`.
pub fn router(operations: utoipa::openapi::OpenApi) -> Router {
    let document = ApiDoc::openapi().merge_from(operations);
    let page = SwaggerUi::new("/swagger-ui").url("/api-docs/openapi.json", document);
    Router::from(page).layer(map_response(in_our_shape))
}

/// A file that Swagger UI does not have is an unknown path like any other.
async fn in_our_shape(response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        return Error::UnknownPath.into_response();
    }
    response
}

/// The error of an operation that reads parameters.
#[derive(IntoResponses)]
#[response(status = 400, description = "un paramètre ou le corps est illisible")]
pub struct BadRequest(ErrorBody);

/// The errors of an operation that has the id of a product in its path.
// ANCHOR: produit_errors
#[derive(IntoResponses)]
pub enum ProduitErrors {
    /// un paramètre ou le corps est illisible
    #[response(status = 400)]
    BadRequest(ErrorBody),
    /// aucun produit n'a cet identifiant
    #[response(status = 404)]
    UnknownProduit(ErrorBody),
}
// ANCHOR_END: produit_errors

/// The errors of an operation that reads a body.
#[derive(IntoResponses)]
pub enum BodyErrors {
    /// un paramètre ou le corps est illisible
    #[response(status = 400)]
    BadRequest(ErrorBody),
    /// le corps n'est pas déclaré comme du JSON
    #[response(status = 415)]
    NotJson(ErrorBody),
    /// le corps enfreint une règle
    #[response(status = 422)]
    Invalid(ErrorBody),
}

/// The error of an operation that gives a product a name.
#[derive(IntoResponses)]
#[response(status = 409, description = "un autre produit porte déjà ce nom")]
pub struct NomTaken(ErrorBody);
// SOLUTION-ELSE
// use axum::Router;
// use axum::response::Response;
// use axum::routing::get;
//
// /// `GET /api-docs/openapi.json` and `GET /swagger-ui/`.
// ///
// /// `OpenApiRouter::split_for_parts()` in src/app.rs returns the document of the routes.
// /// `utoipa_swagger_ui::SwaggerUi` serves it and the page, and can be converted to a `Router`.
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
