//! The talks of the checks on stock, many clients, a restart and dangerous names.

use engine::draw::{self, Drawn};
use engine::http::{get, patch, post, put};
use engine::transcript::Look::{Json, Refusal, Status, Success, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Map, Value, json};

use crate::products::{
    PRODUCT, Product, WITHDRAWAL, all, bind_products, create, created, created_all, products_of,
    with_ids,
};
use crate::values::injections;

/// How many clients the contract speaks of.
const CLIENTS: usize = 50;

/// `many-clients`: every write is there, under the id that was answered.
pub fn many_clients(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    talk.alone()?;
    talk.ask(all(), Success)?;
    let products = Product::draw_many(talk.rng(), CLIENTS);
    let rows: Vec<Row> = products.iter().map(Product::row).collect();
    let answers = talk.at_once(&rows, &create(), Success)?;
    let products = with_ids(products, &answers);
    let ids: Map<String, Value> =
        products.into_iter().map(|product| (product.nom, json!(product.id))).collect();
    talk.bind("identifiants", Drawn::Json(Value::Object(ids)));
    talk.ask(all(), Summary(ids_by_name))
}

/// Of clients who create the same name at the same time, one succeeds.
pub fn one_name_at_once(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    const RIVALS: usize = 20;
    let product = Product::draw(talk.rng());
    talk.at_once(&vec![product.row(); RIVALS], &create(), Success).map(drop)
}

/// `withdrawn`: a part of the stock, more than is left, all that is left, and one piece more.
pub fn withdrawn(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    let product = created(talk)?;
    let taken = talk.rng().i64(1..=9);
    talk.bind("quantite", Drawn::Integer(taken));
    let withdraw = post(WITHDRAWAL).json(json!({ "quantite": "{quantite}" }));
    let rest = Product { stock: product.stock - taken, ..product };
    talk.ask_each(&[rest.known()], &withdraw, Json)?;
    talk.bind("quantite", Drawn::Integer(rest.stock + 1));
    talk.ask(withdraw.clone(), Refusal)?;
    talk.ask(get(PRODUCT), Json)?;
    talk.bind("quantite", Drawn::Integer(rest.stock));
    talk.ask_each(&[Product { stock: 0, ..rest }.known()], &withdraw, Json)?;
    talk.ask(withdraw, Refusal)?;
    let nowhere = post("/api/produits/1999999999/retrait");
    talk.ask(nowhere.json(json!({ "quantite": 1 })), Refusal)
}

/// `race`: no piece is withdrawn twice.
pub fn race(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    let product = Product { stock: 10, ..Product::draw(talk.rng()) };
    let product = created_all(talk, vec![product])?.remove(0);
    let rows = vec![product.known(); 20];
    talk.at_once(&rows, &post(WITHDRAWAL).json(json!({ "quantite": 1 })), Status)?;
    let rest = Product { stock: 0, ..product };
    talk.ask_each(&[rest.known()], &get(PRODUCT), Json)
}

/// `restart`: what was answered is there after the server was killed, in the database that was named
/// to it and in no other.
pub fn restart(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    talk.alone()?;
    let products = Product::draw_many(talk.rng(), 4);
    let mut products = created_all(talk, products)?;
    let stock = products[0].stock - 7;
    products[0].stock = stock;
    let rows = [vec![("id", Drawn::Id(products[0].id))]];
    talk.ask_each(&rows, &post(WITHDRAWAL).json(json!({ "quantite": 7 })), Success)?;
    talk.kill()?;
    bind_products(talk, &products);
    talk.ask(all(), Summary(products_of))?;
    created(talk)?;
    talk.another_database()?;
    bind_products(talk, &[]);
    talk.ask(all(), Summary(products_of))
}

/// `injection`: every text field takes SQL for what it is.
pub fn injection(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    talk.alone()?;
    let word = draw::word(talk.rng()).text();
    let named = |nom: &String| Product { nom: nom.clone(), ..Product::draw(&mut draw_rng(nom)) };
    let names = injections(&word);
    let products = created_all(talk, names.iter().map(named).collect())?;
    let found: Vec<Row> = names
        .iter()
        .map(|nom| vec![("q", Drawn::Text(nom.clone())), ("noms", Drawn::Json(json!([nom])))])
        .collect();
    talk.ask_each(&found, &get("/api/produits?q={q}"), Summary(names_of))?;
    talk.ask_each(&found[..2], &get("/api/produits/{q}"), Refusal)?;
    talk.ask_each(&found[..2], &get("/api/produits?limite={q}"), Refusal)?;
    talk.ask_each(&found[..2], &get("/api/produits?apres={q}"), Refusal)?;
    changed(talk, &products)?;
    bind_products(talk, &products);
    talk.ask(all(), Summary(products_of))
}

/// Gives every product its own name again, by `PUT` and by `PATCH`.
fn changed(talk: &mut Conversation<'_>, products: &[Product]) -> Result<(), Stop> {
    let rows: Vec<Row> =
        products.iter().map(|product| [product.row(), product.known()].concat()).collect();
    talk.ask_each(&rows, &put(PRODUCT).json(crate::products::whole()), Json)?;
    talk.ask_each(&rows, &patch(PRODUCT).json(json!({ "nom": "{nom}" })), Json)
}

/// A generator that a name determines.
fn draw_rng(nom: &str) -> fastrand::Rng {
    draw::generator(0, nom)
}

/// The names of a page, in its order.
pub fn names_of(page: &Value) -> Value {
    let Some(products) = page["produits"].as_array() else { return page.clone() };
    products.iter().map(|product| product["nom"].clone()).collect()
}

/// The id of every name of a page: in which order clients were served is nobody's business.
fn ids_by_name(page: &Value) -> Value {
    let Some(products) = page["produits"].as_array() else { return page.clone() };
    let id = |product: &Value| {
        (product["nom"].as_str().unwrap_or_default().to_owned(), product["id"].clone())
    };
    Value::Object(products.iter().map(id).collect())
}
