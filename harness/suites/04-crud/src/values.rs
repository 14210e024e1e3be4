//! Bodies that break a rule, and names that are dangerous.

use engine::Row;
use engine::draw::Drawn;
use fastrand::Rng;
use serde_json::{Value, json};

use crate::products::Product;

/// Bodies that create nothing and replace nothing.
pub fn wrong_products(nom: &str) -> Vec<Row> {
    let with = |key: &str, value: Value| {
        let mut body = json!({ "nom": nom, "prix_centimes": 100, "stock": 1 });
        body[key] = value;
        body
    };
    rows([
        json!({ "prix_centimes": 100, "stock": 1 }),
        json!({ "nom": nom, "stock": 1 }),
        with("nom", json!("")),
        with("nom", json!("   ")),
        with("nom", json!("é".repeat(101))),
        with("nom", json!(12)),
        with("nom", json!(null)),
        with("prix_centimes", json!(-1)),
        with("prix_centimes", json!(12.5)),
        with("prix_centimes", json!("100")),
        with("prix_centimes", json!(null)),
        with("stock", json!(-1)),
        with("stock", json!(0.5)),
        with("stock", json!("1")),
        with("stock", json!(null)),
        with("couleur", json!("rouge")),
        with("id", json!(7)),
        json!([]),
        json!("produit"),
    ])
}

/// Bodies that change nothing.
pub fn wrong_changes() -> Vec<Row> {
    rows([
        json!({ "nom": "" }),
        json!({ "nom": " " }),
        json!({ "nom": null }),
        json!({ "nom": "é".repeat(101) }),
        json!({ "prix_centimes": -1 }),
        json!({ "prix_centimes": 12.5 }),
        json!({ "prix_centimes": null }),
        json!({ "stock": -1 }),
        json!({ "stock": "1" }),
        json!({ "stock": null }),
        json!({ "couleur": "rouge" }),
        json!([]),
    ])
}

/// Bodies that withdraw nothing.
pub fn wrong_withdrawals() -> Vec<Row> {
    rows([
        json!({}),
        json!({ "quantite": 0 }),
        json!({ "quantite": -1 }),
        json!({ "quantite": 1.5 }),
        json!({ "quantite": "1" }),
        json!({ "quantite": null }),
        json!({ "quantite": 1, "motif": "casse" }),
    ])
}

/// Products at the ends of what is allowed, and one whose price no float of single precision holds.
pub fn at_the_ends(rng: &mut Rng) -> Vec<Product> {
    let letter = rng.alphabetic().to_string();
    let beyond_floats = rng.i64(20_000_000..=900_000_000) | 1;
    vec![
        Product { nom: "é".repeat(100), ..Product::draw(rng) },
        Product { nom: letter, prix_centimes: 0, stock: 0, id: 0 },
        Product { prix_centimes: beyond_floats, ..Product::draw(rng) },
    ]
}

fn rows(bodies: impl IntoIterator<Item = Value>) -> Vec<Row> {
    bodies.into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect()
}

/// Names that end a string of SQL, or begin another statement, made unique by `word`.
pub fn injections(word: &str) -> Vec<String> {
    [
        "'; drop table produits; --",
        "' or '1'='1",
        "\\\" or \"\"=\" ?1 $1",
        "'); delete from produits where ('1'='1",
        "' union select 1, sqlite_version(), 2, 3 --",
        "%' or nom like '%",
        "/* */ ; -- \u{2019} ʼ",
    ]
    .into_iter()
    .map(|text| format!("{word} {text}"))
    .collect()
}
