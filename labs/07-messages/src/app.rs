//! The whole service as one value: `app()` opens no port, so tests can call it too.

use std::sync::Arc;

use axum::{Router, middleware};

use crate::broker::Broker;
use crate::commandes::{self, AppState};
use crate::error::Error;
use crate::logging::log_request;
use crate::publisher::Publisher;
use crate::store::Store;

/// Every route of the service. axum's own errors get the same form as ours.
pub fn app(broker: Broker, store: Store) -> Router {
    let state = AppState { store, publisher: Arc::new(Publisher::new(broker)) };
    Router::new()
        .merge(commandes::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(middleware::from_fn(log_request))
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::app;
    use crate::broker::Broker;
    use crate::commande::Message;
    use crate::database;
    use crate::store::Store;

    #[tokio::test]
    async fn an_order_that_is_delivered_twice_counts_once() {
        let (app, store) = service("twice").await;
        let order = json!({ "id": 7, "produit": "Lampe", "quantite": 3 });
        let order: Message = serde_json::from_value(order).expect("an order");

        store.handle(&order).await.expect("handled");
        store.handle(&order).await.expect("handled again");

        let (status, ventes) = send(&app, get("/api/ventes/Lampe")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(ventes, json!({ "produit": "Lampe", "vendu": 3 }));
    }

    /// The service without a broker, on an empty database in memory. Tests run at the same time: each
    /// has its own.
    async fn service(name: &str) -> (Router, Store) {
        let url = format!("sqlite:file:{name}?mode=memory");
        let store = Store::new(database::open(&url).await.expect("a database in memory"));
        let nobody = "amqp://127.0.0.1:1".parse().expect("a URL");
        (app(Broker::new(nobody, "commandes".to_owned()), store.clone()), store)
    }

    fn get(path: &str) -> Request<Body> {
        Request::get(path).body(Body::empty()).expect("a request")
    }

    /// The status and the body of the response.
    async fn send(app: &Router, request: Request<Body>) -> (StatusCode, Value) {
        let response = app.clone().oneshot(request).await.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        (status, serde_json::from_slice(&body).expect("a JSON body"))
    }
}
