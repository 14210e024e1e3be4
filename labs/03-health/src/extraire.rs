//! axum's extractors, with this service's errors in place of axum's own.

// `axum::Json` and `axum::extract::Path` refuse in axum's own words. Wrap them: a struct of yours
// that implements `FromRequest`, calls axum's extractor and turns its rejection into your error.
