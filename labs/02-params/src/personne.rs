//! The person that a query string describes: its parameters, checked once, here.

// Write here the types that `axum::extract::Query` fills from `surname=S&name=N&age=A`: structs
// that derive `serde::Deserialize`. A parameter may be missing, empty or out of range.
