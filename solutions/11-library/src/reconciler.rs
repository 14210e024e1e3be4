//! Makes `livres` agree with the loans again: what no open loan needs is freed.

// SOLUTION-BEGIN
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;
use tokio::time::sleep;

use crate::error::Error;
use crate::neighbours::Neighbours;
use crate::releases::Release;
use crate::store::Store;
use crate::timestamp::Timestamp;

/// The pause between two rounds.
const PAUSE: Duration = Duration::from_millis(200);

/// A loan that waits for its reservation for so long is abandoned: the task that began it has ended.
const STALE: Duration = Duration::from_secs(10);

/// How many copies are freed at the same time.
const AT_A_TIME: usize = 8;

/// Starts it. The loans that wait for their reservation now are those of a process that was killed.
pub async fn start(store: Store, neighbours: Neighbours) -> sqlx::Result<()> {
    store.abandon_all(Timestamp::now()).await?;
    tokio::spawn(run(store, neighbours));
    Ok(())
}

// ANCHOR: run
/// Works for ever. What fails in one round comes again in the next.
async fn run(store: Store, neighbours: Neighbours) {
    loop {
        if let Err(error) = round(&store, &neighbours).await {
            tracing::warn!("{error}");
        }
        sleep(PAUSE).await;
    }
}

async fn round(store: &Store, neighbours: &Neighbours) -> Result<(), Error> {
    store.abandon_all(Timestamp::ago(STALE)).await?;
    let releases = store.releases().await?;
    let calls = releases.into_iter().map(|it| release(store, neighbours, it));
    let results: Vec<_> = stream::iter(calls).buffer_unordered(AT_A_TIME).collect().await;
    results.into_iter().collect()
}
// ANCHOR_END: run

/// Frees the copy of one loan.
pub async fn release(
    store: &Store,
    neighbours: &Neighbours,
    Release { id, livre }: Release,
) -> Result<(), Error> {
    let asked = Timestamp::now();
    neighbours.release(livre, id).await?;
    Ok(store.released(id, asked).await?)
}
// SOLUTION-ELSE
// use crate::neighbours::Neighbours;
// use crate::store::Store;
//
// /// Starts it, before the service listens: first what a killed process has left, then a task that works
// /// for ever.
// pub async fn start(store: Store, neighbours: Neighbours) -> sqlx::Result<()> {
//     // Write this last: without faults, the service works without it.
//     let _ = (store, neighbours);
//     Ok(())
// }
// SOLUTION-END
