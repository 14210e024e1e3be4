//! The service of the pump, which the greenhouse calls.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// The tank when it is full, in litres.
pub const FULL: i64 = 100;

/// How long a litre takes.
const LITRE: Duration = Duration::from_millis(5);

/// The pump and its tank.
#[derive(Clone)]
pub struct Pump(Arc<Mutex<Tank>>);

struct Tank {
    litres: i64,
    is_broken: bool,
}

impl Tank {
    const NEW: Self = Self { litres: FULL, is_broken: false };
}

impl Default for Pump {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Tank::NEW)))
    }
}

impl Pump {
    fn lock(&self) -> MutexGuard<'_, Tank> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Repairs the pump, and fills its tank.
    pub fn reset(&self) {
        *self.lock() = Tank::NEW;
    }

    /// From now on, every call fails.
    pub fn break_down(&self) {
        self.lock().is_broken = true;
    }

    /// Takes water from the tank, and returns how much is left.
    fn take(&self, litres: u32) -> Result<i64, StatusCode> {
        let mut tank = self.lock();
        let left = tank.litres - i64::from(litres);
        if tank.is_broken {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        if left < 0 {
            return Err(StatusCode::CONFLICT);
        }
        tank.litres = left;
        Ok(left)
    }
}

#[derive(Deserialize)]
struct Demande {
    litres: u32,
}

#[derive(Serialize)]
struct Cuve {
    litres: i64,
}

/// Every route of the pump.
pub fn app(pump: Pump) -> Router {
    Router::new().route("/livez", get(live)).route("/eau", post(draw)).with_state(pump)
}

async fn live(State(pump): State<Pump>) -> StatusCode {
    if pump.lock().is_broken { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
}

async fn draw(State(pump): State<Pump>, Query(Demande { litres }): Query<Demande>) -> Response {
    match pump.take(litres) {
        Ok(left) => {
            tokio::time::sleep(LITRE * litres).await;
            Json(Cuve { litres: left }).into_response()
        }
        Err(status) => status.into_response(),
    }
}
