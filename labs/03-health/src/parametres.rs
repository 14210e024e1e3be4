//! The health parameters of a patient: the shape that arrives, the ranges, the body mass index.

// Write here the types of what arrives and of what is answered. They derive `serde::Deserialize`
// and `serde::Serialize`; ranges are checked once, in `TryFrom`, with `#[serde(try_from = "…")]`.
