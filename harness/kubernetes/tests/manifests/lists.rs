//! Documents, lists and files.

use kubernetes::{ImageSettings, Invalid, Objects, Reason};

use crate::base::{RIGHT, assert_right, findings, image, reasons, shown};

/// The documents of the right set, one a file.
fn files() -> Vec<(String, String)> {
    let documents = RIGHT.split("---\n").enumerate();
    documents.map(|(index, text)| (format!("k8s/{index}.yaml"), text.to_owned())).collect()
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let objects = Objects::read(files).expect("files within the limits");
    shown(&objects.findings(&image()))
}

#[test]
fn empty_documents_and_comments_are_skipped() {
    for text in [
        format!("---\n{RIGHT}"),
        format!("# The shop\n---\n---\n{RIGHT}---\n# The end\n"),
        format!("{RIGHT}---\n"),
        format!("{RIGHT}...\n"),
        format!("%YAML 1.2\n---\n{RIGHT}"),
        RIGHT.replace('\n', "\r\n"),
        format!("\u{feff}{RIGHT}"),
    ] {
        assert_right(&text);
    }
}

#[test]
fn objects_may_be_in_several_files() {
    let files = files();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    assert_eq!(found(&files), [""; 0]);
    files.reverse();
    files.push(("k8s/empty.yaml", "# Nothing yet\n"));
    files.push(("k8s/none.yaml", ""));
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn a_list_is_its_items() {
    let indented = |text: &str| {
        let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
        format!("  -{}\n", &lines.join("\n")[3..])
    };
    let items: String = RIGHT.split("---\n").map(indented).collect();
    assert_right(&format!("apiVersion: v1\nkind: List\nmetadata: {{}}\nitems:\n{items}"));
    let unknown = format!("apiVersion: v1\nkind: List\nthings: []\nitems:\n{items}");
    let reason =
        Reason::Invalid(Invalid::UnknownField { field: "things".to_owned(), similar: None });
    assert_eq!(reasons(findings(&unknown)), [reason]);
    let nested = format!(
        "{RIGHT}---\napiVersion: v1\nkind: List\nitems: [{{apiVersion: v1, kind: List, items: []}}]\n"
    );
    assert_right(&nested);
}

#[test]
fn the_items_of_a_list_of_one_kind_need_not_repeat_it() {
    let map = "apiVersion: v1\nkind: ConfigMapList\nitems:\n  - metadata: {name: shop}\n    data: {PORT: \"8080\", ARRET_MS: \"8000\"}\n";
    let at = RIGHT.find("apiVersion: v1\nkind: ConfigMap").expect("a ConfigMap");
    let end = RIGHT[at..].find("---").expect("documents") + at;
    assert_right(&format!("{}{map}{}", &RIGHT[..at], &RIGHT[end..]));
}

#[test]
fn json_is_yaml() {
    let namespace = r#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}"#;
    assert_right(&format!("{RIGHT}---\n{namespace}\n"));
}

#[test]
fn a_kustomization_is_not_an_object() {
    let files = files();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    files.push(("k8s/kustomization.yaml", "resources: [deployment.yaml]\nnamespace: other\n"));
    assert_eq!(found(&files), [""; 0]);
    files.push((
        "k8s/other.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
    ));
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn anchors_and_merged_keys_are_resolved() {
    let anchor = RIGHT
        .replacen(
            "    matchLabels:\n      app: shop",
            "    matchLabels: &labels\n      app: shop",
            1,
        )
        .replacen("      labels:\n        app: shop", "      labels: *labels", 1);
    assert_right(&anchor);
    let merged = RIGHT
        .replacen(
            "    matchLabels:\n      app: shop",
            "    matchLabels: &labels\n      app: shop",
            1,
        )
        .replacen(
            "      labels:\n        app: shop",
            "      labels:\n        <<: *labels\n        tier: web",
            1,
        );
    assert_right(&merged);
}

#[test]
fn what_is_no_object_is_refused_and_the_rest_is_judged() {
    for (text, reason) in [
        ("- a\n- b\n", Reason::Invalid(Invalid::NotAnObject)),
        ("just text\n", Reason::Invalid(Invalid::NotAnObject)),
        ("{}\n", Reason::Invalid(Invalid::MissingField { field: "apiVersion".to_owned() })),
    ] {
        assert_eq!(reasons(findings(&format!("{RIGHT}---\n{text}"))), [reason]);
    }
    let files = [("k8s/a.yaml", RIGHT), ("k8s/b.yaml", "a: [1\nb: 2\n")];
    let objects = Objects::read(&files).expect("files within the limits");
    let found = objects.findings(&ImageSettings::new(3000));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].file, "k8s/b.yaml");
    assert!(matches!(found[0].reason, Reason::Invalid(Invalid::NotYaml { .. })));
}

#[test]
fn the_same_object_twice_is_refused() {
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
    let twice = format!("{RIGHT}---\n{namespace}---\n{namespace}");
    assert_eq!(
        reasons(findings(&twice)),
        [Reason::Invalid(Invalid::DuplicateName { name: "shop".to_owned() })]
    );
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, namespace: other}\n";
    assert_right(&format!("{RIGHT}---\n{map}"));
}
