//! Dockerfiles in the styles that well-known projects use, for every language: nothing is wrong with them.
//!
//! Each file of `tests/realistic` has its `.dockerignore` behind a line `# .dockerignore`.

use std::fs;
use std::path::Path;

use crate::common::CONTEXT;
use dockerfile::Image;

#[test]
fn nothing_is_wrong_with_realistic_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/realistic");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a text");
        let (dockerfile, dockerignore) = text.split_once("# .dockerignore\n").expect("two parts");
        let image = Image::read(dockerfile, Some(dockerignore))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(image.findings(&CONTEXT), [], "{}", path.display());
        assert_eq!(image.env("HOTE"), Some("0.0.0.0"), "{}", path.display());
        count += 1;
    }
    assert!(count >= 20, "{count} files");
}
