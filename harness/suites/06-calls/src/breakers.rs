//! The conversations of the checks on the circuit breakers.

use std::thread;
use std::time::{Duration, Instant};

use engine::transcript::Projection::{Refusal, Success};
use engine::{Conversation, Stop};
use serde_json::json;
use upstream::{Behaviour, Gate, Reply};

use crate::failures::failing;
use crate::messages::{behaviours, promises, steps};
use crate::orders::{SIDES, Shop, Side, order};

/// `breaker-opens`: five failed attempts in a row, and none after that.
pub fn opens(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const AT_ONCE: Duration = Duration::from_millis(500);
    const TRIES: usize = 3;
    for side in SIDES {
        let mut shop = Shop::open(c, 1)?;
        stays_open(c, "30000")?;
        c.exchange(order(1), Success)?;
        let failed = open(c, &mut shop, side)?;
        shop.compare_number(c, side, failed)?;
        let mut shortest = Duration::MAX;
        c.rounds(TRIES, |c, _| {
            let start = Instant::now();
            c.exchange(order(1), Refusal)?;
            shortest = shortest.min(start.elapsed());
            Ok(())
        })?;
        shop.compare_count(c, side)?;
        if shortest > AT_ONCE {
            let milliseconds = u64::try_from(shortest.as_millis()).unwrap_or(u64::MAX);
            return Err(c.broken(promises::at_once(milliseconds), "", ""));
        }
        // The next service gets a server that has not failed yet.
        c.renew()?;
    }
    Ok(())
}

/// `breaker-counts`: a 404, a 400 and a body that cannot be used are successes.
pub fn counts(c: &mut Conversation<'_>) -> Result<(), Stop> {
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
        Err(c.broken(promises::counted(side.variable()), &expected, received))
    })?;
    shop.turn_over(c);
    // However often a product does not exist, the breaker stays closed.
    shop.all(Side::Products, |_| Behaviour::Answer(Reply::json(404, &json!({}))));
    c.note(steps::answers(Side::Products.variable(), behaviours::status(404)));
    for _ in 0..6 {
        c.send(&order(1))?;
    }
    shop.heal();
    c.note(steps::BOTH_WELL);
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
    let mut shop = Shop::open(c, 1)?;
    opens_for(c, SHORT)?;
    c.set_variable("DELAI_MS", "5000")?;
    c.exchange(order(1), Success)?;
    open(c, &mut shop, Side::Users)?;
    let gate = Gate::closed(SOON);
    shop.all(Side::Users, |reply| Behaviour::Held(gate.clone(), reply));
    wait(c, 2 * SHORT);
    c.note(steps::HELD);
    let let_through = c.begin(order(1), None)?;
    if !shop.users.wait_for_call(SOON) {
        return Err(c.broken(promises::NO_TRIAL, "", ""));
    }
    c.rounds(3, |c, _| c.exchange(order(1), Refusal))?;
    shop.compare_count(c, Side::Users)?;
    shop.heal();
    gate.open();
    c.end(let_through, Success)?;
    // It is closed again, for all.
    c.rounds(3, |c, _| c.exchange(order(1), Success))?;
    abandoned(c, &mut shop)
}

/// The attempt that is let through is for an order that is refused meanwhile. Whether the service
/// waits for it or gives it up, the breaker must not stay open for ever.
fn abandoned(c: &mut Conversation<'_>, shop: &mut Shop) -> Result<(), Stop> {
    open(c, shop, Side::Products)?;
    shop.all(Side::Users, |_| Behaviour::Answer(Reply::json(404, &json!({}))));
    shop.all(Side::Products, |reply| Behaviour::Late(Duration::from_millis(300), reply));
    c.note(steps::answers(Side::Users.variable(), behaviours::status(404)));
    c.note(steps::answers(Side::Products.variable(), behaviours::late(300)));
    wait(c, 2 * SHORT);
    // 422, or 503 where the product is asked for first.
    c.send(&order(1))?;
    shop.heal();
    c.note(steps::BOTH_WELL);
    // The response to the product may still be under way, and count as a failure.
    wait(c, Duration::from_millis(300) + 2 * SHORT);
    c.exchange(order(1), Success)
}

/// `breaker-again`: if the attempt that is let through fails, the breaker is open again.
pub fn again(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut shop = Shop::open(c, 1)?;
    opens_for(c, LONG)?;
    c.exchange(order(1), Success)?;
    open(c, &mut shop, Side::Products)?;
    wait(c, 2 * LONG);
    c.exchange(order(1), Refusal)?;
    c.exchange(order(1), Refusal)?;
    shop.compare_count(c, Side::Products)?;
    shop.heal();
    c.note(steps::BOTH_WELL);
    wait(c, 2 * LONG);
    c.exchange(order(1), Success)
}

/// How long a breaker stays open where the next attempt is waited for.
const SHORT: Duration = Duration::from_millis(200);

/// Longer than the pauses between the attempts of a call: none of them is let through by mistake.
const LONG: Duration = Duration::from_millis(650);

fn opens_for(c: &mut Conversation<'_>, time: Duration) -> Result<(), Stop> {
    stays_open(c, &time.as_millis().to_string())
}

fn stays_open(c: &mut Conversation<'_>, milliseconds: &str) -> Result<(), Stop> {
    c.set_variable("OUVERTURE_MS", milliseconds)?;
    c.tell_variable("OUVERTURE_MS", milliseconds.to_owned());
    Ok(())
}

/// Has a service fail until five attempts have failed, or five orders: two orders, when each has three
/// attempts. Returns how many calls the service received.
fn open(c: &mut Conversation<'_>, shop: &mut Shop, side: Side) -> Result<usize, Stop> {
    const FAILURES: usize = 5;
    shop.turn_over(c);
    shop.all(side, |_| failing(503));
    c.note(steps::answers(side.variable(), behaviours::status(503)));
    c.exchange(order(1), Refusal)?;
    let mut failed = shop.side(side).forget_calls().len();
    for _ in 1..FAILURES {
        if failed < FAILURES {
            c.send(&order(1))?;
            failed += shop.side(side).forget_calls().len();
        }
    }
    Ok(failed)
}

/// Waits, and tells the reader of a failure to wait too.
fn wait(c: &mut Conversation<'_>, time: Duration) {
    c.command(format!("sleep {}", time.as_secs_f64()));
    thread::sleep(time);
}
