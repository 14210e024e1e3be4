//! The checks, in the order in which a student meets them.

use engine::Check;

use crate::forged::{algorithm, claims, signature};
use crate::https::{https, only};
use crate::issued::{accepted, issued, logout, no_token};
use crate::leaking::{leaks, secret};
use crate::login::{at_once, files, limit, rejected, right};
use crate::products::{order, products, roles};

/// All checks.
pub const CHECKS: &[Check] = &[
    Check { id: "login", points: 1, chapter: "7-security/identity.md#login", conversation: right },
    Check {
        id: "accounts",
        points: 1,
        chapter: "7-security/identity.md#passwords",
        conversation: files,
    },
    Check {
        id: "rejected",
        points: 1,
        chapter: "7-security/identity.md#passwords",
        conversation: rejected,
    },
    Check { id: "limit", points: 1, chapter: "7-security/identity.md#limit", conversation: limit },
    Check {
        id: "limit-at-once",
        points: 1,
        chapter: "7-security/identity.md#limit",
        conversation: at_once,
    },
    Check { id: "issued", points: 1, chapter: "7-security/identity.md#jwt", conversation: issued },
    Check {
        id: "accepted",
        points: 1,
        chapter: "7-security/identity.md#verify",
        conversation: accepted,
    },
    Check {
        id: "no-token",
        points: 1,
        chapter: "7-security/identity.md#bearer",
        conversation: no_token,
    },
    Check {
        id: "algorithm",
        points: 1,
        chapter: "7-security/identity.md#forgeries",
        conversation: algorithm,
    },
    Check {
        id: "signature",
        points: 1,
        chapter: "7-security/identity.md#forgeries",
        conversation: signature,
    },
    Check {
        id: "claims",
        points: 1,
        chapter: "7-security/identity.md#verify",
        conversation: claims,
    },
    Check {
        id: "logout",
        points: 1,
        chapter: "7-security/identity.md#revocation",
        conversation: logout,
    },
    Check { id: "roles", points: 2, chapter: "7-security/identity.md#roles", conversation: roles },
    Check {
        id: "products",
        points: 1,
        chapter: "7-security/identity.md#roles",
        conversation: products,
    },
    Check { id: "order", points: 1, chapter: "7-security/identity.md#roles", conversation: order },
    Check {
        id: "secret",
        points: 1,
        chapter: "7-security/identity.md#secrets",
        conversation: secret,
    },
    Check {
        id: "leaks",
        points: 1,
        chapter: "7-security/identity.md#secrets",
        conversation: leaks,
    },
    Check { id: "https", points: 1, chapter: "7-security/transit.md#https", conversation: https },
    Check {
        id: "https-only",
        points: 1,
        chapter: "7-security/transit.md#https",
        conversation: only,
    },
];
