//! The talks of the checks on lists: pages, searches, parameters.

use engine::draw::{self, Drawn};
use engine::http::get;
use engine::transcript::Look::{Json, Refusal, Status, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};

use crate::crowd::names_of;
use crate::products::{Product, created, created_all, page};

/// `listed`: every way to ask for a page of 21 products.
pub fn listed(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    talk.alone()?;
    let products = Product::draw_many(talk.rng(), 21);
    let products = created_all(talk, products)?;
    turn(talk, "/api/produits", &products[..20], true)?;
    turn(talk, "/api/produits?limite=9", &products[..9], true)?;
    turn(talk, "/api/produits?limite=9&apres={apres}", &products[9..18], true)?;
    turn(talk, "/api/produits?limite=9&apres={apres}", &products[18..], false)?;
    turn(talk, "/api/produits?limite=1", &products[..1], true)?;
    turn(talk, "/api/produits?limite=21", &products, false)?;
    turn(talk, "/api/produits?limite=100", &products, false)?;
    talk.bind("apres", Drawn::Id(products[20].id));
    turn(talk, "/api/produits?apres={apres}", &[], false)
}

/// `bad-parameters`: what is out of range, or no integer.
pub fn bad_parameters(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    created(talk)?;
    let limite = get("/api/produits?limite={valeur}");
    talk.ask_each(&values(&["1", "100"]), &limite, Status)?;
    let wrong = ["0", "101", "-1", "1.5", "dix", "", "9999999999999999999999"];
    talk.ask_each(&values(&wrong), &limite, Refusal)?;
    let wrong = values(&["1.5", "dix", ""]);
    talk.ask_each(&wrong, &get("/api/produits?apres={valeur}"), Refusal)
}

/// Asks for a page that must hold these products, and leaves `{apres}` at its last one.
fn turn(
    talk: &mut Conversation<'_>,
    path: &'static str,
    products: &[Product],
    more: bool,
) -> Result<(), Stop> {
    talk.bind("page", Drawn::Json(page(products, more)));
    talk.ask(get(path), Json)?;
    if let Some(last) = products.last() {
        talk.bind("apres", Drawn::Id(last.id));
    }
    Ok(())
}

/// `searched`: names that `like` would take for patterns, found by what they hold, then by the page.
pub fn searched(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    talk.alone()?;
    let word = draw::word(talk.rng()).text();
    let (lower, upper) = (word.to_lowercase(), word.to_uppercase());
    let names = [
        format!("{word} 50%"),
        format!("le {upper} à 50 €"),
        format!("{lower}_x"),
        format!("le {word} x"),
        format!("{lower}\\x"),
        "q".repeat(100),
        "autre chose".to_owned(),
    ];
    let named =
        |nom: &String| Product { nom: nom.clone(), ..Product::draw(&mut draw::generator(1, nom)) };
    let products = created_all(talk, names.iter().map(named).collect())?;
    let found = |q: &str, which: &[usize]| {
        let names: Vec<&String> = which.iter().map(|index| &names[*index]).collect();
        vec![("q", Drawn::Text(q.to_owned())), ("noms", Drawn::Json(json!(names)))]
    };
    let rows = [
        found(&lower, &[0, 1, 2, 3, 4]),
        found(&upper, &[0, 1, 2, 3, 4]),
        found("50", &[0, 1]),
        found("50%", &[0]),
        found("%", &[0]),
        found("_", &[2]),
        found(&format!("{word}_X"), &[2]),
        found("\\", &[4]),
        found(&format!("{upper}\\X"), &[4]),
        found("%%", &[]),
        found("autre chose encore", &[]),
        found("", &[0, 1, 2, 3, 4, 5, 6]),
        found(&names[5], &[5]),
        found(&"q".repeat(101), &[]),
        found("à 50 €", &[1]),
        found("À 50 €", &[]),
    ];
    talk.ask_each(&rows, &get("/api/produits?q={q}"), Summary(names_of))?;
    // A page of what was found goes on where it ended, and knows how much more was found.
    found_page(talk, "/api/produits?q={q}&limite=2", &lower, &products[..2], true)?;
    let next = "/api/produits?q={q}&limite=2&apres={apres}";
    found_page(talk, next, &lower, &products[2..4], true)?;
    found_page(talk, next, &lower, &products[4..5], false)
}

/// Asks for a page of what `q` finds, by its names alone, and leaves `{apres}` at its last product.
fn found_page(
    talk: &mut Conversation<'_>,
    path: &'static str,
    q: &str,
    products: &[Product],
    more: bool,
) -> Result<(), Stop> {
    let names: Vec<&String> = products.iter().map(|product| &product.nom).collect();
    let last = products.last().map(|last| last.id);
    let page = json!({ "noms": names, "suivant": last.filter(|_| more) });
    let row = vec![("q", Drawn::Text(q.to_owned())), ("page", Drawn::Json(page))];
    talk.ask_each(&[row], &get(path), Summary(names_and_next))?;
    talk.bind("apres", Drawn::Id(last.unwrap_or_default()));
    Ok(())
}

/// The names of a page, and where the next one begins.
fn names_and_next(page: &Value) -> Value {
    json!({ "noms": names_of(page), "suivant": page["suivant"] })
}

/// A row for every value of a parameter.
fn values(values: &[&str]) -> Vec<Row> {
    values.iter().map(|value| vec![("valeur", Drawn::Text((*value).to_owned()))]).collect()
}
