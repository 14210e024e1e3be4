//! What the chapters on JSON and on serde show, and what they claim.

mod transcript;

use std::collections::{BTreeMap, HashMap};
use std::fs;

use listings::serde_json_basics::{Feature, Serre, add_plante, checker, files, walking};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const JSON: &str = include_str!("../src/serde_json_basics/feature.json");
const YAML: &str = include_str!("../src/serde_json_basics/feature.yaml");

fn feature() -> Feature {
    serde_json::from_str(JSON).expect("the feature of the page")
}

#[test]
fn what_is_nearly_json_is_refused() {
    let texts = [
        "{'nom': 'Ficus'}",
        "{nom: \"Ficus\"}",
        "{\"nom\": \"Ficus\",}",
        "[1, 2,]",
        "[01]",
        "[.5]",
        "[NaN]",
        "[True]",
        "[1] // one",
        "{\"nom\": \"Ficus\"",
        "",
    ];
    let errors: String = texts
        .iter()
        .map(|text| {
            let error = serde_json::from_str::<Value>(text).expect_err("not JSON");
            format!("{text:<18} {error}\n")
        })
        .collect();
    transcript::assert_snapshot("json-refused", &errors);
}

#[test]
fn what_json_leaves_open_is_accepted() {
    let twice: Value = serde_json::from_str(r#"{"nom": "Ficus", "nom": "Érable"}"#).expect("JSON");
    assert_eq!(twice, json!({"nom": "Érable"}));
    let escaped: String = serde_json::from_str(r#""\u00c9rable""#).expect("JSON");
    assert_eq!(escaped, "Érable");
    let large: u64 = serde_json::from_str("9007199254740993").expect("JSON");
    assert_eq!(large, 9_007_199_254_740_993);
    let lone: u32 = serde_json::from_str("42").expect("a JSON text may be any value");
    assert_eq!(lone, 42);
}

#[test]
fn the_yaml_says_the_same_as_the_json() {
    let read: Feature = serde_saphyr::from_str(YAML).expect("YAML");
    assert_eq!(read, feature());
    let json: Feature = serde_saphyr::from_str(JSON).expect("YAML too");
    assert_eq!(json, feature());
}

#[test]
fn a_feature_is_decoded_changed_and_encoded() {
    let text = add_plante(JSON).expect("a feature");
    transcript::assert_snapshot("serde-added", &text);
}

/// A line of the table of conversions: what becomes of that JSON as that type.
macro_rules! conversion {
    ($json:literal as $target:ty) => {{
        let target = stringify!($target);
        match serde_json::from_str::<$target>($json) {
            Ok(value) => format!("{:<16} {target:<21} {value:?}\n", $json),
            Err(error) => format!("{:<16} {target:<21} {error}\n", $json),
        }
    }};
}

#[test]
fn json_becomes_rust_or_an_error() {
    let mut text = String::new();
    text += &conversion!("3" as u32);
    text += &conversion!("3" as f64);
    text += &conversion!("3.0" as u32);
    text += &conversion!("-1" as u32);
    text += &conversion!("300" as u8);
    text += &conversion!("\"3\"" as u32);
    text += &conversion!("1" as bool);
    text += &conversion!("null" as Option<u32>);
    text += &conversion!("null" as u32);
    text += &conversion!("[1, 2, 3]" as [f64; 2]);
    text += &conversion!("{\"a\": 1, \"a\": 2}" as BTreeMap<String, u32>);
    transcript::assert_snapshot("serde-conversions", &text);
}

#[test]
fn a_key_that_comes_twice_is_refused_by_a_struct() {
    let text = r#"{"nom": "Serre", "plantes": 1, "plantes": 2}"#;
    let error = serde_json::from_str::<Serre>(text).expect_err("a key twice");
    assert!(error.to_string().starts_with("duplicate field `plantes`"), "{error}");
}

#[test]
fn nothing_and_null_are_both_none() {
    for text in [
        r#"{"nom": "Serre", "plantes": 1}"#,
        r#"{"nom": "Serre", "plantes": 1, "fermeture": null}"#,
    ] {
        let serre: Serre = serde_json::from_str(text).expect("a greenhouse");
        assert_eq!(serde_json::to_string(&serre).expect("JSON"), r#"{"nom":"Serre","plantes":1}"#);
    }
}

#[test]
fn nan_is_written_null_and_then_not_read() {
    let text = serde_json::to_string(&f64::NAN).expect("JSON");
    assert_eq!(text, "null");
    serde_json::from_str::<f64>(&text).expect_err("null is not a number");
}

#[test]
fn without_a_tag_the_variant_is_a_key() {
    #[derive(Serialize)]
    enum Geometry {
        Point([f64; 2]),
    }
    let text = serde_json::to_string(&Geometry::Point([4.8, 45.7])).expect("JSON");
    assert_eq!(text, r#"{"Point":[4.8,45.7]}"#);
}

#[test]
fn a_number_that_came_as_120_leaves_as_120_0() {
    let number: f64 = serde_json::from_str("120").expect("a number");
    assert_eq!(serde_json::to_string(&number).expect("JSON"), "120.0");
}

#[test]
fn a_walk_says_nothing_of_a_misspelt_key() {
    assert_eq!(walking::plantes(JSON).expect("JSON"), Some(120));
    let misspelt = JSON.replace("plantes", "plante");
    assert_eq!(walking::plantes(&misspelt).expect("JSON"), None);
    let error = serde_json::from_str::<Feature>(&misspelt).expect_err("a field is missing");
    assert!(error.to_string().starts_with("missing field `plantes`"), "{error}");
}

#[test]
fn an_error_says_what_where_and_of_which_kind() {
    let texts = [
        "{\n  \"nom\": \"Serre tropicale\",\n  \"plantes\": 120,\n}",
        "{\n  \"nom\": \"Serre tropicale\",\n  \"plantes\": \"beaucoup\"\n}",
        "{\n  \"nom\": \"Serre tropicale\"\n}",
        "{\n  \"nom\": \"Serre trop",
    ];
    let errors: Vec<String> = texts
        .iter()
        .map(|text| {
            let error = serde_json::from_str::<Serre>(text).expect_err("no greenhouse");
            format!("{text}\n→ {:?}: {error}\n", error.classify())
        })
        .collect();
    transcript::assert_snapshot("serde-errors", &errors.join("\n"));
}

#[test]
fn a_file_is_written_as_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("serre.json");
    files::write(&path, &feature()).expect("written");
    assert_eq!(files::read(&path).expect("read"), feature());
    let text = fs::read_to_string(&path).expect("read");
    transcript::assert_snapshot("serde-declared", &text);
}

#[test]
fn the_checker_sorts_and_indents() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("serre.json");
    fs::write(&path, JSON).expect("written");
    let sorted = checker::check(&path).expect("JSON");
    transcript::assert_snapshot("serde-sorted", &sorted);
    fs::write(&path, "{\"nom\": \"Ficus\",}").expect("written");
    let error = checker::check(&path).expect_err("not JSON");
    assert_eq!(error.to_string(), "trailing comma at line 1 column 17");
}

#[test]
fn a_text_glued_together_breaks_at_a_quotation_mark() {
    let nom = "Serre \"A\"";
    let glued = format!("{{\"nom\": \"{nom}\"}}");
    serde_json::from_str::<Value>(&glued).expect_err("not JSON");
    assert_eq!(json!({"nom": nom}).to_string(), r#"{"nom":"Serre \"A\""}"#);
    let nom = r#"x", "prix": 0, "y": ""#;
    let glued: Value = serde_json::from_str(&format!("{{\"nom\": \"{nom}\"}}")).expect("JSON");
    assert_eq!(glued, json!({"nom": "x", "prix": 0, "y": ""}));
}

#[test]
fn a_text_too_deep_is_given_up() {
    let deep = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    serde_json::from_str::<Value>(&deep(127)).expect("JSON");
    let error = serde_json::from_str::<Value>(&deep(129)).expect_err("too deep");
    assert!(error.to_string().starts_with("recursion limit exceeded"), "{error}");
}

#[test]
fn a_map_of_hashes_reads_what_a_sorted_one_does() {
    let text = r#"{"b": 1, "a": 2}"#;
    let hashed: HashMap<String, u32> = serde_json::from_str(text).expect("JSON");
    let sorted: BTreeMap<String, u32> = serde_json::from_str(text).expect("JSON");
    assert_eq!(hashed.len(), sorted.len());
    assert_eq!(serde_json::to_string(&sorted).expect("JSON"), r#"{"a":2,"b":1}"#);
}

#[test]
fn a_default_stands_for_a_key_that_is_missing() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Bac {
        #[serde(default)]
        plantes: u32,
    }
    assert_eq!(serde_json::from_str::<Bac>("{}").expect("JSON"), Bac { plantes: 0 });
    serde_json::from_str::<Bac>(r#"{"plantes": null}"#).expect_err("null is not a number");
}
