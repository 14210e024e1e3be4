//! Bodies on both sides of every bound of the contract of lab 04.

use serde_json::{Value, json};

/// The largest price and stock: 2⁵³ − 1.
pub const MOST: i64 = 9_007_199_254_740_991;

/// What the contract says of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
}

/// A body, and what the contract says of it.
pub type Sample = (Value, Verdict);

/// What creates a product.
pub fn creations() -> Vec<Sample> {
    let whole = json!({ "nom": "Vélo", "prix_centimes": 24_900, "stock": 12 });
    let mut samples = of_fields(&whole);
    samples.push((without(&whole, "stock"), Verdict::Right));
    samples.push((without(&whole, "nom"), Verdict::Wrong));
    samples.push((without(&whole, "prix_centimes"), Verdict::Wrong));
    samples
}

/// What replaces a product.
pub fn replacements() -> Vec<Sample> {
    let whole = json!({ "nom": "Vélo", "prix_centimes": 24_900, "stock": 12 });
    let mut samples = of_fields(&whole);
    for field in ["nom", "prix_centimes", "stock"] {
        samples.push((without(&whole, field), Verdict::Wrong));
    }
    samples
}

/// What changes a part of a product.
pub fn changes() -> Vec<Sample> {
    let whole = json!({ "nom": "Vélo", "prix_centimes": 24_900, "stock": 12 });
    let mut samples = of_fields(&whole);
    samples.push((json!({}), Verdict::Right));
    for (field, value) in [("nom", json!("Vélo")), ("prix_centimes", json!(1)), ("stock", json!(0))]
    {
        samples.push((json!({ field: value }), Verdict::Right));
    }
    samples
}

/// What takes pieces out of the stock.
pub fn withdrawals() -> Vec<Sample> {
    let whole = json!({ "quantite": 1 });
    let mut samples = around_integer(&whole, "quantite", 1);
    samples.extend(of_another_shape(&whole));
    samples.push((json!({}), Verdict::Wrong));
    samples
}

/// `whole` with another value for `key`.
pub fn with(whole: &Value, key: &str, value: Value) -> Value {
    let mut changed = whole.clone();
    changed[key] = value;
    changed
}

fn without(whole: &Value, key: &str) -> Value {
    let mut changed = whole.clone();
    if let Some(fields) = changed.as_object_mut() {
        fields.remove(key);
    }
    changed
}

/// A product around the bounds of each of its fields.
fn of_fields(whole: &Value) -> Vec<Sample> {
    let mut samples = vec![(whole.clone(), Verdict::Right)];
    samples.extend(around_integer(whole, "prix_centimes", 0));
    samples.extend(around_integer(whole, "stock", 0));
    for key in ["prix_centimes", "stock"] {
        samples.push((with(whole, key, json!(MOST)), Verdict::Right));
        samples.push((with(whole, key, json!(MOST + 1)), Verdict::Wrong));
    }
    let name = |name: &str, verdict| (with(whole, "nom", json!(name)), verdict);
    samples.extend(right_names().iter().map(|right| name(right, Verdict::Right)));
    samples.extend(wrong_names().iter().map(|wrong| name(wrong, Verdict::Wrong)));
    for wrong in [json!(12), json!(true), json!(null), json!([]), json!({}), json!(["Vélo"])] {
        samples.push((with(whole, "nom", wrong), Verdict::Wrong));
    }
    samples.extend(of_another_shape(whole));
    samples
}

fn right_names() -> [String; 5] {
    let spaced = format!(" \t{}\u{a0}\u{3000}", "é".repeat(100));
    ["a".to_owned(), "é".repeat(100), "🦀".repeat(100), "a b".to_owned(), spaced]
}

fn wrong_names() -> [String; 8] {
    let longer = format!(" {} ", "é".repeat(101));
    let blank = ["", "   ", "\t\n", "\u{a0}", "\u{3000}\u{2003}", "a\0b"].map(str::to_owned);
    let [a, b, c, d, e, f] = blank;
    [a, b, c, d, e, f, "é".repeat(101), longer]
}

/// Around the lower bound of an integer, and values that are not integers.
fn around_integer(whole: &Value, key: &str, least: i64) -> Vec<Sample> {
    let right = [json!(least), json!(least + 1)].map(|value| (value, Verdict::Right));
    let wrong = [
        json!(least - 1),
        json!(-1),
        json!(1.5),
        json!("12"),
        json!(true),
        json!(null),
        json!([]),
        json!([12]),
        json!({}),
    ];
    let wrong = wrong.map(|value| (value, Verdict::Wrong));
    right
        .into_iter()
        .chain(wrong)
        .map(|(value, verdict)| (with(whole, key, value), verdict))
        .collect()
}

/// An unknown field, and JSON that is no object.
fn of_another_shape(whole: &Value) -> Vec<Sample> {
    let fields = whole.as_object().into_iter().flatten();
    let list: Value = fields.map(|(_, value)| value.clone()).collect();
    let wrong =
        [with(whole, "couleur", json!("rouge")), list, json!([]), json!(null), json!("texte")];
    wrong.map(|body| (body, Verdict::Wrong)).into()
}
