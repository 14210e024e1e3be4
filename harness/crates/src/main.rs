//! Does nothing. It declares the crates that `labs/course.toml` lists, so that `Cargo.lock` knows their
//! versions and the grader can compile them. Students never compile it.

fn main() {}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use toml::{Table, Value};

    fn read(path: &str) -> Table {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::read_to_string(path).expect("a file").parse().expect("TOML")
    }

    #[test]
    fn every_crate_of_the_course_is_declared_here() {
        let course = read("../../labs/course.toml");
        let listed = course["crate"].as_array().expect("crates");
        let mut listed: Vec<&str> =
            listed.iter().filter_map(|listed| listed["name"].as_str()).collect();
        listed.sort_unstable();
        let manifest = read("Cargo.toml");
        let declared = manifest["dependencies"].as_table().expect("dependencies");
        assert!(
            declared.iter().all(|(_, line)| line.get("workspace") == Some(&Value::Boolean(true)))
        );
        let mut declared: Vec<&str> = declared.keys().map(String::as_str).collect();
        declared.sort_unstable();
        assert_eq!(listed, declared);
    }
}
