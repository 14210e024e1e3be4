//! Bodies of orders, on both sides of every rule.

use engine::Row;
use engine::draw::Drawn;
use serde_json::{Value, json};

/// Bodies that keep every rule, as long and as large as it allows, for a user and products with these
/// ids.
pub fn accepted(user: i64, products: &[i64]) -> Vec<Row> {
    let line = |id: &i64, quantity: i64| json!({ "produit": id, "quantite": quantity });
    let order = |lines: Vec<Value>| json!({ "utilisateur": user, "lignes": lines });
    rows([
        order(vec![line(&products[0], 1)]),
        order(vec![line(&products[0], 1000)]),
        order(products.iter().map(|id| line(id, 1)).collect()),
    ])
}

/// Bodies that break one rule each.
pub fn refused() -> Vec<Row> {
    let mut bodies = vec![
        order(vec![]),
        order(vec![line(json!(1)); 21]),
        json!({ "lignes": [line(json!(1))] }),
        json!({ "utilisateur": ID }),
        json!([ID, [line(json!(1))]]),
        json!("commande"),
    ];
    bodies.extend(wrong_quantities().into_iter().map(|quantity| order(vec![line(quantity)])));
    bodies.extend(
        wrong_ids().into_iter().map(|id| json!({ "utilisateur": id, "lignes": [line(json!(1))] })),
    );
    bodies.extend(
        wrong_ids().into_iter().map(|id| order(vec![json!({ "produit": id, "quantite": 1 })])),
    );
    bodies.extend(
        wrong_lines().into_iter().map(|lines| json!({ "utilisateur": ID, "lignes": lines })),
    );
    // The rule holds for every line.
    bodies.push(order(vec![line(json!(1)), line(json!(0))]));
    rows(bodies)
}

/// The id of nothing in particular: a body that breaks a rule is refused before anybody is called.
const ID: i64 = 1_000_007;

fn order(lines: Vec<Value>) -> Value {
    json!({ "utilisateur": ID, "lignes": lines })
}

fn line(quantity: Value) -> Value {
    json!({ "produit": ID, "quantite": quantity })
}

fn wrong_quantities() -> [Value; 13] {
    [
        json!(0),
        json!(-1),
        json!(1001),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(true),
        json!([1]),
        json!({}),
        json!(i64::MIN),
    ]
}

fn wrong_ids() -> [Value; 7] {
    [json!("1000007"), json!("a"), json!(1.5), json!(null), json!(true), json!([ID]), json!({})]
}

fn wrong_lines() -> [Value; 7] {
    [
        json!(null),
        json!("ligne"),
        json!({}),
        line(json!(1)),
        json!([{ "produit": ID }]),
        json!([{ "quantite": 1 }]),
        json!([[ID, 1]]),
    ]
}

fn rows(bodies: impl IntoIterator<Item = Value>) -> Vec<Row> {
    bodies.into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect()
}
