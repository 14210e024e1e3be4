//! The health parameters of a patient: their types, their ranges, and the body mass index.

// Write here the types of the request and response bodies. They derive `serde::Deserialize` and
// `serde::Serialize`. The ranges are checked once, in `TryFrom`, with `#[serde(try_from = "…")]`.
