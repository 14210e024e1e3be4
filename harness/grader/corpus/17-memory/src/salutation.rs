//! A greeting that takes all the memory there is.

use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(take))
}

async fn take() -> String {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    loop {
        taken.push(vec![taken.len() as u8 | 1; 16 << 20]);
    }
}
