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
    // SOLUTION-BEGIN
    use serde_json::{Value, json};
    // SOLUTION-END
    use tower::ServiceExt;

    use super::app;

    #[tokio::test]
    async fn the_root_is_a_text() {
        let response = get("/").await;

        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(text_of(response).await, "hello world");
    }
    // SOLUTION-BEGIN

    #[tokio::test]
    async fn a_name_is_shown_as_text_and_never_as_markup() {
        let response = get("/bonjour/%3Cb%3EAda%3C%2Fb%3E").await;

        assert_eq!(response.status(), StatusCode::OK);
        let page = text_of(response).await;
        assert!(page.contains("Ada"), "{page}");
        assert!(!page.contains("<b>"), "{page}");
    }

    #[tokio::test]
    async fn an_age_is_a_number() {
        let response = get("/api/params?surname=Lovelace&name=Ada&age=36").await;

        assert_eq!(response.status(), StatusCode::OK);
        let profile: Value = serde_json::from_str(&text_of(response).await).expect("a JSON body");
        assert_eq!(profile, json!({"name": "Ada", "surname": "Lovelace", "age": 36}));
    }

    #[tokio::test]
    async fn an_age_over_150_is_refused() {
        let response = get("/api/params?surname=Lovelace&name=Ada&age=151").await;

        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    }
    // SOLUTION-END

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
