//! The whole service as one value: `app()` opens no port, so tests can call it too.

use axum::{Router, middleware};

use crate::error::Error;
use crate::logging::log_request;
use crate::produits;
use crate::session;
use crate::state::AppState;

/// Every route of the service. axum's own errors get the same form as ours.
pub fn app(state: AppState) -> Router {
    Router::new()
        .merge(session::router())
        .merge(produits::router())
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(middleware::from_fn(log_request))
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use argon2::{Argon2, PasswordHasher};
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
    use axum::http::{Method, Request, Response, StatusCode};
    use serde_json::{Value, json};
    use tower::ServiceExt;

    use super::{AppState, app};
    use crate::accounts::Accounts;
    use crate::token::Tokens;

    #[tokio::test]
    async fn a_token_says_who_asks() {
        let app = service();
        let token = log_in(&app, "ada", "algèbre").await;

        let response = send(&app, Method::GET, "/api/profil", Some(&token), Body::empty()).await;

        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(json_of(response).await, json!({ "username": "ada", "roles": ["lecteur"] }));
    }

    #[tokio::test]
    async fn without_a_token_nobody_is_known() {
        let response = send(&service(), Method::GET, "/api/profil", None, Body::empty()).await;

        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()[WWW_AUTHENTICATE], "Bearer");
    }

    /// The service with two accounts: `ada`, who reads, and `grace`, who may do everything.
    fn service() -> Router {
        let hash = |password: &str| {
            let hash = Argon2::default().hash_password(password.as_bytes()).expect("a hash");
            hash.to_string()
        };
        let accounts = json!({
            "ada": { "mot_de_passe": hash("algèbre"), "roles": ["lecteur"] },
            "grace": { "mot_de_passe": hash("cobol"), "roles": ["admin"] },
        });
        let accounts = Accounts::read(&accounts.to_string()).expect("accounts");
        let secret = "un secret de trente-deux octets au moins".into();
        app(AppState {
            accounts: Arc::new(accounts),
            attempts: Arc::default(),
            tokens: Arc::new(Tokens::new(&secret, 900).expect("a key")),
            produits: Arc::default(),
        })
    }

    async fn send(
        app: &Router,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Body,
    ) -> Response<Body> {
        let mut request =
            Request::builder().method(method).uri(path).header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(body).expect("a request");
        app.clone().oneshot(request).await.expect("a router always responds")
    }

    async fn login(app: &Router, username: &str, password: &str) -> Response<Body> {
        let body = json!({ "username": username, "password": password }).to_string();
        send(app, Method::POST, "/api/login", None, Body::from(body)).await
    }

    async fn log_in(app: &Router, username: &str, password: &str) -> String {
        let session = json_of(login(app, username, password).await).await;
        session["token"].as_str().expect("a token").to_owned()
    }

    async fn json_of(response: Response<Body>) -> Value {
        let body = to_bytes(response.into_body(), 10_000).await.expect("a short body");
        serde_json::from_slice(&body).expect("a JSON body")
    }
}
