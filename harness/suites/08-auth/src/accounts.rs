//! The accounts and the settings that a check gives to the server, and the tokens that it signs for them.

use std::time::{SystemTime, UNIX_EPOCH};

use argon2::{Argon2, PasswordHasher};
use engine::draw::{self, Drawn};
use engine::http::{Request, post};
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use tokens::Token;

use crate::messages::promises;

pub const LOGIN: &str = "/api/login";
pub const PROFILE: &str = "/api/profil";
pub const LOGOUT: &str = "/api/logout";
pub const PRODUCTS: &str = "/api/produits";

/// The file with the accounts.
pub const FILE: &str = "comptes.json";

/// Who issues the tokens.
pub const ISSUER: &str = "atelier";

/// How long a token holds by default, in seconds.
pub const DURATION: i64 = 900;

/// The right to read.
pub const READER: &str = "lecteur";

/// The right to create.
pub const ADMIN: &str = "admin";

/// The header that carries a token.
pub const AUTHORIZATION: &str = "authorization";

/// An account as the file has it, and its password.
#[derive(Clone, Debug)]
pub struct Account {
    pub name: String,
    pub password: String,
    pub hash: String,
    pub roles: Vec<&'static str>,
}

/// What the server is given: accounts, and the secret of the signatures.
pub struct Fixture {
    pub secret: String,
    pub accounts: Vec<Account>,
}

impl Fixture {
    /// Three accounts: one that may read, one that may do everything, and another one that may read. The
    /// check can use these names: `{lecteur}`, `{admin}` and `{autre}` for them, `{mot_lecteur}` and so on for
    /// their passwords.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open(c: &mut Conversation<'_>) -> Result<Self, Stop> {
        let roles: [(&str, &[&'static str]); 3] =
            [("lecteur", &[READER]), ("admin", &[ADMIN]), ("autre", &[READER])];
        let accounts = roles.map(|(placeholder, roles)| {
            c.draw(placeholder, draw::word);
            let account = draw_account(c, &format!("{{{placeholder}}}"), roles);
            let password = Drawn::Text(account.password.clone());
            c.bind(&format!("mot_{placeholder}"), password);
            account
        });
        Self::with(c, accounts.into())
    }

    /// These accounts.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn with(c: &mut Conversation<'_>, accounts: Vec<Account>) -> Result<Self, Stop> {
        let secret = draw_text(c.rng(), 40);
        let fixture = Self { secret, accounts };
        fixture.give_secret(c)?;
        c.write_file("COMPTES", FILE, &fixture.file())?;
        Ok(fixture)
    }

    /// Another secret for the signatures, from the next start on.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn change_secret(&mut self, c: &mut Conversation<'_>, secret: &str) -> Result<(), Stop> {
        secret.clone_into(&mut self.secret);
        self.give_secret(c)
    }

    fn give_secret(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        c.give_variable("JWT_SECRET", &self.secret)
    }

    /// What the file with the accounts holds.
    pub fn file(&self) -> String {
        let entry = |account: &Account| {
            let entry = json!({ "mot_de_passe": account.hash, "roles": account.roles });
            (account.name.clone(), entry)
        };
        let accounts: Map<String, Value> = self.accounts.iter().map(entry).collect();
        format!("{:#}\n", Value::Object(accounts))
    }

    /// The account that may read, of those that [`open`](Self::open) makes.
    pub fn reader(&self) -> &Account {
        &self.accounts[0]
    }

    /// The account that may do everything.
    pub fn admin(&self) -> &Account {
        &self.accounts[1]
    }

    /// A right token for an account, as the server would issue it now, not yet signed.
    pub fn token(&self, c: &mut Conversation<'_>, account: &Account) -> Token {
        let now = now();
        Token::new(json!({
            "iss": ISSUER,
            "sub": account.name,
            "roles": account.roles,
            "iat": now,
            "exp": now + DURATION,
            "jti": draw_text(c.rng(), 24),
        }))
    }

    /// From now on, `{name}` is a right token for this account.
    pub fn bind_token(&self, c: &mut Conversation<'_>, name: &str, account: &Account) {
        let token = self.token(c, account);
        self.bind_signed(c, name, &token);
    }

    /// From now on, `{name}` is this token, signed as it should be.
    pub fn bind_signed(&self, c: &mut Conversation<'_>, name: &str, token: &Token) {
        c.bind(name, Drawn::Text(token.signed(self.secret.as_bytes())));
    }
}

/// A login with the name and the password that these placeholders stand for, or with these texts.
pub fn login(name: &str, password: &str) -> Request {
    post(LOGIN).json(json!({ "username": name, "password": password }))
}

/// `request` with the token `{jeton}`.
pub fn with_token(request: Request) -> Request {
    request.header(AUTHORIZATION, "Bearer {jeton}")
}

/// Logs in, and has the token that the server issues for it.
///
/// # Errors
/// When it is refused, or there is no token in the response.
pub fn log_in(c: &mut Conversation<'_>, name: &str, password: &str) -> Result<String, Stop> {
    let responses = c.responses(&[vec![]], &login(name, password), Success)?;
    let body: Option<Value> =
        responses.first().and_then(|response| serde_json::from_slice(&response.body).ok());
    let token = body.as_ref().and_then(|body| body["token"].as_str());
    match token {
        Some(token) => Ok(token.to_owned()),
        None => {
            let received = body.map_or_else(String::new, |body| format!("{body:#}"));
            Err(c.broken(promises::NO_TOKEN, "{\n  \"token\": \"…\"\n}", received))
        }
    }
}

/// From now on, `{jeton}` is a token that the server has issued for this account.
///
/// # Errors
/// Those of [`log_in`].
pub fn use_own_token(c: &mut Conversation<'_>, account: &Account) -> Result<(), Stop> {
    c.bind("compte", Drawn::Text(account.name.clone()));
    c.bind("mot", Drawn::Text(account.password.clone()));
    let token = log_in(c, "{compte}", "{mot}")?;
    c.bind("jeton", Drawn::Text(token));
    Ok(())
}

/// An account with a drawn password. `name` may hold placeholders.
pub fn draw_account(c: &mut Conversation<'_>, name: &str, roles: &[&'static str]) -> Account {
    let password = draw_text(c.rng(), 16);
    account(c, name, &password, roles)
}

/// An account with this password. `name` may hold placeholders.
pub fn account(
    c: &mut Conversation<'_>,
    name: &str,
    password: &str,
    roles: &[&'static str],
) -> Account {
    let salt: [u8; 16] = std::array::from_fn(|_| c.rng().u8(..));
    Account {
        name: c.filled(name),
        password: password.to_owned(),
        hash: hash(password, &salt),
        roles: roles.to_vec(),
    }
}

/// The hash of a password, with the parameters of the contract: argon2id, 19456 KiB, two passes, one lane.
fn hash(password: &str, salt: &[u8]) -> String {
    match Argon2::default().hash_password_with_salt(password.as_bytes(), salt) {
        Ok(hash) => hash.to_string(),
        Err(error) => unreachable!("a password of any length and a salt of 16 bytes: {error}"),
    }
}

/// ASCII letters and digits, which no log escapes.
pub fn draw_text(rng: &mut Rng, length: usize) -> String {
    (0..length).map(|_| rng.alphanumeric()).collect()
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
