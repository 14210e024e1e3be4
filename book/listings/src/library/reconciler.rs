//! Makes the stock agree with the orders again: what no order needs is freed.

use std::time::Duration;

use tokio::time::sleep;

use super::error::Error;
use super::stock::Stock;
use super::store::{Release, Store};

// ANCHOR: run
/// The pause between two rounds.
const PAUSE: Duration = Duration::from_millis(200);

/// Works for ever. What fails in one round comes again in the next.
///
/// `stale` is after how long an order without a result is given up. It is longer than any request.
pub async fn run(store: Store, stock: Stock, stale: Duration) {
    loop {
        if let Err(error) = round(&store, &stock, stale).await {
            eprintln!("{error}");
        }
        sleep(PAUSE).await;
    }
}

/// One round: gives up the orders that have waited for too long, then frees their packets and those
/// of cancelled orders.
pub async fn round(store: &Store, stock: &Stock, stale: Duration) -> Result<(), Error> {
    store.abandon_older(stale).await?;
    for one in store.releases().await? {
        if let Err(error) = release(store, stock, &one).await {
            eprintln!("{}: {error}", one.id);
        }
    }
    Ok(())
}

/// Frees the packet of one order, and notes that this is done.
pub async fn release(store: &Store, stock: &Stock, release: &Release) -> Result<(), Error> {
    stock.release(&release.espece, &release.id).await?;
    Ok(store.released(&release.id).await?)
}
// ANCHOR_END: run
