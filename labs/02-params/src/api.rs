//! `GET /api/params`: the parameters of the query string as JSON.

use axum::{Router, response::Response, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/params", get(params))
}

/// `?surname=S&name=N` → `{"name": N, "surname": S}`, with `"age": A` as a number if it was given.
/// An `age` that is not an integer from 0 to 150 is a 400.
///
/// `Query<T>` reads the query string into a struct of yours; a field of type `Option<…>` may be
/// absent. `Json<T>` is the response.
async fn params() -> Response {
    todo!("the parameters as JSON")
}
