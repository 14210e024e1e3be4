//! axum's extractors, with this service's errors instead of axum's own.

// `axum::Json` and `axum::extract::Path` refuse a request with a plain text. Wrap them: a struct of
// yours that implements `FromRequest` (or `FromRequestParts`), calls axum's extractor and turns its
// rejection into your error.
