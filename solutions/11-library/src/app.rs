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
    // SOLUTION-BEGIN
    use axum::routing::{get, put};
    // SOLUTION-END
    use serde_json::{Value, json};
    // SOLUTION-BEGIN
    use tokio::net::TcpListener;
    // SOLUTION-END
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
    // SOLUTION-BEGIN

    #[tokio::test]
    async fn a_reservation_that_is_asked_for_twice_takes_one_copy() {
        let app = service(Service::Livres, "reserved", NOBODY).await;
        let livre = json!({ "titre": "Germinal", "auteur": "Émile Zola", "exemplaires": 1 });
        send(&app, post("/api/livres", livre)).await;

        let reservation = "/api/livres/1/reservations/7";
        assert_eq!(send(&app, request("PUT", reservation)).await.0, StatusCode::CREATED);
        assert_eq!(send(&app, request("PUT", reservation)).await.0, StatusCode::OK);
        let other = request("PUT", "/api/livres/1/reservations/8");
        assert_eq!(send(&app, other).await.0, StatusCode::CONFLICT);

        assert_eq!(send(&app, request("DELETE", reservation)).await.0, StatusCode::NO_CONTENT);
        let (_, livre) = send(&app, request("GET", "/api/livres/1")).await;
        assert_eq!(livre["disponibles"], 1);
    }

    #[tokio::test]
    async fn a_member_stays_while_nobody_knows_their_loans() {
        let app = service(Service::Membres, "stays", NOBODY).await;
        send(&app, post("/api/membres", json!({ "nom": "Ada" }))).await;

        let (status, _) = send(&app, request("DELETE", "/api/membres/1")).await;

        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(send(&app, request("GET", "/api/membres/1")).await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn the_same_key_leads_to_the_same_loan() {
        let app = service(Service::Emprunts, "same_key", &neighbours().await).await;

        let (status, emprunt) = send(&app, borrow("une-cle", 7, 3)).await;
        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(emprunt, json!({ "id": 1, "membre": 7, "livre": 3, "etat": "ouvert" }));

        assert_eq!(send(&app, borrow("une-cle", 7, 3)).await, (status, emprunt));
        let (status, _) = send(&app, borrow("une-cle", 7, 4)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[tokio::test]
    async fn a_member_has_three_open_loans_at_most() {
        let app = service(Service::Emprunts, "three", &neighbours().await).await;
        for key in ["un", "deux", "trois"] {
            assert_eq!(send(&app, borrow(key, 7, 3)).await.0, StatusCode::CREATED);
        }
        assert_eq!(send(&app, borrow("quatre", 7, 3)).await.0, StatusCode::CONFLICT);

        let (_, emprunt) = send(&app, request("POST", "/api/emprunts/1/retour")).await;

        assert_eq!(emprunt["etat"], "rendu");
        assert_eq!(send(&app, borrow("quatre", 7, 3)).await.0, StatusCode::CREATED);
    }
    // SOLUTION-END

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
    // SOLUTION-BEGIN

    /// `livres` and `membres`, on a free port: every member exists, every copy is free.
    async fn neighbours() -> String {
        let router = Router::new().route("/api/membres/{id}", get(StatusCode::OK)).route(
            "/api/livres/{id}/reservations/{emprunt}",
            put(StatusCode::CREATED).delete(StatusCode::NO_CONTENT),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async { axum::serve(listener, router).await });
        url
    }

    fn borrow(key: &str, membre: i64, livre: i64) -> Request<Body> {
        let mut request = post("/api/emprunts", json!({ "membre": membre, "livre": livre }));
        let key = key.parse().expect("a header");
        request.headers_mut().insert("idempotency-key", key);
        request
    }

    fn request(method: &str, path: &str) -> Request<Body> {
        Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")
    }
    // SOLUTION-END

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
