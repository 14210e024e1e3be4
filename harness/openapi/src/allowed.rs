//! Generates values that a schema allows.
//!
//! They are drawn at random, near the bounds that the document states and between them. Both sides of
//! each bound are tried in every run: see [`crate::edges`].

use std::sync::Arc;

use jsonschema::Validator;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::strategy::Union;
use proptest::{collection, option, sample, string};
use regex_syntax::hir::{Hir, HirKind, Look};
use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::schemas::Schemas;

/// How deep values are nested before only required parts are generated.
const DEEP: usize = 5;

/// How deep a choice is followed.
const DEEPEST: usize = 20;

/// The length of the longest generated text, in characters: a longer bound is not tried.
const LONGEST: usize = 2_000;

/// Values that `schema` allows. The schema itself filters them, so that a keyword which is unknown
/// here yields fewer values, never wrong ones.
pub fn allowed(schemas: &Schemas<'_>, schema: &Value) -> BoxedStrategy<Value> {
    let values = any_of(schemas.document(), schema, 0);
    match schemas.validator(schema) {
        Some(validator) => filtered(values, validator),
        None => values,
    }
}

fn filtered(values: BoxedStrategy<Value>, validator: Arc<Validator>) -> BoxedStrategy<Value> {
    values.prop_filter("allowed by the schema", move |value| validator.is_valid(value)).boxed()
}

fn any_of(document: &Document, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    let schema = document.flat(schema);
    if let Some(value) = schema.get("const") {
        return Just(value.clone()).boxed();
    }
    if let Some(values) = list(&schema, "enum") {
        return sample::select(values.clone()).boxed();
    }
    let choices = list(&schema, "oneOf").or_else(|| list(&schema, "anyOf"));
    if let Some(choices) = choices.filter(|_| depth < DEEPEST) {
        let mut beside = schema.as_object().cloned().unwrap_or_default();
        beside.retain(|key, _| key != "oneOf" && key != "anyOf");
        let both = |choice: &Value| json!({ "allOf": [choice, beside] });
        let choices = choices.iter().map(|choice| any_of(document, &both(choice), depth + 1));
        return Union::new(choices).boxed();
    }
    let kinds = types(&schema).into_iter();
    Union::new(kinds.map(|kind| of_type(document, &schema, kind, depth))).boxed()
}

fn list<'a>(schema: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    schema.get(key)?.as_array().filter(|values| !values.is_empty())
}

/// The types that a schema names, or that follow from its keywords.
pub fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) if !kinds.is_empty() => {
            kinds.iter().filter_map(Value::as_str).collect()
        }
        _ if schema.get("properties").is_some() => vec!["object"],
        _ if schema.get("items").is_some() => vec!["array"],
        _ if schema.get("minimum").or(schema.get("maximum")).is_some() => vec!["number"],
        _ => vec!["string"],
    }
}

fn of_type(document: &Document, schema: &Value, kind: &str, depth: usize) -> BoxedStrategy<Value> {
    match kind {
        "object" => object(document, schema, depth),
        "array" => array(document, schema, depth),
        "integer" => integer(schema),
        "number" => Union::new([integer(schema), halves(schema)]).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "null" => Just(Value::Null).boxed(),
        _ => text(schema),
    }
}

fn object(document: &Document, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    let required: Vec<&str> =
        list(schema, "required").into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    let fields: Vec<BoxedStrategy<Option<(String, Value)>>> = properties
        .into_iter()
        .flatten()
        .filter_map(|(name, property)| {
            let needed = required.contains(&name.as_str());
            if !needed && depth >= DEEP {
                return None;
            }
            let name = name.clone();
            let values = any_of(document, property, depth + 1);
            Some(there_if(needed, values.prop_map(move |value| (name.clone(), value))))
        })
        .collect();
    fields
        .prop_map(|fields| Value::Object(fields.into_iter().flatten().collect::<Map<_, _>>()))
        .boxed()
}

/// Required parts are always there, others half of the time.
pub fn there_if<T: Clone + std::fmt::Debug + 'static>(
    needed: bool,
    values: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    if needed { values.prop_map(Some).boxed() } else { option::of(values).boxed() }
}

fn array(document: &Document, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    let least = size(schema, "minItems").unwrap_or(0).min(LONGEST);
    let most = size(schema, "maxItems").unwrap_or(least + 3).clamp(least, least + 3);
    let item = any_of(document, schema.get("items").unwrap_or(&Value::Bool(true)), depth + 1);
    collection::vec(item, least..=most).prop_map(Value::from).boxed()
}

fn size(schema: &Value, key: &str) -> Option<usize> {
    usize::try_from(schema.get(key)?.as_u64()?).ok()
}

/// The integers of a schema: both bounds that it states, and some between.
fn integer(schema: &Value) -> BoxedStrategy<Value> {
    let (least, most) = ends(schema);
    let mut choices = vec![(4, (least.unwrap_or(1)..=near(least, most)).boxed())];
    choices.extend([least, most].into_iter().flatten().map(|end| (1, Just(end).boxed())));
    if let (Some(least), Some(most)) = (least, most) {
        choices.push((1, (least..=most.max(least)).boxed()));
    }
    Union::new_weighted(choices).prop_map(Value::from).boxed()
}

/// Far enough from the lower end, and not beyond the upper one.
fn near(least: Option<i64>, most: Option<i64>) -> i64 {
    let least = least.unwrap_or(1);
    least.saturating_add(1_000).min(most.unwrap_or(i64::MAX)).max(least)
}

/// The smallest and the largest integer that a schema states.
pub fn ends(schema: &Value) -> (Option<i64>, Option<i64>) {
    let whole = |key: &str| schema.get(key).and_then(Value::as_f64);
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond i64 becomes its end")]
    let least = whole("minimum")
        .map(|bound| bound.ceil() as i64)
        .or_else(|| whole("exclusiveMinimum").map(|bound| bound.floor() as i64 + 1));
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond i64 becomes its end")]
    let most = whole("maximum")
        .map(|bound| bound.floor() as i64)
        .or_else(|| whole("exclusiveMaximum").map(|bound| bound.ceil() as i64 - 1));
    (least, most)
}

/// Numbers half-way between two integers.
fn halves(schema: &Value) -> BoxedStrategy<Value> {
    let (least, most) = ends(schema);
    let least = least.unwrap_or(1);
    (least..=near(Some(least), most))
        .prop_map(|whole| {
            #[expect(clippy::cast_precision_loss, reason = "any number near it serves")]
            let half = whole as f64 + 0.5;
            json!(half)
        })
        .boxed()
}

/// The texts of a schema: by its pattern, or letters, of both lengths that it states and between.
fn text(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && let Some(texts) = matching(pattern)
    {
        return texts
            .prop_filter("without doubt", |text| !is_doubtful(text))
            .prop_map(Value::from)
            .boxed();
    }
    if let Some(example) = schema.get("format").and_then(Value::as_str).and_then(of_format) {
        return Just(json!(example)).boxed();
    }
    let least = size(schema, "minLength").unwrap_or(0).min(LONGEST);
    let most = size(schema, "maxLength").unwrap_or(LONGEST + 1);
    let mut lengths = vec![(4, least.max(1).min(most)..=(least + 12).min(most))];
    lengths.push((1, least..=least));
    if most <= LONGEST {
        lengths.push((1, most..=most));
    }
    let texts =
        lengths.into_iter().filter(|(_, range)| !range.is_empty()).map(|(weight, range)| {
            let letters = collection::vec(sample::select(LETTERS), range);
            (weight, letters.prop_map(|letters| letters.into_iter().collect::<String>()).boxed())
        });
    Union::new_weighted(texts.collect()).prop_map(Value::from).boxed()
}

/// Letters of several alphabets and of different lengths in UTF-8.
const LETTERS: &[char] = &['a', 'k', 'z', 'A', 'Z', '0', '9', 'é', 'Œ', 'ß', 'д', '€', '日', '🦀'];

/// Whether a text has a character that some languages take for white space and others do not.
fn is_doubtful(text: &str) -> bool {
    const DOUBTFUL: [char; 8] =
        ['\u{1c}', '\u{1d}', '\u{1e}', '\u{1f}', '\u{85}', '\u{180e}', '\u{200b}', '\u{feff}'];
    text.contains(DOUBTFUL)
}

fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2024-02-29",
        "date-time" => "2024-02-29T12:00:00Z",
        "time" => "12:00:00Z",
        "email" => "ada@example.org",
        "uuid" => "6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b",
        "uri" | "url" => "https://example.org/",
        "hostname" => "example.org",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        _ => return None,
    })
}

/// Texts that match `pattern`, if they can be generated from it.
fn matching(pattern: &str) -> Option<BoxedStrategy<String>> {
    let parsed = regex_syntax::parse(pattern).ok()?;
    let bare = without_ends(parsed);
    if longest(&bare) > LONGEST {
        return None;
    }
    Some(string::string_regex_parsed(&bare).ok()?.boxed())
}

/// The pattern without the anchors around it: generated texts match it from beginning to end
/// anyway.
fn without_ends(pattern: Hir) -> Hir {
    match pattern.kind() {
        HirKind::Concat(parts) => {
            let is_end =
                |part: &&Hir| !matches!(part.kind(), HirKind::Look(Look::Start | Look::End));
            Hir::concat(parts.iter().filter(is_end).cloned().collect())
        }
        _ => pattern,
    }
}

/// How long a generated text may become, in characters.
fn longest(pattern: &Hir) -> usize {
    /// How often the generator repeats at most when the pattern has no upper bound.
    const ENDLESS: u32 = 32;
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Class(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Capture(capture) => longest(&capture.sub),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(ENDLESS));
            longest(&repetition.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
        HirKind::Concat(parts) => {
            parts.iter().fold(0, |sum, part| sum.saturating_add(longest(part)))
        }
        HirKind::Alternation(parts) => parts.iter().map(longest).max().unwrap_or(0),
    }
}
