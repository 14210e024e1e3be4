//! The copies to be freed: their loans are over, and `livres` may still count them as lent.

// SOLUTION-BEGIN
use std::time::Duration;

use crate::store::Store;
use crate::timestamp::Timestamp;

/// How long a return waits for `livres`. After that its client has a response, and a copy that is not
/// free yet is one that `livres` wrongly counts as lent.
pub const RETURN: Duration = Duration::from_millis(500);

/// How long after the end of a loan a request for its reservation may still reach `livres`, in
/// milliseconds.
const LATE: i64 = 2_000;

/// A loan whose copy is to be freed.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Release {
    pub id: i64,
    pub livre: i64,
}

impl Store {
    /// The loans whose copies are to be freed now, the longest waiting first.
    pub async fn releases(&self) -> sqlx::Result<Vec<Release>> {
        sqlx::query_as("select id, livre from emprunts where a_liberer <= $1 order by a_liberer")
            .bind(Timestamp::now().get())
            .fetch_all(&self.pool)
            .await
    }

    // ANCHOR: released
    /// Notes that `livres` freed the copy of a loan, when it was asked at the instant `asked`. A request
    /// for the reservation may arrive after that, if the network is slow: unless the loan had ended long
    /// before, the copy is freed once more, later.
    pub async fn released(&self, id: i64, asked: Timestamp) -> sqlx::Result<()> {
        sqlx::query(
            r"
            update emprunts
            set a_liberer = case when depuis + $3 <= $2 then null else depuis + $3 end
            where id = $1
            ",
        )
        .bind(id)
        .bind(asked.get())
        .bind(LATE)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
    // ANCHOR_END: released

    /// Whether `livres` may count a copy of this book as lent although no loan has it: its loan was
    /// abandoned, or its return was answered while `livres` was away.
    pub async fn is_behind(&self, livre: i64) -> sqlx::Result<bool> {
        let behind: i64 = sqlx::query_scalar(
            r"
            select count(*)
            from emprunts
            where livre = $1 and a_liberer = depuis and (etat = 'abandonné' or depuis < $2)
            ",
        )
        .bind(livre)
        .bind(Timestamp::ago(RETURN).get())
        .fetch_one(&self.pool)
        .await?;
        Ok(behind > 0)
    }
}
// SOLUTION-ELSE
// // Write here what the reconciler needs of the database.
// SOLUTION-END
