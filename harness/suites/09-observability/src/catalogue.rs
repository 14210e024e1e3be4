//! The catalogue, which the harness plays, and what it knows.

use std::time::Duration;

use engine::draw::Drawn;
use engine::http::{Request, get};
use engine::{Conversation, Stop};
use serde_json::{Value, json};
use upstream::{Behaviour, Reply, Upstream};

use crate::messages::steps;

/// Where the server finds the catalogue.
pub const VARIABLE: &str = "CATALOGUE_URL";

/// The pattern of the route.
pub const ROUTE: &str = "/api/produits/{id}";

/// The path that says whether the catalogue is live.
pub const LIVE: &str = "/health/live";

/// What an exchange may take that is judged with a bound of up to 5 s: 2 s of grace.
pub const PATIENCE: Duration = Duration::from_secs(7);

/// The catalogue, with one product at first: `{produit}` is its id, `{nom}` its name, `{prix}` its price.
pub struct Catalogue {
    pub service: Upstream,
    pub known: Product,
}

/// A product of the catalogue.
pub struct Product {
    /// its id, which needs no encoding
    pub id: String,
    /// what the catalogue gives for it
    pub json: Value,
}

impl Product {
    /// Its path in the catalogue and in the service.
    pub fn path(&self) -> String {
        path(&self.id)
    }

    pub fn reply(&self) -> Reply {
        Reply::json(200, &self.json)
    }
}

impl Catalogue {
    /// Starts the catalogue, and lets the server wait for it as long as a busy machine may need.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open(c: &mut Conversation<'_>) -> Result<Self, Stop> {
        c.give_variable("DELAI_MS", "20000")?;
        Self::open_at(c, "")
    }

    /// Like [`open`](Self::open), with a path at the end of its URL, and without `DELAI_MS`.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open_at(c: &mut Conversation<'_>, base: &'static str) -> Result<Self, Stop> {
        let service = Upstream::start(c, VARIABLE, base)?;
        c.note(steps::PLAYED);
        let known = draw_product(c);
        c.bind("produit", Drawn::Text(known.id.clone()));
        let text = |key: &str| known.json[key].as_str().unwrap_or_default().to_owned();
        c.bind("nom", Drawn::Text(text("nom")));
        c.bind("prix", Drawn::Integer(known.json["prix_centimes"].as_i64().unwrap_or_default()));
        service.on(&known.path(), Behaviour::Answer(known.reply()));
        service.on(LIVE, Behaviour::Answer(Reply::json(200, &json!({}))));
        // A server may ask for it in the background, too.
        service.leave_out(LIVE);
        Ok(Self { service, known })
    }

    /// From now on, it behaves like that for the product.
    pub fn behaves(&self, behaviour: Behaviour) {
        self.service.on(&self.known.path(), behaviour);
    }

    /// From now on, it gives the product.
    pub fn heals(&self) {
        self.behaves(Behaviour::Answer(self.known.reply()));
    }
}

/// A product that nothing knows yet.
pub fn draw_product(c: &mut Conversation<'_>) -> Product {
    let number = c.rng().u32(100_000..1_000_000);
    let id = format!("{}-{number}", word(c));
    // A name that JSON and a log have to take care of.
    let nom = format!("{} \"{}\" é\n", word(c), word(c));
    Product { json: json!({ "id": id, "nom": nom, "prix_centimes": number }), id }
}

/// Six letters.
pub fn word(c: &mut Conversation<'_>) -> String {
    (0..6).map(|_| c.rng().lowercase()).collect()
}

/// The path of a product whose id is encoded already.
pub fn path(id: &str) -> String {
    format!("/api/produits/{id}")
}

/// A request for the product that the catalogue knows.
pub fn known() -> Request {
    get("/api/produits/{produit}")
}

/// A request for a product that it does not know.
pub fn unknown(c: &mut Conversation<'_>) -> Request {
    get(path(&draw_product(c).id))
}
