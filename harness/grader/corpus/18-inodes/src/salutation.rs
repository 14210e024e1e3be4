//! A greeting that makes files until there can be no more, from two sides at once.

use std::fs::File;
use std::thread;

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(fill))
}

async fn fill() -> String {
    let other = thread::spawn(|| make("b"));
    make("a");
    let _ = other.join();
    "full".to_owned()
}

fn make(prefix: &str) {
    for number in 0.. {
        if let Err(error) = File::create(format!("{prefix}-{number}")) {
            eprintln!("the disk ended after {number} files: {error}");
            break;
        }
    }
}
