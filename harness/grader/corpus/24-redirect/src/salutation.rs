//! Sends whoever asks for a greeting elsewhere.

use axum::response::Redirect;
use axum::{Router, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/salutation", get(elsewhere))
}

async fn elsewhere() -> Redirect {
    Redirect::temporary("http://127.0.0.1:@PORT@/api/salutation")
}
