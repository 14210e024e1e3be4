//! The exchanges that the chapters on calls show, and what the greenhouse promises to its clients
//! when the services that it calls are slow, wrong or away.

mod transcript;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use listings::calls::{Config, app, upstream};
use reqwest::Url;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tower::ServiceExt;

// ANCHOR: serve
/// Serves a router on a free port, and returns its address.
async fn serve(router: Router) -> Url {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async { axum::serve(listener, router).await });
    url.parse().expect("a URL")
}
// ANCHOR_END: serve

/// The greenhouse, which calls the services at this address.
fn greenhouse(url: Url) -> Router {
    app(&Config::at(url)).expect("an HTTP client")
}

/// The greenhouse, with the services that the chapter starts.
async fn with_upstream() -> Router {
    greenhouse(serve(upstream::app()).await)
}

async fn response(app: &Router, path: &str) -> Response {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    app.clone().oneshot(request).await.expect("a router always responds")
}

async fn status(app: &Router, path: &str) -> StatusCode {
    response(app, path).await.status()
}

/// The status of a request, and how many times the greenhouse called the station for it.
async fn attempts(app: &Router, path: &str) -> (u16, String) {
    let response = response(app, path).await;
    let attempts = response.headers()["tentatives"].to_str().expect("digits");
    (response.status().as_u16(), attempts.to_owned())
}

#[tokio::test]
async fn what_the_station_responds() {
    let text = transcript::of(upstream::app(), &["GET /meteo/nord"]).await;
    transcript::assert_snapshot("calls-station", &text);
}

#[tokio::test]
async fn a_call_in_a_response() {
    let text = transcript::of(with_upstream().await, &["GET /serres/nord/meteo"]).await;
    transcript::assert_snapshot("calls-meteo", &text);
}

// ANCHOR: contract
#[tokio::test]
async fn unknown_fields_are_ignored_and_missing_ones_are_not() {
    let complete = json!({ "temperature_c": 12, "pluie_mm": 0, "vent_km_h": 20 });
    let incomplete = json!({ "vent_km_h": 20 });
    let station = Router::new()
        .route("/meteo/nord", get(async || Json(complete)))
        .route("/meteo/sud", get(async || Json(incomplete)));

    let app = greenhouse(serve(station).await);

    assert_eq!(status(&app, "/serres/nord/meteo").await, StatusCode::OK);
    assert_eq!(status(&app, "/serres/sud/meteo").await, StatusCode::BAD_GATEWAY);
}
// ANCHOR_END: contract

#[tokio::test]
async fn a_body_without_end_is_not_read() {
    let app = with_upstream().await;
    assert_eq!(status(&app, "/serres/longue/meteo").await, StatusCode::BAD_GATEWAY);
}

// ANCHOR: away
#[tokio::test]
async fn a_station_that_is_away_makes_the_temperature_unavailable() {
    let nobody = "http://127.0.0.1:1".parse().expect("a URL");
    let response = response(&greenhouse(nobody), "/serres/nord/meteo").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key("retry-after"));
}
// ANCHOR_END: away

#[tokio::test]
async fn a_station_that_does_not_respond_is_not_waited_for() {
    let url = serve(upstream::app()).await;
    let config = Config { timeout: Duration::from_millis(50), ..Config::at(url) };
    let app = app(&config).expect("an HTTP client");
    assert_eq!(status(&app, "/serres/lente/meteo").await, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_text_of_another_service_does_not_reach_the_client() {
    let app = with_upstream().await;
    let response = response(&app, "/serres/illisible/meteo").await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let erreur = json!({ "erreur": "un autre service a donné une réponse inattendue" });
    assert_eq!(body, erreur);
}

#[tokio::test]
async fn a_name_cannot_lead_to_another_path() {
    let app = with_upstream().await;
    let path = "/serres/..%2Fsemences%2FBasilic/meteo";
    assert_eq!(status(&app, path).await, StatusCode::NOT_FOUND);
}

// ANCHOR: together
#[tokio::test]
async fn the_calls_are_under_way_at_the_same_time() {
    // No call gets a response before all four are waiting for one.
    let all = Arc::new(Barrier::new(4));
    let meteo = async |State(all): State<Arc<Barrier>>| {
        all.wait().await;
        Json(json!({ "temperature_c": 12, "pluie_mm": 0 }))
    };
    let semence = async |State(all): State<Arc<Barrier>>, Path(espece): Path<String>| {
        all.wait().await;
        Json(json!({ "espece": espece, "grammes": 40 }))
    };
    let services = Router::new()
        .route("/meteo/{serre}", get(meteo))
        .route("/semences/{espece}", get(semence))
        .with_state(all);

    let app = greenhouse(serve(services).await);

    assert_eq!(status(&app, "/serres/nord/semis").await, StatusCode::OK);
}
// ANCHOR_END: together

/// The connections on which a station receives its requests, each by the port of its client.
type Connections = Arc<Mutex<BTreeSet<SocketAddr>>>;

/// A station that notes its connections, and its address.
async fn station_that_counts(connections: &Connections) -> Url {
    let meteo = async |State(connections): State<Connections>,
                       ConnectInfo(client): ConnectInfo<SocketAddr>| {
        connections.lock().expect("no handler panics").insert(client);
        Json(json!({ "temperature_c": 12, "pluie_mm": 0 }))
    };
    let station =
        Router::new().route("/meteo/{serre}", get(meteo)).with_state(Arc::clone(connections));
    let station = station.into_make_service_with_connect_info::<SocketAddr>();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async { axum::serve(listener, station).await });
    url.parse().expect("a URL")
}

// ANCHOR: connections
#[tokio::test]
async fn calls_one_after_the_other_share_their_connections() {
    let connections = Connections::default();
    let app = greenhouse(station_that_counts(&connections).await);

    for _ in 0..20 {
        assert_eq!(status(&app, "/serres/nord/meteo").await, StatusCode::OK);
    }

    let opened = connections.lock().expect("no handler panics").len();
    assert!(opened <= 3, "{opened} connections for 20 calls");
}
// ANCHOR_END: connections

/// The requests that a station receives, as the pages show them.
type Received = Arc<Mutex<Vec<String>>>;

/// A station that notes its requests, and always fails.
fn station_that_notes(received: &Received) -> Router {
    let meteo =
        async |State(received): State<Received>, method: Method, uri: Uri, headers: HeaderMap| {
            let id = headers["x-request-id"].to_str().expect("text");
            let request = format!("{method} {uri}\nx-request-id: {id}");
            received.lock().expect("no handler panics").push(request);
            StatusCode::SERVICE_UNAVAILABLE
        };
    Router::new().route("/meteo/{serre}", get(meteo)).with_state(Arc::clone(received))
}

#[tokio::test]
async fn every_attempt_carries_the_id_of_the_request() {
    let received = Received::default();
    let app = greenhouse(serve(station_that_notes(&received)).await);
    let request = "GET /serres/nord/arrosage\nx-request-id: essai-7";
    transcript::of(app, &[request]).await;
    let received = received.lock().expect("no handler panics").join("\n\n");
    transcript::assert_snapshot("calls-received", &received);
}

#[tokio::test]
async fn an_id_that_could_forge_a_log_line_is_replaced() {
    let app = with_upstream().await;
    let id = async |id: &str| {
        let request = Request::get("/serres/nord/meteo").header("x-request-id", id);
        let request = request.body(Body::empty()).expect("a request");
        let response = app.clone().oneshot(request).await.expect("a response");
        response.headers()["x-request-id"].to_str().expect("text").to_owned()
    };
    assert_eq!(id("essai-7").await, "essai-7");
    assert_eq!(id(&"a".repeat(64)).await, "a".repeat(64));
    for replaced in ["", "essai 7", "essai:7", &"a".repeat(65)] {
        assert_ne!(id(replaced).await, replaced);
    }
    assert_ne!(id("").await, id("").await);
}

#[tokio::test]
async fn only_failures_that_may_pass_are_retried() {
    let app = with_upstream().await;
    for (serre, expected) in [
        ("nord", (200, "1")),
        ("capricieuse", (200, "3")),
        ("inconnue", (404, "1")),
        ("illisible", (502, "1")),
    ] {
        let (status, tried) = attempts(&app, &format!("/serres/{serre}/arrosage")).await;
        assert_eq!((status, tried.as_str()), expected, "{serre}");
    }
}

// ANCHOR: breaker
#[tokio::test]
async fn after_five_failures_in_a_row_the_station_is_left_alone() {
    let app = with_upstream().await;
    for expected in ["3", "2", "0"] {
        let (status, tried) = attempts(&app, "/serres/en-panne/arrosage").await;
        assert_eq!((status, tried.as_str()), (503, expected));
    }
}
// ANCHOR_END: breaker

#[tokio::test]
async fn one_attempt_after_a_while_closes_the_breaker() {
    let url = serve(upstream::app()).await;
    let config = Config { open_for: Duration::ZERO, ..Config::at(url) };
    let app = app(&config).expect("an HTTP client");
    for _ in 0..2 {
        assert_eq!(attempts(&app, "/serres/en-panne/arrosage").await.0, 503);
    }
    for _ in 0..2 {
        let (status, tried) = attempts(&app, "/serres/nord/arrosage").await;
        assert_eq!((status, tried.as_str()), (200, "1"));
    }
}

#[tokio::test]
async fn the_last_measurement_is_shown_when_the_station_fails() {
    let app = with_upstream().await;
    let mut shown = Vec::new();
    for _ in 0..2 {
        let response = response(&app, "/serres/intermittente/affichage").await;
        let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        shown.push((body["temperature_c"].clone(), body["a_jour"].clone()));
    }
    assert_eq!(shown, [(json!(19), json!(true)), (json!(19), json!(false))]);
    let never_measured = status(&app, "/serres/en-panne/affichage").await;
    assert_eq!(never_measured, StatusCode::SERVICE_UNAVAILABLE);
}
