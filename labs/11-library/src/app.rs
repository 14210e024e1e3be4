//! A whole service as one value: `app()` opens no port, so tests can call it too.

use axum::{Router, middleware};
use sqlx::AnyPool;

use crate::config::Service;
use crate::error::Error;
use crate::logging::log_request;
use crate::neighbours::Neighbours;
use crate::store::Store;
use crate::{emprunts, livres, membres};

/// Every route of a service. axum's own errors get the same form as ours.
pub fn app(service: Service, pool: AnyPool, neighbours: Neighbours) -> Router {
    let routes = match service {
        Service::Livres => livres::router(pool),
        Service::Membres => membres::router(pool, neighbours),
        Service::Emprunts => emprunts::router(Store::new(pool), neighbours),
    };
    routes
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(middleware::from_fn(log_request))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::app;
    use crate::config::{Config, Service};
    use crate::database;
    use crate::neighbours::Neighbours;

    const NOBODY: &str = "http://127.0.0.1:1";

    #[tokio::test]
    async fn all_copies_of_a_new_book_are_available() {
        let app = service(Service::Livres, "created", NOBODY).await;

        let livre = json!({ "titre": "Germinal", "auteur": "Émile Zola", "exemplaires": 2 });
        let (status, livre) = send(&app, post("/api/livres", livre)).await;

        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(livre["id"], 1);
        assert_eq!(livre["disponibles"], 2);
    }

    /// A service on an empty database in memory, with all others at one address. Tests run at the same
    /// time: each has its own database.
    async fn service(service: Service, name: &str, others: &str) -> Router {
        let config = Config {
            service,
            port: 0,
            livres_url: others.to_owned(),
            membres_url: others.to_owned(),
            emprunts_url: others.to_owned(),
            database_url: Some(format!("sqlite:file:{name}?mode=memory")),
        };
        let pool = database::open(service, &config.database()).await.expect("a database in memory");
        app(service, pool, Neighbours::new(&config).expect("clients"))
    }

    fn post(path: &str, body: Value) -> Request<Body> {
        Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request")
    }

    /// The status and the body of the response, `null` if it has none.
    async fn send(app: &Router, request: Request<Body>) -> (StatusCode, Value) {
        let response = app.clone().oneshot(request).await.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }
}
