//! Bodies of orders and of messages, on both sides of every rule, and names that look alike.

use engine::Row;
use engine::draw::{self, Drawn};
use fastrand::Rng;
use serde_json::{Value, json};

/// The longest name: 100 characters, some of which have four bytes.
pub fn longest(rng: &mut Rng) -> String {
    let start = draw::full_name(rng).text();
    let missing = MOST - start.chars().count();
    start.chars().chain(std::iter::repeat_n('é', missing)).collect()
}

const MOST: usize = 100;

/// Bodies that keep every rule. Of `produit`, they order 1 + 1000.
pub fn accepted(produit: &str, longest: &str) -> Vec<Row> {
    let order = |produit: &str, quantite: i64| json!({ "produit": produit, "quantite": quantite });
    rows([
        order(produit, 1),
        order(produit, 1_000),
        order(longest, 1),
        order("x", 1),
        order(" ", 1),
        order("a\nb", 1),
    ])
}

/// Bodies that break one rule each. If one was published, more would be sold of `produit`.
pub fn refused(produit: &str) -> Vec<Row> {
    let mut bodies = vec![
        json!({ "produit": produit }),
        json!({ "quantite": 1 }),
        json!({}),
        json!([produit, 1]),
        json!("commande"),
        json!(null),
    ];
    let quantities = wrong_quantities().into_iter();
    bodies.extend(quantities.map(|wrong| json!({ "produit": produit, "quantite": wrong })));
    let names = wrong_names().into_iter();
    bodies.extend(names.map(|wrong| json!({ "produit": wrong, "quantite": 1 })));
    rows(bodies)
}

/// Names that a database or a library may take for one another.
pub fn alike(rng: &mut Rng) -> Vec<String> {
    let word = draw::word(rng).text();
    let lower = word.to_lowercase();
    [
        word.clone(),
        lower.clone(),
        // é as one code point, and as two.
        format!("{word}\u{e9}"),
        format!("{word}e\u{301}"),
        format!("{word} "),
        format!(" {word}"),
        format!("{word}+{lower}"),
        format!("{word} {lower}"),
        format!("{word}%2B{lower}"),
        format!("{word}%"),
        format!("{word}_"),
        format!("{word}' or '1'='1"),
        format!("{word} 🦀"),
    ]
    .into()
}

/// Bodies of messages that can never be handled. Each is another one.
pub fn poison(rng: &mut Rng, produit: &str) -> Vec<Vec<u8>> {
    let mut number = || rng.i64(1_000_000..=1 << 31);
    let order = |id: Value, produit: Value, quantite: Value| {
        json!({ "id": id, "produit": produit, "quantite": quantite }).to_string().into_bytes()
    };
    let mut bodies: Vec<Vec<u8>> = vec![
        format!("pas du JSON {}", number()).into(),
        format!("{{\"id\": {}, \"produit\": \"{produit}\", \"quantite\": 1", number()).into(),
        Vec::new(),
        vec![0xff, 0xfe, 0, b'{', 0],
        b"null".into(),
        json!([number(), produit, 1]).to_string().into(),
        json!([{ "id": number(), "produit": produit, "quantite": 1 }]).to_string().into(),
        json!({ "produit": produit, "quantite": 1 }).to_string().into(),
        json!({ "id": number(), "quantite": 1 }).to_string().into(),
        json!({ "id": number(), "produit": produit }).to_string().into(),
    ];
    let mut not_utf8 = order(json!(number()), json!("NOM"), json!(1));
    if let Some(at) = not_utf8.windows(3).position(|bytes| bytes == b"NOM") {
        not_utf8[at] = 0xff;
    }
    bodies.push(not_utf8);
    for wrong in wrong_quantities() {
        bodies.push(order(json!(number()), json!(produit), wrong));
    }
    for wrong in wrong_names() {
        bodies.push(order(json!(number()), wrong, json!(1)));
    }
    for wrong in wrong_ids() {
        bodies.push(order(wrong, json!(produit), json!(1)));
    }
    bodies
}

fn wrong_quantities() -> [Value; 12] {
    [
        json!(0),
        json!(-1),
        json!(1_001),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(true),
        json!([1]),
        json!({}),
    ]
}

fn wrong_names() -> [Value; 8] {
    [
        json!(""),
        json!("é".repeat(MOST + 1)),
        // 102 code points, which a reader takes for 51 characters.
        json!("e\u{301}".repeat(MOST / 2 + 1)),
        json!(7),
        json!(null),
        json!(true),
        json!(["Lampe"]),
        json!({ "nom": "Lampe" }),
    ]
}

/// Values that are no id: an integer, or 1 to 64 of `A-Z a-z 0-9 . _ -`.
fn wrong_ids() -> [Value; 12] {
    [
        json!(""),
        json!("a".repeat(65)),
        json!("a b"),
        json!("a^b"),
        json!("é"),
        json!("a/b"),
        json!("a\n"),
        json!(1.5),
        json!(null),
        json!(true),
        json!([7]),
        json!({}),
    ]
}

fn rows(bodies: impl IntoIterator<Item = Value>) -> Vec<Row> {
    bodies.into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect()
}
