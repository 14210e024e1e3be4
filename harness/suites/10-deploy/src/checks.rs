//! The checks, in the order in which a student meets them.

use engine::Check;

use crate::{address, ending, image, manifests, notice, pipeline, refused};

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "address",
        points: 1,
        chapter: "9-deployment/lifecycle.md#address",
        conversation: address::address,
    },
    Check {
        id: "refused",
        points: 1,
        chapter: "9-deployment/lifecycle.md#configuration",
        conversation: refused::refused,
    },
    Check {
        id: "notice",
        points: 1,
        chapter: "9-deployment/lifecycle.md#notice",
        conversation: notice::notice,
    },
    Check {
        id: "serves",
        points: 1,
        chapter: "9-deployment/lifecycle.md#notice",
        conversation: notice::serves,
    },
    Check {
        id: "closes",
        points: 1,
        chapter: "9-deployment/lifecycle.md#drain",
        conversation: ending::closes,
    },
    Check {
        id: "finishes",
        points: 1,
        chapter: "9-deployment/lifecycle.md#drain",
        conversation: ending::finishes,
    },
    Check {
        id: "cuts-off",
        points: 1,
        chapter: "9-deployment/lifecycle.md#deadline",
        conversation: ending::cuts_off,
    },
    Check {
        id: "interrupt",
        points: 1,
        chapter: "9-deployment/lifecycle.md#signals",
        conversation: ending::interrupt,
    },
    Check {
        id: "stages",
        points: 1,
        chapter: "9-deployment/images.md#stages",
        conversation: image::stages,
    },
    Check {
        id: "versions",
        points: 1,
        chapter: "9-deployment/images.md#versions",
        conversation: image::versions,
    },
    Check {
        id: "process",
        points: 1,
        chapter: "9-deployment/images.md#command",
        conversation: image::process,
    },
    Check {
        id: "contents",
        points: 1,
        chapter: "9-deployment/images.md#context",
        conversation: image::contents,
    },
    Check {
        id: "deployment",
        points: 1,
        chapter: "9-deployment/kubernetes.md#deployment",
        conversation: manifests::deployment,
    },
    Check {
        id: "traffic",
        points: 1,
        chapter: "9-deployment/kubernetes.md#service",
        conversation: manifests::traffic,
    },
    Check {
        id: "container",
        points: 1,
        chapter: "9-deployment/kubernetes.md#security",
        conversation: manifests::container,
    },
    Check {
        id: "disruptions",
        points: 1,
        chapter: "9-deployment/kubernetes.md#grace",
        conversation: manifests::disruptions,
    },
    Check {
        id: "configuration",
        points: 1,
        chapter: "9-deployment/kubernetes.md#configuration",
        conversation: manifests::configuration,
    },
    Check {
        id: "checks",
        points: 1,
        chapter: "9-deployment/delivery.md#checks",
        conversation: pipeline::checks,
    },
    Check {
        id: "publication",
        points: 1,
        chapter: "9-deployment/delivery.md#publish",
        conversation: pipeline::publication,
    },
    Check {
        id: "supply",
        points: 1,
        chapter: "9-deployment/delivery.md#permissions",
        conversation: pipeline::supply,
    },
];
