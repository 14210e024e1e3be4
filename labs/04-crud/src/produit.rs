//! What a product is, and what a client may send. Every rule is in a type and is checked once.

use serde::Deserialize;

// Write the product here, as the database stores it and as the responses show it: it derives
// `sqlx::FromRow` and `serde::Serialize`. Then give the types below their fields. The type of each
// field should allow only valid values: `#[serde(try_from = "…")]` checks a name, a price or a
// quantity once.

/// What creates a product. `stock` is 0 if it is absent.
#[derive(Debug, Deserialize)]
pub struct Creation {}

/// What replaces a product. No field may be absent.
#[derive(Debug, Deserialize)]
pub struct Replacement {}

/// What changes a product. Each field may be absent, and so may all of them.
#[derive(Debug, Deserialize)]
pub struct Modification {}

/// What is withdrawn from the stock.
#[derive(Debug, Deserialize)]
pub struct Retrait {}
