//! One request made of an operation.

use engine::http::{Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::sample;
use proptest::strategy::{Union, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::document::{Operation, Parameter};
use crate::generate::{allowed, there_if};
use crate::promise::clipped;
use crate::schemas::Schemas;
use crate::violate::{as_text, forbidden, forbidden_texts, reads_as_allowed};

/// Which requests are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// those that the document allows
    Allowed,
    /// those that it forbids
    Forbidden,
}

/// One request, without the ids that only the server knows.
#[derive(Clone, Debug)]
pub struct Case {
    /// by name; nothing stands for an id that the server has given
    path: Vec<(String, Option<String>)>,
    /// by name
    query: Vec<(String, String)>,
    /// what is sent
    body: Option<Value>,
}

/// Everything but the unreserved characters. (RFC 3986, section 2.3)
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Case {
    /// The request, with `id` for every id of the path that is left to the server.
    pub fn request(&self, operation: &Operation<'_>, id: &str) -> Option<Request> {
        let mut path = operation.path.to_owned();
        for (name, value) in &self.path {
            let value = encoded(value.as_deref().unwrap_or(id));
            path = path.replace(&format!("{{{name}}}"), &value);
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            path.push_str(&format!("{}={}", encoded(name), encoded(value)));
        }
        let request = Request::new(method(&operation.method)?, path);
        Some(match &self.body {
            Some(body) => request.json(body.clone()),
            None => request,
        })
    }
}

impl Case {
    /// The sentence of the document that allows the request, or that forbids it.
    pub fn rule(&self, schemas: &Schemas<'_>, operation: &Operation<'_>, side: Side) -> String {
        let parameter = operation.parameters.iter().find_map(|parameter| {
            let text = self.text_of(parameter.name)?;
            let wrong = !reads_as_allowed(schemas, parameter.schema, text);
            // Of what is allowed, a parameter that was sent is the likeliest to be refused.
            (wrong || side == Side::Allowed && self.body.is_none()).then_some(parameter)
        });
        if let Some(parameter) = parameter {
            let schema = clipped(&parameter.schema.to_string());
            return format!("{}/parameters, {}: {schema}", operation.place, parameter.name);
        }
        let place = format!("{}/requestBody", operation.place);
        match (operation.body, &self.body) {
            (Some(body), Some(sent)) => {
                let place = format!("{place}/content/application~1json/schema");
                match schemas.breach(body.schema, &place, sent) {
                    Some(breach) => {
                        format!("{}: {}", breach.place, clipped(&breach.said.to_string()))
                    }
                    None => format!("{place}: {}", clipped(&body.schema.to_string())),
                }
            }
            (Some(_), None) => format!("{place}/required: true"),
            (None, _) => operation.place.clone(),
        }
    }

    /// The same with one thing less: a parameter of the query that may be left out, a field of a body
    /// that is wrong. (A right body may be none without it.)
    pub fn with_less(&self, schemas: &Schemas<'_>, operation: &Operation<'_>) -> Vec<Self> {
        let is_wrong = |body: &&Value| {
            operation.body.is_some_and(|said| schemas.breach(said.schema, "", body).is_some())
        };
        let optional =
            |name: &str| operation.parameters.iter().any(|p| p.name == name && !p.required);
        let shorter = self.query.iter().filter(|(name, _)| optional(name)).map(|(left_out, _)| {
            let mut case = self.clone();
            case.query.retain(|(name, _)| name != left_out);
            case
        });
        let fields = self
            .body
            .iter()
            .filter(is_wrong)
            .filter_map(Value::as_object)
            .flat_map(|body| body.keys());
        let smaller = fields.map(|left_out| {
            let mut case = self.clone();
            if let Some(body) = case.body.as_mut().and_then(Value::as_object_mut) {
                body.remove(left_out);
            }
            case
        });
        shorter.chain(smaller).collect()
    }

    fn text_of(&self, name: &str) -> Option<&str> {
        let query = self.query.iter().find(|(known, _)| known == name);
        let path = self.path.iter().find(|(known, _)| known == name);
        query.map(|(_, text)| text.as_str()).or(path.and_then(|(_, text)| text.as_deref()))
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The engine's method of that name.
pub fn method(name: &str) -> Option<Method> {
    [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]
        .into_iter()
        .find(|method| method.name() == name)
}

/// Requests of an operation; nothing when nothing about it can be forbidden.
pub fn cases(
    schemas: &Schemas<'_>,
    operation: &Operation<'_>,
    side: Side,
) -> Option<BoxedStrategy<Case>> {
    let right = right(schemas, operation);
    match side {
        Side::Allowed => Some(right),
        Side::Forbidden => {
            let wrong = wrong(schemas, operation, &right);
            (!wrong.is_empty()).then(|| Union::new(wrong).boxed())
        }
    }
}

fn right(schemas: &Schemas<'_>, operation: &Operation<'_>) -> BoxedStrategy<Case> {
    let path: Vec<_> = of_place(operation, "path")
        .map(|parameter| {
            let unknown = text(schemas, parameter).prop_map(Some);
            let name = parameter.name.to_owned();
            let value = Union::new_weighted(vec![(6, Just(None).boxed()), (1, unknown.boxed())]);
            value.prop_map(move |value| (name.clone(), value)).boxed()
        })
        .collect();
    let query: Vec<_> = of_place(operation, "query")
        .map(|parameter| {
            let name = parameter.name.to_owned();
            let texts = text(schemas, parameter);
            there_if(parameter.required, texts.prop_map(move |text| (name.clone(), text)))
        })
        .collect();
    let body = match operation.body {
        Some(body) => allowed(schemas, body.schema).prop_map(Some).boxed(),
        None => Just(None).boxed(),
    };
    (path, query, body)
        .prop_map(|(path, query, body)| Case {
            path,
            query: query.into_iter().flatten().collect(),
            body,
        })
        .boxed()
}

/// One way for everything that can be wrong: each parameter, the body, its absence.
fn wrong(
    schemas: &Schemas<'_>,
    operation: &Operation<'_>,
    right: &BoxedStrategy<Case>,
) -> Vec<BoxedStrategy<Case>> {
    let mut ways = Vec::new();
    for parameter in operation.parameters.iter().filter(|p| p.place == "path" || p.place == "query")
    {
        let texts = forbidden_texts(schemas, parameter);
        if !texts.is_empty() {
            let name = parameter.name.to_owned();
            let in_path = parameter.place == "path";
            let way = (right.clone(), sample::select(texts))
                .prop_map(move |(case, text)| with_parameter(case, &name, in_path, text));
            ways.push(way.boxed());
        }
    }
    if let Some(body) = operation.body {
        let schema = body.schema.clone();
        let candidates = allowed(schemas, &schema);
        // What can be wrong depends on what is there: all the fields, as often as not.
        let way = sample_wrong(schemas, &schema, &candidates);
        if let Some(bodies) = way {
            let way = (right.clone(), sample::select(bodies))
                .prop_map(|(case, body)| Case { body: Some(body), ..case });
            ways.push(way.boxed());
        }
        if body.required {
            ways.push(right.clone().prop_map(|case| Case { body: None, ..case }).boxed());
        }
    }
    ways
}

/// Every way of an operation to be wrong, once, each a single step from a right request: chance may
/// pass by the only one that a server gets wrong.
pub fn every_wrong(schemas: &Schemas<'_>, operation: &Operation<'_>) -> Vec<Case> {
    let Some(mut base) = few(&right(schemas, operation)).into_iter().next() else {
        return Vec::new();
    };
    base.path.iter_mut().for_each(|(_, value)| *value = None);
    let mut cases = Vec::new();
    if let Some(body) = operation.body {
        let bodies = few(&allowed(schemas, body.schema));
        // With every field there is most to get wrong; the shortest is the easiest to read.
        let fields = |body: &Value| body.as_object().map_or(0, serde_json::Map::len);
        let length = |body: &Value| body.to_string().len();
        let whole = bodies.into_iter().min_by_key(|body| (usize::MAX - fields(body), length(body)));
        let wrong = whole.iter().flat_map(|whole| forbidden(schemas, body.schema, whole));
        cases.extend(wrong.map(|body| Case { body: Some(body), ..base.clone() }));
        if body.required {
            cases.push(Case { body: None, ..base.clone() });
        }
        base.body = whole;
    }
    for parameter in operation.parameters.iter().filter(|p| p.place == "path" || p.place == "query")
    {
        for text in forbidden_texts(schemas, parameter) {
            let in_path = parameter.place == "path";
            cases.push(with_parameter(base.clone(), parameter.name, in_path, text));
        }
    }
    cases
}

/// A few values, the same in every run.
fn few<T: std::fmt::Debug>(strategy: &BoxedStrategy<T>) -> Vec<T> {
    const FEW: usize = 8;
    let mut runner = TestRunner::deterministic();
    (0..FEW).filter_map(|_| Some(strategy.new_tree(&mut runner).ok()?.current())).collect()
}

/// Wrong bodies, made of a few right ones.
fn sample_wrong(
    schemas: &Schemas<'_>,
    schema: &Value,
    right: &BoxedStrategy<Value>,
) -> Option<Vec<Value>> {
    let mut bodies: Vec<Value> =
        few(right).iter().flat_map(|right| forbidden(schemas, schema, right)).collect();
    bodies.sort_by_key(|body| body.to_string().len());
    bodies.dedup();
    (!bodies.is_empty()).then_some(bodies)
}

fn with_parameter(mut case: Case, name: &str, in_path: bool, text: String) -> Case {
    if in_path {
        case.path.retain(|(known, _)| known != name);
        case.path.push((name.to_owned(), Some(text)));
    } else {
        case.query.retain(|(known, _)| known != name);
        case.query.push((name.to_owned(), text));
    }
    case
}

fn of_place<'a>(
    operation: &'a Operation<'a>,
    place: &'a str,
) -> impl Iterator<Item = &'a Parameter<'a>> {
    operation.parameters.iter().filter(move |parameter| parameter.place == place)
}

fn text(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> BoxedStrategy<String> {
    allowed(schemas, parameter.schema).prop_map(|value| as_text(&value)).boxed()
}
