//! The whole service as one value: `app()` opens no port, so tests can call it too.

use std::sync::Arc;

use axum::{Router, middleware};

use crate::commandes::{self, AppState, Commandes};
use crate::error::Error;
use crate::logging::log_request;
use crate::neighbours::Neighbours;
use crate::request_id;

/// Every route of the service, without any order. axum's own errors get the same form as ours.
pub fn app(neighbours: Neighbours) -> Router {
    let state =
        AppState { neighbours: Arc::new(neighbours), commandes: Arc::new(Commandes::default()) };
    Router::new()
        .merge(commandes::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(middleware::from_fn(log_request))
        .layer(middleware::from_fn(request_id::assign))
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use axum::{Json, Router};
    use serde_json::{Value, json};
    use tokio::net::TcpListener;
    use tower::ServiceExt;

    use super::app;
    use crate::config::Config;
    use crate::neighbours::Neighbours;

    #[tokio::test]
    async fn an_order_has_the_names_and_prices_that_the_others_know() {
        let app = app(neighbours().await);

        let (status, commande) =
            create(&app, json!({ "utilisateur": 7, "lignes": [{ "produit": 3, "quantite": 2 }] }))
                .await;

        assert_eq!(status, StatusCode::CREATED);
        let ligne = json!({
            "produit": 3,
            "nom": "Lampe",
            "quantite": 2,
            "prix_centimes": 1250,
            "total_centimes": 2500,
        });
        assert_eq!(commande["utilisateur"], json!({ "id": 7, "nom": "Ada" }));
        assert_eq!(commande["lignes"], json!([ligne]));
        assert_eq!(commande["total_centimes"], 2500);
    }

    /// Both other services, on a free port: they know the user 7 and the product 3.
    async fn neighbours() -> Neighbours {
        let ada = json!({ "id": 7, "nom": "Ada" });
        let lampe = json!({ "id": 3, "nom": "Lampe", "prix_centimes": 1250, "stock": 8 });
        let router = Router::new()
            .route("/api/utilisateurs/7", get(async || Json(ada)))
            .route("/api/produits/3", get(async || Json(lampe)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async { axum::serve(listener, router).await });
        Neighbours::new(&config(&url, &url)).expect("clients")
    }

    fn config(utilisateurs: &str, produits: &str) -> Config {
        Config {
            port: 0,
            utilisateurs_url: utilisateurs.to_owned(),
            produits_url: produits.to_owned(),
            delai_ms: 5_000,
            ouverture_ms: 1_000,
        }
    }

    async fn create(app: &Router, creation: Value) -> (StatusCode, Value) {
        let request = Request::post("/api/commandes")
            .header("content-type", "application/json")
            .body(Body::from(creation.to_string()))
            .expect("a request");
        let response = app.clone().oneshot(request).await.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        (status, serde_json::from_slice(&body).expect("a JSON body"))
    }
}
