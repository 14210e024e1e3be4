//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::{Router, middleware};

use crate::error::Error;
use crate::observe::observe;
use crate::state::AppState;
use crate::{exposition, health, produits, request_id, trace_context};

/// Every route of the service. axum's own errors get the same form as ours.
pub fn app(state: AppState) -> Router {
    Router::new()
        .merge(produits::router())
        .merge(health::router())
        .merge(exposition::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        // The last layer is the outermost one: both ids are there when `observe` needs them.
        .layer(middleware::from_fn_with_state(state.clone(), observe))
        .layer(middleware::from_fn(trace_context::assign))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(state)
}
// SOLUTION-BEGIN

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use axum::{Json, Router};
    use serde_json::json;
    use tokio::net::TcpListener;
    use tower::ServiceExt;

    use super::app;
    use crate::config::Config;
    use crate::state::AppState;
    use crate::stop::Stopping;

    #[tokio::test]
    async fn a_service_is_ready_while_its_catalogue_is_live() {
        let (status, _) = read(&app(catalogue().await), "/health/ready").await;

        assert_eq!(status, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_service_is_not_ready_without_its_catalogue() {
        let (status, body) = read(&app(state("http://127.0.0.1:1")), "/health/ready").await;

        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("catalogue"), "{body}");
    }

    #[tokio::test]
    async fn requests_are_counted_by_their_route_and_their_status() {
        let app = app(catalogue().await);

        for path in ["/api/produits/7", "/api/produits/8", "/api/produits/9", "/health/live"] {
            read(&app, path).await;
        }
        let (_, text) = read(&app, "/metrics").await;

        let series = |status| {
            format!(
                "http_requests_total{{method=\"GET\",route=\"/api/produits/{{id}}\",status=\"{status}\"}}"
            )
        };
        assert!(text.contains(&format!("{} 1\n", series(200))), "{text}");
        assert!(text.contains(&format!("{} 2\n", series(404))), "{text}");
        assert!(text.contains("catalogue_requests_total{result=\"not_found\"} 2\n"), "{text}");
        assert!(!text.contains("health"), "{text}");
    }

    /// The service, with a catalogue on a free port that knows the product 7.
    async fn catalogue() -> AppState {
        let lampe = json!({ "id": 7, "nom": "Lampe" });
        let router = Router::new()
            .route("/api/produits/7", get(async || Json(lampe)))
            .route("/health/live", get(async || ()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async { axum::serve(listener, router).await });
        state(&url)
    }

    fn state(url: &str) -> AppState {
        let settings = Config::from_env().expect("no variable of the service is set");
        let config = Config { catalogue_url: url.to_owned(), delai_ms: 5_000, ..settings };
        AppState::new(&config, Stopping::default()).expect("a state")
    }

    async fn read(app: &Router, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = app.clone().oneshot(request).await.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 100_000).await.expect("a short body");
        (status, String::from_utf8_lossy(&body).into_owned())
    }
}
// SOLUTION-END
