//! Looks for acknowledged changes that are gone: the reports of such failures name them, where a
//! comparison with the snapshot would only show two long lists.

use engine::http::Response;
use engine::{Conversation, Stop, json};
use serde_json::Value;

use crate::products::{Product, all};

/// A value as a report shows it.
pub fn printed(value: &Value) -> String {
    json::print_template(value)
}

/// The body of a response, if it is JSON.
pub fn body(response: &Response) -> Value {
    json::parse(&response.body).unwrap_or_default()
}

/// Requests all products. If what the server has of one of `products`, or that it has nothing, means
/// that the product `is_lost`, `failure` says how. Anything else that may be wrong with the response
/// is left to the comparison with the snapshot, which follows.
pub fn kept_after<'a>(
    conversation: &mut Conversation<'a>,
    products: &[Product],
    is_lost: impl Fn(&Product, Option<&Value>) -> bool,
    failure: impl FnOnce(&mut Conversation<'a>, &Product, &str) -> Result<Stop, Stop>,
) -> Result<(), Stop> {
    let response = conversation.send(&all())?;
    let page = body(&response);
    let Some(shown) = page["produits"].as_array().filter(|_| response.is_success()) else {
        conversation.forget_last_step();
        return Ok(());
    };
    for product in products {
        let is_it = |shown: &&Value| json::integer(&shown["id"]) == Some(product.id);
        let found = shown.iter().find(is_it);
        if is_lost(product, found) {
            let found = found.map_or_else(String::new, printed);
            return Err(failure(conversation, product, &found)?);
        }
    }
    conversation.forget_last_step();
    Ok(())
}
