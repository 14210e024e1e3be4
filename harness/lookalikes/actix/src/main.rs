//! Labs 01 and 02 with actix-web: right servers that share nothing with the solutions.
//!
//! ```sh
//! PORT=5000 lookalike-actix salutation
//! PORT=5000 lookalike-actix params
//! ```

mod params;
mod salutation;

use std::env;
use std::io::{Error, Result};

use actix_web::{App, HttpServer};

#[actix_web::main]
async fn main() -> Result<()> {
    let port = match env::var("PORT") {
        Ok(port) => port.parse().map_err(|_| Error::other("PORT is not a valid port number"))?,
        Err(_) => 5000,
    };
    let place = ("127.0.0.1", port);
    match env::args().nth(1).as_deref() {
        Some("salutation") => {
            let users = salutation::Users::default();
            let app = move || App::new().configure(|config| salutation::routes(config, &users));
            HttpServer::new(app).workers(2).bind(place)?.run().await
        }
        Some("params") => {
            HttpServer::new(|| App::new().configure(params::routes))
                .workers(2)
                .bind(place)?
                .run()
                .await
        }
        _ => Err(Error::other("which lab? salutation or params")),
    }
}
