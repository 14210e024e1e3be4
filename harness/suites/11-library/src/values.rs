//! Bodies on both sides of every rule.

use engine::Row;
use engine::draw::Drawn;
use serde_json::{Map, Value, json};

/// Texts that are as short and as long as they may be.
fn right_texts() -> [Value; 4] {
    [
        json!("a"),
        json!("é".repeat(100)),
        json!("🦀".repeat(100)),
        json!(format!("  {} ", "b".repeat(100))),
    ]
}

/// Values that are no text of 1 to 100 characters.
fn wrong_texts() -> [Value; 11] {
    [
        json!(""),
        json!("   "),
        json!("\t\n"),
        json!("é".repeat(101)),
        json!("🦀".repeat(101)),
        json!("a\0b"),
        json!(12),
        json!(null),
        json!(true),
        json!(["texte"]),
        json!({}),
    ]
}

/// Values that are no number of copies.
fn wrong_numbers() -> [Value; 12] {
    [
        json!(0),
        json!(-1),
        json!(1001),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(1.5),
        json!("3"),
        json!(null),
        json!(true),
        json!([3]),
        json!({}),
    ]
}

/// Values that are no id of anything, whether ids are integers or strings.
fn wrong_ids() -> [Value; 6] {
    [json!(null), json!(true), json!(1.5), json!([]), json!({}), json!("inconnu")]
}

/// Bodies that create a book.
pub fn right_books() -> Vec<Row> {
    let book = book();
    let numbers =
        [json!(1), json!(1000)].into_iter().map(|value| with(&book, "exemplaires", value));
    let texts = right_texts().into_iter();
    let titles = texts.clone().map(|value| with(&book, "titre", value));
    let authors = texts.map(|value| with(&book, "auteur", value));
    rows(numbers.chain(titles).chain(authors))
}

/// Bodies that create no book.
pub fn wrong_books() -> Vec<Row> {
    let book = book();
    let texts = |key| wrong_texts().into_iter().map(move |value| (key, value));
    let numbers = wrong_numbers().into_iter().map(|value| ("exemplaires", value));
    let wrong = texts("titre").chain(texts("auteur")).chain(numbers);
    let wrong: Vec<Value> = wrong.map(|(key, value)| with(&book, key, value)).collect();
    rows(incomplete(&book).into_iter().chain(wrong))
}

/// Bodies that create a member.
pub fn right_members() -> Vec<Row> {
    rows(right_texts().map(|value| json!({ "nom": value })))
}

/// Bodies that create no member.
pub fn wrong_members() -> Vec<Row> {
    let names = wrong_texts().map(|value| json!({ "nom": value }));
    rows(incomplete(&json!({ "nom": "a" })).into_iter().chain(names))
}

/// Bodies that lend nothing.
pub fn wrong_loans(membre: i64, livre: i64) -> Vec<Row> {
    let loan = json!({ "membre": membre, "livre": livre });
    let of = |key| wrong_ids().into_iter().map(move |value| (key, value));
    let wrong = of("membre").chain(of("livre")).map(|(key, value)| with(&loan, key, value));
    let wrong: Vec<Value> = wrong.collect();
    rows(incomplete(&loan).into_iter().chain(wrong))
}

/// Values of `Idempotency-Key` that are as short, as long and as varied as they may be.
pub fn right_keys(word: &str) -> [String; 3] {
    let long = format!("{word}{}", "k".repeat(64));
    ["7".to_owned(), long[..64].to_owned(), format!("{word}-A_z.09")]
}

/// Values of `Idempotency-Key` that are malformed.
pub const WRONG_KEYS: &[&str] = &[
    "",
    "deux mots",
    "é",
    "a/b",
    "a:b",
    "a+b",
    "*",
    // 65 characters
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

fn book() -> Value {
    json!({ "titre": "a", "auteur": "b", "exemplaires": 3 })
}

fn with(body: &Value, key: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[key] = value;
    body
}

/// The body without one of its fields, and values that are no object.
fn incomplete(body: &Value) -> Vec<Value> {
    let fields = body.as_object().cloned().unwrap_or_default();
    let without = |key: &String| {
        let fields = fields.clone().into_iter().filter(|(known, _)| known != key);
        Value::Object(fields.collect::<Map<_, _>>())
    };
    let mut bodies: Vec<Value> = fields.keys().map(without).collect();
    bodies.extend([
        json!([]),
        fields.values().cloned().collect(),
        json!([body]),
        json!("texte"),
        json!(7),
        json!(true),
    ]);
    bodies
}

fn rows(bodies: impl IntoIterator<Item = Value>) -> Vec<Row> {
    bodies.into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect()
}
