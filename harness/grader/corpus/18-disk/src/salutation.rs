//! A greeting that fills the disk.

use std::fs;

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(fill))
}

async fn fill() -> String {
    let block = vec![1; 8 << 20];
    for number in 0.. {
        if let Err(error) = fs::write(format!("block-{number}"), &block) {
            eprintln!("the disk ended after {number} blocks: {error}");
            break;
        }
    }
    "full".to_owned()
}
