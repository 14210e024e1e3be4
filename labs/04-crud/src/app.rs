//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::{Router, middleware};
use sqlx::AnyPool;

use crate::error::Error;
use crate::logging::log_request;
use crate::produits;

/// Every route of the service. axum's own errors get the same form as ours.
pub fn app(pool: AnyPool) -> Router {
    Router::new()
        .merge(produits::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(middleware::from_fn(log_request))
        .with_state(pool)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::app;
    use crate::database;

    #[tokio::test]
    async fn a_created_product_has_an_id() {
        let app = app_with_database("created").await;

        let (status, produit) =
            create(&app, json!({ "nom": "Lampe", "prix_centimes": 1250 })).await;

        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(produit, json!({ "id": 1, "nom": "Lampe", "prix_centimes": 1250, "stock": 0 }));
    }

    /// The service on an empty database in memory. Tests run at the same time: each has its own.
    async fn app_with_database(name: &str) -> Router {
        let url = format!("sqlite:file:{name}?mode=memory");
        app(database::open(&url).await.expect("a database in memory"))
    }

    async fn create(app: &Router, creation: Value) -> (StatusCode, Value) {
        send(app, post("/api/produits", creation)).await
    }

    fn post(path: &str, body: Value) -> Request<Body> {
        Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request")
    }

    /// The status and the body of the response. The clones of an app share its database, so one test
    /// can send several requests.
    async fn send(app: &Router, request: Request<Body>) -> (StatusCode, Value) {
        let response = app.clone().oneshot(request).await.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        (status, serde_json::from_slice(&body).expect("a JSON body"))
    }
}
