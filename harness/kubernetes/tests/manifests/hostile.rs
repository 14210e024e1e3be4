//! Files that are made to be expensive.

use std::time::{Duration, Instant};

use kubernetes::{
    Excess, ImageSettings, Limit, MAX_BYTES, MAX_DEPTH, MAX_DOCUMENTS, MAX_EXPANDED_BYTES,
    MAX_FILES, MAX_FINDINGS, MAX_NODES, MAX_OBJECTS, Objects,
};

fn read(text: &str) -> Result<Objects, Excess> {
    Objects::read(&[("k8s/a.yaml", text)])
}

fn limit(text: &str) -> Limit {
    let Err(excess) = read(text) else { panic!("less than the limits") };
    excess.limit
}

const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {generateName: a}\n";

#[test]
fn the_number_and_the_size_of_files_are_limited() {
    let files = vec![("k8s/a.yaml", "# empty\n"); MAX_FILES];
    assert!(Objects::read(&files).is_ok());
    let files = vec![("k8s/a.yaml", "# empty\n"); MAX_FILES + 1];
    assert_eq!(Objects::read(&files).expect_err("too many").limit, Limit::Files);
    let comment = |bytes: usize| format!("#{}\n", "-".repeat(bytes - 2));
    assert!(read(&comment(MAX_BYTES)).is_ok());
    assert_eq!(limit(&comment(MAX_BYTES + 1)), Limit::Bytes);
}

#[test]
fn the_number_of_documents_and_objects_is_limited() {
    let documents = |number: usize| vec![NAMESPACE; number].join("---\n");
    assert!(read(&documents(MAX_DOCUMENTS)).is_ok());
    assert_eq!(limit(&documents(MAX_DOCUMENTS + 1)), Limit::Documents);
    let items = |number: usize| {
        let item = "- {apiVersion: v1, kind: Namespace, metadata: {generateName: a}}\n";
        format!("apiVersion: v1\nkind: List\nitems:\n{}", item.repeat(number))
    };
    assert!(read(&items(MAX_OBJECTS)).is_ok());
    assert_eq!(limit(&items(MAX_OBJECTS + 1)), Limit::Objects);
}

#[test]
fn the_depth_is_limited() {
    let nested =
        |depth: usize| format!("{NAMESPACE}spec: {}{}\n", "[".repeat(depth), "]".repeat(depth));
    // The object is a level itself.
    assert!(read(&nested(MAX_DEPTH - 1)).is_ok());
    assert_eq!(limit(&nested(MAX_DEPTH)), Limit::Depth);
    assert_eq!(limit(&nested(100)), Limit::Depth);
    // So deep that the parser itself gives up.
    assert!(read(&nested(100_000)).map_or(true, |objects| !objects.validity().is_empty()));
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = format!("{NAMESPACE}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        text += &format!("a{level}: &a{level} [{below}]\n");
    }
    assert_eq!(limit(&text), Limit::Aliases);
    let long = |bytes: usize, aliases: usize| {
        let aliases = vec!["*a"; aliases].join(", ");
        format!("{NAMESPACE}a: &a {}\nb: [{aliases}]\n", "x".repeat(bytes))
    };
    assert!(read(&long(MAX_EXPANDED_BYTES / 10, 8)).is_ok());
    assert_eq!(limit(&long(MAX_EXPANDED_BYTES / 10, 10)), Limit::Aliases);
    assert!(read(&long(10, 90)).is_ok());
    assert_eq!(limit(&long(10, 5000)), Limit::Aliases);
}

#[test]
fn many_values_are_refused() {
    let list = |values: usize| format!("{NAMESPACE}a: [{}]\n", "1, ".repeat(values));
    assert!(read(&list(MAX_NODES - 100)).is_ok());
    assert_eq!(limit(&list(MAX_NODES)), Limit::Nodes);
    // Also in several files.
    let half = list(MAX_NODES / 2);
    let files = [("k8s/a.yaml", half.as_str()), ("k8s/b.yaml", half.as_str())];
    assert_eq!(Objects::read(&files).expect_err("too many").limit, Limit::Nodes);
}

#[test]
fn many_findings_are_cut() {
    let fields: String = (0..5000).map(|index| format!("f{index}: 1\n")).collect();
    let objects = read(&format!("{NAMESPACE}{fields}")).expect("files within the limits");
    assert_eq!(objects.validity().len(), MAX_FINDINGS);
}

#[test]
fn many_pairs_and_long_texts_are_judged_in_time() {
    let start = Instant::now();
    let mut text = String::new();
    for index in 0..240 {
        text += &format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a{index}}}\nspec: {{selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{containers: [{{name: a, image: b}}]}}}}}}\n---\n"
        );
        text += &format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: a{index}}}\nspec: {{selector: {{a: b}}, ports: [{{port: 80}}]}}\n---\n"
        );
    }
    let objects = read(&text).expect("files within the limits");
    assert!(!objects.findings(&ImageSettings::new(3000)).is_empty());
    // Many keys, and many variables that look for one of them.
    let keys: String = (0..8000).map(|key| format!("  k{key}: a\n")).collect();
    let variable =
        |key| format!("{{name: A{key}, valueFrom: {{configMapKeyRef: {{name: a, key: k{key}}}}}}}");
    let variables: Vec<String> = (0..1000).map(|key| variable(key + 6000)).collect();
    let container = format!(
        "{{name: a, image: b, envFrom: [{{configMapRef: {{name: a}}}}], env: [{}]}}",
        variables.join(", ")
    );
    let mut text = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{keys}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec: {{selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{containers: [{container}]}}}}}}\n"
    );
    for index in 0..50 {
        text += &format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: a{index}}}\nspec: {{selector: {{a: b}}, ports: [{{port: 80}}]}}\n"
        );
    }
    let objects = read(&text).expect("files within the limits");
    assert!(!objects.findings(&ImageSettings::new(3000)).is_empty());
    // References that double a text, each the one before.
    let mut text = String::from(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, image: b, env: [{name: A0, value: xx}",
    );
    for level in 1..60 {
        text += &format!(", {{name: A{level}, value: $(A{0})$(A{0})}}", level - 1);
    }
    text += "]}]}}}\n";
    let objects = read(&text).expect("files within the limits");
    assert!(!objects.findings(&ImageSettings::new(3000)).is_empty());
    // What they cost is bounded by the limits: this one only tells that something takes much longer.
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}

#[test]
fn keys_that_are_no_strings_are_read_or_refused() {
    for key in ["1", "true", "~", "? [a, b]\n", "? {a: b}\n", "null", "!!binary aGk="] {
        let text = format!("{NAMESPACE}{key}: a\n");
        let objects = read(&text).expect("files within the limits");
        assert!(!objects.validity().is_empty(), "{key}");
    }
}
