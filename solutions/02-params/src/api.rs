//! `GET /api/params`: the parameters of the query string as JSON.

// SOLUTION-BEGIN
use axum::{Json, Router, extract::Query, routing::get};
use serde::{Deserialize, Serialize};

use crate::personne::{Age, Personne};
// SOLUTION-ELSE
// use axum::{Router, response::Response, routing::get};
// SOLUTION-END

pub fn router() -> Router {
    Router::new().route("/api/params", get(parametres))
}

// SOLUTION-BEGIN
#[derive(Deserialize)]
struct AgeFacultatif {
    age: Option<Age>,
}

#[derive(Serialize)]
struct Fiche {
    #[serde(flatten)]
    personne: Personne,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<Age>,
}

// SOLUTION-END
/// `?surname=S&name=N` → `{"name": N, "surname": S}`, and `"age": A` as a number when it was given.
/// An `age` that is no integer from 0 to 150 is a 400.
// SOLUTION-BEGIN
async fn parametres(
    Query(personne): Query<Personne>,
    Query(AgeFacultatif { age }): Query<AgeFacultatif>,
) -> Json<Fiche> {
    Json(Fiche { personne, age })
}
// SOLUTION-ELSE
// ///
// /// `Query<T>` reads the query string into a struct of yours; a field of type `Option<…>` may be
// /// absent. `Json<T>` answers.
// async fn parametres() -> Response {
//     todo!("the parameters as JSON")
// }
// SOLUTION-END
