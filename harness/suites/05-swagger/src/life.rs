//! The check `life`: what lab 04 keeps is still kept. A document describes the form of the responses;
//! that a list contains what was created, it cannot say.

use engine::draw::{self, Drawn};
use engine::http::{Request, delete, get, patch, post, put};
use engine::transcript::Projection::{Json, Refusal, Status, Success, Summary};
use engine::{Conversation, Stop};
use openapi::check_methods;
use serde_json::{Value, json};

use crate::contract::{FIXTURE, whole_document};

const PRODUCTS: &str = "/api/produits";
const PRODUCT: &str = "/api/produits/{id}";
const WITHDRAWAL: &str = "/api/produits/{id}/retrait";

/// A product from its creation until after its deletion.
pub fn life(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    let document = whole_document(conversation)?;
    check_methods(conversation, &document, FIXTURE)?;
    conversation.exchange(delete(PRODUCTS), Refusal)?;
    conversation.exchange(get("/api/produits/1/inconnu"), Refusal)?;
    conversation.exchange(get("/swagger-ui/inconnu.js"), Refusal)?;
    created(conversation)?;
    listed(conversation)?;
    changed(conversation)?;
    withdrawn(conversation)?;
    deleted(conversation)
}

/// Binds `{nom}`, `{prix}` and `{stock}` to new values.
fn draw_product(conversation: &mut Conversation<'_>) {
    let rng = conversation.rng();
    let nom = format!("{} {}", draw::word(rng).text(), draw::word(rng).text());
    let (prix, stock) = (rng.i64(200..=99_999), rng.i64(20..=199));
    conversation.bind("nom", Drawn::Text(nom));
    conversation.bind("prix", Drawn::Integer(prix));
    conversation.bind("stock", Drawn::Integer(stock));
}

fn whole() -> Value {
    json!({ "nom": "{nom}", "prix_centimes": "{prix}", "stock": "{stock}" })
}

fn created(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    draw_product(conversation);
    let create = post(PRODUCTS).json(whole());
    conversation.exchange(create.clone().naming("id").showing(&["location"]), Json)?;
    conversation.exchange(get(PRODUCT), Json)?;
    // The name is taken.
    conversation.exchange(create, Refusal)
}

fn listed(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    let nothing = get("/api/produits?q={nom}&apres={id}");
    conversation.exchange(get("/api/produits?q={nom}&limite=1"), Summary(products_of))?;
    conversation.exchange(nothing, Json)?;
    // Two more, so that pages have something to leave out.
    for name in ["autre", "dernier"] {
        let word = draw::full_name(conversation.rng()).text();
        conversation.bind(name, Drawn::Text(word));
    }
    let other = post(PRODUCTS).json(json!({ "nom": "{autre} {nom}", "prix_centimes": 1 }));
    conversation.exchange(other, Success)?;
    let last = post(PRODUCTS).json(json!({ "nom": "{dernier} {nom}", "prix_centimes": 2 }));
    conversation.exchange(last, Success)?;
    conversation.exchange(get("/api/produits?q={nom}"), Summary(names_of))?;
    conversation.exchange(get("/api/produits?q={nom}&limite=1"), Json)?;
    conversation.exchange(get("/api/produits?q={nom}&limite=1&apres={id}"), Summary(names_of))
}

fn changed(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    draw_product(conversation);
    conversation.exchange(put(PRODUCT).json(whole()), Json)?;
    let prix = conversation.rng().i64(100_000..=199_999);
    conversation.bind("prix", Drawn::Integer(prix));
    conversation.exchange(patch(PRODUCT).json(json!({ "prix_centimes": "{prix}" })), Json)?;
    conversation.exchange(get(PRODUCT), Json)
}

fn withdrawn(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    let stock = conversation.rng().i64(30..=99);
    conversation.bind("stock", Drawn::Integer(stock));
    conversation.exchange(patch(PRODUCT).json(json!({ "stock": "{stock}" })), Success)?;
    let quantity = conversation.rng().i64(1..=9);
    conversation.bind("quantite", Drawn::Integer(quantity));
    conversation.bind("stock", Drawn::Integer(stock - quantity));
    let withdraw = post(WITHDRAWAL).json(json!({ "quantite": "{quantite}" }));
    conversation.exchange(withdraw.clone(), Json)?;
    // One more than there is.
    conversation.bind("quantite", Drawn::Integer(stock - quantity + 1));
    conversation.exchange(withdraw, Refusal)?;
    conversation.exchange(get(PRODUCT), Json)
}

fn deleted(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.exchange(delete(PRODUCT), Status)?;
    let gone: [Request; 5] = [
        get(PRODUCT),
        put(PRODUCT).json(whole()),
        patch(PRODUCT).json(json!({ "stock": 1 })),
        post(WITHDRAWAL).json(json!({ "quantite": 1 })),
        delete(PRODUCT),
    ];
    for request in gone {
        conversation.exchange(request, Refusal)?;
    }
    // Its name is free again.
    conversation.exchange(post(PRODUCTS).json(whole()), Success)
}

/// The products of a page, without `suivant`.
fn products_of(page: &Value) -> Value {
    page.get("produits").unwrap_or(page).clone()
}

/// The names on a page.
fn names_of(page: &Value) -> Value {
    let products = page.get("produits").and_then(Value::as_array).into_iter().flatten();
    products.map(|product| product["nom"].clone()).collect()
}
