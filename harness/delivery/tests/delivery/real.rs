//! Whole pipelines in the styles that projects use, in `real/`: none has a finding.

use std::fs;
use std::path::Path;

use delivery::Pipeline;

#[test]
fn pipelines_as_projects_write_them_have_no_finding() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/delivery/real");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a file");
        count += 1;
        match Pipeline::read(&text) {
            Err(error) => wrong.push(format!("{}: {error}", path.display())),
            Ok(pipeline) => wrong.extend(
                pipeline.findings().iter().map(|found| format!("{}: {found:?}", path.display())),
            ),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 22);
}
