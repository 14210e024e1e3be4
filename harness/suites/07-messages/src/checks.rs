//! The checks, in the order in which a student meets them.

use engine::Check;

use crate::broken::{back, cut, no_queue, silent, without_broker};
use crate::delivered::{killed, others, poison, twice};
use crate::queued::{accepted, declared, errors, handled, published, rules, sales};

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "accepted",
        points: 2,
        chapter: "6-services/messages.md#publish",
        conversation: accepted,
    },
    Check {
        id: "published",
        points: 1,
        chapter: "6-services/messages.md#publish",
        conversation: published,
    },
    Check {
        id: "declared",
        points: 1,
        chapter: "6-services/messages.md#queues",
        conversation: declared,
    },
    Check {
        id: "errors",
        points: 1,
        chapter: "6-services/messages.md#publish",
        conversation: errors,
    },
    Check {
        id: "rules",
        points: 1,
        chapter: "6-services/messages.md#publish",
        conversation: rules,
    },
    Check {
        id: "handled",
        points: 2,
        chapter: "6-services/messages.md#consume",
        conversation: handled,
    },
    Check {
        id: "sales",
        points: 1,
        chapter: "6-services/messages.md#consume",
        conversation: sales,
    },
    Check {
        id: "others",
        points: 2,
        chapter: "6-services/messages.md#consume",
        conversation: others,
    },
    Check { id: "twice", points: 1, chapter: "6-services/messages.md#once", conversation: twice },
    Check {
        id: "poison",
        points: 1,
        chapter: "6-services/messages.md#rejects",
        conversation: poison,
    },
    Check {
        id: "killed",
        points: 1,
        chapter: "6-services/messages.md#consume",
        conversation: killed,
    },
    Check {
        id: "no-queue",
        points: 1,
        chapter: "6-services/messages.md#connections",
        conversation: no_queue,
    },
    Check {
        id: "without-broker",
        points: 1,
        chapter: "6-services/messages.md#connections",
        conversation: without_broker,
    },
    Check {
        id: "silent",
        points: 1,
        chapter: "6-services/messages.md#connections",
        conversation: silent,
    },
    Check { id: "cut", points: 1, chapter: "6-services/messages.md#once", conversation: cut },
    Check {
        id: "back",
        points: 2,
        chapter: "6-services/messages.md#connections",
        conversation: back,
    },
];
