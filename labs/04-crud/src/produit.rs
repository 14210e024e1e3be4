//! What a product is, and what may be said of one: every rule is in a type, checked once.

use serde::Deserialize;

// Write here the product, as it is stored and answered: it derives `sqlx::FromRow` and
// `serde::Serialize`. Then give the types below their fields, and every field a type that can
// hold no wrong value: `#[serde(try_from = "…")]` checks a name, a price, a quantity once.

/// What creates a product; `stock` is 0 when absent.
#[derive(Debug, Deserialize)]
pub struct Creation {}

/// What replaces a product: all of it.
#[derive(Debug, Deserialize)]
pub struct Remplacement {}

/// What changes a product: any part of it, none included.
#[derive(Debug, Deserialize)]
pub struct Modification {}

/// What is withdrawn from the stock.
#[derive(Debug, Deserialize)]
pub struct Retrait {}
