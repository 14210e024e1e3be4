//! The same feature without types of our own.

// ANCHOR: walking
use serde_json::Value;

/// How many plants a feature says it has.
pub fn plantes(texte: &str) -> Result<Option<u64>, serde_json::Error> {
    let valeur: Value = serde_json::from_str(texte)?;
    Ok(valeur["properties"]["plantes"].as_u64())
}
// ANCHOR_END: walking
