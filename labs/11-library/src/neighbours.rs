//! The three services as they see each other: what one asks another, and what the answer means.

use axum::http::{Method, StatusCode};
use serde::Deserialize;

use crate::client::{CallError, Client};
use crate::config::Config;
use crate::emprunt::Etat;
use crate::error::Error;

/// A client of each service.
#[derive(Clone, Debug)]
pub struct Neighbours {
    livres: Client,
    membres: Client,
    emprunts: Client,
}

/// Why a reservation failed.
#[allow(dead_code, reason = "until the loans need it")]
#[derive(Debug)]
pub struct NotReserved {
    pub error: Error,
    /// The reservation may exist all the same, now or a little later.
    pub in_doubt: bool,
}

/// The loans of a member, in the response of `emprunts`, as far as `membres` needs them.
#[derive(Deserialize)]
struct Loans {
    emprunts: Vec<Loan>,
}

#[derive(Deserialize)]
struct Loan {
    etat: Etat,
}

impl Neighbours {
    /// # Errors
    /// When an HTTP client cannot be built.
    pub fn new(config: &Config) -> Result<Self, reqwest::Error> {
        Ok(Self {
            livres: Client::new(&config.livres_url)?,
            membres: Client::new(&config.membres_url)?,
            emprunts: Client::new(&config.emprunts_url)?,
        })
    }

    /// Finds out whether a member exists.
    ///
    /// # Errors
    /// [`Error::UnknownReference`] if no member has this id.
    #[allow(dead_code, reason = "until the loans need it")]
    pub async fn find_membre(&self, id: i64) -> Result<(), Error> {
        let path = format!("/api/membres/{id}");
        let answer = self.membres.call(Method::GET, &path).await.result?;
        match answer.status {
            StatusCode::OK => Ok(()),
            StatusCode::NOT_FOUND => Err(Error::UnknownReference),
            status => Err(CallError::UnexpectedStatus(status).into()),
        }
    }

    /// Reserves a copy of a book for a loan.
    #[allow(dead_code, reason = "until the loans need it")]
    pub async fn reserve(&self, livre: i64, emprunt: i64) -> Result<(), NotReserved> {
        let path = format!("/api/livres/{livre}/reservations/{emprunt}");
        let call = self.livres.call(Method::PUT, &path).await;
        let (error, in_doubt) = match call.result {
            Ok(answer) => match answer.status {
                StatusCode::CREATED | StatusCode::OK => return Ok(()),
                StatusCode::CONFLICT => (Error::NoCopy, call.in_doubt),
                StatusCode::NOT_FOUND => (Error::UnknownReference, call.in_doubt),
                status => (CallError::UnexpectedStatus(status).into(), true),
            },
            Err(cause) => (cause.into(), call.in_doubt),
        };
        Err(NotReserved { error, in_doubt })
    }

    /// Frees the copy of a loan, in one attempt: the reconciler comes back until it succeeds.
    #[allow(dead_code, reason = "until the loans need it")]
    pub async fn release(&self, livre: i64, emprunt: i64) -> Result<(), CallError> {
        let path = format!("/api/livres/{livre}/reservations/{emprunt}");
        let answer = self.livres.attempt(Method::DELETE, &path).await?;
        match answer.status {
            // A book that `livres` does not know has no reservation.
            StatusCode::NO_CONTENT | StatusCode::OK | StatusCode::NOT_FOUND => Ok(()),
            status => Err(CallError::UnexpectedStatus(status)),
        }
    }

    /// Finds out whether a member has an open loan.
    pub async fn has_open_loan(&self, membre: i64) -> Result<bool, CallError> {
        let path = format!("/api/emprunts?membre={membre}");
        let answer = self.emprunts.call(Method::GET, &path).await.result?;
        if answer.status != StatusCode::OK {
            return Err(CallError::UnexpectedStatus(answer.status));
        }
        let loans: Loans = serde_json::from_slice(&answer.body)?;
        Ok(loans.emprunts.iter().any(|loan| loan.etat == Etat::Ouvert))
    }
}
