//! Reading a feature without types of our own.

// ANCHOR: walking
use serde_json::Value;

/// The number of plants in a feature.
pub fn plantes(text: &str) -> Result<Option<u64>, serde_json::Error> {
    let value: Value = serde_json::from_str(text)?;
    Ok(value["properties"]["plantes"].as_u64())
}
// ANCHOR_END: walking
