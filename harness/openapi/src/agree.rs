//! Whether a document and a server agree: requests made of the document, and what comes of them.

use std::time::Instant;

use engine::http::Request;
use engine::{Conversation, Lang, Stop, limits};
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::case::{Case, Side, cases, every_wrong, method};
use crate::document::{Document, Operation};
use crate::promise::{Promise, Promises, clipped};
use crate::schemas::Schemas;

/// How a check has something created and removed again.
#[derive(Clone, Copy)]
pub struct Known {
    /// creates it; returns its id
    pub create: fn(&mut Conversation<'_>) -> Result<String, Stop>,
    /// the request that removes it
    pub remove: fn(id: &str) -> Request,
}

/// Requests that are tried on the way to the smallest one.
const SHRINKS: usize = 200;

/// Makes `count` requests of every operation in turn, and holds each answer against the document; of
/// what it forbids, every way of being wrong comes once before. Returns how many were made.
///
/// # Errors
/// At the first promise that is broken, with the smallest request found that breaks it.
pub fn agree(
    talk: &mut Conversation<'_>,
    document: &Document,
    side: Side,
    count: u32,
    known: Known,
) -> Result<u32, Stop> {
    let schemas = Schemas::of(document);
    let operations = document.operations();
    let strategies: Vec<(&Operation<'_>, BoxedStrategy<Case>)> = operations
        .iter()
        .filter_map(|operation| Some((operation, cases(&schemas, operation, side)?)))
        .collect();
    let mut runner = runner(talk.rng().u64(..));
    let start = Instant::now();
    let mut asked = Asked { talk, schemas: &schemas, side, known, start, id: None, created: None };
    if side == Side::Forbidden {
        for (operation, case) in in_turn(&schemas, &operations) {
            if start.elapsed() > limits::GENERATED {
                break;
            }
            if let Some(promise) = asked.broken(operation, &case)? {
                return Err(asked.leanest(operation, case, promise)?);
            }
        }
    }
    let mut made = 0;
    for (operation, strategy) in strategies.iter().cycle() {
        if made == count || start.elapsed() > limits::GENERATED {
            break;
        }
        made += 1;
        // A schema that allows next to nothing yields no value now and then.
        let Ok(mut tree) = strategy.new_tree(&mut runner) else { continue };
        if let Some(promise) = asked.broken(operation, &tree.current())? {
            return Err(asked.smallest(operation, &mut tree, promise)?);
        }
    }
    Ok(made)
}

/// Every wrong case of every operation, of each operation one in turn.
fn in_turn<'a>(
    schemas: &Schemas<'_>,
    operations: &'a [Operation<'a>],
) -> Vec<(&'a Operation<'a>, Case)> {
    let mut all: Vec<(usize, &Operation<'_>, Case)> = Vec::new();
    for operation in operations {
        let cases = every_wrong(schemas, operation).into_iter().enumerate();
        all.extend(cases.map(|(index, case)| (index, operation, case)));
    }
    all.sort_by_key(|(index, _, _)| *index);
    all.into_iter().map(|(_, operation, case)| (operation, case)).collect()
}

/// The same seed gives the same requests.
fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&seed.to_le_bytes());
    }
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Requests on their way to one server.
struct Asked<'a, 'b, 'c> {
    talk: &'a mut Conversation<'b>,
    schemas: &'c Schemas<'c>,
    side: Side,
    known: Known,
    /// since when requests are made
    start: Instant,
    /// of something that the server has, as far as is known
    id: Option<String>,
    /// what the last request has created
    created: Option<i64>,
}

impl Asked<'_, '_, '_> {
    /// The promise that the answer to a case breaks.
    fn broken(&mut self, operation: &Operation<'_>, case: &Case) -> Result<Option<Promise>, Stop> {
        let Some(request) = self.request(operation, case)? else { return Ok(None) };
        let before = self.talk.remembered();
        let answer = self.talk.send(&request)?;
        self.talk.remember(before);
        self.created = answer.id().filter(|_| operation.method == "POST");
        if operation.method == "DELETE" || answer.status == 404 {
            self.id = None;
        }
        let lang = self.talk.lang();
        let promises = Promises { schemas: self.schemas, operation, side: self.side, lang };
        let rule = case.rule(self.schemas, operation, self.side);
        Ok(promises.broken(&answer, &rule))
    }

    fn request(&mut self, operation: &Operation<'_>, case: &Case) -> Result<Option<Request>, Stop> {
        let id = match &self.id {
            Some(id) => id.clone(),
            None => {
                // What was asked of the one before explains nothing any more.
                self.talk.remember(0);
                let id = (self.known.create)(self.talk)?;
                self.id.insert(id).clone()
            }
        };
        Ok(case.request(operation, &id))
    }

    /// Removes what the last request has created: a smaller one that creates the same again would
    /// be refused for that alone.
    fn undo(&mut self) -> Result<(), Stop> {
        let Some(id) = self.created.take().map(|id| id.to_string()) else { return Ok(()) };
        if self.id.as_ref() != Some(&id) {
            self.talk.send(&(self.known.remove)(&id))?;
            self.talk.forget();
        }
        Ok(())
    }

    /// Makes the case smaller as long as the same promise is broken, and tells the last one.
    fn smallest(
        &mut self,
        operation: &Operation<'_>,
        tree: &mut impl ValueTree<Value = Case>,
        promise: Promise,
    ) -> Result<Stop, Stop> {
        let mut best = (tree.current(), promise);
        let mut tries = 0;
        let mut smaller = tree.simplify();
        while smaller && tries < SHRINKS && self.start.elapsed() < limits::GENERATED {
            tries += 1;
            self.undo()?;
            // On something just made: the report shows all that led to the failure.
            self.id = None;
            let case = tree.current();
            smaller = match self.broken(operation, &case)? {
                Some(promise) if promise.kind == best.1.kind => {
                    best = (case, promise);
                    tree.simplify()
                }
                _ => tree.complicate(),
            };
        }
        let (case, promise) = best;
        self.told(operation, &case, promise)
    }

    /// Leaves out of a forbidden case what has no part in it, as long as the same rule forbids it and
    /// the same promise is broken, and tells what remains.
    fn leanest(
        &mut self,
        operation: &Operation<'_>,
        case: Case,
        promise: Promise,
    ) -> Result<Stop, Stop> {
        let rule = case.rule(self.schemas, operation, self.side);
        let (mut best, mut promise) = (case, promise);
        let mut smaller = best.with_less(self.schemas, operation);
        while let Some(case) = smaller.pop() {
            if self.start.elapsed() > limits::GENERATED {
                break;
            }
            if case.rule(self.schemas, operation, self.side) != rule {
                continue;
            }
            self.undo()?;
            self.id = None;
            let broken = self.broken(operation, &case)?;
            if let Some(same) = broken.filter(|other| other.kind == promise.kind) {
                smaller = case.with_less(self.schemas, operation);
                (best, promise) = (case, same);
            }
        }
        self.told(operation, &best, promise)
    }

    /// The failure, the request sent once more, so that the report ends with it.
    fn told(
        &mut self,
        operation: &Operation<'_>,
        case: &Case,
        promise: Promise,
    ) -> Result<Stop, Stop> {
        self.undo()?;
        if let Some(request) = self.request(operation, case)? {
            self.talk.send(&request)?;
        }
        Ok(self.talk.broken(promise.sentence, &promise.said, &promise.came))
    }
}

/// Tries on every path the methods that the document does not name there: they are 405, and `Allow`
/// names those that it does.
///
/// # Errors
/// At the first answer that is another one.
pub fn methods(talk: &mut Conversation<'_>, document: &Document, known: Known) -> Result<(), Stop> {
    let id = (known.create)(talk)?;
    let operations = document.operations();
    let mut paths: Vec<&str> = operations.iter().map(|operation| operation.path).collect();
    paths.dedup();
    for path in paths {
        let mut named: Vec<&str> = operations
            .iter()
            .filter(|operation| operation.path == path)
            .map(|operation| operation.method.as_str())
            .collect();
        named.sort_unstable();
        for other in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if named.contains(&other) {
                continue;
            }
            let Some(method) = method(other) else { continue };
            let request = Request::new(method, filled(path, &id));
            let answer = talk.send(&request)?;
            let mut allowed: Vec<String> =
                answer.list("allow").into_iter().map(str::to_ascii_uppercase).collect();
            allowed.retain(|method| method != "HEAD" && method != "OPTIONS");
            allowed.sort_unstable();
            if answer.status == 405 && allowed == named {
                talk.forget();
                continue;
            }
            let sentence = match talk.lang() {
                Lang::Fr => format!(
                    "Le document n'a pas de {other} {path} : la réponse doit être un 405, dont \
                     `Allow` nomme les méthodes que le document a sur ce chemin, et aucune autre."
                ),
                Lang::En => format!(
                    "The document has no {other} {path}: the answer must be a 405, whose `Allow` \
                     names the methods that the document has on this path, and no other."
                ),
            };
            let said = format!("HTTP 405\nallow: {}", named.join(", "));
            let came = format!("HTTP {}\nallow: {}", answer.status, allowed.join(", "));
            return Err(talk.broken(sentence, &said, &clipped(&came)));
        }
    }
    Ok(())
}

/// A path with `id` in all its braces.
fn filled(path: &str, id: &str) -> String {
    let mut filled = String::new();
    for (index, part) in path.split(['{', '}']).enumerate() {
        filled.push_str(if index % 2 == 0 { part } else { id });
    }
    filled
}
