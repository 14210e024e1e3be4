//! The conversations of the checks on the circuit breakers.

use std::thread;
use std::time::{Duration, Instant};

use engine::http::Response;
use engine::transcript::Projection::{Refusal, Success};
use engine::{Conversation, Stop};
use serde_json::json;
use texts::Message;
use upstream::{Behaviour, Gate, Reply};

use crate::failures::{PATIENCE, cut, failing, same_refusal};
use crate::messages::{behaviours, promises, steps};
use crate::orders::{SIDES, Shop, Side, order, order_of, unhurried};

/// `breaker-opens`: five failed attempts in a row, and none after that.
pub fn opens(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const AT_ONCE: Duration = Duration::from_millis(500);
    const TRIES: usize = 3;
    unhurried(c);
    let fails = [(failing(429), behaviours::status(429)), cut()];
    for (side, fails) in SIDES.into_iter().zip(fails) {
        // More products than one: the breaker is the service's.
        let mut shop = Shop::open(c, 2)?;
        stays_open(c, "30000")?;
        c.exchange(order(1), Success)?;
        let fails = tried_again(c, &mut shop, side, fails)?;
        let (failed, first) = open(c, &mut shop, side, fails)?;
        let mut shortest = Duration::MAX;
        c.rounds(TRIES, |c, _| {
            let start = Instant::now();
            let response = refused(c)?;
            shortest = shortest.min(start.elapsed());
            same_refusal(c, &first, &response)
        })?;
        let received = failed + shop.side(side).forget_calls().len();
        if received != FAILURES {
            let shown = [FAILURES, received].map(|count| format!("{count} × GET"));
            let promise = promises::opens_after(side.variable(), received);
            return Err(c.broken(promise, &shown[0], shown[1].as_str()));
        }
        if shortest > AT_ONCE {
            let milliseconds = milliseconds(shortest);
            let promise = promises::at_once(milliseconds);
            return Err(c.broken(promise, "≤ 500 ms", format!("{milliseconds} ms")));
        }
        // The next service gets a server that has not failed yet.
        c.renew()?;
    }
    Ok(())
}

/// `breaker-counts`: a 404, a 400 and a body that cannot be used are successes.
pub fn counts(c: &mut Conversation<'_>) -> Result<(), Stop> {
    unhurried(c);
    let mut shop = Shop::open(c, 1)?;
    stays_open(c, "30000")?;
    c.exchange(order(1), Success)?;
    let harmless = [
        (Reply::json(404, &json!({})), behaviours::status(404)),
        (Reply::json(400, &json!({})), behaviours::status(400)),
        (Reply::json(200, &json!([])), behaviours::body("[]")),
    ];
    c.rounds(harmless.len(), |c, number| {
        let (reply, what) = &harmless[number];
        let side = SIDES[number % SIDES.len()];
        c.renew()?;
        shop.turn_over(c);
        let before = failed_attempts(c, &shop, side)?;
        shop.all(side, |_| Behaviour::Answer(reply.clone()));
        c.note(steps::answers(side.variable(), what.clone()));
        // Which error it is is the business of other checks.
        c.send(&order(1))?;
        shop.side(side).forget_calls();
        let after = failed_attempts(c, &shop, side)?;
        if after == before {
            return Ok(());
        }
        let [expected, received] = [before, after].map(|count| format!("{count} × GET"));
        let promise = promises::counted(before, after, side.variable());
        Err(c.broken(promise, &expected, received))
    })?;
    shop.turn_over(c);
    // However often a product does not exist, the breaker stays closed.
    shop.all(Side::Products, |_| Behaviour::Answer(Reply::json(404, &json!({}))));
    c.note(steps::answers(Side::Products.variable(), behaviours::status(404)));
    for _ in 0..6 {
        c.send(&order(1))?;
    }
    shop.heal(c);
    c.exchange(order(1), Success)
}

/// How many attempts a server makes for an order when a service fails.
fn failed_attempts(c: &mut Conversation<'_>, shop: &Shop, side: Side) -> Result<usize, Stop> {
    shop.all(side, |_| failing(500));
    c.note(steps::answers(side.variable(), behaviours::status(500)));
    c.exchange(order(1), Refusal)?;
    Ok(shop.side(side).forget_calls().len())
}

/// `breaker-trial`: one attempt is let through, and nothing else until it ends.
pub fn trial(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const SOON: Duration = Duration::from_secs(5);
    const AT_ONCE: Duration = Duration::from_secs(3);
    // Only the message depends on it: what arrives later shows in the responses.
    const MOMENT: Duration = Duration::from_millis(100);
    const OTHERS: usize = 3;
    unhurried(c);
    let mut shop = Shop::open(c, 1)?;
    opens_for(c, SHORT)?;
    c.give_variable("DELAI_MS", "5000")?;
    c.exchange(order(1), Success)?;
    open(c, &mut shop, Side::Users, (failing(503), behaviours::status(503)))?;
    fails(c, &shop)?;
    let gate = Gate::closed(SOON);
    shop.all(Side::Users, |reply| Behaviour::Held(gate.clone(), reply));
    wait(c, 2 * SHORT);
    c.note(steps::HELD);
    let let_through = c.begin(order(1), None)?;
    if !shop.users.wait_for_calls(1, SOON) {
        return Err(c.broken(promises::TRIAL_ENDED, "1 × GET", "0 × GET"));
    }
    c.allow(AT_ONCE);
    let others = (0..OTHERS).map(|_| c.begin(order(1), None)).collect::<Result<Vec<_>, _>>()?;
    if shop.users.wait_for_calls(2, MOMENT) {
        let received = format!("{} × GET", shop.users.forget_calls().len());
        return Err(c.broken(promises::LET_THROUGH, "1 × GET", received));
    }
    c.end_all(others, Refusal)?;
    shop.compare_count(c, Side::Users)?;
    c.allow(PATIENCE);
    shop.answer_users();
    c.note(steps::RELEASED);
    gate.open();
    c.end(let_through, Success)?;
    // It is closed again: until five attempts have failed once more, and for several at a time.
    shop.first(Side::Users, &[failing(503)]);
    c.note(steps::FAILS_ONCE);
    c.exchange(order(1), Success)?;
    let both = Gate::of(2, SOON);
    shop.all(Side::Users, |reply| Behaviour::Held(both.clone(), reply));
    c.note(steps::HELD_UNTIL_BOTH);
    let pending = vec![c.begin(order(1), None)?, c.begin(order(1), None)?];
    c.end_all(pending, Success)?;
    shop.heal(c);
    c.renew()?;
    opens_for(c, SHORTEST)?;
    abandoned(c, &mut shop)?;
    finds_nothing(c, &mut shop)
}

/// The first attempt that is let through fails: the breaker is open again, but not for ever.
fn fails(c: &mut Conversation<'_>, shop: &Shop) -> Result<(), Stop> {
    shop.all(Side::Users, |_| failing(500));
    c.note(steps::answers(Side::Users.variable(), behaviours::status(500)));
    wait(c, 2 * SHORT);
    c.exchange(order(1), Refusal)?;
    if shop.users.forget_calls().is_empty() {
        return Err(c.broken(promises::no_trial(milliseconds(SHORT)), "1 × GET", "0 × GET"));
    }
    Ok(())
}

/// Whatever is no failure closes the breaker.
fn finds_nothing(c: &mut Conversation<'_>, shop: &mut Shop) -> Result<(), Stop> {
    open(c, shop, Side::Products, (failing(500), behaviours::status(500)))?;
    wait(c, 2 * SHORTEST);
    shop.all(Side::Products, |_| Behaviour::Answer(Reply::json(404, &json!({}))));
    c.note(steps::answers(Side::Products.variable(), behaviours::status(404)));
    c.send(&order(1))?;
    shop.heal(c);
    closed(c, promises::TRIAL_ENDED)
}

/// The next order is created.
fn closed(c: &mut Conversation<'_>, promise: Message) -> Result<(), Stop> {
    let response = c.send(&order(1))?;
    if response.is_success() {
        return Ok(());
    }
    let received = format!("HTTP {}", response.status);
    Err(c.broken(promise, "HTTP 201", received))
}

/// The attempt that is let through is for an order that is refused meanwhile. Whether the service
/// waits for it or gives it up, the breaker must not stay open for ever.
fn abandoned(c: &mut Conversation<'_>, shop: &mut Shop) -> Result<(), Stop> {
    const LATE_MS: u64 = 150;
    const LATE: Duration = Duration::from_millis(LATE_MS);
    open(c, shop, Side::Products, (failing(503), behaviours::status(503)))?;
    shop.all(Side::Users, |_| Behaviour::Answer(Reply::json(404, &json!({}))));
    shop.all(Side::Products, |reply| Behaviour::Late(LATE, reply));
    c.note(steps::answers(Side::Users.variable(), behaviours::status(404)));
    c.note(steps::answers(Side::Products.variable(), behaviours::late(LATE_MS)));
    wait(c, 2 * SHORTEST);
    // 422, or 503 where the product is asked for first.
    c.send(&order(1))?;
    shop.heal(c);
    // The response to the product may still be under way, and count as a failure.
    wait(c, LATE + 2 * SHORTEST);
    closed(c, promises::STUCK)
}

/// `breaker-again`: if the attempt that is let through fails, the breaker is open again.
pub fn again(c: &mut Conversation<'_>) -> Result<(), Stop> {
    unhurried(c);
    let mut shop = Shop::open(c, 1)?;
    opens_for(c, LONG)?;
    c.exchange(order(1), Success)?;
    let fails = (failing(500), behaviours::status(500));
    let (_, first) = open(c, &mut shop, Side::Products, fails)?;
    wait(c, 2 * LONG);
    shop.all(Side::Products, |_| Behaviour::Silent);
    c.note(steps::answers(Side::Products.variable(), behaviours::SILENT));
    let response = refused(c)?;
    let received = shop.products.forget_calls().len();
    if received != 1 {
        let received = format!("{received} × GET");
        return Err(c.broken(promises::open_again(received.as_str()), "1 × GET", received));
    }
    same_refusal(c, &first, &response)
}

/// How many failed attempts in a row open a breaker.
const FAILURES: usize = 5;

/// How long a breaker stays open where the next attempt is waited for: longer than the pause before the second
/// attempt of a call, which would else be the one that is let through.
const SHORT: Duration = Duration::from_millis(210);

/// The same where it does not matter which attempt that is.
const SHORTEST: Duration = Duration::from_millis(60);

/// Longer than the pauses between the attempts of a call, 600 ms at the most: none of them is let through by
/// mistake.
const LONG: Duration = Duration::from_millis(700);

fn opens_for(c: &mut Conversation<'_>, time: Duration) -> Result<(), Stop> {
    stays_open(c, &time.as_millis().to_string())
}

fn stays_open(c: &mut Conversation<'_>, milliseconds: &str) -> Result<(), Stop> {
    c.give_variable("OUVERTURE_MS", milliseconds)
}

/// An order for which a service is unavailable, and the response.
fn refused(c: &mut Conversation<'_>) -> Result<Response, Stop> {
    let responses = c.responses(&[Vec::new()], &order(1), Refusal)?;
    responses.into_iter().next().map_or_else(|| c.send(&order(1)), Ok)
}

/// How a service fails: as given, if the server tries that again. If not, another check is about it, and the
/// service fails with 503.
fn tried_again(
    c: &mut Conversation<'_>,
    shop: &mut Shop,
    side: Side,
    (behaviour, what): (Behaviour, Message),
) -> Result<(Behaviour, Message), Stop> {
    const ATTEMPTS: usize = 3;
    shop.turn_over(c);
    let steps = c.steps();
    shop.all(side, |_| behaviour.clone());
    let status = c.send(&order(1))?.status;
    let attempts = shop.side(side).forget_calls().len();
    c.forget_steps_after(steps);
    c.renew()?;
    match (status, attempts) {
        (503, ATTEMPTS) => Ok((behaviour, what)),
        _ => Ok((failing(503), behaviours::status(503))),
    }
}

/// Has a service fail until five attempts have failed, or five orders: two orders, when each has three
/// attempts. The orders are of several products, where the shop has them. Returns how many calls the
/// service received, and the first response.
fn open(
    c: &mut Conversation<'_>,
    shop: &mut Shop,
    side: Side,
    (behaviour, what): (Behaviour, Message),
) -> Result<(usize, Response), Stop> {
    shop.turn_over(c);
    shop.all(side, |_| behaviour.clone());
    c.note(steps::answers(side.variable(), what));
    let first = refused(c)?;
    let mut failed = shop.side(side).forget_calls().len();
    let products = shop.ids(Side::Products).len();
    for number in 1..FAILURES {
        if failed < FAILURES {
            c.send(&order_of(1 + number % products))?;
            failed += shop.side(side).forget_calls().len();
        }
    }
    Ok((failed, first))
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Waits, and tells the reader of a failure to wait too.
fn wait(c: &mut Conversation<'_>, time: Duration) {
    c.command(format!("sleep {}", time.as_secs_f64()));
    thread::sleep(time);
}
