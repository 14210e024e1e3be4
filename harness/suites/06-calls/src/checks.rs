//! The checks, in the order in which a student meets them.

use engine::Check;
use engine::draw::{self, Drawn};
use engine::http::{Method, Request, delete, get, post, put};
use engine::transcript::Projection::{Json, Refusal, Status, Success};
use serde_json::json;
use upstream::{Behaviour, Reply};

use crate::breakers::{again, counts, opens, trial};
use crate::calls::{connections, delay, in_time, pauses, together};
use crate::failures::{bad_gateway, broken_off, retried, unknown};
use crate::orders::{
    ORDER, ORDERS, SIDES, Shop, Side, created_together, creation, order, order_of, patient,
    shop_with_order,
};
use crate::request_ids::request_id;
use crate::values::Known;

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "created",
        points: 2,
        chapter: "6-services/calls.md#client",
        conversation: |c| {
            let shop = Shop::open_at(c, 3, "", "/boutique/v2")?;
            patient(c)?;
            c.exchange(order(3).naming("id").showing(&["location"]), Json)?;
            shop.compare_all_calls(c)?;
            // A product may be in two lines, each with its own quantity, and the lines stay in their
            // order.
            let mut twice = creation(&[2, 1, 2]);
            twice["lignes"][2]["quantite"] = json!("{quantite3}");
            let amounts = [shop.amount(2, 2), shop.amount(1, 1), shop.amount(2, 3)];
            c.bind("montant4", Drawn::Integer(amounts[2]));
            c.bind("total", Drawn::Integer(amounts.iter().sum()));
            let twice = post(ORDERS).json(twice).naming("autre").showing(&["location"]);
            c.exchange(twice, Json)?;
            // Each order asks again.
            shop.users.compare_calls(c)
        },
    },
    Check {
        id: "read",
        points: 1,
        chapter: "6-services/calls.md#client",
        conversation: |c| {
            let shop = Shop::open(c, 3)?;
            patient(c)?;
            c.exchange(order_of(1).naming("id"), Success)?;
            created_together(c, &shop)?;
            shop.forget_calls();
            // An order keeps the names and prices that it was created with, and needs nobody.
            for side in SIDES {
                shop.all(side, |_| Behaviour::Answer(Reply::json(404, &json!({}))));
            }
            for order in [ORDER, "/api/commandes/{deuxieme}", "/api/commandes/{troisieme}"] {
                c.exchange(get(order), Json)?;
            }
            let unknown = 1_000_000_000 + c.rng().i64(0..1_000_000_000);
            c.bind("inconnue", Drawn::Integer(unknown));
            c.exchange(get("/api/commandes/{inconnue}"), Refusal)?;
            c.draw("mot", draw::word);
            c.exchange(get("/api/commandes/{mot}"), Refusal)?;
            shop.compare_all_calls(c)
        },
    },
    Check {
        id: "rules",
        points: 1,
        chapter: "6-services/calls.md#client",
        conversation: |c| {
            let shop = Shop::open(c, 20)?;
            patient(c)?;
            let known =
                Known { user: shop.ids(Side::Users)[0], products: shop.ids(Side::Products) };
            c.exchange_each(&known.accepted(), &any_order(), Status)?;
            shop.forget_calls();
            c.exchange_each(&known.refused(), &any_order(), Refusal)?;
            shop.compare_all_calls(c)
        },
    },
    Check {
        id: "errors",
        points: 1,
        chapter: "6-services/calls.md#errors",
        conversation: |c| {
            let _shop = shop_with_order(c)?;
            c.exchange(
                post(ORDERS).raw(Some("application/json"), "{\"utilisateur\": 1,"),
                Refusal,
            )?;
            c.exchange(post(ORDERS).raw(Some("text/plain"), "{\"utilisateur\": 1}"), Refusal)?;
            c.exchange(get("/api/inconnu"), Refusal)?;
            c.exchange(put(ORDERS).json(creation(&[1])).showing(&["allow"]), Refusal)?;
            c.exchange(delete(ORDER).showing(&["allow"]), Refusal)
        },
    },
    Check {
        id: "unknown",
        points: 1,
        chapter: "6-services/calls.md#errors",
        conversation: unknown,
    },
    Check {
        id: "bad-gateway",
        points: 1,
        chapter: "6-services/calls.md#promises",
        conversation: bad_gateway,
    },
    Check {
        id: "retried",
        points: 2,
        chapter: "6-services/failures.md#retry",
        conversation: retried,
    },
    Check {
        id: "broken-off",
        points: 1,
        chapter: "6-services/failures.md#retry",
        conversation: broken_off,
    },
    Check { id: "delay", points: 1, chapter: "6-services/calls.md#timeouts", conversation: delay },
    Check {
        id: "pauses",
        points: 1,
        chapter: "6-services/failures.md#backoff",
        conversation: pauses,
    },
    Check {
        id: "together",
        points: 1,
        chapter: "6-services/calls.md#together",
        conversation: together,
    },
    Check {
        id: "connections",
        points: 1,
        chapter: "6-services/calls.md#connections",
        conversation: connections,
    },
    Check {
        id: "request-id",
        points: 1,
        chapter: "6-services/calls.md#request-id",
        conversation: request_id,
    },
    Check {
        id: "in-time",
        points: 1,
        chapter: "6-services/failures.md#budget",
        conversation: in_time,
    },
    Check {
        id: "breaker-opens",
        points: 1,
        chapter: "6-services/failures.md#breaker",
        conversation: opens,
    },
    Check {
        id: "breaker-counts",
        points: 1,
        chapter: "6-services/failures.md#breaker",
        conversation: counts,
    },
    Check {
        id: "breaker-trial",
        points: 1,
        chapter: "6-services/failures.md#breaker",
        conversation: trial,
    },
    Check {
        id: "breaker-again",
        points: 1,
        chapter: "6-services/failures.md#breaker",
        conversation: again,
    },
];

/// An order with the body `{corps}`.
fn any_order() -> Request {
    Request::new(Method::Post, ORDERS).json(json!("{corps}"))
}
