//! Who a query string speaks of: the parameters, checked once, here.

// Write here the types that `axum::extract::Query` fills from `surname=S&name=N&age=A`: structs
// that derive `serde::Deserialize`. A parameter may be missing, empty or out of range.
