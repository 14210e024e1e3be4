//! The whole service as one value: `app()` opens no port, so tests can call it too.

use std::sync::Arc;

use axum::Router;

// SOLUTION-BEGIN
use crate::error::Error;
// SOLUTION-END
use crate::patients::Patients;
use crate::sante;

/// Every route of the service. axum's own 404 and 405 have the same body as every other error.
pub fn app(patients: Arc<Patients>) -> Router {
    // SOLUTION-BEGIN
    Router::new()
        .merge(sante::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .with_state(patients)
    // SOLUTION-ELSE
    // // By default, the bodies of axum's 404 and 405 are empty. `fallback` and
    // // `method_not_allowed_fallback` take a handler of yours.
    // Router::new().merge(sante::router()).with_state(patients)
    // SOLUTION-END
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
    // SOLUTION-BEGIN

    #[tokio::test]
    async fn an_unknown_patient_is_an_error_with_a_text() {
        let request = Request::get("/api/sante/Ada").body(Body::empty()).expect("a request");

        let response = respond(request).await;

        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(json_of(response).await, json!({"erreur": "patient inconnu"}));
    }

    #[tokio::test]
    async fn an_age_over_150_is_refused() {
        let parametres = json!({
            "age": 151,
            "frequence_cardiaque": 62,
            "poids_kg": 75.5,
            "taille_cm": 180,
            "tension": {"diastolique": 80, "systolique": 120},
        });
        let request = Request::put("/api/sante/Ada")
            .header("content-type", "application/json")
            .body(Body::from(parametres.to_string()))
            .expect("a request");

        let response = respond(request).await;

        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let body = json_of(response).await;
        assert!(body["erreur"].to_string().contains("age"), "{body}");
    }

    #[tokio::test]
    async fn the_format_is_the_one_that_accept_prefers() {
        for (accept, format) in [
            ("application/yaml", "application/yaml"),
            ("application/json;q=0.5, Application/YAML", "application/yaml"),
            ("application/yaml;q=0.9, application/json", "application/json"),
            ("application/yaml;q=0.5, */*", "application/json"),
            ("*/*", "application/json"),
        ] {
            let request = Request::get("/api/sante/Jean%20Dupont")
                .header("accept", accept)
                .body(Body::empty())
                .expect("a request");

            let response = respond(request).await;

            assert_eq!(response.headers()["content-type"], format, "{accept}");
        }
    }
    // SOLUTION-END

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
