//! Bodies that break a rule, and names that contain SQL.

use engine::Row;
use engine::draw::Drawn;
use serde_json::{Value, json};

use crate::products::Product;

/// Bodies that create nothing and replace nothing.
pub fn wrong_products(nom: &str) -> Vec<Row> {
    let with = |key: &str, value: Value| {
        let mut body = json!({ "nom": nom, "prix_centimes": 100, "stock": 1 });
        body[key] = value;
        body
    };
    let mut bodies = vec![
        json!({ "prix_centimes": 100, "stock": 1 }),
        json!({ "nom": nom, "stock": 1 }),
        with("couleur", json!("rouge")),
        with("id", json!(7)),
        json!([]),
        json!([nom, 100, 1]),
        json!("produit"),
    ];
    bodies.extend(wrong_names().into_iter().map(|value| with("nom", value)));
    bodies.extend(wrong_amounts().into_iter().map(|value| with("prix_centimes", value)));
    bodies.extend(wrong_amounts().into_iter().map(|value| with("stock", value)));
    rows(bodies)
}

/// Bodies that change nothing.
pub fn wrong_changes(nom: &str) -> Vec<Row> {
    let mut bodies = vec![
        json!({ "couleur": "rouge" }),
        json!({ "nom": nom, "id": 7 }),
        json!([]),
        json!([nom]),
        json!([nom, 100, 1]),
    ];
    bodies.extend(wrong_names().into_iter().map(|value| json!({ "nom": value })));
    bodies.extend(wrong_amounts().into_iter().map(|value| json!({ "prix_centimes": value })));
    bodies.extend(wrong_amounts().into_iter().map(|value| json!({ "stock": value })));
    rows(bodies)
}

/// Bodies that withdraw nothing.
pub fn wrong_withdrawals() -> Vec<Row> {
    rows([
        json!({}),
        json!({ "quantite": 0 }),
        json!({ "quantite": -1 }),
        json!({ "quantite": i64::MIN }),
        json!({ "quantite": 1.5 }),
        json!({ "quantite": "1" }),
        json!({ "quantite": null }),
        json!({ "quantite": true }),
        json!({ "quantite": [1] }),
        json!({ "quantite": 1, "motif": "casse" }),
        json!([]),
        json!([1]),
    ])
}

/// Quantities that are larger than any stock may be.
pub fn too_many() -> [Value; 4] {
    [json!(Product::MAX_AMOUNT + 1), json!(i64::MAX), json!(u64::MAX), json!(1e300)]
}

/// Values that are no name.
fn wrong_names() -> [Value; 14] {
    // Three code points that are shown as one character.
    const ONE_SHOWN: &str = "👩\u{200d}🔬";
    [
        json!(""),
        json!("   "),
        json!("\t\n"),
        json!("\u{a0}\u{2003}\u{3000}"),
        json!("\u{85}"),
        json!("é".repeat(101)),
        json!("🦀".repeat(101)),
        json!(ONE_SHOWN.repeat(34)),
        json!("a\0b"),
        json!("article\0"),
        json!(12),
        json!(null),
        json!(true),
        json!(["article"]),
    ]
}

/// Values that are neither a price nor a stock.
fn wrong_amounts() -> [Value; 14] {
    [
        json!(-1),
        json!(i64::MIN),
        json!(Product::MAX_AMOUNT + 1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(12.5),
        json!(0.5),
        json!("100"),
        json!(null),
        json!(true),
        json!(false),
        json!([100]),
        json!({}),
    ]
}

fn rows(bodies: impl IntoIterator<Item = Value>) -> Vec<Row> {
    bodies.into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect()
}

/// Names that would end an SQL string or begin another statement, made unique by `word`.
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
