//! Two services of a greenhouse that carry out one operation together: the stock of seeds
//! (`semences`) and the orders of the gardeners (`commandes`). Each has its own database. An order
//! needs both.
//!
//! ```text
//! commandes          the routes of the orders
//! ├── ordering       the steps of an order, and the naive version of them
//! ├── reconciler     repairs what a failure has left behind
//! ├── store          the orders in the database
//! └── stock          the calls to the other service
//! semences           the other service: packets of seeds, and their reservations
//! cle, panne         the headers `Idempotency-Key` and `Panne`
//! error              one shape for every error
//! ```

mod cle;
mod commandes;
mod error;
mod ordering;
mod panne;
pub mod reconciler;
pub mod semences;
mod stock;
mod store;
mod timestamp;

use axum::Router;
use sqlx::AnyPool;
use sqlx::any::{self, Any};
use sqlx::migrate::MigrateDatabase;

pub use ordering::Ordering;
pub use stock::Stock;
pub use store::{Store, TABLES as COMMANDES};

/// Both services behind one address, as behind a gateway. They share nothing else: `ordering` calls
/// the stock over HTTP.
pub fn app(ordering: Ordering, semences: AnyPool) -> Router {
    commandes::router(ordering).merge(semences::router(semences))
}

/// Opens the database at `url`, which is created if it does not exist, with these tables.
///
/// # Errors
/// When the database cannot be used.
pub async fn open(url: &str, tables: &'static str) -> sqlx::Result<AnyPool> {
    any::install_default_drivers();
    if !Any::database_exists(url).await? {
        Any::create_database(url).await?;
    }
    let pool = AnyPool::connect(url).await?;
    sqlx::raw_sql(tables).execute(&pool).await?;
    Ok(pool)
}
