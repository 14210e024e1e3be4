//! The checks, in the order in which a student meets them.

use engine::Check;

use crate::{away, books, keys, kills, loans, members, outages, races, together};

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books",
        points: 1,
        chapter: "10-library/library.md#parts",
        conversation: books::books,
    },
    Check {
        id: "reservations",
        points: 1,
        chapter: "10-library/library.md#reservations",
        conversation: books::reservations,
    },
    Check {
        id: "copies",
        points: 1,
        chapter: "10-library/library.md#reservations",
        conversation: books::copies,
    },
    Check {
        id: "members",
        points: 1,
        chapter: "10-library/library.md#parts",
        conversation: members::members,
    },
    Check {
        id: "deletion",
        points: 1,
        chapter: "10-library/library.md#failure",
        conversation: members::deletion,
    },
    Check {
        id: "loans",
        points: 1,
        chapter: "10-library/library.md#saga",
        conversation: loans::loans,
    },
    Check {
        id: "keys",
        points: 1,
        chapter: "10-library/library.md#idempotency",
        conversation: keys::keys,
    },
    Check {
        id: "away",
        points: 1,
        chapter: "10-library/library.md#reconciliation",
        conversation: away::away,
    },
    Check {
        id: "borrowing",
        points: 1,
        chapter: "10-library/library.md#saga",
        conversation: together::borrowing,
    },
    Check {
        id: "limits",
        points: 1,
        chapter: "10-library/library.md#locks",
        conversation: together::limits,
    },
    Check {
        id: "departure",
        points: 1,
        chapter: "10-library/library.md#consistency",
        conversation: together::departure,
    },
    Check {
        id: "restart",
        points: 1,
        chapter: "10-library/library.md#consistency",
        conversation: together::restart,
    },
    Check {
        id: "last-copies",
        points: 1,
        chapter: "10-library/library.md#locks",
        conversation: races::last_copies,
    },
    Check {
        id: "three-loans",
        points: 1,
        chapter: "10-library/library.md#locks",
        conversation: races::three_loans,
    },
    Check {
        id: "one-key",
        points: 1,
        chapter: "10-library/library.md#idempotency",
        conversation: races::one_key,
    },
    Check {
        id: "links",
        points: 1,
        chapter: "10-library/library.md#failure",
        conversation: outages::links,
    },
    Check {
        id: "outages",
        points: 1,
        chapter: "10-library/library.md#failure",
        conversation: outages::outages,
    },
    Check {
        id: "kills",
        points: 3,
        chapter: "10-library/library.md#testing",
        conversation: kills::kills,
    },
];
