//! The catalogue, which the harness plays: it holds responses back, so that requests are under way when the
//! service is told to stop.

use std::time::Duration;

use engine::draw::Drawn;
use engine::http::{Request, get};
use engine::{Conversation, Stop};
use serde_json::{Value, json};
use upstream::{Behaviour, Gate, Reply, Upstream};

use crate::messages::{promises, steps};

/// The path that says whether the catalogue is live.
const LIVE: &str = "/health/live";

/// What the judge allows beyond a bound of the contract, because its machine may be busy.
pub const GRACE: Duration = Duration::from_secs(2);

/// How long calls are held back, unless the check lets them go before.
const HELD: Duration = Duration::from_secs(25);

/// The catalogue, with one product: `{produit}` is its id, `{nom}` its name.
pub struct Catalogue {
    service: Upstream,
    id: String,
    json: Value,
}

impl Catalogue {
    /// Starts the catalogue. The server waits for it longer than any check lasts.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open(c: &mut Conversation<'_>) -> Result<Self, Stop> {
        let service = Upstream::start(c, "CATALOGUE_URL", "")?;
        c.note(steps::PLAYED);
        c.give_variable("DELAI_MS", "60000")?;
        let (id, nom) = (word(c), word(c));
        c.bind("produit", Drawn::Text(id.clone()));
        c.bind("nom", Drawn::Text(nom.clone()));
        service.on(LIVE, Behaviour::Answer(Reply::json(200, &json!({}))));
        let catalogue = Self { service, json: json!({ "id": id, "nom": nom }), id };
        catalogue.service.on(&catalogue.path(), Behaviour::Answer(catalogue.reply()));
        Ok(catalogue)
    }

    /// A request for another product, to which the catalogue holds back its response until the gate is opened.
    pub fn hold(&self, c: &mut Conversation<'_>, name: &'static str) -> (Request, Gate) {
        // The client must not be the one who gives up.
        c.allow(2 * HELD);
        let gate = Gate::closed(HELD);
        let id = format!("{}-{name}", self.id);
        let path = format!("/api/produits/{id}");
        self.service.on(&path, Behaviour::Held(gate.clone(), self.reply()));
        c.note(steps::held(&id));
        (get(format!("/api/produits/{{produit}}-{name}")), gate)
    }

    /// Waits until so many calls have arrived.
    ///
    /// # Errors
    /// When the service does not call the catalogue.
    pub fn require_calls(&self, c: &Conversation<'_>, count: usize) -> Result<(), Stop> {
        const PATIENCE: Duration = Duration::from_secs(7);
        if self.service.wait_for_calls(count, PATIENCE) {
            return Ok(());
        }
        Err(c.broken(promises::NO_CALL, "", ""))
    }

    /// What it gives for each product.
    pub fn json(&self) -> &Value {
        &self.json
    }

    fn path(&self) -> String {
        format!("/api/produits/{}", self.id)
    }

    fn reply(&self) -> Reply {
        Reply::json(200, &self.json)
    }
}

/// Requires that the service responds on `/health/live`.
///
/// # Errors
/// When it does not, or does not start.
pub fn require_live(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let response = c.send(&get(LIVE))?;
    if response.is_success() {
        return Ok(());
    }
    Err(c.broken(promises::NOT_LIVE, "HTTP 200", format!("HTTP {}", response.status)))
}

/// A request for the product of the catalogue.
pub fn product() -> Request {
    get("/api/produits/{produit}")
}

/// Six letters.
pub fn word(c: &mut Conversation<'_>) -> String {
    (0..6).map(|_| c.rng().lowercase()).collect()
}
