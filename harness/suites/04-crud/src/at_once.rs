//! The conversations of the checks on many clients at the same time.
//!
//! A server that reads, decides and then writes is right whenever no other client comes in between. So
//! that no such server passes by luck, all clients of a round send their last byte at the same time,
//! and there are several rounds.

use std::collections::BTreeMap;

use engine::draw::Drawn;
use engine::http::{Request, Response, get, patch, post, put};
use engine::transcript::Projection::{Json, Status, Success, Summary};
use engine::{Conversation, Row, Stop, json as documents};
use serde_json::{Value, json};

use crate::evidence::{body, kept_after, printed};
use crate::messages::{promises, remarks};
use crate::products::{
    PRODUCT, Product, WITHDRAWAL, all, bind_products, create, created_all, products_by_id, whole,
    with_ids,
};

/// The number of clients in the contract.
const CLIENTS: usize = 50;

/// `many-clients`: every product is there, with the id of its response.
pub fn many_clients(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.require_own_server()?;
    conversation.exchange(all(), Success)?;
    let products = Product::draw_many(conversation.rng(), CLIENTS);
    let rows: Vec<Row> = products.iter().map(Product::row).collect();
    let responses = conversation.concurrently(&rows, &create(), Success)?;
    let products = with_ids(products, &responses);
    // Without an id in each response, the comparison with the snapshot shows what is wrong.
    if products.iter().all(|product| product.id != 0) {
        each_is_there(conversation, &products)?;
    }
    bind_names(conversation, &products);
    conversation.exchange(all(), Summary(ids_and_names))
}

/// Each product has an id of its own, under which the list has it.
fn each_is_there(conversation: &mut Conversation<'_>, products: &[Product]) -> Result<(), Stop> {
    let mut by_id = BTreeMap::new();
    for product in products {
        if let Some(other) = by_id.insert(product.id, product) {
            let received = printed(&json!([named(other), named(product)]));
            return Err(conversation.broken(promises::same_id(product.id), "", received));
        }
    }
    let is_lost = |product: &Product, found: Option<&Value>| {
        found.is_none_or(|found| found["nom"] != product.nom.as_str())
    };
    kept_after(conversation, products, is_lost, |conversation, product, found| {
        let promise = promises::lost_creation(product.id);
        Ok(conversation.broken(promise, &printed(&product.json()), found))
    })
}

/// When several clients give the same name at the same time, exactly one succeeds: with `POST`, and
/// with `PATCH` and `PUT` of several products. The server has `products` already.
pub fn one_name_at_once(
    conversation: &mut Conversation<'_>,
    mut products: Vec<Product>,
) -> Result<(), Stop> {
    const ROUNDS: usize = 8;
    conversation.rounds(ROUNDS, |conversation, _| {
        let drawn = Product::draw_many(conversation.rng(), NAMES);
        let rows = drawn.iter().flat_map(|product| vec![product.row(); RIVALS]);
        let rows: Vec<Row> = rows.collect();
        let responses = conversation.concurrently(&rows, &create(), Success)?;
        for (product, responses) in drawn.into_iter().zip(responses.chunks(RIVALS)) {
            let winner = winner(conversation, &product.nom, responses)?;
            products.push(Product { id: responses[winner].id().unwrap_or_default(), ..product });
        }
        Ok(())
    })?;
    let rename = patch(PRODUCT).json(json!({ "nom": "{nom}" }));
    same_names(conversation, &mut products, &rename)?;
    same_names(conversation, &mut products, &put(PRODUCT).json(whole()))?;
    bind_names(conversation, &products);
    conversation.exchange(all(), Summary(ids_and_names))
}

/// How many names are given at the same time, and how many clients give each of them. Each name is
/// another chance for a wrong server to fail.
const NAMES: usize = 8;
const RIVALS: usize = 3;

/// The only successful one of the responses to clients that gave the same name.
fn winner(
    conversation: &Conversation<'_>,
    nom: &str,
    responses: &[Response],
) -> Result<usize, Stop> {
    let successful: Vec<usize> =
        (0..responses.len()).filter(|index| responses[*index].is_success()).collect();
    match successful.as_slice() {
        [winner] => Ok(*winner),
        several => {
            let received = format!("{} × HTTP 2xx", several.len());
            let promise = promises::one_name(RIVALS, nom, several.len());
            Err(conversation.broken(promise, "1 × HTTP 2xx", received))
        }
    }
}

/// Gives products names that each several of them get at the same time, in several rounds, and notes
/// which one has it.
fn same_names(
    conversation: &mut Conversation<'_>,
    products: &mut [Product],
    request: &Request,
) -> Result<(), Stop> {
    const ROUNDS: usize = 6;
    conversation.rounds(ROUNDS, |conversation, _| {
        let drawn = Product::draw_many(conversation.rng(), NAMES);
        let renamed = |index: usize, product: &Product| Product {
            nom: drawn[index / RIVALS].nom.clone(),
            ..product.clone()
        };
        let rivals = products.iter().take(NAMES * RIVALS).enumerate();
        let row = |(index, product): (usize, &Product)| {
            [renamed(index, product).row(), product.known()].concat()
        };
        let rows: Vec<Row> = rivals.map(row).collect();
        let responses = conversation.concurrently(&rows, request, Success)?;
        for (number, responses) in responses.chunks(RIVALS).enumerate() {
            let index = number * RIVALS + winner(conversation, &drawn[number].nom, responses)?;
            products[index] = renamed(index, &products[index]);
        }
        Ok(())
    })
}

/// `changes-at-once`: two clients change different fields of one product, and no change is lost.
pub fn changes_at_once(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    const PRODUCTS: usize = 20;
    const ROUNDS: usize = 6;
    conversation.require_own_server()?;
    let products = Product::draw_many(conversation.rng(), PRODUCTS);
    let mut products = created_all(conversation, products)?;
    let change = patch(PRODUCT).json(json!("{corps}"));
    conversation.rounds(ROUNDS, |conversation, round| {
        let before = products.clone();
        let rows = pairs(round, &mut products, &Product::draw_many(conversation.rng(), PRODUCTS));
        let steps = conversation.steps();
        conversation.concurrently(&rows, &change, Status)?;
        let is_lost = |product: &Product, found: Option<&Value>| {
            let before = before.iter().find(|before| before.id == product.id).map(Product::json);
            found.zip(before).is_some_and(|(found, before)| is_older(product, found, &before))
        };
        kept_after(conversation, &products, is_lost, |conversation, product, found| {
            conversation.forget_steps_after(steps);
            let of_it = Drawn::Id(product.id);
            for row in rows.iter().filter(|row| row[0].1 == of_it) {
                conversation.show(&change, row, Some(remarks::AT_THE_SAME_TIME))?;
            }
            conversation.show(&get(PRODUCT), &product.known(), None)?;
            let promise = promises::lost_update(product.id);
            Ok(conversation.broken(promise, &printed(&product.json()), found))
        })?;
        bind_products(conversation, &products);
        conversation.exchange(all(), Summary(products_by_id))
    })
}

/// Two changes for each product, of different fields, which the products then have.
fn pairs(round: usize, products: &mut [Product], drawn: &[Product]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(2 * products.len());
    for (index, (product, drawn)) in products.iter_mut().zip(drawn).enumerate() {
        for field in PAIRS[(round + index) % PAIRS.len()] {
            let corps = json!({ field: drawn.json()[field] });
            rows.push(vec![("id", Drawn::Id(product.id)), ("corps", Drawn::Json(corps))]);
            product.take(field, drawn);
        }
    }
    rows
}

/// Whether some field of `product` was changed, and the server still has the value from `before`.
fn is_older(product: &Product, found: &Value, before: &Value) -> bool {
    let now = product.json();
    FIELDS.iter().any(|field| now[field] != before[field] && found[field] == before[field])
}

const FIELDS: [&str; 3] = ["nom", "prix_centimes", "stock"];

/// The fields that two clients change at the same time.
const PAIRS: [[&str; 2]; 3] =
    [["nom", "prix_centimes"], ["prix_centimes", "stock"], ["stock", "nom"]];

/// `race`: no item is withdrawn twice, and each response has the stock that the withdrawal left.
pub fn race(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    const ROUNDS: usize = 10;
    const STOCK: i64 = 10;
    let products = Product::draw_many(conversation.rng(), ROUNDS);
    let full = |product| Product { stock: STOCK, ..product };
    let products = created_all(conversation, products.into_iter().map(full).collect())?;
    let withdraw = post(WITHDRAWAL).json(json!({ "quantite": 1 }));
    conversation.rounds(ROUNDS, |conversation, round| {
        let product = &products[round];
        let rows = vec![product.known(); 20];
        let responses = conversation.concurrently(&rows, &withdraw, Status)?;
        let successful = responses.iter().filter(|response| response.is_success());
        let stock = |response| documents::integer(&body(response)["stock"]);
        let mut left: Vec<Option<i64>> = successful.map(stock).collect();
        left.sort_by_key(|stock| std::cmp::Reverse(*stock));
        let expected: Vec<Option<i64>> = (0..STOCK).rev().map(Some).collect();
        if left != expected {
            let [expected, left] = [expected, left].map(|stocks| one_line(&stocks));
            return Err(conversation.broken(promises::STOCK_LEFT, &expected, left));
        }
        let rest = Product { stock: 0, ..product.clone() };
        conversation.exchange_each(&[rest.known()], &get(PRODUCT), Json)
    })
}

/// The stocks of the responses, as a report shows them.
fn one_line(stocks: &[Option<i64>]) -> String {
    let shown =
        |stock: &Option<i64>| stock.map_or_else(|| "?".to_owned(), |stock| stock.to_string());
    format!("stock: {}", stocks.iter().map(shown).collect::<Vec<_>>().join(", "))
}

/// Id and name of a product.
fn named(product: &Product) -> Value {
    json!({ "id": product.id, "nom": product.nom })
}

/// Binds `{produits}` to ids and names, for a page that is compared by [`ids_and_names`].
fn bind_names(conversation: &mut Conversation<'_>, products: &[Product]) {
    let mut names: Vec<Value> = products.iter().map(named).collect();
    names.sort_by_key(|product| product["id"].as_i64());
    conversation.bind("produits", Drawn::Json(Value::Array(names)));
}

/// Id and name of each product on a page, by id: the order in which clients were served does not matter.
fn ids_and_names(page: &Value) -> Value {
    let page = products_by_id(page);
    let Some(products) = page.as_array() else { return page };
    products.iter().map(|product| json!({ "id": product["id"], "nom": product["nom"] })).collect()
}
