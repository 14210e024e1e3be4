//! Whom a broker of the grader is for: one submission, with a user and a virtual host that nobody else
//! has. The broker reads them from a file when it starts (`load_definitions`), and then has no other
//! user: `guest` is not made.

use std::net::SocketAddr;

use serde_json::json;

use crate::access::{Access, Address};
use crate::limits::Limits;

/// Queues of a tenant at a time. A check has two, and the judge one more; the checks of a lab are made
/// at the same time.
const QUEUES: u32 = 128;

/// Messages that wait in one queue, and bytes of their bodies. A check has a few hundred short ones
/// there. A queue that is full refuses what is published: one check of a submission that never stops
/// publishing does not fill the broker for its other checks.
const MESSAGES: u32 = 20_000;
const BYTES: u32 = 8 * 1024 * 1024;

/// A user and a virtual host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    user: String,
    password: String,
    virtual_host: String,
}

impl Tenant {
    /// One whose names and password nobody has used before.
    pub fn new() -> Self {
        let random = |what: &str| format!("{what}-{:016x}", fastrand::u64(..));
        let password = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        Self { user: random("lab"), password, virtual_host: random("lab") }
    }

    /// How it reaches the broker at `address`.
    pub fn at(&self, address: SocketAddr) -> Access {
        Access {
            user: self.user.clone(),
            password: self.password.clone(),
            virtual_host: self.virtual_host.clone(),
            address: Address::Port(address),
        }
    }

    /// What the broker reads when it starts.
    pub(crate) fn definitions(&self, limits: &Limits) -> String {
        let Self { user, password, virtual_host } = self;
        let most = json!({ "max-connections": limits.connections, "max-queues": QUEUES });
        let bounds = json!({
            "max-length": MESSAGES, "max-length-bytes": BYTES, "overflow": "reject-publish",
        });
        json!({
            "users": [{ "name": user, "password": password, "tags": "" }],
            "vhosts": [{ "name": virtual_host }],
            "permissions": [{
                "user": user, "vhost": virtual_host, "configure": ".*", "write": ".*", "read": ".*",
            }],
            "parameters": [{
                "component": "vhost-limits", "name": "limits", "vhost": virtual_host, "value": most,
            }],
            "policies": [{
                "vhost": virtual_host, "name": "bounds", "pattern": ".*", "apply-to": "queues",
                "priority": 0, "definition": bounds,
            }],
        })
        .to_string()
    }
}

impl Default for Tenant {
    fn default() -> Self {
        Self::new()
    }
}
