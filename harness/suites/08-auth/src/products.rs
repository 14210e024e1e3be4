//! The conversations of the checks on roles and on the products.

use engine::draw::{self, Drawn};
use engine::http::{Method, Request, delete, get, post, put};
use engine::transcript::Projection::{Json, Refusal, Status, Success, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};

use crate::accounts::{
    ADMIN, AUTHORIZATION, Account, Fixture, LOGIN, PRODUCTS, PROFILE, READER, draw_account,
    use_own_token, with_token,
};

/// A product with the name `{nom}`.
fn create() -> Request {
    with_token(post(PRODUCTS).json(json!({ "nom": "{nom}" })))
}

fn list() -> Request {
    with_token(get(PRODUCTS))
}

/// Who may read. Names of roles are compared as they are.
const READERS: [&[&str]; 6] = [
    &[READER],
    &[ADMIN],
    &[READER, ADMIN],
    &["visiteur", READER],
    &[READER, "visiteur"],
    &[ADMIN, "visiteur"],
];

/// Who may not.
const OTHERS: [&[&str]; 4] =
    [&["visiteur"], &[], &["Admin", "LECTEUR"], &["administrateur", "lecteurs", " admin"]];

/// `roles`: who may read, and who may create.
pub fn roles(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.draw("nom", draw::word);
    // One password for all accounts: hashing each would take longer than the rest of the check.
    let model = draw_account(c, "", &[]);
    let account = |(number, roles): (usize, &[&'static str])| Account {
        name: format!("utilisateur{number}"),
        roles: roles.to_vec(),
        ..model.clone()
    };
    let sets = READERS.into_iter().chain(OTHERS);
    let fixture = Fixture::with(c, sets.enumerate().map(account).collect())?;
    let (readers, others) = fixture.accounts.split_at(READERS.len());
    let may_create = |account: &&Account| account.roles.contains(&ADMIN);
    let (admins, readers_only): (Vec<&Account>, Vec<&Account>) =
        readers.iter().partition(may_create);
    let rows = |c: &mut Conversation<'_>, accounts: &[&Account]| {
        let row = |account: &&Account| {
            use_own_token(c, account)?;
            Ok(vec![("jeton", Drawn::Text(c.filled("{jeton}")))])
        };
        accounts.iter().map(row).collect::<Result<Vec<Row>, Stop>>()
    };
    let others: Vec<&Account> = others.iter().collect();
    let others = rows(c, &others)?;
    c.exchange_each(&others, &list(), Refusal)?;
    c.exchange_each(&others, &create(), Refusal)?;
    let readers_only = rows(c, &readers_only)?;
    c.exchange_each(&readers_only, &list(), Json)?;
    c.exchange_each(&readers_only, &create(), Refusal)?;
    // What a client claims in its request gives no right.
    let claiming = json!({ "nom": "{nom}", "roles": [ADMIN], "role": ADMIN });
    let claiming = with_token(post("/api/produits?role=admin").json(claiming));
    c.exchange_each(&readers_only, &claiming.header("x-role", ADMIN), Refusal)?;
    let admins = rows(c, &admins)?;
    c.exchange_each(&admins[..1], &list(), Json)?;
    c.exchange_each(&admins, &create(), Json)
}

/// `products`: names as they were sent, in the order of their creation.
pub fn products(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let fixture = Fixture::open(c)?;
    // Whoever reads is not who creates.
    use_own_token(c, fixture.reader())?;
    c.bind("jeton_lecteur", Drawn::Text(c.filled("{jeton}")));
    use_own_token(c, fixture.admin())?;
    let list = || get(PRODUCTS).header(AUTHORIZATION, "Bearer {jeton_lecteur}");
    c.draw("dernier", draw::word);
    c.draw("premier", draw::full_name);
    c.exchange(list(), Json)?;
    let one = |name: &str| with_token(post(PRODUCTS).json(json!({ "nom": name })));
    for name in ["{premier}", "{dernier}", "{premier}"] {
        c.exchange(one(name), Json)?;
    }
    let names: Vec<String> = vec![
        "🦀".to_owned(),
        "🦀".repeat(100),
        " ".to_owned(),
        "é".repeat(100),
        "e\u{301}".repeat(50),
        "  deux  blancs  ".to_owned(),
        "<b>&amp;\"'\\/{}</b>\n".to_owned(),
    ];
    for name in names {
        c.bind("nom", Drawn::Json(json!(name)));
        c.exchange(create(), Json)?;
    }
    c.exchange(list(), Json)?;
    // More than a page usually has.
    for number in 0..20 {
        c.send(&one(&format!("lampe {number}")))?;
    }
    c.exchange(list(), Summary(count))?;
    let refused: Vec<Row> =
        wrong_products().into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect();
    c.exchange_each(&refused, &with_token(post(PRODUCTS).json(json!("{corps}"))), Refusal)?;
    c.exchange(list(), Summary(count))
}

/// How many products there are, and the last of them.
fn count(body: &Value) -> Value {
    match body["produits"].as_array() {
        Some(products) => json!({ "nombre": products.len(), "dernier": products.last() }),
        None => body.clone(),
    }
}

fn wrong_products() -> Vec<Value> {
    vec![
        json!({ "nom": "" }),
        json!({ "nom": "é".repeat(101) }),
        json!({ "nom": format!(" {}  ", "é".repeat(99)) }),
        json!({ "nom": "e\u{301}".repeat(51) }),
        json!({ "nom": 7 }),
        json!({ "nom": null }),
        json!({ "nom": ["Lampe"] }),
        json!({ "name": "Lampe" }),
        json!({}),
        json!(["Lampe"]),
        json!("Lampe"),
        json!(null),
    ]
}

/// `order`: who asks is the first question, what they may do the second, and only then the body.
pub fn order(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let fixture = Fixture::open(c)?;
    let bodies: [(Option<&'static str>, &'static str); 4] = [
        (Some("application/json"), "{\"nom\": "),
        (Some("text/plain"), "{\"nom\": \"Lampe\"}"),
        (None, "{\"nom\": \"Lampe\"}"),
        (Some("application/json"), "{\"nom\": \"\"}"),
    ];
    let send = |(content_type, text): (Option<&'static str>, &'static str)| {
        post(PRODUCTS).raw(content_type, text)
    };
    for body in bodies {
        c.exchange(send(body), Refusal)?;
    }
    use_own_token(c, fixture.reader())?;
    for body in bodies {
        c.exchange(with_token(send(body)), Refusal)?;
    }
    use_own_token(c, fixture.admin())?;
    c.exchange(with_token(get(PROFILE)), Success)?;
    for body in bodies {
        c.exchange(with_token(send(body)), Refusal)?;
    }
    c.exchange(with_token(get("/api/inconnu")), Refusal)?;
    c.exchange(
        with_token(put(PRODUCTS).json(json!({ "nom": "Lampe" }))).showing(&["allow"]),
        Refusal,
    )?;
    c.exchange(with_token(delete(PROFILE)).showing(&["allow"]), Refusal)?;
    c.exchange(with_token(get(LOGIN)).showing(&["allow"]), Refusal)?;
    c.exchange(with_token(Request::new(Method::Get, "/api/logout")), Status)
}
