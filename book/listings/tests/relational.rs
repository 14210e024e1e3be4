//! What the chapter on relational databases says of its tanks.

use listings::relational::{Error, create, find, open, transfer, transferts};
use sqlx::sqlite::SqlitePool;
use tempfile::TempDir;

/// A fresh database, and the folder that holds it.
async fn pool() -> (TempDir, SqlitePool) {
    let folder = TempDir::new().expect("a folder");
    let pool = open(&url(&folder)).await.expect("a database");
    (folder, pool)
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}", folder.path().join("cuves.db").display())
}

/// How much water a tank holds.
async fn litres(pool: &SqlitePool, nom: &str) -> i64 {
    find(pool, nom).await.expect("a working database").expect("a tank").litres
}

#[tokio::test]
async fn a_second_start_finds_the_rows_where_they_were() {
    let (folder, pool) = pool().await;
    let created = create(&pool, "nord", 100).await.expect("a tank");
    pool.close().await;
    let again = open(&url(&folder)).await.expect("the same database");
    assert_eq!(find(&again, "nord").await.expect("a working database"), Some(created));
    assert_eq!(find(&again, "sud").await.expect("a working database"), None);
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let (_folder, pool) = pool().await;
    create(&pool, "nord", 100).await.expect("a tank");
    let error = create(&pool, "nord", 1).await.expect_err("refused");
    assert!(error.as_database_error().is_some_and(|cause| cause.is_unique_violation()));
}

#[tokio::test]
async fn a_table_that_is_strict_keeps_no_text_for_a_number() {
    let (_folder, pool) = pool().await;
    let text = sqlx::query("insert into cuves (nom, litres) values ('nord', 'beaucoup')");
    text.execute(&pool).await.expect_err("refused");
}

#[tokio::test]
async fn a_transfer_is_written_down_with_both_names() {
    let (_folder, pool) = pool().await;
    let nord = create(&pool, "nord", 100).await.expect("a tank");
    let sud = create(&pool, "sud", 20).await.expect("a tank");
    transfer(&pool, nord.id, sud.id, 30).await.expect("enough water");
    assert_eq!((litres(&pool, "nord").await, litres(&pool, "sud").await), (70, 50));
    let written = transferts(&pool).await.expect("a working database");
    assert_eq!(written.len(), 1);
    assert_eq!((written[0].de.as_str(), written[0].vers.as_str()), ("nord", "sud"));
}

// ANCHOR: undone
#[tokio::test]
async fn a_transfer_to_a_tank_that_does_not_exist_changes_nothing() {
    let (_folder, pool) = pool().await;
    let nord = create(&pool, "nord", 100).await.expect("a tank");
    let outcome = transfer(&pool, nord.id, 999, 30).await;
    assert!(matches!(outcome, Err(Error::Database(_))));
    assert_eq!(litres(&pool, "nord").await, 100);
}
// ANCHOR_END: undone

#[tokio::test]
async fn a_tank_that_holds_too_little_gives_nothing() {
    let (_folder, pool) = pool().await;
    let nord = create(&pool, "nord", 10).await.expect("a tank");
    let sud = create(&pool, "sud", 0).await.expect("a tank");
    let outcome = transfer(&pool, nord.id, sud.id, 30).await;
    assert!(matches!(outcome, Err(Error::NotEnough)));
    assert_eq!((litres(&pool, "nord").await, litres(&pool, "sud").await), (10, 0));
}

#[tokio::test]
async fn many_transfers_at_once_lose_no_water() {
    let (_folder, pool) = pool().await;
    let nord = create(&pool, "nord", 100).await.expect("a tank");
    let sud = create(&pool, "sud", 100).await.expect("a tank");
    let mut transfers = tokio::task::JoinSet::new();
    for turn in 0..20 {
        let pool = pool.clone();
        let (from, to) = if turn % 2 == 0 { (nord.id, sud.id) } else { (sud.id, nord.id) };
        transfers.spawn(async move { transfer(&pool, from, to, 7).await });
    }
    for outcome in transfers.join_all().await {
        outcome.expect("each tank always holds enough");
    }
    assert_eq!(litres(&pool, "nord").await + litres(&pool, "sud").await, 200);
}
