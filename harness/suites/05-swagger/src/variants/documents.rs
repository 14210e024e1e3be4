//! Variants of the solution's document.

mod differing;
mod right;
mod wrong;

use std::net::SocketAddr;

use openapi::{Document, Side, check_agreement, lint};
use serde_json::Value;
use texts::Lang;

use differing::DIFFERING;
use right::RIGHT;
use wrong::WRONG;

use super::{failure, fetched, solution};
use crate::contract::{
    FIXTURE, head_problems, missing_parameters, missing_routes, missing_statuses,
};
use crate::demands::demands;
use crate::samples;

const LOCATION: &str = "http://127.0.0.1:5000/api-docs/openapi.json";

/// Everything that the checks of the document find.
fn problems(document: &Value) -> Vec<String> {
    let mut read = match Document::read(document.to_string().as_bytes(), LOCATION) {
        Ok(read) => read,
        Err(why) => return vec![why.text(Lang::En)],
    };
    let mut problems = lint::invalid(&read).expect("the schemas of OpenAPI");
    problems.extend(lint::unreadable_patterns(&read));
    problems.extend(lint::repeated(&read));
    problems.extend(head_problems(&read));
    if !missing_routes(&read).is_empty() {
        read.ignore_servers();
    }
    problems.extend(missing_routes(&read));
    problems.extend(missing_parameters(&read));
    problems.extend(lint::dangling(&read));
    problems.extend(missing_statuses(&read));
    problems.extend(lint::undescribed(&read));
    problems.extend(samples::problems(&read));
    problems.iter().map(|problem| problem.text(Lang::En)).collect()
}

type Change = fn(&mut Value);

/// The object at a pointer.
fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is there"))
}

const LIST: &str = "/paths/~1api~1produits/get";
const CREATE: &str = "/paths/~1api~1produits/post";
const READ: &str = "/paths/~1api~1produits~1{id}/get";
const NAME: &str = "/components/schemas/Nom";

/// Removes a field that is there.
fn without(node: &mut Value, key: &str) {
    let removed = node.as_object_mut().and_then(|fields| fields.remove(key));
    assert!(removed.is_some(), "{key} is there");
}

/// Renames the keys of all `content` objects.
fn with_media(node: &mut Value, name: &str) {
    match node {
        Value::Object(fields) => {
            if let Some(content) = fields.get_mut("content").and_then(Value::as_object_mut)
                && let Some(media) = content.remove("application/json")
            {
                content.insert(name.to_owned(), media);
            }
            fields.values_mut().for_each(|value| with_media(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| with_media(item, name)),
        _ => {}
    }
}

/// The first promise of a document that a server does not keep.
fn disagreement(document: &Value, address: SocketAddr) -> Option<String> {
    let read = Document::read(document.to_string().as_bytes(), LOCATION).ok()?;
    [Side::Allowed, Side::Forbidden].into_iter().find_map(|side| {
        // The requests that are the same in every run.
        failure(address, |conversation| {
            check_agreement(conversation, &read, side, 0, FIXTURE, &demands()).map(drop)
        })
    })
}

fn changed(served: &Value, change: Change) -> Value {
    let mut document = served.clone();
    change(&mut document);
    document
}

fn served(address: SocketAddr) -> Value {
    let served = fetched(address, "/api-docs/openapi.json").body;
    serde_json::from_slice(&served).expect("a document")
}

#[test]
fn right_documents_are_accepted_and_wrong_ones_are_not() {
    let (_server, address) = solution();
    let served = served(address);
    let mut misjudged = Vec::new();
    for (name, change) in RIGHT {
        let problems = problems(&changed(&served, *change));
        if !problems.is_empty() {
            misjudged.push(format!("{name}: {problems:#?}"));
        }
    }
    for (name, change, word) in WRONG {
        let problems = problems(&changed(&served, *change));
        if !problems.iter().any(|problem| problem.contains(word)) {
            misjudged.push(format!("{name}: {word} is not in {problems:#?}"));
        }
        let loops = problems.iter().any(|problem| problem.contains("loop"));
        if loops && *word != "loop" {
            misjudged.push(format!("{name} is taken for a loop"));
        }
    }
    assert!(misjudged.is_empty(), "{}", misjudged.join("\n"));
}

#[test]
fn the_solution_keeps_the_promises_of_right_document_variants() {
    let (_server, address) = solution();
    let served = served(address);
    let mut misjudged = Vec::new();
    for (name, change) in RIGHT {
        let found = disagreement(&changed(&served, *change), address);
        misjudged.extend(found.map(|why| format!("{name}: {why}")));
    }
    assert!(misjudged.is_empty(), "{}", misjudged.join("\n"));
}

#[test]
fn requests_show_document_variants_that_differ_from_the_solution() {
    let (_server, address) = solution();
    let served = served(address);
    let mut misjudged = Vec::new();
    for (name, change, word) in DIFFERING {
        let document = changed(&served, *change);
        let problems = problems(&document);
        if !problems.is_empty() {
            misjudged.push(format!("{name}: {problems:#?}"));
        }
        let found = disagreement(&document, address).unwrap_or_default();
        if !found.contains(word) {
            misjudged.push(format!("{name}: {word} is not in {found:?}"));
        }
    }
    assert!(misjudged.is_empty(), "{}", misjudged.join("\n"));
}
