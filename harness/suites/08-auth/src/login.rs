//! The conversations of the checks on logging in, and on the limit of wrong passwords.

use std::time::{Duration, Instant};

use engine::draw::{self, Drawn};
use engine::http::{Request, Response, post};
use engine::transcript::Projection::{Refusal, Success, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};

use crate::accounts::{
    AUTHORIZATION, Account, FILE, Fixture, LOGIN, READER, account, draw_account, draw_text, login,
};
use crate::messages::promises;

/// A login with the values of a row.
fn any_login() -> Request {
    login("{nom}", "{mot}")
}

fn row(name: &str, password: &str) -> Row {
    vec![("nom", Drawn::Text(name.to_owned())), ("mot", Drawn::Text(password.to_owned()))]
}

/// `login`: whoever knows the password gets a token, which nobody on the way may keep.
pub fn right(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.draw("client", draw::full_name);
    c.draw("lecteur", draw::word);
    let accounts = vec![
        draw_account(c, "{lecteur}", &[READER]),
        account(c, "{client}", "un mot de passe : été, 🦀", &["visiteur", "Admin"]),
        draw_account(c, "Zoe\u{301}", &[]),
    ];
    let fixture = Fixture::with(c, accounts)?;
    let rows: Vec<Row> =
        fixture.accounts.iter().map(|account| row(&account.name, &account.password)).collect();
    for response in c.responses(&rows, &any_login(), Summary(session))? {
        require_no_store(c, &response)?;
    }
    // What is judged is the password, whatever else the request says; a type may have a parameter.
    c.bind("nom", Drawn::Text(fixture.reader().name.clone()));
    c.bind("mot", Drawn::Text(fixture.reader().password.clone()));
    c.exchange(any_login().header(AUTHORIZATION, "Bearer x.y.z"), Summary(session))?;
    let typed = post(LOGIN).raw(
        Some("application/json; charset=utf-8"),
        "{\"username\": \"{nom}\", \"password\": \"{mot}\"}",
    );
    c.exchange(typed, Summary(session))?;
    for seconds in ["60", "86400"] {
        c.renew()?;
        c.give_variable("DUREE_S", seconds)?;
        c.exchange_each(&rows[..1], &any_login(), Summary(session))?;
    }
    Ok(())
}

/// The response to a login, whatever its token is.
fn session(body: &Value) -> Value {
    let mut body = body.clone();
    let is_token = |value: &Value| value.as_str().is_some_and(|text| text.split('.').count() == 3);
    if let Some(token) = body.get_mut("token").filter(|token| is_token(token)) {
        *token = json!("…");
    }
    body
}

fn require_no_store(c: &Conversation<'_>, response: &Response) -> Result<(), Stop> {
    let directives = response.list("cache-control");
    if directives.iter().any(|directive| directive.eq_ignore_ascii_case("no-store")) {
        return Ok(());
    }
    let [expected, received] = ["no-store", &directives.join(", ")]
        .map(|value| format!("HTTP {}\ncache-control: {value}", response.status));
    Err(c.broken(promises::NO_STORE, &expected, received))
}

/// `accounts`: a file that cannot be used stops the server; one without accounts can be used.
pub fn files(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.judge_start();
    let mut fixture = Fixture::open(c)?;
    c.exchange(login("{lecteur}", "{mot_lecteur}"), Success)?;
    let steps = c.steps();
    // Roles that give no right, and none at all.
    fixture.accounts[1].roles = vec![];
    fixture.accounts[2].roles = vec!["visiteur", "Admin"];
    for right in [fixture.file(), "{}".to_owned()] {
        c.forget_steps_after(steps);
        c.renew()?;
        c.write_file("COMPTES", FILE, &right)?;
        // Whether somebody can log in is the business of other checks.
        c.send(&login("{lecteur}", "{mot_lecteur}"))?;
    }
    for malformed in malformed_files(&fixture) {
        c.forget_steps_after(steps);
        c.write_file("COMPTES", FILE, &malformed)?;
        c.expect_start_failure(FILE)?;
    }
    c.remove_file(FILE)?;
    c.expect_start_failure(FILE)
}

/// Files that are no JSON, no object, or hold an account that lacks something.
fn malformed_files(fixture: &Fixture) -> Vec<String> {
    let Account { name, hash, .. } = fixture.reader();
    let whole = fixture.file();
    let mut files = vec![
        String::new(),
        whole.trim_end().trim_end_matches('}').to_owned(),
        json!([{ "nom": name, "mot_de_passe": hash, "roles": [] }]).to_string(),
        "null".to_owned(),
        json!("comptes").to_string(),
    ];
    let accounts = [
        json!(null),
        json!([hash, []]),
        json!({}),
        json!({ "roles": [READER] }),
        json!({ "mot_de_passe": hash }),
        json!({ "mot_de_passe": null, "roles": [READER] }),
        json!({ "mot_de_passe": 7, "roles": [READER] }),
        json!({ "mot_de_passe": hash, "roles": READER }),
        json!({ "mot_de_passe": hash, "roles": null }),
        json!({ "mot_de_passe": hash, "roles": [1] }),
        json!({ "mot_de_passe": hash, "roles": { READER: true } }),
    ];
    // The last account is the wrong one: a server that looks at some accounts only does not see it.
    let with_last = |account: Value| {
        let mut accounts: Value = serde_json::from_str(&whole).unwrap_or_default();
        accounts["zzz"] = account;
        accounts.to_string()
    };
    files.extend(accounts.into_iter().map(with_last));
    files
}

/// `rejected`: a wrong password and an unknown name cannot be told apart.
pub fn rejected(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.allow_more(Duration::from_secs(60));
    let mut fixture = Fixture::open(c)?;
    // Each name fails four times at the most, so that the limit is not reached.
    let long: String = (0..80).map(|_| c.rng().lowercase()).collect();
    let long = account(c, "zz-longue", &long, &[READER]);
    let accented = account(c, "Zoe\u{301}", "été", &[READER]);
    fixture.accounts.extend([long.clone(), accented]);
    c.write_file("COMPTES", FILE, &fixture.file())?;
    c.draw("inconnu", draw::word);
    c.exchange(login("{lecteur}", "{mot_lecteur}"), Success)?;
    let Account { name, password, .. } = fixture.reader().clone();
    let wrong = draw_text(c.rng(), 16);
    let shorter = &long.password[..long.password.len() - 1];
    let rows = [
        row(&name, &wrong),
        row(&name, &swapped_case(&password)),
        row(&name, &format!("{password} ")),
        row(&name, &password[..password.len() - 1]),
        row("{inconnu}", &password),
        row(&swapped_case(&name), &password),
        row(&format!("{name} "), &password),
        row(&format!("{name}\u{301}"), &password),
        // Some hashes see the first 72 bytes only, or what comes before a NUL.
        row(&long.name, &long.password.to_uppercase()),
        row(&long.name, &format!("{shorter}!")),
        row(&long.name, &format!("{}\0x", long.password)),
        // The same letters, in other code points.
        row("Zoe\u{301}", "e\u{301}te\u{301}"),
        row("Zo\u{e9}", "été"),
        // Names that mean something elsewhere.
        row("__proto__", &password),
        row("constructor", &password),
        row(&"n".repeat(300), &password),
    ];
    let rows: Vec<Row> = rows.into_iter().map(|row| filled(c, row)).collect();
    let responses = c.responses(&rows, &any_login(), Refusal)?;
    for response in &responses[1..] {
        same_body(c, &responses[0], response)?;
    }
    c.exchange(post(LOGIN).raw(Some("application/json"), "{\"username\": \"ada\","), Refusal)?;
    c.exchange(post(LOGIN).raw(Some("text/plain"), "{\"username\": \"ada\"}"), Refusal)?;
    let bodies: Vec<Row> = malformed_logins(&name)
        .into_iter()
        .map(|body| vec![("corps", Drawn::Json(body))])
        .collect();
    c.exchange_each(&bodies, &post(LOGIN).json(json!("{corps}")), Refusal)?;
    as_slowly(c, &fixture)
}

fn filled(c: &Conversation<'_>, row: Row) -> Row {
    let fill = |value: Drawn| match value {
        Drawn::Text(text) => Drawn::Text(c.filled(&text)),
        other => other,
    };
    row.into_iter().map(|(name, value)| (name, fill(value))).collect()
}

fn malformed_logins(name: &str) -> Vec<Value> {
    let password = "mot de passe";
    vec![
        json!({}),
        json!({ "username": name }),
        json!({ "password": password }),
        json!({ "username": name, "password": null }),
        json!({ "username": name, "password": 12345678 }),
        json!({ "username": name, "password": [password] }),
        json!({ "username": 7, "password": password }),
        json!({ "username": [name], "password": password }),
        json!([name, password]),
        json!(null),
    ]
}

fn swapped_case(text: &str) -> String {
    let swap = |letter: char| match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    };
    text.chars().map(swap).collect()
}

fn same_body(c: &Conversation<'_>, one: &Response, other: &Response) -> Result<(), Stop> {
    if one.body == other.body {
        return Ok(());
    }
    let [one, other] = [one, other].map(|one| String::from_utf8_lossy(&one.body).into_owned());
    Err(c.broken(promises::SAME_BODY, &one, other))
}

/// An unknown name takes the time of a hash too: the median of five tries is at least a third of that for a
/// wrong password.
///
/// What else a machine does makes some tries slower, and none faster. So a server whose fastest try for an
/// unknown name is slow enough has hashed something. Of another one the medians decide, and it takes one pair
/// of two that is wrong.
fn as_slowly(c: &mut Conversation<'_>, fixture: &Fixture) -> Result<(), Stop> {
    const LEAST_SHARE: u32 = 3;
    const PAIRS: usize = 2;
    const TRIES: usize = 5;
    let is_slow = |[wrong, unknown]: [Duration; 2]| unknown * LEAST_SHARE >= wrong;
    let mut fastest = [Duration::MAX; 2];
    let steps = c.steps();
    for pair in 0..PAIRS {
        // The first account has failed before; two others have not.
        let known = &fixture.accounts[1 + pair % 2];
        let mut times = [[Duration::ZERO; TRIES]; 2];
        for attempt in 0..TRIES {
            c.forget_steps_after(steps);
            let unknown = draw_text(c.rng(), known.name.len());
            let wrong = draw_text(c.rng(), 16);
            for (times, name) in times.iter_mut().zip([&known.name, &unknown]) {
                let start = Instant::now();
                c.send(&login(name, &wrong))?;
                times[attempt] = start.elapsed();
            }
        }
        for (fastest, times) in fastest.iter_mut().zip(&times) {
            *fastest = times.iter().fold(*fastest, |fastest, time| fastest.min(*time));
        }
        if is_slow(fastest) {
            return Ok(());
        }
        let medians = times.map(median);
        if !is_slow(medians) {
            let [wrong, unknown] =
                medians.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
            let least = wrong.div_ceil(u64::from(LEAST_SHARE));
            let [expected, received] = [format!("≥ {least} ms"), format!("{unknown} ms")];
            return Err(c.broken(promises::as_slowly(wrong, unknown), &expected, received));
        }
    }
    Ok(())
}

fn median<const N: usize>(mut times: [Duration; N]) -> Duration {
    times.sort_unstable();
    times[N / 2]
}

/// `limit`: after five failures in a row for a name, nothing helps but waiting.
pub fn limit(c: &mut Conversation<'_>) -> Result<(), Stop> {
    // Some servers hash slowly, and here it is only counted how often.
    c.allow_more(Duration::from_secs(60));
    let fixture = Fixture::open(c)?;
    let names = [fixture.reader().name.clone(), draw_text(c.rng(), 12)];
    c.draw("faux", draw::word);
    c.rounds(names.len(), |c, number| {
        c.bind("nom", Drawn::Text(names[number].clone()));
        failures(c, 5)?;
        too_many(c, &login("{nom}", "{faux}"))
    })?;
    // The right password does not help either, and nobody else has to wait: not even a name that differs by
    // its capitals alone.
    too_many(c, &login("{lecteur}", "{mot_lecteur}"))?;
    c.exchange(login("{admin}", "{mot_admin}"), Success)?;
    too_many(c, &login("{lecteur}", "{mot_lecteur}"))?;
    let name = &fixture.reader().name;
    for other in [swapped_case(name), format!("{name} "), format!("{name}\u{301}")] {
        c.bind("nom", Drawn::Text(other));
        c.exchange(login("{nom}", "{faux}"), Refusal)?;
    }
    // Four failures, and a success: it starts again from zero.
    c.bind("nom", Drawn::Text(fixture.admin().name.clone()));
    for _ in 0..2 {
        failures(c, 4)?;
        c.exchange(login("{admin}", "{mot_admin}"), Success)?;
    }
    // Somebody else's failures are not theirs. Nor is a body that cannot be read a try.
    failures(c, 4)?;
    let somebody = draw_text(c.rng(), 12);
    c.bind("nom", Drawn::Text(somebody));
    failures(c, 1)?;
    c.bind("nom", Drawn::Text(fixture.admin().name.clone()));
    let body = json!({ "username": "{admin}", "password": null });
    for _ in 0..3 {
        c.send(&post(LOGIN).json(body.clone()))?;
    }
    failures(c, 1)?;
    too_many(c, &login("{admin}", "{mot_admin}"))
}

fn failures(c: &mut Conversation<'_>, count: usize) -> Result<(), Stop> {
    let rows: Vec<Row> = vec![vec![]; count];
    c.exchange_each(&rows, &login("{nom}", "{faux}"), Refusal)
}

/// A login that has to wait, and is told for how long.
fn too_many(c: &mut Conversation<'_>, request: &Request) -> Result<(), Stop> {
    let responses = c.responses(&[vec![]], request, Refusal)?;
    responses.iter().try_for_each(|response| require_retry_after(c, response))
}

fn require_retry_after(c: &Conversation<'_>, response: &Response) -> Result<(), Stop> {
    let value = response.header("retry-after").unwrap_or_default();
    let is_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && value.parse().is_ok_and(|seconds: u32| (1..=60).contains(&seconds)) {
        return Ok(());
    }
    let [expected, received] =
        ["1…60", value].map(|value| format!("HTTP {}\nretry-after: {value}", response.status));
    Err(c.broken(promises::RETRY_AFTER, &expected, received))
}

/// `limit-at-once`: the limit holds for passwords that are tried at the same time.
pub fn at_once(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const TRIES: usize = 20;
    let fixture = Fixture::open(c)?;
    c.exchange(login("{lecteur}", "{mot_lecteur}"), Success)?;
    let names = [fixture.reader().name.clone(), draw_text(c.rng(), 12)];
    c.allow(Duration::from_secs(20));
    c.allow_more(Duration::from_secs(60));
    c.rounds(names.len(), |c, number| {
        let wrong = |c: &mut Conversation<'_>| row(&names[number], &draw_text(c.rng(), 16));
        let rows: Vec<Row> = (0..TRIES).map(|_| wrong(c)).collect();
        let responses = c.concurrently(&rows, &any_login(), Refusal)?;
        let mut late = responses.iter().filter(|response| response.status == 429);
        late.try_for_each(|response| require_retry_after(c, response))
    })?;
    too_many(c, &login("{lecteur}", "{mot_lecteur}"))?;
    c.exchange(login("{admin}", "{mot_admin}"), Success)
}
