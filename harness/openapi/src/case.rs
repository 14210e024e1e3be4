//! A generated request of an operation.

use engine::http::{Method, Request, percent_encoded};
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::sample;
use proptest::strategy::{Union, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::allowed::{allowed, there_if, types};
use crate::clip::clipped;
use crate::document::{Operation, Parameter};
use crate::edges::{as_text, edge_texts, edges, forbidden, forbidden_texts, may_be};
use crate::schemas::Schemas;

/// Which requests to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// those that the document allows
    Allowed,
    /// those that it forbids
    Forbidden,
}

/// What must become of a request, whatever the document says about it.
#[derive(Clone, Debug)]
pub struct Demand {
    /// in upper case
    pub method: &'static str,
    /// `{}` is a parameter of any name
    pub path: &'static str,
    /// the id in the path; of something that exists, if it is not given
    pub id: Option<String>,
    /// by name
    pub query: Vec<(String, String)>,
    /// what is sent
    pub body: Option<Value>,
    /// the response
    pub outcome: Outcome,
}

/// What a demand wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// the request is accepted
    Accepted,
    /// it is refused with this status
    Refused(u16),
    /// whatever the document says
    AsDescribed,
}

/// A request. Ids that only the server knows are left open.
#[derive(Clone, Debug)]
pub struct Case {
    /// by name; `None` is an id that the server has chosen
    path: Vec<(String, Option<String>)>,
    /// by name
    query: Vec<(String, String)>,
    /// what is sent
    body: Option<Value>,
}

impl Case {
    /// The request, with `id` for every id in the path that was left open.
    pub fn request(&self, operation: &Operation<'_>, id: &str) -> Option<Request> {
        let mut path = operation.path.clone();
        for (name, value) in &self.path {
            let value = percent_encoded(value.as_deref().unwrap_or(id));
            path = path.replace(&format!("{{{name}}}"), &value);
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            path.push_str(&format!("{}={}", percent_encoded(name), percent_encoded(value)));
        }
        let request = Request::new(method(&operation.method)?, path);
        Some(match &self.body {
            Some(body) => request.json(body.clone()),
            None => request,
        })
    }
}

impl Case {
    /// The part of the document that allows or forbids the request.
    pub fn rule(&self, schemas: &Schemas<'_>, operation: &Operation<'_>, side: Side) -> String {
        let parameter = operation.parameters.iter().find_map(|parameter| {
            let text = self.text_of(parameter.name)?;
            let wrong = !may_be(schemas, parameter, text);
            // If an allowed request is refused, a parameter is the likeliest cause.
            (wrong || side == Side::Allowed && self.body.is_none()).then_some(parameter)
        });
        if let Some(parameter) = parameter {
            let schema = clipped(&parameter.schema.to_string());
            return format!("{}/parameters, {}: {schema}", operation.pointer, parameter.name);
        }
        let pointer = format!("{}/requestBody", operation.pointer);
        match (&operation.body, &self.body) {
            (Some(body), Some(sent)) => match schemas.breach(body.schema, &body.pointer, sent) {
                Some(breach) => {
                    format!("{}: {}", breach.pointer, clipped(&breach.keyword.to_string()))
                }
                None => format!("{}: {}", body.pointer, clipped(&body.schema.to_string())),
            },
            (Some(body), None) => format!("{pointer}/required: {}", body.required),
            (None, _) => operation.pointer.clone(),
        }
    }

    /// The cases with one thing less: without one optional parameter of the query, or without one
    /// field of a wrong body. (A correct body may become wrong without a field.)
    pub fn with_less(&self, schemas: &Schemas<'_>, operation: &Operation<'_>) -> Vec<Self> {
        let is_wrong = |body: &&Value| {
            operation
                .body
                .as_ref()
                .is_some_and(|promised| schemas.breach(promised.schema, "", body).is_some())
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

    /// Whether the document allows the request. What it does not describe is not forbidden.
    pub fn is_allowed(&self, schemas: &Schemas<'_>, operation: &Operation<'_>) -> bool {
        let parameters =
            operation.parameters.iter().all(|parameter| match self.text_of(parameter.name) {
                Some(text) => may_be(schemas, parameter, text),
                None => parameter.location != "query" || !parameter.required,
            });
        let body = match (&operation.body, &self.body) {
            (Some(body), Some(sent)) => schemas.allows(body.schema, sent),
            (Some(body), None) => !body.required,
            (None, _) => true,
        };
        parameters && body
    }

    /// Whether it goes to something that exists, as far as is known.
    pub fn names_known_id(&self) -> bool {
        self.path.iter().all(|(_, value)| value.is_none())
    }

    /// The case of a demand on this operation.
    pub fn demanded(operation: &Operation<'_>, demand: &Demand) -> Self {
        let path = at_location(operation, "path");
        Self {
            path: path.map(|one| (one.name.to_owned(), demand.id.clone())).collect(),
            query: demand.query.clone(),
            body: demand.body.clone(),
        }
    }

    fn text_of(&self, name: &str) -> Option<&str> {
        let query = self.query.iter().find(|(known, _)| known == name);
        let path = self.path.iter().find(|(known, _)| known == name);
        query.map(|(_, text)| text.as_str()).or(path.and_then(|(_, text)| text.as_deref()))
    }
}

/// The engine's method of that name.
pub fn method(name: &str) -> Option<Method> {
    [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]
        .into_iter()
        .find(|method| method.name() == name)
}

/// Generates requests of an operation; nothing if no request can be forbidden.
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
    let path: Vec<_> = at_location(operation, "path")
        .map(|parameter| {
            let name = parameter.name.to_owned();
            let unknown = text(schemas, parameter);
            let value = Union::new_weighted(vec![(6, Just(None).boxed()), (1, unknown)]);
            value.prop_map(move |value| (name.clone(), value)).boxed()
        })
        .collect();
    let query: Vec<_> = at_location(operation, "query")
        .filter(|parameter| is_plain(schemas, parameter))
        .map(|parameter| {
            let name = parameter.name.to_owned();
            // What may be null is left out when it is.
            let named = move |text: Option<String>| Some((name.clone(), text?));
            there_if(parameter.required, text(schemas, parameter).prop_map(named))
        })
        .collect();
    let body = match &operation.body {
        Some(body) => allowed(schemas, body.schema).prop_map(Some).boxed(),
        None => Just(None).boxed(),
    };
    (path, query, body)
        .prop_map(|(path, query, body)| Case {
            path,
            query: query.into_iter().flatten().flatten().collect(),
            body,
        })
        .boxed()
}

/// One strategy for each part that can be wrong: a parameter, the body, a missing body.
fn wrong(
    schemas: &Schemas<'_>,
    operation: &Operation<'_>,
    right: &BoxedStrategy<Case>,
) -> Vec<BoxedStrategy<Case>> {
    let mut ways = Vec::new();
    for parameter in
        operation.parameters.iter().filter(|p| p.location == "path" || p.location == "query")
    {
        let texts = forbidden_texts(schemas, parameter);
        if !texts.is_empty() {
            let name = parameter.name.to_owned();
            let in_path = parameter.location == "path";
            let way = (right.clone(), sample::select(texts))
                .prop_map(move |(case, text)| with_parameter(case, &name, in_path, text));
            ways.push(way.boxed());
        }
    }
    if let Some(body) = &operation.body {
        let schema = body.schema.clone();
        let candidates = allowed(schemas, &schema);
        // What can be wrong depends on the fields that are there.
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

/// The requests around every bound of the document, once, each a single step away from a correct
/// request. Random requests could miss the only one that a server handles otherwise. `bodies` are
/// what the contract allows.
pub fn around_bounds(
    schemas: &Schemas<'_>,
    operation: &Operation<'_>,
    bodies: &[Value],
) -> Vec<Case> {
    let path = at_location(operation, "path").map(|one| (one.name.to_owned(), None)).collect();
    let query = at_location(operation, "query").filter(|one| one.required);
    let query = query.filter_map(|one| {
        let mut texts = edge_texts(schemas, one).into_iter();
        Some((one.name.to_owned(), texts.find(|text| may_be(schemas, one, text))?))
    });
    let mut base = Case { path, query: query.collect(), body: None };
    let mut cases = Vec::new();
    if let Some(body) = &operation.body {
        let right = bodies.iter().filter(|right| schemas.allows(body.schema, right)).cloned();
        let right = right.chain(few(&allowed(schemas, body.schema)));
        // A body with every field has the most to get wrong; the shortest one is the easiest to
        // read.
        let fields = |body: &Value| body.as_object().map_or(0, serde_json::Map::len);
        let length = |body: &Value| body.to_string().len();
        let whole = right.min_by_key(|body| (usize::MAX - fields(body), length(body)));
        let document = schemas.document();
        let bodies = whole.iter().flat_map(|whole| edges(document, body.schema, whole));
        cases.extend(bodies.map(|body| Case { body: Some(body), ..base.clone() }));
        cases.push(Case { body: None, ..base.clone() });
        base.body = whole;
    }
    cases.push(base.clone());
    let places = operation.parameters.iter().filter(|parameter| {
        matches!(parameter.location, "path" | "query") && is_plain(schemas, parameter)
    });
    for parameter in places {
        for text in edge_texts(schemas, parameter) {
            let in_path = parameter.location == "path";
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

/// Wrong bodies, derived from a few correct ones.
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

fn at_location<'a>(
    operation: &'a Operation<'a>,
    location: &'a str,
) -> impl Iterator<Item = &'a Parameter<'a>> {
    operation.parameters.iter().filter(move |parameter| parameter.location == location)
}

/// Whether a parameter is a single value. How lists and objects are written in a URL has many forms,
/// and the service needs none.
fn is_plain(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> bool {
    let schema = schemas.document().flat(parameter.schema);
    parameter.as_json || !types(&schema).iter().any(|kind| matches!(*kind, "array" | "object"))
}

/// Texts of a parameter; nothing is null.
fn text(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> BoxedStrategy<Option<String>> {
    let as_json = parameter.as_json;
    allowed(schemas, parameter.schema)
        .prop_map(move |value| (!value.is_null()).then(|| as_text(&value, as_json)))
        .boxed()
}
