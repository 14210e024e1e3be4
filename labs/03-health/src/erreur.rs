//! One shape for every error: `{"erreur": "<text>"}`.

// Write here an `enum` of everything that can go wrong, and implement
// `axum::response::IntoResponse` for it: a status, and the text under the key `erreur`.
// axum's own rejections (`JsonRejection`, `PathRejection`) become variants of it with `#[from]`.
