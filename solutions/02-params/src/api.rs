//! `GET /api/params`: the parameters of the query string as JSON.

// SOLUTION-BEGIN
use axum::{Json, Router, extract::Query, routing::get};
use serde::{Deserialize, Serialize};

use crate::personne::{Age, Personne};
// SOLUTION-ELSE
// use axum::{Router, response::Response, routing::get};
// SOLUTION-END

pub fn router() -> Router {
    Router::new().route("/api/params", get(params))
}

// SOLUTION-BEGIN
#[derive(Deserialize)]
struct OptionalAge {
    age: Option<Age>,
}

#[derive(Serialize)]
struct Profile {
    #[serde(flatten)]
    personne: Personne,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<Age>,
}

// SOLUTION-END
/// `?surname=S&name=N` → `{"name": N, "surname": S}`, with `"age": A` as a number if it was given.
/// An `age` that is not an integer from 0 to 150 is a 400.
// SOLUTION-BEGIN
async fn params(
    Query(personne): Query<Personne>,
    Query(OptionalAge { age }): Query<OptionalAge>,
) -> Json<Profile> {
    Json(Profile { personne, age })
}
// SOLUTION-ELSE
// ///
// /// `Query<T>` reads the query string into a struct of yours; a field of type `Option<…>` may be
// /// absent. `Json<T>` is the response.
// async fn params() -> Response {
//     todo!("the parameters as JSON")
// }
// SOLUTION-END
