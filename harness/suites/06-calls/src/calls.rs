//! The conversations of the checks on how the services are called: for how long, how often, over which
//! connections, one after the other or together.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::http::{get, post};
use engine::transcript::Projection::{Refusal, Success};
use engine::{Conversation, Stop};
use serde_json::json;
use upstream::{Behaviour, Call, Gate};

use crate::failures::{PATIENCE, failing};
use crate::messages::{behaviours, promises, steps};
use crate::orders::{ORDER, ORDERS, SIDES, Shop, Side, creation, order, unhurried};

/// `delay`: an attempt ends at `DELAI_MS`, and not before.
pub fn delay(c: &mut Conversation<'_>) -> Result<(), Stop> {
    unhurried(c);
    let mut shop = Shop::open(c, 1)?;
    // Half of what it is by default.
    shop.all(Side::Products, |reply| Behaviour::Late(Duration::from_millis(250), reply));
    c.note(steps::answers(Side::Products.variable(), behaviours::late(250)));
    c.exchange(order(1), Success)?;
    c.renew()?;
    shop.turn_over(c);
    delay_of(c, "1300")?;
    shop.all(Side::Users, |reply| Behaviour::Late(Duration::from_millis(650), reply));
    c.note(steps::answers(Side::Users.variable(), behaviours::late(650)));
    c.exchange(order(1), Success)?;
    c.renew()?;
    delay_of(c, "300")?;
    shop.turn_over(c);
    c.exchange(order(1), Success)?;
    shop.forget_calls();
    shop.all(Side::Products, |reply| Behaviour::Late(Duration::from_secs(2), reply));
    c.note(steps::answers(Side::Products.variable(), behaviours::late(2000)));
    c.exchange(order(1), Refusal)?;
    shop.products.compare_calls(c)?;
    // Every byte comes soon after the one before, and the last one far too late.
    shop.turn_over(c);
    shop.all(Side::Users, |reply| Behaviour::Dripping(reply, Duration::from_millis(20)));
    c.note(steps::answers(Side::Users.variable(), behaviours::DRIPPING));
    c.exchange(order(1), Refusal)?;
    shop.users.compare_calls(c)
}

fn delay_of(c: &mut Conversation<'_>, milliseconds: &str) -> Result<(), Stop> {
    c.give_variable("DELAI_MS", milliseconds)
}

/// `pauses`: over 14 calls, the shortest pauses are what the contract says, and they differ.
pub fn pauses(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const ORDERS: usize = 7;
    let mut shop = Shop::open(c, 1)?;
    c.exchange(order(1), Success)?;
    let mut pauses = [Vec::new(), Vec::new()];
    c.note(steps::FAIL_TWICE);
    c.rounds(ORDERS, |c, _| {
        c.renew()?;
        shop.turn_over(c);
        SIDES.into_iter().for_each(|side| shop.first(side, &[failing(503), failing(503)]));
        c.exchange(order(1), Success)?;
        for side in SIDES {
            for [first, second] in pauses_of(&shop.side(side).forget_calls()) {
                pauses[0].push(first);
                pauses[1].push(second);
            }
        }
        Ok(())
    })?;
    for (pauses, [from, to]) in pauses.iter_mut().zip([[50, 200], [100, 400]]) {
        pauses.sort();
        judge_pauses(c, pauses, from, to)?;
    }
    Ok(())
}

/// The two pauses before the second and the third attempt of each call that had three.
fn pauses_of(calls: &[Call]) -> Vec<[Duration; 2]> {
    let mut attempts = BTreeMap::<&str, Vec<&Call>>::new();
    for call in calls {
        attempts.entry(&call.target).or_default().push(call);
    }
    let between = |pair: &[&Call]| {
        let answered = pair[0].answered.unwrap_or(pair[0].arrived);
        pair[1].arrived.saturating_duration_since(answered)
    };
    let pauses = |calls: &Vec<&Call>| {
        let pauses: Vec<Duration> = calls.windows(2).map(between).collect();
        <[Duration; 2]>::try_from(pauses).ok()
    };
    attempts.values().filter_map(pauses).collect()
}

/// A pause can only seem longer than it was. So the shortest ones are judged, with a wide margin.
fn judge_pauses(
    c: &mut Conversation<'_>,
    sorted: &[Duration],
    from: u64,
    to: u64,
) -> Result<(), Stop> {
    const GRACE: Duration = Duration::from_millis(100);
    const SAME: Duration = Duration::from_millis(20);
    // Some timers wake up a moment early.
    const EARLY: Duration = Duration::from_millis(2);
    let [Some(shortest), Some(longest)] = [sorted.first(), sorted.last()] else {
        return Err(c.broken(promises::NO_PAUSES, "", ""));
    };
    let attempt = if from == 50 { 2 } else { 3 };
    let took = u64::try_from(shortest.as_millis()).unwrap_or(u64::MAX);
    let wrong = if *shortest + EARLY < Duration::from_millis(from) {
        promises::pauses_short(attempt, took, from, to)
    } else if *shortest >= Duration::from_millis(to) + GRACE {
        promises::pauses_long(attempt, took, from, to)
    } else if *longest - *shortest <= SAME {
        promises::pauses_same(attempt, from, to)
    } else {
        return Ok(());
    };
    let shown: Vec<String> = sorted.iter().map(|pause| pause.as_millis().to_string()).collect();
    Err(c.broken(wrong, &format!("{from}…{to} ms"), format!("{} ms", shown.join(", "))))
}

/// `together`: the calls for many products are under way, and the user's is or was.
pub fn together(c: &mut Conversation<'_>) -> Result<(), Stop> {
    // More than a pool of connections usually has.
    const PRODUCTS: usize = 12;
    const GATE: Duration = Duration::from_secs(2);
    let mut shop = Shop::open(c, PRODUCTS)?;
    delay_of(c, "5000")?;
    c.exchange(order(1), Success)?;
    shop.turn_over(c);
    c.allow(PATIENCE);
    let gate = Gate::closed(PATIENCE);
    shop.all(Side::Products, |reply| Behaviour::Held(gate.clone(), reply));
    c.note(steps::HELD_UNTIL_ALL);
    let pending = c.begin(order(PRODUCTS), None)?;
    if !shop.products.wait_for_calls(PRODUCTS, GATE) {
        let most = shop.products.calls().len();
        let [expected, received] =
            [PRODUCTS, most].map(|count| format!("{count} × GET /api/produits/…"));
        return Err(c.broken(promises::together(most), &expected, received));
    }
    // No product has been answered yet.
    if !shop.users.wait_for_calls(1, GATE) {
        return Err(c.broken(promises::USER_AFTER, "1 × GET /api/utilisateurs/…", "0 × GET"));
    }
    gate.open();
    c.end(pending, Success)
}

/// `connections`: many orders, few connections.
pub fn connections(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const ORDERS: usize = 20;
    const MOST: usize = 3;
    let shop = Shop::open(c, 1)?;
    c.allow_time_for(ORDERS);
    c.rounds(ORDERS, |c, _| c.exchange(order(1), Success))?;
    for side in SIDES {
        let calls = shop.side(side).calls();
        let mut connections: Vec<usize> = calls.iter().map(|call| call.connection).collect();
        connections.sort_unstable();
        connections.dedup();
        if connections.len() > MOST {
            let count = connections.len();
            let promise = promises::connections(count, side.variable());
            let shown = [MOST, count].map(|count| format!("{count} × TCP"));
            return Err(c.broken(promise, &shown[0], shown[1].as_str()));
        }
    }
    Ok(())
}

/// `in-time`: what a service that is slow, or never responds, holds up, and for how long.
pub fn in_time(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const WAITING: usize = 50;
    const AT_ONCE: Duration = Duration::from_secs(3);
    // A server that does not take them all shows that below.
    const ARRIVAL: Duration = Duration::from_millis(500);
    let shop = Shop::open(c, 2)?;
    delay_of(c, "5000")?;
    c.exchange(order(1).naming("id"), Success)?;
    let gate = Gate::closed(PATIENCE);
    shop.product(1, |reply| Behaviour::Held(gate.clone(), reply));
    shop.product(2, |_| Behaviour::Silent);
    let ids = shop.ids(Side::Products);
    c.note(steps::second_is_silent(ids[0], ids[1]));
    c.allow(PATIENCE);
    let never = c.begin(post(ORDERS).json(creation(&[2])), None)?;
    let mut waiting = Vec::with_capacity(WAITING);
    for number in 0..WAITING {
        if number > 0 {
            c.forget_last_step();
        }
        waiting.push(c.begin(order(1), Some(steps::times(WAITING)))?);
    }
    // Those that come next find all of them under way; the first order was one call too.
    shop.products.wait_for_calls(2 + WAITING, ARRIVAL);
    // Whether they are right is the business of other checks: these have to come in time.
    c.allow(AT_ONCE);
    c.send(&get(ORDER))?;
    c.send(&post(ORDERS).json(json!({})))?;
    gate.open();
    c.allow(PATIENCE);
    c.end_all(waiting, Success)?;
    c.end(never, Refusal)
}
