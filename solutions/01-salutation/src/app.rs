//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::Router;

use crate::salutation;
use crate::utilisateurs::{self, Utilisateurs};

/// Every route of the service, with an empty list of users.
pub fn app() -> Router {
    Router::new().merge(salutation::router()).merge(utilisateurs::router(Utilisateurs::default()))
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use axum::response::Response;
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::app;

    #[tokio::test]
    async fn the_greeting_is_a_message() {
        let request = Request::get("/api/salutation").body(Body::empty()).expect("a request");

        let response = app().oneshot(request).await.expect("a router always responds");

        assert_eq!(response.status(), StatusCode::OK);
        let message = "Bonjour, bienvenue dans notre API de microservices !";
        assert_eq!(json_of(response).await, json!({"message": message}));
    }
    // SOLUTION-BEGIN

    #[tokio::test]
    async fn a_user_is_removed_once() {
        let app = app();
        let create = Request::post("/api/utilisateurs")
            .header("content-type", "application/json")
            .body(Body::from(json!({"nom": "Ada"}).to_string()))
            .expect("a request");
        app.clone().oneshot(create).await.expect("a response");

        let first = app.clone().oneshot(remove_ada()).await.expect("a response");
        let second = app.oneshot(remove_ada()).await.expect("a response");

        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(
            json_of(first).await,
            json!({"message": "Utilisateur Ada supprimé avec succès!"})
        );
        assert_eq!(second.status(), StatusCode::NOT_FOUND);
    }

    fn remove_ada() -> Request<Body> {
        Request::delete("/api/utilisateurs/Ada").body(Body::empty()).expect("a request")
    }
    // SOLUTION-END

    /// The body of a response, read to its end, as JSON.
    async fn json_of(response: Response) -> Value {
        let bytes = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        serde_json::from_slice(&bytes).expect("a JSON body")
    }
}
