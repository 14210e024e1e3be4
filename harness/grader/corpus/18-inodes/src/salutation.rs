//! A greeting that makes files until there can be no more.

use std::fs::File;

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(fill))
}

async fn fill() -> String {
    for number in 0.. {
        if let Err(error) = File::create(format!("file-{number}")) {
            eprintln!("the disk ended after {number} files: {error}");
            break;
        }
    }
    "full".to_owned()
}
