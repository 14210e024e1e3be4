//! The exchanges that the chapter on a database over HTTP shows.

mod transcript;

use axum::Router;
use tempfile::TempDir;

/// The service on a fresh database, and the folder that holds it.
async fn service() -> (TempDir, Router) {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("semences.db").display());
    let pool = listings::products::open(&url).await.expect("a database");
    (folder, listings::products::app(pool))
}

/// The request that creates a jar.
fn create(espece: &str, grammes: u32) -> String {
    let body = format!(r#"{{"espece": "{espece}", "grammes": {grammes}}}"#);
    format!("POST /semences\ncontent-type: application/json\n\n{body}")
}

#[tokio::test]
async fn a_jar_is_created() {
    let (_folder, app) = service().await;
    let text = transcript::of(app, &[&create("  Basilic ", 250), "GET /semences/1"]).await;
    transcript::assert_snapshot("products-created", &text);
}

#[tokio::test]
async fn a_rule_is_broken() {
    let (_folder, app) = service().await;
    let wrong = r#"{"espece": "Basilic", "grammes": 12.5}"#;
    let wrong = format!("POST /semences\ncontent-type: application/json\n\n{wrong}");
    let text = transcript::of(app, &[&wrong]).await;
    transcript::assert_snapshot("products-refused", &text);
}

#[tokio::test]
async fn what_a_change_takes() {
    let (_folder, app) = service().await;
    transcript::of(app.clone(), &[&create("Basilic", 250)]).await;
    let changed = async |body: &str| {
        let change = format!("PATCH /semences/1\ncontent-type: application/json\n\n{body}");
        transcript::of(app.clone(), &[&change]).await
    };
    for (body, status) in [
        ("{}", "HTTP 200"),
        (r#"{"grammes": null}"#, "HTTP 422"),
        (r#"{"grammes": 12.0}"#, "HTTP 200"),
        ("[]", "HTTP 422"),
    ] {
        let text = changed(body).await;
        assert!(text.contains(status), "{text}");
    }
}

#[tokio::test]
async fn a_species_is_taken() {
    let (_folder, app) = service().await;
    transcript::of(app.clone(), &[&create("Basilic", 250)]).await;
    let text = transcript::of(app, &[&create("Basilic", 40)]).await;
    transcript::assert_snapshot("products-taken", &text);
}

#[tokio::test]
async fn pages_and_a_search() {
    let (_folder, app) = service().await;
    let species =
        ["Basilic", "Carotte", "Chou", "Courge", "Fenouil", "Laitue", "Navet", "Poireau", "Radis"];
    let mut requests: Vec<String> = species.iter().map(|espece| create(espece, 100)).collect();
    requests.extend([3, 6].map(|id| format!("DELETE /semences/{id}")));
    let requests: Vec<&str> = requests.iter().map(String::as_str).collect();
    transcript::of(app.clone(), &requests).await;
    let text = transcript::of(app.clone(), &["GET /semences?limite=2&apres=4"]).await;
    transcript::assert_snapshot("products-page", &text);
    let text = transcript::of(app, &["GET /semences?q=RA"]).await;
    transcript::assert_snapshot("products-search", &text);
}

#[tokio::test]
async fn seeds_are_taken() {
    let (_folder, app) = service().await;
    transcript::of(app.clone(), &[&create("Basilic", 10)]).await;
    let take = "POST /semences/1/prise\ncontent-type: application/json\n\n{\"grammes\": 8}";
    let text = transcript::of(app, &[take, take]).await;
    transcript::assert_snapshot("products-withdrawn", &text);
}

#[tokio::test]
async fn sql_is_only_text() {
    let (_folder, app) = service().await;
    let text = transcript::of(app, &[&create("'; drop table semences; --", 5)]).await;
    transcript::assert_snapshot("products-injection", &text);
}
