//! A first API: a greenhouse that presents itself, and the plants that are added to it and removed.

mod greeting;
mod plantes;

use axum::Router;

/// Every route of the chapter, with no plants yet.
pub fn app() -> Router {
    Router::new().merge(greeting::router()).merge(plantes::router())
}

#[cfg(test)]
mod tests {
    // ANCHOR: oneshot
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::app;

    #[tokio::test]
    async fn the_greenhouse_presents_itself() {
        let request = Request::get("/serre").body(Body::empty()).expect("a request");

        let response = app().oneshot(request).await.expect("a router always responds");

        assert_eq!(response.status(), StatusCode::OK);
    }
    // ANCHOR_END: oneshot

    // ANCHOR: json
    use axum::body::to_bytes;
    use axum::response::Response;
    use serde_json::{Value, json};

    /// The body of a response, read to its end, as JSON.
    async fn json_of(response: Response) -> Value {
        let bytes = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        serde_json::from_slice(&bytes).expect("a JSON body")
    }
    // ANCHOR_END: json

    // ANCHOR: post
    /// A POST request with a JSON body.
    fn post(path: &str, body: &Value) -> Request<Body> {
        Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request")
    }
    // ANCHOR_END: post

    // ANCHOR: adding
    #[tokio::test]
    async fn an_added_plant_is_returned() {
        let ficus = json!({"espece": "Ficus", "hauteur_cm": 120});

        let response = app().oneshot(post("/plantes", &ficus)).await.expect("a response");

        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(json_of(response).await, ficus);
    }
    // ANCHOR_END: adding

    // ANCHOR: errors
    #[tokio::test]
    async fn removing_an_unknown_plant_is_not_found() {
        let request = Request::delete("/plantes/Cactus").body(Body::empty()).expect("a request");

        let response = app().oneshot(request).await.expect("a response");

        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_height_that_is_no_number_is_refused() {
        let plante = json!({"espece": "Ficus", "hauteur_cm": "haut"});

        let response = app().oneshot(post("/plantes", &plante)).await.expect("a response");

        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    // ANCHOR_END: errors

    // ANCHOR: several
    #[tokio::test]
    async fn an_added_plant_is_listed() {
        let app = app();
        let ficus = json!({"espece": "Ficus", "hauteur_cm": 120});
        app.clone().oneshot(post("/plantes", &ficus)).await.expect("a response");

        let request = Request::get("/plantes").body(Body::empty()).expect("a request");
        let response = app.oneshot(request).await.expect("a response");

        assert_eq!(json_of(response).await, json!([ficus]));
    }
    // ANCHOR_END: several
}
