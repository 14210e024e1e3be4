//! serde between JSON and Rust types: a greenhouse on the map, as a GeoJSON feature.

pub mod checker;
pub mod files;
pub mod walking;

// ANCHOR: feature
use serde::{Deserialize, Serialize};

/// A thing on the map.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
pub struct Feature {
    #[serde(rename = "type")]
    kind: Kind,
    geometry: Geometry,
    properties: Serre,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
enum Kind {
    Feature,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point([f64; 2]),
    LineString(Vec<[f64; 2]>),
}

/// What the map says about a greenhouse.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
pub struct Serre {
    nom: String,
    plantes: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    fermeture: Option<String>,
}
// ANCHOR_END: feature

// ANCHOR: add_plante
/// Decodes a feature, adds one plant and encodes it again.
pub fn add_plante(text: &str) -> Result<String, serde_json::Error> {
    let mut feature: Feature = serde_json::from_str(text)?;
    feature.properties.plantes += 1;
    serde_json::to_string(&feature)
}
// ANCHOR_END: add_plante
