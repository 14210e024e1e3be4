//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::Router;

use crate::{api, pages};

/// Every route of the service.
pub fn app() -> Router {
    Router::new().merge(pages::router()).merge(api::router())
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use axum::response::Response;
    use tower::ServiceExt;

    use super::app;

    #[tokio::test]
    async fn the_root_is_a_text() {
        let response = get("/").await;

        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(text_of(response).await, "hello world");
    }

    async fn get(uri: &str) -> Response {
        let request = Request::get(uri).body(Body::empty()).expect("a request");
        app().oneshot(request).await.expect("a router always responds")
    }

    /// The body of a response, read to its end.
    async fn text_of(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        String::from_utf8(bytes.into()).expect("UTF-8")
    }
}
