//! The loans in the database.
//!
//! ```text
//!              open                  give_back
//!   en attente ─────────► ouvert ─────────────────► rendu
//!     │    │                                          │
//!     │    └── forget: the row is deleted             │  the reconciler frees the copy
//!     │ abandon                                       ▼
//!     └─────────────► abandonné ───────────────► a_liberer is null
//! ```
//!
//! A loan is written down before its copy is reserved: whatever happens then, the database knows every
//! reservation that may exist. An id is reserved in the state `en attente` only, by the task that began
//! the loan, and freed in a final state only. So it does no harm to free a copy twice.

// SOLUTION-BEGIN
use sqlx::{Any, AnyPool, Executor};

use crate::cle::Cle;
use crate::emprunt::{Creation, Emprunt};
use crate::error::Error;
use crate::timestamp::Timestamp;

/// How many loans of one member may be open at a time.
const MAX_LOANS: usize = 3;
// SOLUTION-ELSE
// use sqlx::AnyPool;
//
// use crate::emprunt::Emprunt;
// use crate::error::Error;
// SOLUTION-END

/// The table of loans. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pub pool: AnyPool,
}
// SOLUTION-BEGIN

/// The first step of a loan.
#[derive(Debug)]
pub enum Begun {
    /// A new loan, with this id. It waits for its reservation.
    New(i64),
    /// The key has a loan already.
    Known(Emprunt),
}
// SOLUTION-END

impl Store {
    pub fn new(pool: AnyPool) -> Self {
        Self { pool }
    }

    // SOLUTION-BEGIN
    /// The loan that this key has, in the state in which it is now.
    ///
    /// # Errors
    /// [`Error::KeyTaken`] if the loan is another one.
    pub async fn known(&self, cle: &Cle, creation: Creation) -> Result<Option<Emprunt>, Error> {
        known(&self.pool, cle, creation).await
    }

    // ANCHOR: begin
    /// Begins a loan, unless its key has one, or the member has three: all of it in one transaction.
    ///
    /// # Errors
    /// [`Error::Busy`] if that depends on another loan which has begun and has no result yet.
    pub async fn begin(&self, cle: &Cle, creation: Creation) -> Result<Begun, Error> {
        let mut transaction = self.pool.begin().await?;
        // Writing this row locks it: the loans of a member begin one after the other.
        sqlx::query(
            r"
            insert into emprunteurs (membre) values ($1)
            on conflict (membre) do update set membre = excluded.membre
            ",
        )
        .bind(creation.membre)
        .execute(&mut *transaction)
        .await?;
        if let Some(emprunt) = known(&mut *transaction, cle, creation).await? {
            return Ok(Begun::Known(emprunt));
        }
        let etats: Vec<String> = sqlx::query_scalar(
            "select etat from emprunts where membre = $1 and etat in ('en attente', 'ouvert')",
        )
        .bind(creation.membre)
        .fetch_all(&mut *transaction)
        .await?;
        if etats.iter().filter(|etat| *etat == "ouvert").count() >= MAX_LOANS {
            return Err(Error::TooManyLoans);
        }
        if etats.len() >= MAX_LOANS {
            return Err(Error::Busy);
        }
        let id = sqlx::query_scalar(
            r"
            insert into emprunts (cle, membre, livre, etat, depuis)
            values ($1, $2, $3, 'en attente', $4)
            on conflict (cle) do nothing
            returning id
            ",
        )
        .bind(cle.as_str())
        .bind(creation.membre)
        .bind(creation.livre)
        .bind(Timestamp::now().get())
        .fetch_optional(&mut *transaction)
        .await?;
        transaction.commit().await?;
        // No row: a loan with the same key has begun.
        id.map(Begun::New).ok_or(Error::Busy)
    }
    // ANCHOR_END: begin

    /// Opens a loan whose copy is reserved.
    ///
    /// # Errors
    /// [`Error::OutOfTime`] if it was abandoned meanwhile.
    pub async fn open(&self, id: i64) -> Result<Emprunt, Error> {
        let opened = sqlx::query_as(
            r"
            update emprunts
            set etat = 'ouvert', depuis = $2
            where id = $1 and etat = 'en attente'
            returning id, membre, livre, etat
            ",
        )
        .bind(id)
        .bind(Timestamp::now().get())
        .fetch_optional(&self.pool)
        .await?;
        opened.ok_or(Error::OutOfTime)
    }

    /// Deletes a loan that certainly has no reservation.
    pub async fn forget(&self, id: i64) -> sqlx::Result<()> {
        sqlx::query("delete from emprunts where id = $1 and etat = 'en attente'")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Gives up a loan that may have a reservation. Its key is free again, its copy is to be freed.
    pub async fn abandon(&self, id: i64) -> sqlx::Result<()> {
        sqlx::query(
            r"
            update emprunts
            set etat = 'abandonné', cle = null, depuis = $2, a_liberer = $2
            where id = $1 and etat = 'en attente'
            ",
        )
        .bind(id)
        .bind(Timestamp::now().get())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives up all loans that began by an instant and still wait: nobody works on them any more.
    pub async fn abandon_all(&self, begun_by: Timestamp) -> sqlx::Result<()> {
        sqlx::query(
            r"
            update emprunts
            set etat = 'abandonné', cle = null, depuis = $2, a_liberer = $2
            where etat = 'en attente' and depuis <= $1
            ",
        )
        .bind(begun_by.get())
        .bind(Timestamp::now().get())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Returns a loan, if it was not returned before. Its copy is to be freed.
    pub async fn give_back(&self, id: i64) -> Result<Emprunt, Error> {
        sqlx::query(
            r"
            update emprunts
            set etat = 'rendu', depuis = $2, a_liberer = $2
            where id = $1 and etat = 'ouvert'
            ",
        )
        .bind(id)
        .bind(Timestamp::now().get())
        .execute(&self.pool)
        .await?;
        self.find(id).await
    }

    pub async fn find(&self, id: i64) -> Result<Emprunt, Error> {
        let emprunt = sqlx::query_as(
            r"
            select id, membre, livre, etat
            from emprunts
            where id = $1 and etat in ('ouvert', 'rendu')
            ",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        emprunt.ok_or(Error::UnknownEmprunt)
    }

    /// The loans of a member, in the order in which they began.
    pub async fn of_member(&self, membre: i64) -> sqlx::Result<Vec<Emprunt>> {
        sqlx::query_as(
            r"
            select id, membre, livre, etat
            from emprunts
            where membre = $1 and etat in ('ouvert', 'rendu')
            order by id
            ",
        )
        .bind(membre)
        .fetch_all(&self.pool)
        .await
    }
    // SOLUTION-ELSE
    // /// Returns a loan, if it was not returned before. Its copy is to be freed.
    // pub async fn give_back(&self, id: i64) -> Result<Emprunt, Error> {
    //     todo!("return the loan {id} in {:?}", self.pool)
    // }
    //
    // /// The loan with this id.
    // pub async fn find(&self, id: i64) -> Result<Emprunt, Error> {
    //     todo!("select the loan {id} from {:?}", self.pool)
    // }
    //
    // /// The loans of a member, in the order in which they began.
    // pub async fn of_member(&self, membre: i64) -> sqlx::Result<Vec<Emprunt>> {
    //     todo!("select the loans of {membre} from {:?}", self.pool)
    // }
    //
    // // Add what `borrowing.rs` and the reconciler need.
    // SOLUTION-END
}
// SOLUTION-BEGIN

async fn known<'e>(
    database: impl Executor<'e, Database = Any>,
    cle: &Cle,
    creation: Creation,
) -> Result<Option<Emprunt>, Error> {
    let found: Option<Emprunt> = sqlx::query_as(
        r"
        select id, membre, livre, etat
        from emprunts
        where cle = $1 and etat in ('ouvert', 'rendu')
        ",
    )
    .bind(cle.as_str().to_owned())
    .fetch_optional(database)
    .await?;
    match found {
        Some(emprunt) if (emprunt.membre, emprunt.livre) != (creation.membre, creation.livre) => {
            Err(Error::KeyTaken)
        }
        found => Ok(found),
    }
}
// SOLUTION-END
