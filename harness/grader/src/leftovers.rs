//! What a grader that was killed leaves behind, outside of the gradebook: files that were not whole
//! yet, and temporary folders. Its processes and their groups end otherwise.

use std::fs;
use std::path::Path;

use pipeline::Builds;

/// Removes what a grader left in `out`, whose lock this one holds, and what graders that are gone left
/// in the folder for temporary files. What cannot be removed is in nobody's way.
pub fn sweep(out: &Path) {
    for path in entries(&out.join("builds")) {
        if name(&path).ends_with(Builds::PARTIAL) {
            let _ = fs::remove_file(path);
        }
    }
    let (prefix, suffix) = reports::PARTIAL;
    let students = entries(&out.join("students"));
    for folder in students.iter().map(|path| path.as_path()).chain([out, &out.join("similarity")]) {
        for path in entries(folder) {
            if name(&path).starts_with(prefix) && name(&path).ends_with(suffix) {
                let _ = fs::remove_file(path);
            }
        }
    }
    sandbox::leftovers::sweep();
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let read = fs::read_dir(folder).into_iter().flatten().flatten();
    read.map(|entry| entry.path()).collect()
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::sweep;

    #[test]
    fn what_is_half_written_goes_and_what_is_whole_stays() {
        let out = tempfile::tempdir().expect("a folder");
        let path = |inside: &str| out.path().join(inside);
        let left = ["builds/x.12.new", ".grades.csv.partial", "students/a/.junit.xml.partial"];
        let whole = ["builds/x", "grades.csv", "students/a/junit.xml"];
        for inside in left.iter().chain(&whole) {
            fs::create_dir_all(path(inside).parent().expect("a folder")).expect("made");
            fs::write(path(inside), "x").expect("written");
        }
        sweep(out.path());
        assert!(left.iter().all(|inside| !path(inside).exists()));
        assert!(whole.iter().all(|inside| path(inside).exists()));
    }
}
