//! The checks, in the order in which a student meets them.

use engine::{Check, Conversation, Stop};
use openapi::{Side, check_agreement, lint};
use texts::Message;

use crate::contract::{
    DOCUMENT, FIXTURE, document, document_as_meant, head_problems, missing_parameters,
    missing_routes, missing_statuses, no_problem, whole_document,
};
use crate::demands::demands;
use crate::life::life;
use crate::samples;
use crate::swagger::page;

/// How many requests to generate on each side by default.
const REQUESTS: u32 = 120;

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "document",
        points: 2,
        chapter: "5-openapi/documentation.md#document",
        conversation: |c| {
            let document = document(c)?;
            let mut problems = lint::invalid(&document).map_err(Stop::Harness)?;
            problems.extend(lint::unreadable_patterns(&document));
            problems.extend(lint::repeated(&document));
            problems.extend(head_problems(&document));
            seen(c, &problems)
        },
    },
    Check {
        id: "routes",
        points: 3,
        chapter: "5-openapi/documentation.md#annotations",
        conversation: |c| {
            let document = document_as_meant(c)?;
            let problems = missing_routes(&document);
            seen(c, &problems)
        },
    },
    Check {
        id: "references",
        points: 1,
        chapter: "5-openapi/documentation.md#annotations",
        conversation: |c| {
            let document = whole_document(c)?;
            let mut problems = lint::dangling(&document);
            problems.extend(missing_parameters(&document));
            seen(c, &problems)
        },
    },
    Check {
        id: "statuses",
        points: 3,
        chapter: "5-openapi/documentation.md#annotations",
        conversation: |c| {
            let document = whole_document(c)?;
            let problems = missing_statuses(&document);
            seen(c, &problems)
        },
    },
    Check {
        id: "described",
        points: 2,
        chapter: "5-openapi/documentation.md#annotations",
        conversation: |c| {
            let document = whole_document(c)?;
            let problems = lint::undescribed(&document);
            seen(c, &problems)
        },
    },
    Check {
        id: "schemas",
        points: 2,
        chapter: "5-openapi/documentation.md#schemas",
        conversation: |c| {
            let document = whole_document(c)?;
            let problems = samples::problems(&document);
            seen(c, &problems)
        },
    },
    Check {
        id: "page",
        points: 2,
        chapter: "5-openapi/documentation.md#swagger-ui",
        conversation: page,
    },
    Check {
        id: "allowed",
        points: 2,
        chapter: "5-openapi/documentation.md#agreement",
        conversation: |c| agreement(c, Side::Allowed),
    },
    Check {
        id: "forbidden",
        points: 2,
        chapter: "5-openapi/documentation.md#agreement",
        conversation: |c| agreement(c, Side::Forbidden),
    },
    Check {
        id: "life",
        points: 1,
        chapter: "5-openapi/documentation.md#agreement",
        conversation: life,
    },
];

/// Fails if there are problems in the document.
fn seen(conversation: &mut Conversation<'_>, problems: &[Message]) -> Result<(), Stop> {
    no_problem(conversation, problems)?;
    conversation.compare(&format!("GET {DOCUMENT}"), "✓")
}

/// Sends requests made from the document, and checks the responses.
fn agreement(conversation: &mut Conversation<'_>, side: Side) -> Result<(), Stop> {
    let document = whole_document(conversation)?;
    let count = conversation.requests().unwrap_or(REQUESTS);
    check_agreement(conversation, &document, side, count, FIXTURE, &demands())?;
    conversation.compare(&format!("GET {DOCUMENT}"), "✓")
}
