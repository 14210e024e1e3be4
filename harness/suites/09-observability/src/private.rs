//! The check on what must not be in a log: the values of query strings, of `Authorization` and of `Cookie`.

use engine::http::{Request, get, post};
use engine::{Conversation, Stop};
use leaks::Search;
use texts::Message;
use upstream::{Behaviour, Reply};

use crate::catalogue::{Catalogue, known, path, word};
use crate::log::Log;
use crate::messages::{private as names, promises, steps};

/// How much of a line is shown on each side of a secret, in bytes.
const MOST: usize = 300;

/// What must not be read, and what each is called.
#[derive(Default)]
struct Private(Vec<(String, Message)>);

/// `private`: on both outputs, at the lowest level and at the usual one.
pub fn private(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let log = Log::open(c)?;
    let catalogue = Catalogue::open(c)?;
    let mut kept = Private::default();
    let steps = c.steps();
    for level in [Some("debug"), None, Some("error")] {
        c.forget_steps_after(steps);
        match level {
            Some(level) => c.give_variable("RUST_LOG", level)?,
            None => c.unset_variable("RUST_LOG")?,
        }
        c.renew()?;
        catalogue.heals();
        for request in requests(c, &mut kept) {
            c.send(&request)?;
        }
        catalogue.behaves(Behaviour::Answer(Reply::json(500, &catalogue.known.json)));
        c.note(steps::CATALOGUE_FAILS);
        let request = kept.with_all(c, get("/api/produits/{produit}"));
        c.send(&request)?;
        // What it still has to write, it has written.
        c.renew()?;
        kept.require_unprinted(c, &log)?;
    }
    c.compare("stdout, stderr", "0 ×")
}

/// Requests of every kind, with secrets.
fn requests(c: &mut Conversation<'_>, kept: &mut Private) -> Vec<Request> {
    let unknown_path = format!("/{}", word(c));
    let kinds = [
        known(),
        get(path(&word(c))),
        get(unknown_path),
        post("/api/produits/{produit}").raw(None, ""),
    ];
    let mut requests: Vec<Request> =
        kinds.into_iter().map(|request| kept.with_all(c, request)).collect();
    // A value that was decoded is a value, too.
    let (first, second) = (kept.keep(c, names::QUERY), kept.keep(c, names::QUERY));
    requests.push(get(format!("/api/produits/{{produit}}?a=%20{first}%22&b={second}")));
    let (basic, cookie) = (kept.keep(c, names::AUTHORIZATION), kept.keep(c, names::COOKIE));
    let two = known().header("authorization", format!("Basic {basic}"));
    requests.push(two.header("cookie", format!("a=b; c={cookie}; d=\"{cookie}\"")));
    requests
}

impl Private {
    /// A new value that must not be read.
    fn keep(&mut self, c: &mut Conversation<'_>, what: Message) -> String {
        let secret: String = (0..20).map(|_| c.rng().alphanumeric()).collect();
        self.0.push((secret.clone(), what));
        secret
    }

    /// The request, with a secret in its query and in both headers.
    fn with_all(&mut self, c: &mut Conversation<'_>, mut request: Request) -> Request {
        let query = self.keep(c, names::QUERY);
        request.path = format!("{}?jeton={query}", request.path).into();
        let bearer = format!("Bearer {}", self.keep(c, names::AUTHORIZATION));
        let cookie = format!("session={}", self.keep(c, names::COOKIE));
        request.header("authorization", bearer).header("cookie", cookie)
    }

    fn require_unprinted(&self, c: &Conversation<'_>, log: &Log) -> Result<(), Stop> {
        let secrets: Vec<&str> = self.0.iter().map(|(secret, _)| secret.as_str()).collect();
        let search = Search::of(&secrets).map_err(|error| Stop::Harness(error.into()))?;
        let outputs = log.record().outputs();
        for (output, place) in [(outputs.stderr, names::STDERR), (outputs.stdout, names::STDOUT)] {
            if let Some(leak) = search.first(&output) {
                let what = self.0[leak.secret].1.clone();
                let promise = promises::private(place, what);
                return Err(c.broken(promise, "", leak.excerpt(&output, MOST)));
            }
        }
        Ok(())
    }
}
