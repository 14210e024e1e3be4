//! Selection by labels.

use crate::yaml::Node;

/// A selector of a `Deployment` or a budget: `matchLabels` and `matchExpressions`.
pub(crate) struct Selector<'a>(&'a Node);

impl<'a> Selector<'a> {
    /// The field `spec.selector` of an object.
    pub(crate) fn of(object: &'a Node) -> Option<Self> {
        object.at(&["spec", "selector"]).map(Self)
    }

    /// Whether it has no condition. An empty selector selects everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.at(&["matchLabels"]).is_none_or(|labels| labels.entries().is_empty())
            && self.0.at(&["matchExpressions"]).is_none_or(|list| list.items().is_empty())
    }

    pub(crate) fn selects(&self, labels: &[(&str, &str)]) -> bool {
        contains_all(labels, &self.0.texts_at(&["matchLabels"]))
            && self
                .0
                .get("matchExpressions")
                .map_or(&[][..], Node::items)
                .iter()
                .all(|expression| is_met(expression, labels))
    }

    /// Its conditions, as a message shows them.
    pub(crate) fn shown(&self) -> String {
        let mut parts = vec![shown(&self.0.texts_at(&["matchLabels"]))];
        for expression in self.0.get("matchExpressions").map_or(&[][..], Node::items) {
            let text = |key| expression.str_at(&[key]).unwrap_or_default();
            parts.push(format!("{} {}", text("key"), text("operator")));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

/// Whether the selector of a `Service` selects these labels. One that is empty or missing selects nothing.
pub(crate) fn service_selects(service: &Node, labels: &[(&str, &str)]) -> bool {
    let selector = service.texts_at(&["spec", "selector"]);
    !selector.is_empty() && contains_all(labels, &selector)
}

/// Labels, as a message shows them.
pub(crate) fn shown(labels: &[(&str, &str)]) -> String {
    let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    crate::reason::clip(&labels.join(", "))
}

fn contains_all(labels: &[(&str, &str)], wanted: &[(&str, &str)]) -> bool {
    wanted.iter().all(|label| labels.contains(label))
}

fn is_met(expression: &Node, labels: &[(&str, &str)]) -> bool {
    let key = expression.str_at(&["key"]).unwrap_or_default();
    let value = labels.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
    let values = expression.get("values").map_or(&[][..], Node::items);
    let is_listed = |value| values.iter().any(|listed| listed.as_str() == Some(value));
    match expression.str_at(&["operator"]) {
        Some("In") => value.is_some_and(is_listed),
        Some("NotIn") => !value.is_some_and(is_listed),
        Some("Exists") => value.is_some(),
        Some("DoesNotExist") => value.is_none(),
        _ => false,
    }
}
