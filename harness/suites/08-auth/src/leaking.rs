//! The conversations of the checks on what nobody must read.

use engine::draw::Drawn;
use engine::http::{Method, Request, Response, delete, get, post};
use engine::server::Record;
use engine::{Conversation, Stop};
use leaks::Search;
use serde_json::json;
use texts::Message;

use crate::accounts::{
    AUTHORIZATION, FILE, Fixture, LOGIN, LOGOUT, PRODUCTS, PROFILE, draw_text, log_in, login,
    with_token,
};
use crate::messages::{places, promises, secrets};

/// How much of a key gives it away, in bytes: no text has these by chance.
const PREFIX: usize = 8;

/// `secret`: the server does not start without a key, and does not show the one that it has.
pub fn secret(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const NAME: &str = "JWT_SECRET";
    // Bytes, not characters.
    const SHORTEST: [&str; 2] = ["0123456789abcdefghijklmnopqrstuv", "éééééééééééééééé"];
    c.judge_start();
    let record = c.record_outputs()?;
    let mut fixture = Fixture::open(c)?;
    for secret in SHORTEST {
        fixture.change_secret(c, secret)?;
        c.renew()?;
        log_in(c, "{lecteur}", "{mot_lecteur}")?;
    }
    let steps = c.steps();
    let short = [draw_text(c.rng(), 31), format!("{}éé", draw_text(c.rng(), 27)), "x".to_owned()];
    for secret in short.iter().map(String::as_str).chain([""]) {
        c.forget_steps_after(steps);
        c.give_variable(NAME, secret)?;
        c.expect_start_failure(NAME)?;
    }
    c.forget_steps_after(steps);
    c.unset_variable(NAME)?;
    c.expect_start_failure(NAME)?;
    // With a hash where the roles should be.
    let account = fixture.reader().clone();
    let long = draw_text(c.rng(), 40);
    fixture.change_secret(c, &long)?;
    let malformed =
        json!({ account.name: { "mot_de_passe": account.hash, "roles": account.hash } });
    c.write_file("COMPTES", FILE, &malformed.to_string())?;
    let before = record.outputs();
    // Whether it explains itself is the business of another check.
    c.attempt_start()?;
    let hash = Kept { secrets: vec![(account.hash, secrets::HASH)] };
    let last = record.outputs();
    hash.require_none(c, &last.stderr[before.stderr.len()..], places::STDERR)?;
    hash.require_none(c, &last.stdout[before.stdout.len()..], places::STDOUT)?;
    // A part of a key is as bad as all of it.
    let keys = [fixture.secret, short[0].clone()].map(|key| key[..PREFIX].to_owned());
    let keys = Kept { secrets: keys.map(|key| (key, secrets::SECRET)).into() };
    keys.require_unprinted(c, &record)
}

/// `leaks`: no secret of a client or of the server is in its logs or in its responses.
pub fn leaks(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let record = c.record_outputs()?;
    let fixture = Fixture::open(c)?;
    c.rounds(2, |c, number| {
        match number {
            0 => c.give_variable("RUST_LOG", "trace")?,
            _ => c.unset_variable("RUST_LOG")?,
        }
        c.renew()?;
        leaks_of(c, &fixture, &record)
    })
}

fn leaks_of(c: &mut Conversation<'_>, fixture: &Fixture, record: &Record) -> Result<(), Stop> {
    let reader = fixture.reader().clone();
    let mut kept = Kept::of(fixture);
    let token = log_in(c, "{lecteur}", "{mot_lecteur}")?;
    kept.keep_token(&token);
    c.bind("jeton", Drawn::Text(token));
    let signed = fixture.token(c, &reader).signed(fixture.secret.as_bytes());
    kept.keep_token(&signed);
    c.bind("autre_jeton", Drawn::Text(signed));
    let forged = fixture.token(c, &reader).signed(draw_text(c.rng(), 40).as_bytes());
    kept.keep_token(&forged);
    c.bind("faux_jeton", Drawn::Text(forged));
    let steps = c.steps();
    for request in logins(c, &mut kept).into_iter().chain(requests()) {
        c.forget_steps_after(steps);
        let response = c.send(&request)?;
        kept.require_unsent(c, &response)?;
    }
    c.forget_steps_after(steps);
    kept.require_unprinted(c, record)
}

/// Logins that are refused, each with a password that is kept: a wrong one, one in a body that breaks off,
/// and in bodies where something has another type than it should.
fn logins(c: &mut Conversation<'_>, kept: &mut Kept) -> Vec<Request> {
    let mut password = || {
        let password = draw_text(c.rng(), 16);
        kept.secrets.push((password.clone(), secrets::PASSWORD));
        password
    };
    let wrong = (0..6).map(|_| login("{autre}", &password())).collect::<Vec<_>>();
    let typed = |text: String| post(LOGIN).raw(Some("application/json"), text);
    let mut all = wrong;
    all.extend([
        login("inconnu", &password()),
        typed(format!("{{\"username\": \"{{lecteur}}\", \"password\": \"{}\"", password())),
        typed(format!("{{\"username\": \"{{lecteur}}\", \"password\": {}", password())),
        post(LOGIN).raw(Some("text/plain"), format!("password={}", password())),
        post(LOGIN).json(json!({ "username": "{lecteur}", "password": [password()] })),
        post(LOGIN).json(json!({ "username": "{lecteur}", "password": { "texte": password() } })),
        post(LOGIN).json(json!({ "username": 7, "password": password() })),
        post(LOGIN).json(json!({ "username": "{lecteur}", "mot_de_passe": password() })),
        post(LOGIN).json(json!(password())),
    ]);
    all
}

/// Requests with tokens that hold and with one that does not, and to paths that do not exist.
fn requests() -> Vec<Request> {
    let with = |request: Request, value: &'static str| request.header(AUTHORIZATION, value);
    vec![
        with(get(PROFILE), "Bearer {autre_jeton}"),
        with(get(PROFILE), "Bearer {faux_jeton}"),
        with(get(PROFILE), "Basic {faux_jeton}"),
        with_token(get(PRODUCTS)),
        with_token(post(PRODUCTS).json(json!({ "nom": "Lampe" }))),
        with_token(post(PRODUCTS).raw(Some("application/json"), "{")),
        with_token(get("/api/inconnu")),
        with_token(delete(PROFILE)),
        with(Request::new(Method::Post, LOGOUT), "Bearer {autre_jeton}"),
        with(Request::new(Method::Post, LOGOUT), "Bearer {autre_jeton}"),
        with_token(Request::new(Method::Post, LOGOUT)),
    ]
}

/// How much of a line is shown on each side of a secret, in bytes.
const MOST: usize = 160;

/// What must not be read, and what each is called.
struct Kept {
    secrets: Vec<(String, Message)>,
}

impl Kept {
    fn of(fixture: &Fixture) -> Self {
        let mut secrets = vec![(fixture.secret[..PREFIX].to_owned(), secrets::SECRET)];
        for account in &fixture.accounts {
            secrets.push((account.password.clone(), secrets::PASSWORD));
            secrets.push((account.hash.clone(), secrets::HASH));
            // The hash itself, without its parameters and its salt.
            let bare = account.hash.rsplit('$').next().unwrap_or_default();
            secrets.push((bare.to_owned(), secrets::HASH));
        }
        Self { secrets }
    }

    fn keep_token(&mut self, token: &str) {
        let signature = token.rsplit('.').next().unwrap_or_default();
        self.secrets.push((token.to_owned(), secrets::TOKEN));
        self.secrets.push((signature.to_owned(), secrets::SIGNATURE));
    }

    /// Requires that a response holds none of them.
    fn require_unsent(&self, c: &Conversation<'_>, response: &Response) -> Result<(), Stop> {
        let headers = response.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
        let mut text = headers.collect::<String>().into_bytes();
        text.extend_from_slice(&response.body);
        self.require_none(c, &text, places::RESPONSE)
    }

    /// Requires that no server of the check has printed one of them. Ends the server, so that nothing
    /// comes later.
    fn require_unprinted(&self, c: &mut Conversation<'_>, record: &Record) -> Result<(), Stop> {
        c.renew()?;
        let outputs = record.outputs();
        self.require_none(c, &outputs.stderr, places::STDERR)?;
        self.require_none(c, &outputs.stdout, places::STDOUT)
    }

    fn require_none(&self, c: &Conversation<'_>, text: &[u8], place: Message) -> Result<(), Stop> {
        let texts: Vec<&str> = self.secrets.iter().map(|(text, _)| text.as_str()).collect();
        let search = Search::of(&texts).map_err(|error| Stop::Harness(error.into()))?;
        let Some(leak) = search.first(text) else { return Ok(()) };
        let what = self.secrets[leak.secret].1.clone();
        Err(c.broken(promises::leaked(what, place), "", leak.excerpt(text, MOST)))
    }
}
