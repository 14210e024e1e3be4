//! Sets as projects write them: none has a finding.

use std::fs;
use std::path::Path;

use kubernetes::{ImageSettings, Objects};

use crate::base::shown;

#[test]
fn realistic_sets_have_no_finding() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests/sets");
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("the folder of the sets")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    assert!(names.len() >= 15, "{}", names.len());
    for path in names {
        let text = fs::read_to_string(&path).expect("a set");
        let objects = Objects::read(&[("k8s/all.yaml", &text)]).expect("files within the limits");
        let mut settings = ImageSettings::new(3000);
        // The image of a set is described in its first line.
        for pair in text.lines().next().unwrap_or_default().split_whitespace() {
            if let Some((name, value)) = pair.split_once('=') {
                settings.env.insert(name.to_owned(), value.to_owned());
            }
        }
        assert_eq!(shown(&objects.findings(&settings)), [""; 0], "{}", path.display());
    }
}
