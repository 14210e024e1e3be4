//! What the course's own `Cargo.toml` and `.cargo/config.toml` say about how labs are compiled, as a short
//! word that changes when that changes. `labs/course.toml` holds the word for the course as it was handed
//! out. The grader has its own files; at home a changed one would give another server.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// Keys of the workspace's manifest that change what is compiled.
const MANIFEST: [&str; 3] = ["patch", "profile", "replace"];

/// Tables of a configuration that change nothing of what is compiled.
const FREE: [&str; 9] = [
    "alias",
    "cache",
    "future-incompat-report",
    "http",
    "net",
    "registries",
    "registry",
    "term",
    "doc",
];

/// The word for a workspace's manifest, as far as it concerns `crates`; none when it is malformed.
pub fn of_workspace(text: &str, crates: &BTreeSet<String>) -> Option<String> {
    let manifest: Table = text.parse().ok()?;
    let mut shown = Shown::default();
    for key in MANIFEST {
        shown.entry(key, manifest.get(key));
    }
    let workspace = manifest.get("workspace");
    let of = |key: &str| workspace.and_then(|workspace| workspace.get(key));
    shown.entry("resolver", of("resolver"));
    shown.entry("package", of("package"));
    shown.entry("lints", of("lints"));
    let dependencies = of("dependencies");
    for name in crates {
        shown.entry(name, dependencies.and_then(|dependencies| dependencies.get(name)));
    }
    Some(shown.word())
}

/// The word for `.cargo/config.toml`; none when it is malformed.
pub fn of_configuration(text: &str) -> Option<String> {
    let mut configuration: Table = text.parse().ok()?;
    configuration.retain(|key, _| !FREE.contains(&key));
    let mut shown = Shown::default();
    shown.entry("", Some(&Value::Table(configuration)));
    Some(shown.word())
}

/// The crates that a manifest declares for its program and its tests.
pub fn declared(text: &str) -> BTreeSet<String> {
    let manifest: Table = text.parse().unwrap_or_default();
    let tables = ["dependencies", "dev-dependencies"];
    let tables = tables.iter().filter_map(|table| manifest.get(*table)?.as_table());
    tables.flat_map(Table::keys).cloned().collect()
}

/// Values in one form, whatever the order in which they were written.
#[derive(Default)]
struct Shown(String);

impl Shown {
    fn entry(&mut self, key: &str, value: Option<&Value>) {
        self.0.push_str(key);
        self.0.push('=');
        if let Some(value) = value {
            self.value(value);
        }
        self.0.push(';');
    }

    fn value(&mut self, value: &Value) {
        let Value::Table(table) = value else { return self.0.push_str(&value.to_string()) };
        let mut keys: Vec<&String> = table.keys().collect();
        keys.sort();
        self.0.push('{');
        for key in keys {
            self.entry(key, table.get(key));
        }
        self.0.push('}');
    }

    /// FNV-1a (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>): nobody attacks it, and it needs no
    /// library.
    fn word(&self) -> String {
        let step =
            |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        format!("{:016x}", self.0.bytes().fold(0xcbf2_9ce4_8422_2325, step))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{of_configuration, of_workspace};

    #[test]
    fn only_what_changes_the_build_of_a_lab_changes_the_word() {
        let crates = BTreeSet::from(["axum".to_owned()]);
        let word = |text: &str| of_workspace(text, &crates).expect("a word");
        let plain =
            "[workspace.dependencies]\naxum = \"1\"\n[profile.dev]\ndebug = false\nlto = true\n";
        let same = "# mine\n[profile.dev]\nlto = true\ndebug = false\n[workspace]\nmembers = [\"x\"]\n\
                    [workspace.dependencies]\nother = \"2\"\naxum = \"1\"\n";
        assert_eq!(word(plain), word(same));
        for changed in [plain.replace('1', "2"), plain.replace("true", "false"), String::new()] {
            assert_ne!(word(plain), word(&changed), "{changed}");
        }
        let word = |text: &str| of_configuration(text).expect("a word");
        assert_eq!(word(""), word("[alias]\nx = \"run\"\n[term]\nquiet = true\n"));
        assert_ne!(word(""), word("[build]\nrustflags = [\"-O\"]\n"));
        assert_eq!(of_configuration("["), None);
    }
}
