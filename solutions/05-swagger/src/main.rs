//! Lab 05, documentation: the service of lab 04, the document that describes it, and a page on
//! which a person can try it.
//!
//! Listens on `127.0.0.1:$PORT`, port 5000 without `PORT`; the products are in the database that
//! `DATABASE_URL` names, SQLite or PostgreSQL, `sqlite://produits.db` without it. Try it with
//! `cargo lab run 5`, and open <http://127.0.0.1:5000/swagger-ui/>.

mod app;
mod base;
mod config;
mod document;
mod erreur;
mod extraire;
mod produit;
// SOLUTION-BEGIN
#[expect(unused_qualifications, reason = "what `utoipa::path` makes of `params(Page)`")]
// SOLUTION-END
mod produits;

use std::error::Error;
use std::net::Ipv4Addr;
use std::process::ExitCode;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let config = config::Config::from_env()?;
    let base = base::ouvrir(&config.base).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    axum::serve(listener, app::app(base)).await?;
    Ok(())
}
