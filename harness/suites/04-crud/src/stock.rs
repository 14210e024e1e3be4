//! The conversations of the checks on stock, a restart and SQL injection.

use engine::draw::{self, Drawn};
use engine::http::{get, patch, post, put};
use engine::transcript::Projection::{Json, Refusal, Success, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};

use crate::evidence::{kept_after, printed};
use crate::messages::promises;
use crate::products::{
    PRODUCT, Product, WITHDRAWAL, all, bind_products, created, created_all, products_of, whole,
};
use crate::values::{injections, too_many};

/// `withdrawn`: a part of the stock, more than the rest, the rest, and one more.
pub fn withdrawn(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    let product = created(conversation)?;
    let taken = conversation.rng().i64(1..=9);
    conversation.bind("quantite", Drawn::Integer(taken));
    let withdraw = post(WITHDRAWAL).json(json!({ "quantite": "{quantite}" }));
    let rest = Product { stock: product.stock - taken, ..product };
    conversation.exchange_each(&[rest.known()], &withdraw, Json)?;
    let more = [rest.stock + 1, 3_000_000_000, Product::MAX_AMOUNT];
    let more = more.map(|quantity| vec![("quantite", Drawn::Integer(quantity))]);
    conversation.exchange_each(&more, &withdraw, Refusal)?;
    refused_whatever_the_size(conversation)?;
    conversation.exchange(get(PRODUCT), Json)?;
    conversation.bind("quantite", Drawn::Integer(rest.stock));
    conversation.exchange_each(&[Product { stock: 0, ..rest }.known()], &withdraw, Json)?;
    conversation.exchange(withdraw, Refusal)?;
    let nowhere = post("/api/produits/1999999999/retrait");
    conversation.exchange(nowhere.json(json!({ "quantite": 1 })), Refusal)
}

/// A quantity beyond every stock may be too much (409) or out of range (422). That a rule broken is
/// 422 and not 400 is the business of another check.
fn refused_whatever_the_size(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    let withdraw = post(WITHDRAWAL).json(json!({ "quantite": "{enorme}" }));
    for quantity in too_many() {
        conversation.bind("enorme", Drawn::Json(quantity));
        let response = conversation.send(&withdraw)?;
        if !matches!(response.status, 400 | 409 | 422) {
            let received = format!("HTTP {}", response.status);
            let promise = promises::too_many(response.status);
            return Err(conversation.broken(promise, "HTTP 409", received));
        }
        conversation.forget_last_step();
    }
    Ok(())
}

/// `restart`: after the server was killed, its data are still there, in the database of
/// `DATABASE_URL` and in no other.
pub fn restart(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.require_own_server()?;
    let products = Product::draw_many(conversation.rng(), 4);
    let mut products = created_all(conversation, products)?;
    let stock = products[0].stock - 7;
    products[0].stock = stock;
    let rows = [vec![("id", Drawn::Id(products[0].id))]];
    conversation.exchange_each(&rows, &post(WITHDRAWAL).json(json!({ "quantite": 7 })), Success)?;
    conversation.kill()?;
    let is_lost = |product: &Product, found: Option<&Value>| {
        found.is_none_or(|found| product.stock == stock && found["stock"] == stock + 7)
    };
    kept_after(conversation, &products, is_lost, |conversation, product, found| {
        let promise = match found {
            "" => promises::lost_product(&product.nom),
            _ => promises::lost_withdrawal(&product.nom),
        };
        Ok(conversation.broken(promise, &printed(&product.json()), found))
    })?;
    bind_products(conversation, &products);
    conversation.exchange(all(), Summary(products_of))?;
    created(conversation)?;
    conversation.switch_database()?;
    bind_products(conversation, &[]);
    conversation.exchange(all(), Summary(products_of))
}

/// `injection`: SQL in a text is only text.
pub fn injection(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.require_own_server()?;
    let word = draw::word(conversation.rng()).text();
    let named = |nom: &String| Product { nom: nom.clone(), ..Product::draw(&mut draw_rng(nom)) };
    let names = injections(&word);
    let products = created_all(conversation, names.iter().map(named).collect())?;
    let found: Vec<Row> = names
        .iter()
        .map(|nom| vec![("q", Drawn::Text(nom.clone())), ("noms", Drawn::Json(json!([nom])))])
        .collect();
    conversation.exchange_each(&found, &get("/api/produits?q={q}"), Summary(names_of))?;
    conversation.exchange_each(&found[..2], &get("/api/produits/{q}"), Refusal)?;
    conversation.exchange_each(&found[..2], &get("/api/produits?limite={q}"), Refusal)?;
    conversation.exchange_each(&found[..2], &get("/api/produits?apres={q}"), Refusal)?;
    changed(conversation, &products)?;
    bind_products(conversation, &products);
    conversation.exchange(all(), Summary(products_of))
}

/// Sets the name of every product to what it already is, with `PUT` and with `PATCH`.
fn changed(conversation: &mut Conversation<'_>, products: &[Product]) -> Result<(), Stop> {
    let rows: Vec<Row> =
        products.iter().map(|product| [product.row(), product.known()].concat()).collect();
    conversation.exchange_each(&rows, &put(PRODUCT).json(whole()), Json)?;
    conversation.exchange_each(&rows, &patch(PRODUCT).json(json!({ "nom": "{nom}" })), Json)
}

/// A generator that depends on a name.
fn draw_rng(nom: &str) -> fastrand::Rng {
    draw::generator(0, nom)
}

/// The names on a page, in its order.
pub fn names_of(page: &Value) -> Value {
    let Some(products) = page["produits"].as_array() else { return page.clone() };
    products.iter().map(|product| product["nom"].clone()).collect()
}
