//! The whole service as one value: `app()` opens no port, so tests can call it too.

use std::sync::Arc;

use axum::Router;

use crate::patients::Patients;
use crate::sante;

/// Every route of the service. axum's own 404 and 405 have the same body as every other error.
pub fn app(patients: Arc<Patients>) -> Router {
    // By default, the bodies of axum's 404 and 405 are empty. `fallback` and
    // `method_not_allowed_fallback` take a handler of yours.
    Router::new().merge(sante::router()).with_state(patients)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use axum::response::Response;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::app;
    use crate::patients::Patients;

    #[tokio::test]
    async fn the_names_are_sorted() {
        let request = Request::get("/api/sante").body(Body::empty()).expect("a request");

        let response = respond(request).await;

        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(json_of(response).await, json!(["Jean Dupont", "Zoé Martin"]));
    }

    /// The response of the service to one request, with the patients of the lab's own file.
    async fn respond(request: Request<Body>) -> Response {
        let patients = Patients::open("patients.json".into()).expect("the patients");
        app(Arc::new(patients)).oneshot(request).await.expect("a router always responds")
    }

    /// The body of a response, read to its end, as JSON.
    async fn json_of(response: Response) -> Value {
        let bytes = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        serde_json::from_slice(&bytes).expect("a JSON body")
    }
}
