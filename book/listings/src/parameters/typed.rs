//! Parameters whose types hold nothing but what is accepted.

use axum::Json;
use axum::extract::Query;
use serde::{Deserialize, Serialize};

// ANCHOR: height
#[derive(Clone, Copy, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(try_from = "u16")]
struct Hauteur(u16);

impl TryFrom<u16> for Hauteur {
    type Error = String;

    fn try_from(cm: u16) -> Result<Self, Self::Error> {
        if !(1..=3000).contains(&cm) {
            return Err(format!("a height is from 1 to 3000 cm, not {cm}"));
        }
        Ok(Self(cm))
    }
}
// ANCHOR_END: height

// ANCHOR: interval
#[derive(Deserialize)]
struct Bounds {
    min: Option<Hauteur>,
    max: Option<Hauteur>,
}

#[derive(Deserialize, Serialize)]
#[serde(try_from = "Bounds")]
pub struct Interval {
    min: Hauteur,
    max: Hauteur,
}

impl TryFrom<Bounds> for Interval {
    type Error = String;

    fn try_from(Bounds { min, max }: Bounds) -> Result<Self, Self::Error> {
        let min = min.ok_or("parameter `min` is missing")?;
        let max = max.ok_or("parameter `max` is missing")?;
        if min > max {
            return Err("parameter `min` is above `max`".to_owned());
        }
        Ok(Self { min, max })
    }
}

pub async fn by_height(Query(interval): Query<Interval>) -> Json<Interval> {
    Json(interval)
}
// ANCHOR_END: interval
