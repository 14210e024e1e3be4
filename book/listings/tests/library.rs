//! What the chapter on a system shows: an operation in two services, stopped between two steps,
//! sent twice, sent by many at once, and repaired.

mod transcript;

use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use axum::middleware::{Next, from_fn};
use history::invariants::AVAILABLE;
use history::{
    Answer, Book, Client, Event, Loan, Recorder, Request as Asked, Service, State, Story,
};
use listings::library::{self, COMMANDES, Ordering, Stock, Store, reconciler, semences};
use serde_json::{Value, json};
use tempfile::TempDir;
use texts::Lang;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tower::ServiceExt;

/// How long a condition may take to become true.
const PATIENCE: Duration = Duration::from_secs(30);

/// Both services, each with a new database; their folder ends with this value.
struct System {
    app: Router,
    ordering: Ordering,
    _folder: TempDir,
}

impl System {
    async fn start() -> Self {
        Self::with_stock(|router| router).await
    }

    /// Both services; the orders reach the stock through `stock`.
    async fn with_stock(stock: impl FnOnce(Router) -> Router) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
        let seeds = library::open(&url("semences.db"), semences::TABLES).await.expect("tables");
        let orders = library::open(&url("commandes.db"), COMMANDES).await.expect("tables");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = stock(semences::router(seeds.clone()));
        tokio::spawn(async { axum::serve(listener, router).await });
        let stock = Stock::new(address.parse().expect("a URL")).expect("an HTTP client");
        let ordering = Ordering { store: Store::new(orders), stock };
        Self { app: library::app(ordering.clone(), seeds), ordering, _folder: folder }
    }

    /// Sends a request; no response comes from a service that stops.
    async fn send(&self, request: Request<Body>) -> Option<(StatusCode, Value)> {
        let response = tokio::spawn(self.app.clone().oneshot(request)).await.ok()?;
        let response = response.expect("a router always responds");
        let status = response.status();
        let body = to_bytes(response.into_body(), 4096).await.expect("a body");
        Some((status, serde_json::from_slice(&body).unwrap_or_default()))
    }

    async fn status(&self, method: Method, path: &str) -> StatusCode {
        let request = Request::builder().method(method).uri(path).body(Body::empty());
        self.send(request.expect("a request")).await.expect("a response").0
    }

    async fn json(&self, path: &str) -> Value {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        self.send(request).await.expect("a response").1
    }

    async fn available(&self, espece: &str) -> Value {
        self.json(&format!("/semences/{espece}")).await["disponibles"].clone()
    }

    /// Sends these orders at the same time, and counts the statuses: created, and refused.
    async fn at_once(&self, orders: impl Iterator<Item = Request<Body>>) -> (usize, usize) {
        let mut all = JoinSet::new();
        for order in orders {
            let app = self.app.clone();
            all.spawn(async { app.oneshot(order).await.expect("a response").status() });
        }
        let statuses = all.join_all().await;
        let count = |status| statuses.iter().filter(|one| **one == status).count();
        assert_eq!(count(StatusCode::CREATED) + count(StatusCode::CONFLICT), statuses.len());
        (count(StatusCode::CREATED), count(StatusCode::CONFLICT))
    }
}

/// An order with a key, and with a failure unless `panne` is empty.
fn order(key: &str, jardinier: &str, espece: &str, panne: &str) -> Request<Body> {
    Request::post("/commandes")
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .header("panne", panne)
        .body(Body::from(json!({"jardinier": jardinier, "espece": espece}).to_string()))
        .expect("a request")
}

/// Waits until a condition is true.
async fn until<F: Future<Output = bool>>(condition: impl Fn() -> F) {
    let wait = async { while !condition().await {} };
    timeout(PATIENCE, wait).await.expect("the condition becomes true");
}

#[tokio::test]
async fn a_naive_order_that_stops_loses_a_packet_for_ever() {
    let system = System::start().await;
    let request = Request::post("/commandes/naive")
        .header("content-type", "application/json")
        .header("panne", "arret")
        .body(Body::from(r#"{"jardinier": "lea", "espece": "Basilic"}"#))
        .expect("a request");
    assert!(system.send(request).await.is_none());
    system.status(Method::POST, "/reconciliation").await;
    assert_eq!(system.json("/commandes?espece=Basilic").await, json!({"commandes": []}));
    assert_eq!(system.available("Basilic").await, 4);
}

// ANCHOR: stop
#[tokio::test]
async fn an_order_that_stops_leaves_nothing_behind() {
    let system = System::start().await;
    assert!(system.send(order("k-1", "lea", "Basilic", "arret")).await.is_none());
    assert_eq!(system.available("Basilic").await, 4);

    let Ordering { store, stock } = system.ordering.clone();
    tokio::spawn(reconciler::run(store, stock, Duration::ZERO));
    until(async || system.available("Basilic").await == 5).await;

    let (status, _) = system.send(order("k-1", "lea", "Basilic", "")).await.expect("a response");
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(system.available("Basilic").await, 4);
}
// ANCHOR_END: stop

#[tokio::test]
async fn a_key_has_one_order() {
    let system = System::start().await;
    let first = system.send(order("k-1", "lea", "Menthe", "")).await.expect("a response");
    assert_eq!(system.send(order("k-1", "lea", "Menthe", "")).await.expect("a response"), first);
    let (status, _) = system.send(order("k-1", "lea", "Thym", "")).await.expect("a response");
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(system.available("Menthe").await, 4);
}

#[tokio::test]
async fn a_key_that_waits_has_no_second_order() {
    let system = System::start().await;
    assert!(system.send(order("k-1", "lea", "Menthe", "arret")).await.is_none());
    for espece in ["Menthe", "Thym"] {
        let (status, _) = system.send(order("k-1", "lea", espece, "")).await.expect("a response");
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    }
}

#[tokio::test]
async fn only_a_success_binds_a_key() {
    let system = System::start().await;
    for (espece, expected) in [
        ("Ficus", StatusCode::UNPROCESSABLE_ENTITY),
        ("Menthe", StatusCode::CREATED),
        ("Thym", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (status, _) = system.send(order("k-1", "lea", espece, "")).await.expect("a response");
        assert_eq!(status, expected, "{espece}");
    }
}

// ANCHOR: race
#[tokio::test]
async fn two_packets_go_to_two_of_ten_gardeners() {
    let system = System::start().await;
    let gardeners = (0..10).map(|n| order(&format!("k-{n}"), &format!("j-{n}"), "Aneth", ""));
    assert_eq!(system.at_once(gardeners).await, (2, 8));
    assert_eq!(system.available("Aneth").await, 0);
}

#[tokio::test]
async fn a_gardener_has_three_of_ten_orders() {
    let system = System::start().await;
    let species = ["Basilic", "Menthe", "Thym", "Origan", "Persil"].iter().cycle();
    let orders = species.take(10).enumerate();
    let orders = orders.map(|(n, espece)| order(&format!("k-{n}"), "lea", espece, ""));
    assert_eq!(system.at_once(orders).await, (3, 7));
}
// ANCHOR_END: race

#[tokio::test]
async fn a_reservation_that_arrives_after_its_end_does_not_begin() {
    let system = System::start().await;
    let path = "/semences/Thym/reservations/c-1";
    assert_eq!(system.status(Method::DELETE, path).await, StatusCode::NO_CONTENT);
    assert_eq!(system.status(Method::PUT, path).await, StatusCode::CONFLICT);
    assert_eq!(system.available("Thym").await, 5);
    let path = "/semences/Ficus/reservations/c-1";
    assert_eq!(system.status(Method::DELETE, path).await, StatusCode::NO_CONTENT);
    assert_eq!(system.status(Method::PUT, path).await, StatusCode::NOT_FOUND);
}

/// The reconciler may give up an order whose request is still under way: the packet is reserved, and
/// the response of the stock is on its way.
#[tokio::test]
async fn an_order_that_was_given_up_is_not_confirmed() {
    let (reserved, response) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (reserved, response) = (Arc::clone(&reserved), Arc::clone(&response));
        from_fn(move |request: Request<Body>, next: Next| {
            let (reserved, response) = (Arc::clone(&reserved), Arc::clone(&response));
            async move {
                let is_put = request.method() == Method::PUT;
                let result = next.run(request).await;
                if is_put {
                    reserved.notify_one();
                    response.notified().await;
                }
                result
            }
        })
    };
    let system = System::with_stock(|router| router.layer(slow)).await;
    let order = tokio::spawn(system.app.clone().oneshot(order("k-1", "lea", "Thym", "")));
    timeout(PATIENCE, reserved.notified()).await.expect("the packet is reserved");
    assert_eq!(system.status(Method::POST, "/reconciliation").await, StatusCode::NO_CONTENT);
    response.notify_one();

    let response = order.await.expect("no panic").expect("a router always responds");
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let list = system.json("/commandes?espece=Thym").await;
    assert_eq!(list["commandes"][0]["etat"], "abandonnée");
    assert_eq!(system.available("Thym").await, 5);
}

#[tokio::test]
async fn a_cancellation_reaches_the_stock_later() {
    let system = System::start().await;
    let request = Request::post("/commandes/b7d3e5f1-0c2a-4b48-9d6e-1f2a3b4c5d01/annulation")
        .header("panne", "absence")
        .body(Body::empty())
        .expect("a request");
    let (status, body) = system.send(request).await.expect("a response");
    assert_eq!((status, &body["etat"]), (StatusCode::OK, &json!("annulée")));
    assert_eq!(system.available("Sauge").await, 4);
    let Ordering { store, stock } = system.ordering.clone();
    tokio::spawn(reconciler::run(store, stock, PATIENCE));
    until(async || system.available("Sauge").await == 5).await;
}

/// The story of the page: the naive order, in the library.
#[test]
fn a_lost_copy_is_told_step_by_step() {
    let recorder = Recorder::new();
    let book = |available| Book { id: "7".into(), copies: 2, available };
    let borrow = || Asked::Borrow { key: "k1".into(), member: "3".into(), book: "7".into() };
    recorder.send(Client(0), Asked::AddBook { copies: 2 }).done(Answer::Book(book(2)));
    recorder.send(Client(1), borrow()).unknown(None);
    recorder.event(Event::Killed(Service::Emprunts));
    recorder.event(Event::Started(Service::Emprunts));
    let loan = Loan { id: "12".into(), member: "3".into(), book: "7".into(), state: State::Open };
    recorder.send(Client(1), borrow()).done(Answer::Loan(loan));
    recorder.event(Event::Settled);
    let read = recorder.send(Client(0), Asked::ReadBook { book: "7".into() });
    read.done(Answer::Book(book(0)));
    let history = recorder.history().expect("a short history");
    let found = history::violations(&history, &[AVAILABLE]);
    let story = Story::of(&history, &found[0]);
    for (lang, name) in [(Lang::Fr, "library-story.fr"), (Lang::En, "library-story.en")] {
        transcript::assert_snapshot(name, &story.text(lang));
    }
}
