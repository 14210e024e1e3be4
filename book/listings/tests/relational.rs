//! What the chapter on relational databases says of its tanks.

use listings::relational::{Erreur, cuve, ouvrir, poser, transferer, transferts};
use sqlx::sqlite::SqlitePool;
use tempfile::TempDir;

/// A fresh database, and the folder that holds it.
async fn base() -> (TempDir, SqlitePool) {
    let folder = TempDir::new().expect("a folder");
    let base = ouvrir(&url(&folder)).await.expect("a database");
    (folder, base)
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}", folder.path().join("cuves.db").display())
}

/// How much water a tank holds.
async fn litres(base: &SqlitePool, nom: &str) -> i64 {
    cuve(base, nom).await.expect("an answer").expect("a tank").litres
}

#[tokio::test]
async fn a_second_start_finds_the_rows_where_they_were() {
    let (folder, base) = base().await;
    let posee = poser(&base, "nord", 100).await.expect("a tank");
    base.close().await;
    let again = ouvrir(&url(&folder)).await.expect("the same database");
    assert_eq!(cuve(&again, "nord").await.expect("an answer"), Some(posee));
    assert_eq!(cuve(&again, "sud").await.expect("an answer"), None);
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let (_folder, base) = base().await;
    poser(&base, "nord", 100).await.expect("a tank");
    let error = poser(&base, "nord", 1).await.expect_err("refused");
    assert!(error.as_database_error().is_some_and(|cause| cause.is_unique_violation()));
}

#[tokio::test]
async fn a_table_that_is_strict_keeps_no_text_for_a_number() {
    let (_folder, base) = base().await;
    let text = sqlx::query("insert into cuves (nom, litres) values ('nord', 'beaucoup')");
    text.execute(&base).await.expect_err("refused");
}

#[tokio::test]
async fn a_transfer_is_written_down_with_both_names() {
    let (_folder, base) = base().await;
    let nord = poser(&base, "nord", 100).await.expect("a tank");
    let sud = poser(&base, "sud", 20).await.expect("a tank");
    transferer(&base, nord.id, sud.id, 30).await.expect("enough water");
    assert_eq!((litres(&base, "nord").await, litres(&base, "sud").await), (70, 50));
    let written = transferts(&base).await.expect("an answer");
    assert_eq!(written.len(), 1);
    assert_eq!((written[0].de.as_str(), written[0].vers.as_str()), ("nord", "sud"));
}

// ANCHOR: undone
#[tokio::test]
async fn a_transfer_to_a_tank_that_does_not_exist_changes_nothing() {
    let (_folder, base) = base().await;
    let nord = poser(&base, "nord", 100).await.expect("a tank");
    let outcome = transferer(&base, nord.id, 999, 30).await;
    assert!(matches!(outcome, Err(Erreur::Base(_))));
    assert_eq!(litres(&base, "nord").await, 100);
}
// ANCHOR_END: undone

#[tokio::test]
async fn a_tank_that_holds_too_little_gives_nothing() {
    let (_folder, base) = base().await;
    let nord = poser(&base, "nord", 10).await.expect("a tank");
    let sud = poser(&base, "sud", 0).await.expect("a tank");
    let outcome = transferer(&base, nord.id, sud.id, 30).await;
    assert!(matches!(outcome, Err(Erreur::PasAssez)));
    assert_eq!((litres(&base, "nord").await, litres(&base, "sud").await), (10, 0));
}

#[tokio::test]
async fn many_transfers_at_once_lose_no_water() {
    let (_folder, base) = base().await;
    let nord = poser(&base, "nord", 100).await.expect("a tank");
    let sud = poser(&base, "sud", 100).await.expect("a tank");
    let mut transfers = tokio::task::JoinSet::new();
    for turn in 0..20 {
        let base = base.clone();
        let (de, vers) = if turn % 2 == 0 { (nord.id, sud.id) } else { (sud.id, nord.id) };
        transfers.spawn(async move { transferer(&base, de, vers, 7).await });
    }
    for outcome in transfers.join_all().await {
        outcome.expect("each tank always holds enough");
    }
    assert_eq!(litres(&base, "nord").await + litres(&base, "sud").await, 200);
}
