//! `GET /api/params`: the parameters of the query string as JSON.

use axum::{Router, response::Response, routing::get};

pub fn router() -> Router {
    Router::new().route("/api/params", get(parametres))
}

/// `?surname=S&name=N` → `{"name": N, "surname": S}`, and `"age": A` as a number when it was given.
/// An `age` that is no integer from 0 to 150 is a 400.
///
/// `Query<T>` reads the query string into a struct of yours; a field of type `Option<…>` may be
/// absent. `Json<T>` answers.
async fn parametres() -> Response {
    todo!("the parameters as JSON")
}
