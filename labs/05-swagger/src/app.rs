//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::{Router, middleware};
use sqlx::AnyPool;

use crate::error::Error;
use crate::logging::log_request;
use crate::{document, produits};

/// Every route of the service, and its document. axum's own errors get the same form as ours.
pub fn app(pool: AnyPool) -> Router {
    let routes = Router::new().merge(produits::router()).with_state(pool).merge(document::router());
    routes
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(middleware::from_fn(log_request))
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use serde_json::Value;
    use tower::ServiceExt;

    use super::app;
    use crate::database;

    #[tokio::test]
    async fn the_document_is_openapi_3_1() {
        let (status, document) = get("document", "/api-docs/openapi.json").await;

        assert_eq!(status, StatusCode::OK);
        let document: Value = serde_json::from_slice(&document).expect("a JSON document");
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["info"]["title"], "Produits");
    }

    /// The response to a GET of the service, on an empty database in memory that has this name. Tests
    /// run at the same time: each has its own.
    async fn get(database: &str, path: &str) -> (StatusCode, Vec<u8>) {
        let url = format!("sqlite:file:{database}?mode=memory");
        let app = app(database::open(&url).await.expect("a database in memory"));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = app.oneshot(request).await.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 1_000_000).await.expect("a short body");
        (status, body.into())
    }
}
