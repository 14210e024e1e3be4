//! The tables, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::schema::fields::{Field, Type};

/// The definitions of Kubernetes 1.32, by name.
#[derive(Debug)]
pub(crate) struct Schema {
    definitions: HashMap<&'static str, Definition>,
    /// the definition of a kind: API version, kind, name of the definition
    kinds: Vec<(&'static str, &'static str, &'static str)>,
}

/// The fields of an object, and what else holds for it.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    pub(crate) fields: Vec<Field>,
    pub(crate) constraints: Vec<Constraint>,
}

/// What the API server requires beyond types.
#[derive(Debug)]
pub(crate) enum Constraint {
    /// The field is there, and is not the empty text.
    Required(&'static str),
    /// The text of the field is one of these.
    Enum(&'static str, Vec<&'static str>),
    /// One of the fields is there, and no other.
    ExactlyOne(Vec<&'static str>),
    /// At most one of the fields is there.
    AtMostOne(Vec<&'static str>),
    /// The items of the list differ in this field.
    Unique(&'static str, &'static str),
    /// The field is the number of a port.
    Port(&'static str),
    /// The field is the number or the name of a port.
    PortOrName(&'static str),
    /// The field is a number of at least this.
    AtLeast(&'static str, i64),
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut schema = Schema { definitions: HashMap::new(), kinds: Vec::new() };
    schema.read_fields(include_str!("v1_32.txt"));
    schema.read_constraints(include_str!("constraints.txt"));
    schema
});

impl Schema {
    pub(crate) fn get() -> &'static Self {
        &SCHEMA
    }

    pub(crate) fn definition(&self, name: &str) -> Option<&Definition> {
        self.definitions.get(name)
    }

    /// The name of the definition of a kind.
    pub(crate) fn kind(&self, api_version: &str, kind: &str) -> Option<&'static str> {
        let mut kinds = self.kinds.iter();
        kinds.find(|known| (known.0, known.1) == (api_version, kind)).map(|known| known.2)
    }

    /// All kinds: API version and kind.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.kinds.iter().map(|known| (known.0, known.1))
    }

    fn read_fields(&mut self, text: &'static str) {
        let mut current = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(field) = line.strip_prefix("  ") {
                let (name, of) = field.split_once(' ').expect("a field and its type");
                let (name, required) =
                    name.strip_suffix('!').map_or((name, false), |name| (name, true));
                let field = Field { name, required, of: Type::read(of) };
                self.definitions.entry(current).or_default().fields.push(field);
                continue;
            }
            let mut parts = line.split(" = ");
            current = parts.next().unwrap_or_default();
            self.definitions.entry(current).or_default();
            for part in parts {
                let (api_version, kind) = part.split_once(' ').expect("a version and a kind");
                self.kinds.push((api_version, kind, current));
            }
        }
    }

    fn read_constraints(&mut self, text: &'static str) {
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (definition, constraint) = match words.as_slice() {
                ["required", of, field] => (of, Constraint::Required(field)),
                ["enum", of, field, values @ ..] => (of, Constraint::Enum(field, values.to_vec())),
                ["exactly-one", of, fields @ ..] => (of, Constraint::ExactlyOne(fields.to_vec())),
                ["at-most-one", of, fields @ ..] => (of, Constraint::AtMostOne(fields.to_vec())),
                ["unique", of, list, field] => (of, Constraint::Unique(list, field)),
                ["port", of, field] => (of, Constraint::Port(field)),
                ["port-or-name", of, field] => (of, Constraint::PortOrName(field)),
                ["at-least", of, field, least] => {
                    (of, Constraint::AtLeast(field, least.parse().expect("a number")))
                }
                _ => unreachable!("a constraint: {line}"),
            };
            let definition = self.definitions.get_mut(*definition).expect(line);
            definition.constraints.push(constraint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Constraint, Schema};
    use crate::schema::fields::Type;

    #[test]
    fn every_type_and_every_field_of_a_constraint_is_defined() {
        let schema = Schema::get();
        for (name, definition) in &schema.definitions {
            for field in &definition.fields {
                let mut of = &field.of;
                while let Type::List(inner) | Type::Map(inner) = of {
                    of = inner;
                }
                if let Type::Named(other) = of {
                    assert!(schema.definition(other).is_some(), "{name}.{}: {other}", field.name);
                }
            }
            for constraint in &definition.constraints {
                let fields = match constraint {
                    Constraint::ExactlyOne(fields) | Constraint::AtMostOne(fields) => {
                        fields.clone()
                    }
                    Constraint::Required(field)
                    | Constraint::Enum(field, _)
                    | Constraint::Unique(field, _)
                    | Constraint::Port(field)
                    | Constraint::PortOrName(field)
                    | Constraint::AtLeast(field, _) => vec![*field],
                };
                for field in fields {
                    let mut known = definition.fields.iter();
                    assert!(known.any(|known| known.name == field), "{name}.{field}");
                }
            }
        }
    }

    #[test]
    fn the_kinds_of_1_32_are_there_and_older_versions_are_not() {
        let schema = Schema::get();
        for (version, kind) in [
            ("v1", "Service"),
            ("apps/v1", "Deployment"),
            ("policy/v1", "PodDisruptionBudget"),
            ("autoscaling/v1", "HorizontalPodAutoscaler"),
            ("autoscaling/v2", "HorizontalPodAutoscaler"),
            ("networking.k8s.io/v1", "NetworkPolicy"),
        ] {
            assert!(schema.kind(version, kind).is_some(), "{version} {kind}");
        }
        for (version, kind) in [
            ("policy/v1beta1", "PodDisruptionBudget"),
            ("autoscaling/v2beta2", "HorizontalPodAutoscaler"),
            ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"),
        ] {
            assert_eq!(schema.kind(version, kind), None, "{version} {kind}");
        }
    }
}
