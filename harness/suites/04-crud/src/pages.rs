//! The conversations of the checks on lists: pages, searches, parameters.

use engine::draw::{self, Drawn};
use engine::fault::Fault;
use engine::http::{Response, get};
use engine::outcome::Step;
use engine::transcript::Projection::{Json, Refusal, Status, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};

use crate::evidence::body;
use crate::messages::promises;
use crate::products::{Product, created, created_all, page};
use crate::stock::names_of;

/// `listed`: pages of 21 products.
pub fn listed(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.require_own_server()?;
    let products = Product::draw_many(conversation.rng(), 21);
    let products = created_all(conversation, products)?;
    turn(conversation, "/api/produits", &products[..20], true)?;
    turn(conversation, "/api/produits?limite=9", &products[..9], true)?;
    turn(conversation, "/api/produits?limite=9&apres={apres}", &products[9..18], true)?;
    turn(conversation, "/api/produits?limite=9&apres={apres}", &products[18..], false)?;
    turn(conversation, "/api/produits?limite=1", &products[..1], true)?;
    turn(conversation, "/api/produits?limite=21", &products, false)?;
    turn(conversation, "/api/produits?limite=100", &products, false)?;
    conversation.bind("apres", Drawn::Id(products[20].id));
    turn(conversation, "/api/produits?apres={apres}", &[], false)
}

/// `bad-parameters`: values that are out of range or not integers.
pub fn bad_parameters(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    created(conversation)?;
    let limite = get("/api/produits?limite={valeur}");
    conversation.exchange_each(&values(&["1", "100"]), &limite, Status)?;
    let wrong = ["0", "101", "-1", "1.5", "dix", "", "9999999999999999999999"];
    conversation.exchange_each(&values(&wrong), &limite, Refusal)?;
    let apres = get("/api/produits?apres={valeur}");
    let wrong = values(&["1.5", "dix", ""]);
    conversation.exchange_each(&wrong, &apres, Refusal)?;
    // An id beyond 32 bits is an id like any other; no product has it, and none comes after it.
    let large = values(&["3000000000", "9007199254740991"]);
    conversation.exchange_each(&large, &apres, Summary(names_of))
}

/// Requests a page that must contain these products; `{apres}` is its last one afterwards.
fn turn(
    conversation: &mut Conversation<'_>,
    path: &'static str,
    products: &[Product],
    more: bool,
) -> Result<(), Stop> {
    conversation.bind("page", Drawn::Json(page(products, more)));
    conversation.exchange(get(path), Json)?;
    if let Some(last) = products.last() {
        conversation.bind("apres", Drawn::Id(last.id));
    }
    Ok(())
}

/// `searched`: names that `like` would take for patterns, and pages of what was found.
pub fn searched(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.require_own_server()?;
    let word = draw::word(conversation.rng()).text();
    let (lower, upper) = (word.to_lowercase(), word.to_uppercase());
    let names = [
        format!("{word} 50%"),
        format!("le {upper} à 50 €"),
        format!("{lower}_x"),
        format!("le {word} x"),
        format!("{lower}\\x"),
        "q".repeat(100),
        "autre chose".to_owned(),
        "vingt.cent".to_owned(),
    ];
    let named =
        |nom: &String| Product { nom: nom.clone(), ..Product::draw(&mut draw::generator(1, nom)) };
    let products = created_all(conversation, names.iter().map(named).collect())?;
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
        found("", &[0, 1, 2, 3, 4, 5, 6, 7]),
        found(&names[5], &[5]),
        found(&"q".repeat(101), &[]),
        found(&"q".repeat(1000), &[]),
        found(&format!("{lower}\0"), &[]),
        found("\0", &[]),
        found(" ", &[0, 1, 3, 6]),
        found(" cho", &[6]),
        found("tre ", &[6]),
        found(" %", &[]),
        found(".", &[7]),
        found("*", &[]),
        found("[a-z]", &[]),
        found("à 50 €", &[1]),
        found("À 50 €", &[]),
    ];
    conversation.exchange_each(&rows, &get("/api/produits?q={q}"), Summary(names_of))?;
    // The next page of what was found continues where the last one ended.
    found_page(conversation, "/api/produits?q={q}&limite=2", &lower, &products[..2], true)?;
    let next = "/api/produits?q={q}&limite=2&apres={apres}";
    found_page(conversation, next, &lower, &products[2..4], true)?;
    found_page(conversation, next, &lower, &products[4..5], false)?;
    searched_in_vain(conversation)
}

/// How long a text is that some databases refuse as a pattern, and some servers as a part of a URL.
const LONG: usize = 60_000;

/// A text of that length finds nothing. A server that has no room for such a request may refuse it, or
/// close the connection, but must not fail.
fn searched_in_vain(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    conversation.bind("q", Drawn::Text("0".repeat(LONG)));
    match conversation.send(&get("/api/produits?q={q}")) {
        Ok(response) if found_nothing(&response) => Ok(()),
        Ok(response) => {
            let received = format!("HTTP {}", response.status);
            let promise = promises::long_search(LONG);
            Err(shortened(conversation.broken(promise, "HTTP 200", received)))
        }
        Err(Stop::Failed(failure)) if matches!(failure.fault, Fault::ConnectionLost { .. }) => {
            Ok(())
        }
        Err(stop) => Err(shortened(stop)),
    }
}

fn found_nothing(response: &Response) -> bool {
    let is_empty = || body(response)["produits"] == json!([]);
    (400..500).contains(&response.status) || (response.status == 200 && is_empty())
}

/// The last command of a failure with an expression for the long text, and no diff that contains it.
fn shortened(stop: Stop) -> Stop {
    let Stop::Failed(mut failure) = stop else { return stop };
    if let Some(Step::Request { curl, .. }) = failure.steps.last_mut() {
        let expression = format!("$(printf %0{LONG}d 0)");
        *curl = curl.replace('\'', "\"").replace(&"0".repeat(LONG), &expression);
    }
    if !matches!(failure.fault, Fault::Broken { .. }) {
        failure.diff.clear();
    }
    Stop::Failed(failure)
}

/// Requests a page of what `q` finds, and compares its names; `{apres}` is its last product
/// afterwards.
fn found_page(
    conversation: &mut Conversation<'_>,
    path: &'static str,
    q: &str,
    products: &[Product],
    more: bool,
) -> Result<(), Stop> {
    let names: Vec<&String> = products.iter().map(|product| &product.nom).collect();
    let last = products.last().map(|last| last.id);
    let page = json!({ "noms": names, "suivant": last.filter(|_| more) });
    let row = vec![("q", Drawn::Text(q.to_owned())), ("page", Drawn::Json(page))];
    conversation.exchange_each(&[row], &get(path), Summary(names_and_next))?;
    conversation.bind("apres", Drawn::Id(last.unwrap_or_default()));
    Ok(())
}

/// The names on a page, and where the next page begins.
fn names_and_next(page: &Value) -> Value {
    json!({ "noms": names_of(page), "suivant": page["suivant"] })
}

/// A row for each value of a parameter.
fn values(values: &[&str]) -> Vec<Row> {
    values.iter().map(|value| vec![("valeur", Drawn::Text((*value).to_owned()))]).collect()
}
