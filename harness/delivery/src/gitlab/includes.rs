//! `include`: other files, which are not read. Their names may say what they check.

use crate::yaml::{Node, Value};

/// A file or component, and its line.
pub(super) struct Included {
    pub name: String,
    pub line: usize,
}

pub(super) fn of(root: &Node) -> Vec<Included> {
    let items = root.get("include").map(Node::items).unwrap_or_default();
    let mut included = Vec::new();
    for item in items {
        let texts: Vec<(usize, String)> = match &item.value {
            Value::Text(text) => vec![(item.line, text.text.clone())],
            _ => ["local", "file", "template", "remote", "component"]
                .into_iter()
                .filter_map(|key| item.get(key))
                .flat_map(|value| value.strings().into_iter().map(|text| (value.line, text)))
                .collect(),
        };
        included.extend(texts.into_iter().map(|(line, text)| Included { name: stem(&text), line }));
    }
    included
}

/// `/ci/lint.gitlab-ci.yml` is named `lint`; so is `host/group/lint@1.0`.
pub(super) fn stem(path: &str) -> String {
    let path = path.split('@').next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    file.split('.').find(|part| !part.is_empty()).unwrap_or_default().to_owned()
}
