//! A handler with a mistake, and the output of the test that finds it.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
struct Plante {
    espece: String,
    hauteur_cm: u32,
}

#[derive(Clone, Default)]
struct Plantes(Arc<Mutex<Vec<Plante>>>);

// ANCHOR: mistake
async fn create(State(plantes): State<Plantes>, Json(plante): Json<Plante>) -> Json<Plante> {
    let mut plantes = plantes.0.lock().expect("no handler panics with the lock held");
    plantes.push(plante.clone());
    Json(plante)
}
// ANCHOR_END: mistake

/// `POST /plantes`, the only route.
pub fn app() -> Router {
    Router::new().route("/plantes", post(create)).with_state(Plantes::default())
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process::Command;

    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::app;

    #[tokio::test]
    #[ignore = "fails on purpose: the next test records what it prints"]
    async fn an_added_plant_is_returned() {
        let request = Request::post("/plantes")
            .header("content-type", "application/json")
            .body(Body::from(r#"{"espece": "Ficus", "hauteur_cm": 120}"#))
            .expect("a request");

        let response = app().oneshot(request).await.expect("a response");

        assert_eq!(response.status(), StatusCode::CREATED);
    }

    #[test]
    fn a_failing_test_says_where_and_why() {
        let failing = "testing::tests::an_added_plant_is_returned";
        let output = Command::new(env::current_exe().expect("this program"))
            .args([failing, "--exact", "--include-ignored"])
            .env_remove("RUST_BACKTRACE")
            .output()
            .expect("the test program");
        assert!(!output.status.success(), "the test must fail");
        let printed = String::from_utf8(output.stdout).expect("text");
        // These differ from run to run: the number of the thread, the count of other tests, the time.
        let printed = between(&printed, &format!("thread '{failing}' ("), ")", "…");
        let printed = between(&printed, "0 measured; ", " filtered out", "…");
        let printed = between(&printed, "finished in ", "s", "…");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../tests/snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("testing-failed", printed.trim()));
    }

    /// `text`, with the part between two marks replaced.
    fn between(text: &str, before: &str, after: &str, replacement: &str) -> String {
        let (head, rest) = text.split_once(before).expect("the mark before");
        let (_, tail) = rest.split_once(after).expect("the mark after");
        format!("{head}{before}{replacement}{after}{tail}")
    }
}
