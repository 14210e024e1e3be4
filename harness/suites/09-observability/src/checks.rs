//! The checks, in the order in which a student meets them.

use engine::Check;

use crate::alerts::{errors, gone, latency};
use crate::counting::{counts, exposition, series};
use crate::dashboard::dashboard;
use crate::flight::{in_flight, live};
use crate::health::{ready, ready_in_time};
use crate::hostile::hostile;
use crate::lines::{clients, levels, line};
use crate::private::private;
use crate::request_ids::request_id;
use crate::results::results;
use crate::traces::{new_trace, trace};

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "line",
        points: 1,
        chapter: "8-observability/logs.md#requests",
        conversation: line,
    },
    Check {
        id: "levels",
        points: 1,
        chapter: "8-observability/logs.md#levels",
        conversation: levels,
    },
    Check {
        id: "hostile",
        points: 1,
        chapter: "8-observability/logs.md#injection",
        conversation: hostile,
    },
    Check {
        id: "private",
        points: 1,
        chapter: "8-observability/logs.md#secrets",
        conversation: private,
    },
    Check {
        id: "clients",
        points: 1,
        chapter: "8-observability/logs.md#requests",
        conversation: clients,
    },
    Check {
        id: "request-id",
        points: 1,
        chapter: "8-observability/logs.md#trace",
        conversation: request_id,
    },
    Check { id: "trace", points: 1, chapter: "8-observability/logs.md#trace", conversation: trace },
    Check {
        id: "new-trace",
        points: 1,
        chapter: "8-observability/logs.md#trace",
        conversation: new_trace,
    },
    Check {
        id: "exposition",
        points: 1,
        chapter: "8-observability/metrics.md#format",
        conversation: exposition,
    },
    Check {
        id: "counts",
        points: 1,
        chapter: "8-observability/metrics.md#middleware",
        conversation: counts,
    },
    Check {
        id: "series",
        points: 1,
        chapter: "8-observability/metrics.md#labels",
        conversation: series,
    },
    Check {
        id: "results",
        points: 1,
        chapter: "8-observability/metrics.md#labels",
        conversation: results,
    },
    Check {
        id: "in-flight",
        points: 1,
        chapter: "8-observability/metrics.md#middleware",
        conversation: in_flight,
    },
    Check {
        id: "live",
        points: 1,
        chapter: "8-observability/metrics.md#probes",
        conversation: live,
    },
    Check {
        id: "ready",
        points: 1,
        chapter: "8-observability/metrics.md#probes",
        conversation: ready,
    },
    Check {
        id: "ready-in-time",
        points: 1,
        chapter: "8-observability/metrics.md#probes",
        conversation: ready_in_time,
    },
    Check {
        id: "errors-alert",
        points: 1,
        chapter: "8-observability/metrics.md#alerts",
        conversation: errors,
    },
    Check {
        id: "latency-alert",
        points: 1,
        chapter: "8-observability/metrics.md#quantile",
        conversation: latency,
    },
    Check {
        id: "gone-alert",
        points: 1,
        chapter: "8-observability/metrics.md#alerts",
        conversation: gone,
    },
    Check {
        id: "dashboard",
        points: 1,
        chapter: "8-observability/metrics.md#grafana",
        conversation: dashboard,
    },
];
