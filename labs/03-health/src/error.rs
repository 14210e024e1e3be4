//! Every error has the same body: `{"erreur": "<text>"}`.

// Write here an `enum` of everything that can go wrong, and implement
// `axum::response::IntoResponse` for it: a status, and the text under the key `erreur`. axum's own
// rejections (`JsonRejection`, `PathRejection`) become variants of it with `#[from]`. Log an error
// of the server's own with `tracing::error!`; its cause is not for the client.
