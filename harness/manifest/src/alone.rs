//! The manifest of a lab that stands alone: it inherits nothing from the workspace, and names the versions of
//! the course itself.

use toml::{Table, Value};

/// The keys that a manifest inherits from the workspace, as they are written: `edition.workspace`. Those of
/// dependencies are not among them.
pub fn inherited(manifest: &Table) -> Vec<String> {
    let package = manifest.get("package").and_then(Value::as_table);
    let keys = package.into_iter().flatten().filter(|(_, value)| inherits(value));
    let mut found: Vec<String> = keys.map(|(key, _)| format!("{key}.workspace")).collect();
    if manifest.get("lints").is_some_and(inherits) {
        found.push("lints.workspace".to_owned());
    }
    found
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// Whether a dependency has the version of the course, and no more features than the course compiles it with.
pub fn is_within(given: &Value, course: &Value) -> bool {
    let (Some(given), Some(course)) = (Requirement::of(given), Requirement::of(course)) else {
        return false;
    };
    let is_known = |feature: &&str| course.features.contains(feature);
    given.version == course.version
        && given.features.iter().all(is_known)
        && (course.has_defaults || !given.has_defaults)
}

/// The dependency as a manifest declares it: `anyhow = "1"`.
pub fn line(name: &str, course: &Value) -> String {
    format!("{name} = {course}")
}

/// A version, and the features that are asked for.
struct Requirement<'a> {
    version: &'a str,
    features: Vec<&'a str>,
    has_defaults: bool,
}

impl<'a> Requirement<'a> {
    /// None if it says anything else, such as where the crate comes from.
    fn of(value: &'a Value) -> Option<Self> {
        let table = match value {
            Value::String(version) => {
                return Some(Self { version, features: Vec::new(), has_defaults: true });
            }
            value => value.as_table()?,
        };
        let mut found = Self { version: "", features: Vec::new(), has_defaults: true };
        for (key, value) in table {
            match key.as_str() {
                "version" => found.version = value.as_str()?,
                "features" => {
                    let features = value.as_array()?.iter();
                    found.features = features.map(Value::as_str).collect::<Option<_>>()?;
                }
                "default-features" => found.has_defaults = value.as_bool()?,
                _ => return None,
            }
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use toml::{Table, Value};

    use super::is_within;

    fn dependency(text: &str) -> Value {
        let manifest: Table = format!("x = {text}").parse().expect("TOML");
        manifest["x"].clone()
    }

    #[test]
    fn a_dependency_has_the_version_of_the_course_and_no_more_features() {
        let course = r#"{ version = "1.2", default-features = false, features = ["a", "b"] }"#;
        let accepted = [
            course,
            r#"{ version = "1.2", default-features = false }"#,
            r#"{ version = "1.2", default-features = false, features = ["b"] }"#,
        ];
        let refused = [
            r#""1.2""#,
            r#"{ version = "1", default-features = false }"#,
            r#"{ version = "1.2", default-features = false, features = ["c"] }"#,
            r#"{ version = "1.2", default-features = false, path = "x" }"#,
            r#"{ workspace = true }"#,
            "true",
        ];
        for (cases, expected) in [(accepted.as_slice(), true), (&refused, false)] {
            for case in cases {
                let is = is_within(&dependency(case), &dependency(course));
                assert_eq!(is, expected, "{case}");
            }
        }
        assert!(is_within(&dependency("\"2\""), &dependency("{ version = \"2\" }")));
        assert!(is_within(
            &dependency("{ version = \"2\", default-features = false }"),
            &dependency("\"2\"")
        ));
    }
}
