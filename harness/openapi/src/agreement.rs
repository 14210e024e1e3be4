//! Whether a server keeps the promises of its document: requests are made from the document, and
//! each response is compared with it.

use std::time::Instant;

use engine::http::Request;
use engine::{Conversation, Stop, limits};
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::case::{Case, Demand, Outcome, Side, around_bounds, cases, method};
use crate::clip::clipped;
use crate::document::{Document, Operation};
use crate::messages::promises;
use crate::promise::{Promise, Promises};
use crate::schemas::Schemas;

/// How to create and remove something that requests can refer to.
#[derive(Clone, Copy)]
pub struct Fixture {
    /// creates it and returns its id
    pub create: fn(&mut Conversation<'_>) -> Result<String, Stop>,
    /// the request that removes it
    pub remove: fn(id: &str) -> Request,
}

/// How many requests to try on the way to the smallest one.
const SHRINKS: usize = 200;

/// Compares the responses to requests with the document, and with what is demanded of some requests
/// whatever the document says.
///
/// The first requests are the same in every run: the demands, and both sides of every bound of the
/// document. Then `count` requests are drawn, of each operation in turn. Returns how many were drawn.
///
/// # Errors
/// At the first broken promise, with the smallest request that was found to break it.
pub fn check_agreement(
    conversation: &mut Conversation<'_>,
    document: &Document,
    side: Side,
    count: u32,
    fixture: Fixture,
    demands: &[Demand],
) -> Result<u32, Stop> {
    let schemas = Schemas::of(document);
    let operations = document.operations();
    let strategies: Vec<(&Operation<'_>, BoxedStrategy<Case>)> = operations
        .iter()
        .filter_map(|operation| Some((operation, cases(&schemas, operation, side)?)))
        .collect();
    let mut runner = runner(conversation.rng().u64(..));
    let start = Instant::now();
    let fixed: Vec<(&Operation<'_>, Vec<(Case, Outcome)>)> = operations
        .iter()
        .map(|operation| (operation, fixed(&schemas, operation, demands)))
        .collect();
    // Each may need something to refer to, or leave something to remove.
    let count_fixed: usize = fixed.iter().map(|(_, cases)| 2 * cases.len()).sum();
    conversation.allow_time_for(count_fixed);
    let mut requests =
        Requests { conversation, schemas: &schemas, side, fixture, start, id: None, created: None };
    for (operation, cases) in fixed {
        for (case, outcome) in cases {
            requests.tried(operation, case, outcome)?;
        }
    }
    let mut made = 0;
    for (operation, strategy) in strategies.iter().cycle() {
        if made == count || start.elapsed() > limits::GENERATED {
            break;
        }
        made += 1;
        // A very narrow schema sometimes yields no value.
        let Ok(mut tree) = strategy.new_tree(&mut runner) else { continue };
        if let Some(promise) = requests.broken(operation, &tree.current(), Outcome::AsDescribed)? {
            return Err(requests.shrunk(operation, &mut tree, promise)?);
        }
    }
    Ok(made)
}

/// The requests of an operation that are the same in every run.
fn fixed(
    schemas: &Schemas<'_>,
    operation: &Operation<'_>,
    demands: &[Demand],
) -> Vec<(Case, Outcome)> {
    let path = nameless(&operation.path);
    let demands: Vec<&Demand> = demands
        .iter()
        .filter(|demand| demand.method == operation.method && demand.path == path)
        .collect();
    let accepted = demands.iter().filter(|demand| demand.outcome == Outcome::Accepted);
    let bodies: Vec<Value> = accepted.filter_map(|demand| demand.body.clone()).collect();
    let demanded = demands.iter().map(|demand| (Case::demanded(operation, demand), demand.outcome));
    let around = around_bounds(schemas, operation, &bodies).into_iter();
    demanded.chain(around.map(|case| (case, Outcome::AsDescribed))).collect()
}

/// A path without the names of its parameters.
pub fn nameless(path: &str) -> String {
    let mut parts = path.split(['{', '}']);
    let mut nameless = parts.next().unwrap_or_default().to_owned();
    while let (Some(_), Some(after)) = (parts.next(), parts.next()) {
        nameless.push_str("{}");
        nameless.push_str(after);
    }
    nameless
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

/// Sends requests to one server.
struct Requests<'a, 'b, 'c> {
    conversation: &'a mut Conversation<'b>,
    schemas: &'c Schemas<'c>,
    side: Side,
    fixture: Fixture,
    /// when the first request was made
    start: Instant,
    /// the id of something that the server has, as far as is known
    id: Option<String>,
    /// the id of what the last request has created
    created: Option<i64>,
}

impl Requests<'_, '_, '_> {
    /// Sends a request that is the same in every run, if it is on this side of the document or of what
    /// is demanded.
    fn tried(
        &mut self,
        operation: &Operation<'_>,
        case: Case,
        outcome: Outcome,
    ) -> Result<(), Stop> {
        let is_allowed = case.is_allowed(self.schemas, operation);
        let concerns = match self.side {
            Side::Allowed => is_allowed || outcome == Outcome::Accepted,
            Side::Forbidden => !is_allowed || matches!(outcome, Outcome::Refused(_)),
        };
        if !concerns {
            return Ok(());
        }
        let promise = self.broken(operation, &case, outcome)?;
        let Some(promise) = promise else { return self.undo() };
        Err(match self.side {
            Side::Forbidden if !is_allowed => self.stripped(operation, case, promise, outcome)?,
            _ => self.reproduced(operation, &case, promise)?,
        })
    }

    /// The promise that the response to a case breaks, if any.
    fn broken(
        &mut self,
        operation: &Operation<'_>,
        case: &Case,
        outcome: Outcome,
    ) -> Result<Option<Promise>, Stop> {
        let Some(request) = self.request(operation, case)? else { return Ok(None) };
        let before = self.conversation.steps();
        let response = self.conversation.send(&request)?;
        self.conversation.forget_steps_after(before);
        self.created = response.id().filter(|_| operation.method == "POST");
        if operation.method == "DELETE" || response.status == 404 {
            self.id = None;
        }
        let promises = Promises {
            schemas: self.schemas,
            operation,
            side: self.side,
            is_allowed: case.is_allowed(self.schemas, operation),
            names_known_id: case.names_known_id(),
            outcome,
        };
        let rule = case.rule(self.schemas, operation, self.side);
        Ok(promises.broken(&response, &rule))
    }

    fn request(&mut self, operation: &Operation<'_>, case: &Case) -> Result<Option<Request>, Stop> {
        let id = match &self.id {
            Some(id) => id.clone(),
            None => {
                // The steps about the one before explain nothing any more.
                self.conversation.forget_steps_after(0);
                let id = (self.fixture.create)(self.conversation)?;
                self.id.insert(id).clone()
            }
        };
        Ok(case.request(operation, &id))
    }

    /// Removes what the last request has created. Otherwise a smaller request that creates the same
    /// again would be refused.
    fn undo(&mut self) -> Result<(), Stop> {
        let Some(id) = self.created.take().map(|id| id.to_string()) else { return Ok(()) };
        if self.id.as_ref() != Some(&id) {
            self.conversation.send(&(self.fixture.remove)(&id))?;
            self.conversation.forget_last_step();
        }
        Ok(())
    }

    /// Makes the case smaller as long as the same promise is broken, and reports the last one.
    fn shrunk(
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
            // Use something new, so that the report shows everything that led to the failure.
            self.id = None;
            let case = tree.current();
            smaller = match self.broken(operation, &case, Outcome::AsDescribed)? {
                Some(promise) if promise.kind == best.1.kind => {
                    best = (case, promise);
                    tree.simplify()
                }
                _ => tree.complicate(),
            };
        }
        let (case, promise) = best;
        self.reproduced(operation, &case, promise)
    }

    /// Removes parts of a forbidden case as long as the same rule forbids it and the same promise
    /// is broken, and reports what remains.
    fn stripped(
        &mut self,
        operation: &Operation<'_>,
        case: Case,
        promise: Promise,
        outcome: Outcome,
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
            let broken = self.broken(operation, &case, outcome)?;
            if let Some(same) = broken.filter(|other| other.kind == promise.kind) {
                smaller = case.with_less(self.schemas, operation);
                (best, promise) = (case, same);
            }
        }
        self.reproduced(operation, &best, promise)
    }

    /// Sends the request once more, so that the report ends with it, and returns the failure.
    fn reproduced(
        &mut self,
        operation: &Operation<'_>,
        case: &Case,
        promise: Promise,
    ) -> Result<Stop, Stop> {
        self.undo()?;
        if let Some(request) = self.request(operation, case)? {
            self.conversation.send(&request)?;
        }
        Ok(self.conversation.broken(promise.message, &promise.promised, promise.received))
    }
}

/// Sends requests with the methods that the document does not have on a path: the response must be
/// 405, and `Allow` must name those that it has.
///
/// # Errors
/// At the first other response.
pub fn check_methods(
    conversation: &mut Conversation<'_>,
    document: &Document,
    fixture: Fixture,
) -> Result<(), Stop> {
    let id = (fixture.create)(conversation)?;
    let operations = document.operations();
    let mut paths: Vec<&str> = operations.iter().map(|operation| operation.path.as_str()).collect();
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
            let response = conversation.send(&request)?;
            let mut allowed: Vec<String> =
                response.list("allow").into_iter().map(str::to_ascii_uppercase).collect();
            allowed.retain(|method| method != "HEAD" && method != "OPTIONS");
            allowed.sort_unstable();
            if response.status == 405 && allowed == named {
                conversation.forget_last_step();
                continue;
            }
            let promise = promises::method(other, path);
            let expected = format!("HTTP 405\nallow: {}", named.join(", "));
            let received = format!("HTTP {}\nallow: {}", response.status, allowed.join(", "));
            return Err(conversation.broken(promise, &expected, clipped(&received)));
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
