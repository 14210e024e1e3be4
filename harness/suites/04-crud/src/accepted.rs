//! `accepted`: every valid value is accepted, and comes back as it was sent.

use engine::draw::{self, Drawn};
use engine::http::{get, patch, post, put};
use engine::transcript::Projection::{Json, Success, Summary};
use engine::{Conversation, Row, Stop};
use fastrand::Rng;
use serde_json::json;

use crate::products::{
    PRODUCT, Product, WITHDRAWAL, all, bind_products, create, products_by_id, whole, with_ids,
};

/// Characters that have Unicode's property `White_Space`, besides the blank.
const BLANKS: [&str; 6] = ["\t", "\n", "\u{85}", "\u{a0}", "\u{2003}", "\u{3000}"];

/// `accepted`: created, read, replaced, changed and withdrawn, with values at every limit.
pub fn accepted(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.require_own_server()?;
    let (sent, products): (Vec<String>, Vec<Product>) =
        at_the_limits(conversation.rng()).into_iter().unzip();
    let named = |(product, sent): (&Product, &String)| {
        Product { nom: sent.clone(), ..product.clone() }.row()
    };
    let rows: Vec<Row> = products.iter().zip(&sent).map(named).collect();
    let responses = conversation.responses(&rows, &create(), Success)?;
    let mut products = with_ids(products, &responses);
    let known = |(row, product): (Row, &Product)| [row, product.known()].concat();
    let rows: Vec<Row> = rows.into_iter().zip(&products).map(known).collect();
    conversation.exchange_each(&rows, &get(PRODUCT), Json)?;
    conversation.exchange_each(&rows, &put(PRODUCT).json(whole()), Json)?;
    conversation.exchange_each(&rows, &patch(PRODUCT).json(whole()), Json)?;
    withdrawn(conversation, &mut products)?;
    bind_products(conversation, &products);
    conversation.exchange(all(), Summary(products_by_id))
}

/// Withdraws nearly all of the first two stocks, which are the largest.
fn withdrawn(conversation: &mut Conversation<'_>, products: &mut [Product]) -> Result<(), Stop> {
    let mut rows = Vec::new();
    for product in products.iter_mut().take(2) {
        let quantity = product.stock - 1;
        product.stock = 1;
        rows.push([vec![("quantite", Drawn::Integer(quantity))], product.known()].concat());
    }
    let withdraw = post(WITHDRAWAL).json(json!({ "quantite": "{quantite}" }));
    conversation.exchange_each(&rows, &withdraw, Json)
}

/// Products at the limits, each with the name that is sent. None has the name of another.
fn at_the_limits(rng: &mut Rng) -> Vec<(String, Product)> {
    let letter = rng.alphabetic();
    let word = draw::word(rng).text();
    // No single-precision float is equal to it.
    let odd = rng.i64(20_000_000..=900_000_000) | 1;
    let limits = [
        ("é".repeat(100), Product::MAX_AMOUNT, Product::MAX_AMOUNT),
        ("🦀".repeat(100), 3_000_000_000, 4_294_967_296),
        (format!("  {} ", "x".repeat(100)), 4_294_967_295, 2_147_483_648),
        (letter.to_string(), 0, 0),
        (word.to_uppercase(), odd, 1),
        (word.to_lowercase(), 1, odd),
        (format!("{word}é"), 2_147_483_647, 2),
        (format!("{word}É"), 2, 2_147_483_647),
        (format!("{word}e"), 3, 3),
    ];
    let limits = limits.map(|(sent, prix_centimes, stock)| {
        (sent.clone(), Product { id: 0, nom: sent.trim().to_owned(), prix_centimes, stock })
    });
    let mut products = Vec::from(limits);
    for (blank, product) in BLANKS.iter().zip(Product::draw_many(rng, BLANKS.len())) {
        products.push((format!("{blank}{}{blank}", product.nom), product));
    }
    products
}
