//! The conversations of the checks on a broker that cannot be reached, does not answer, has no queue, or
//! breaks off. A switch is between the server and the broker; nothing happens to the broker itself.

use std::time::Duration;

use broker::{Broker, Plan};
use engine::draw::Drawn;
use engine::http::{get, post};
use engine::transcript::Projection::{Refusal, Success, Summary};
use engine::{Conversation, Stop};
use serde_json::json;

use crate::messages::{promises, steps};
use crate::orders::{
    IN_TIME, ORDERS, SALES, UNAVAILABLE, accept_order, draw_id, draw_order, field, first_order,
    handled, is_handled, last_order, message, order, publish, sold, state,
};

/// What may take 3 s, and what may take 1 s, with 2 s of grace.
const REFUSED: Duration = Duration::from_secs(5);
const AT_ONCE: Duration = Duration::from_secs(3);

/// `no-queue`: the queue is deleted, and nobody can declare it again for a while.
pub fn no_queue(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    first_order(c)?;
    broker.plan(Plan::Declare);
    broker.delete()?;
    c.note(steps::DELETED);
    draw_order(c);
    c.allow(REFUSED);
    c.exchange(order(), Refusal)?;
    broker.plan(Plan::Nowhere);
    c.note(steps::MAY_DECLARE);
    // Declared again, with the same properties, and read.
    let (produit, quantite) = accept_order(c, order(), Success)?;
    handled(c)?;
    broker.compare_queues(c)?;
    sold(c, &produit, quantite)
}

/// `without-broker`: the server starts alone.
pub fn without_broker(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let broker = Broker::open(c)?;
    c.judge_start();
    broker.switch().refuse().map_err(Stop::Harness)?;
    c.note(steps::REFUSES);
    needs_no_broker(c)?;
    c.allow(REFUSED);
    c.exchange(order(), Refusal)?;
    heal(c, &broker)?;
    let (produit, quantite) = accept_order(c, order(), Success)?;
    handled(c)?;
    sold(c, &produit, quantite)
}

/// Requests that are answered without a broker.
fn needs_no_broker(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.allow(AT_ONCE);
    let (produit, quantite) = draw_order(c);
    sold(c, &produit, 0)?;
    c.bind("quantite", Drawn::Integer(quantite));
    c.exchange(post(ORDERS).json(json!({ "produit": "{produit}", "quantite": 0 })), Refusal)?;
    let text = "{\"produit\": \"Lampe\", \"quantite\": 1}";
    c.exchange(post(ORDERS).raw(Some("text/plain"), text), Refusal)
}

/// `silent`: connections are accepted, and nothing comes back; before the first one, and later.
pub fn silent(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const EXTRA: usize = 100;
    const WAITING: usize = 3;
    let broker = Broker::open(c)?;
    c.judge_start();
    c.allow_time_for(EXTRA);
    c.rounds(2, |c, _| {
        broker.switch().silence();
        c.note(steps::SILENT);
        // More than one: a server that publishes one order after the other keeps the others waiting.
        let mut waiting = Vec::with_capacity(WAITING);
        for _ in 0..WAITING {
            draw_order(c);
            waiting.push(c.begin(order(), Some(steps::WAITS))?);
        }
        needs_no_broker(c)?;
        c.allow(REFUSED);
        c.end_all(waiting, Refusal)?;
        heal(c, &broker)?;
        let (produit, quantite) = accept_order(c, order(), Success)?;
        handled(c)?;
        sold(c, &produit, quantite)
    })
}

/// `cut`: the connection is cut at each boundary of the frames of a publish, and inside of them.
pub fn cut(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const FOR_EACH: usize = 60;
    let broker = Broker::open(c)?;
    let inside = |c: &mut Conversation<'_>| c.rng().usize(1..8);
    let mut plans: Vec<(usize, usize)> = (0..=3).map(|frames| (frames, 0)).collect();
    for frames in 0..3 {
        plans.push((frames, inside(c)));
    }
    c.rng().shuffle(&mut plans);
    c.allow_time_for(plans.len() * FOR_EACH);
    let mut ordered = Vec::with_capacity(plans.len());
    c.rounds(plans.len(), |c, number| {
        // A connection that the server uses for this, whatever became of the one before.
        first_order(c)?;
        let (frames, bytes) = plans[number];
        broker.plan(Plan::Publish { frames, bytes });
        c.note(steps::cut(frames, bytes));
        let (produit, quantite) = draw_order(c);
        c.allow(REFUSED);
        let response = c.send(&order())?;
        broker.plan(Plan::Nowhere);
        let is_accepted = response.status == 202;
        if !is_accepted && response.status != UNAVAILABLE {
            let received = format!("HTTP {}", response.status);
            return Err(c.broken(
                promises::ACCEPTED_OR_NOT,
                "HTTP 202\nHTTP 503",
                received.as_str(),
            ));
        }
        ordered.push((produit, quantite, is_accepted));
        Ok(())
    })?;
    // What had passed before each cut is in the queue, and whatever is in the queue is handled: a second
    // copy too, which would count once more.
    broker.switch().settle(IN_TIME);
    last_order(c, &broker)?;
    c.rounds(ordered.len(), |c, number| {
        let (produit, quantite, is_accepted) = &ordered[number];
        let (frames, bytes) = plans[number];
        c.note(steps::was_cut(frames, bytes, if *is_accepted { 202 } else { UNAVAILABLE }));
        if !is_accepted {
            // It may be handled, or not.
            c.bind("produit", Drawn::Text(produit.clone()));
            let response = c.send(&get(SALES))?;
            let is_lost = field(&response, "vendu").as_i64() == Some(0);
            c.forget_last_step();
            return sold(c, produit, if is_lost { 0 } else { *quantite });
        }
        sold(c, produit, *quantite)
    })
}

/// `back`: the broker is away for a while, in each way, and a message waits for the server meanwhile.
pub fn back(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const FOR_EACH: usize = 80;
    let broker = Broker::open(c)?;
    first_order(c)?;
    c.allow_time_for(3 * FOR_EACH);
    broker.switch().cut();
    c.note(steps::BROKEN_OFF);
    goes_on(c, &broker)?;
    c.rounds(2, |c, number| {
        match number {
            0 => {
                broker.switch().refuse().map_err(Stop::Harness)?;
                c.note(steps::REFUSES);
            }
            _ => {
                broker.switch().silence();
                c.note(steps::SILENT);
            }
        }
        draw_order(c);
        c.allow(REFUSED);
        c.exchange(order().naming("autre"), Refusal)?;
        heal(c, &broker)?;
        goes_on(c, &broker)
    })
}

/// A message of another program is handled, and then an order.
fn goes_on(c: &mut Conversation<'_>, broker: &Broker) -> Result<(), Stop> {
    let (produit, quantite) = draw_order(c);
    let id = draw_id(c);
    c.bind("attendue", Drawn::TextId(id.to_string()));
    publish(c, broker, &[message(&json!(id), &produit, quantite)])?;
    c.exchange_when(get("/api/commandes/{attendue}"), Summary(state), IN_TIME, is_handled)?;
    accept_order(c, order(), Success)?;
    handled(c)
}

fn heal(c: &mut Conversation<'_>, broker: &Broker) -> Result<(), Stop> {
    broker.switch().heal().map_err(Stop::Harness)?;
    c.note(steps::HEALED);
    Ok(())
}
