//! Names that must stand for something in the document: those of security schemes, of operations in
//! links, of schemas in discriminators. (OpenAPI 3.1.0, sections 4.8.20, 4.8.25 and 4.8.30)

use serde_json::Value;
use texts::Message;

use crate::document::Document;
use crate::messages::problems as messages;
use crate::objects::Kind;
use crate::references::Place;

/// Names that stand for nothing.
pub fn unknown(document: &Document) -> Vec<Message> {
    let mut problems = Vec::new();
    for place in document.places().iter() {
        let Some(node) = document.written().pointer(&place.pointer) else { continue };
        let unknown = match place.kind {
            Kind::Root | Kind::Operation => unknown_schemes(document, node),
            Kind::Link => unknown_in_link(document, place, node),
            Kind::Schema => unknown_in_discriminator(document, place, node),
            _ => Vec::new(),
        };
        let at = format!("#{}", place.pointer);
        problems.extend(unknown.iter().map(|name| messages::unknown_name(&at, name)));
    }
    problems
}

fn unknown_schemes(document: &Document, node: &Value) -> Vec<String> {
    let known = document.written().pointer("/components/securitySchemes");
    let requirements = node.get("security").and_then(Value::as_array).into_iter().flatten();
    let names = requirements.filter_map(Value::as_object).flat_map(|names| names.keys());
    names.filter(|name| known.and_then(|known| known.get(name)).is_none()).cloned().collect()
}

/// The operation of a link, and the names of its parameters.
fn unknown_in_link(document: &Document, place: &Place, link: &Value) -> Vec<String> {
    let text = |key: &str| link.get(key).and_then(Value::as_str);
    let operations = document.operations();
    let (name, target) = match (text("operationId"), text("operationRef")) {
        (Some(id), _) => {
            let named = |node: &Value| node.get("operationId").and_then(Value::as_str) == Some(id);
            let places = document.places().of_kind(Kind::Operation);
            let pointers = places.map(|place| place.pointer.clone());
            let mut pointers =
                pointers.filter(|pointer| document.root().pointer(pointer).is_some_and(named));
            (id, pointers.next())
        }
        (None, Some(reference)) => {
            let target = document.places().target(document.written(), place, reference);
            let is_operation = |target: &String| {
                document.places().of_kind(Kind::Operation).any(|place| place.pointer == *target)
            };
            (reference, target.filter(is_operation))
        }
        (None, None) => return Vec::new(),
    };
    let Some(target) = target else { return vec![name.to_owned()] };
    let known = operations.iter().find(|operation| operation.pointer == format!("#{target}"));
    let Some(known) = known else { return Vec::new() };
    let is_known = |name: &&String| {
        known.parameters.iter().any(|parameter| {
            *name == parameter.name
                || **name == format!("{}.{}", parameter.location, parameter.name)
        })
    };
    let parameters = link.get("parameters").and_then(Value::as_object);
    let names = parameters.into_iter().flat_map(|parameters| parameters.keys());
    names.filter(|name| !is_known(name)).cloned().collect()
}

/// The schemas of a mapping, and the property that tells them apart.
fn unknown_in_discriminator(document: &Document, place: &Place, schema: &Value) -> Vec<String> {
    let Some(discriminator) = schema.get("discriminator") else { return Vec::new() };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let schemas = document.written().pointer("/components/schemas");
    let is_known = |name: &str| {
        schemas.and_then(|schemas| schemas.get(name)).is_some()
            || document.places().target(document.written(), place, name).is_some()
    };
    let targets = mapping.into_iter().flatten().filter_map(|(_, target)| target.as_str());
    let mut unknown: Vec<String> =
        targets.filter(|target| !is_known(target)).map(str::to_owned).collect();
    let property = discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
    let resolved = document.root().pointer(&place.pointer);
    let alternatives = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| resolved?.get(key)?.as_array())
        .flatten()
        .filter_map(|alternative| document.flat(alternative).get("properties").cloned());
    let mut alternatives = alternatives.peekable();
    let has_some = alternatives.peek().is_some();
    if has_some && !alternatives.any(|properties| properties.get(property).is_some()) {
        unknown.push(property.to_owned());
    }
    unknown
}
