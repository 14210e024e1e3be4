//! What a grader that was killed leaves behind, outside of the gradebook: files that were not whole
//! yet, and temporary folders. Its processes and their groups end otherwise.

use std::fs;
use std::path::Path;

/// Before the number of the grader in the names of temporary files and folders.
const PREFIX: &str = "atelier-";

/// How the names of temporary files and folders of this grader begin.
pub fn prefix() -> String {
    format!("{PREFIX}{}-", std::process::id())
}

/// Removes what a grader left in `out`, whose lock this one holds, and what graders that are gone left
/// in the folder for temporary files. What cannot be removed is in nobody's way.
pub fn sweep(out: &Path) {
    for path in entries(&out.join("builds")) {
        if name(&path).ends_with(".new") {
            let _ = fs::remove_file(path);
        }
    }
    let students = entries(&out.join("students"));
    for folder in students.iter().map(|path| path.as_path()).chain([out, &out.join("similarity")]) {
        for path in entries(folder) {
            if name(&path).starts_with('.') && name(&path).ends_with(".partial") {
                let _ = fs::remove_file(path);
            }
        }
    }
    sweep_makers(&std::env::temp_dir(), PREFIX);
}

/// Removes what lies in `folder`, is called `prefix` with the number of a process, and whose process
/// has gone.
pub fn sweep_makers(folder: &Path, prefix: &str) {
    for path in entries(folder) {
        let number = name(&path).strip_prefix(prefix).and_then(|rest| rest.split('-').next());
        let Some(maker) = number.and_then(|number| number.parse::<u32>().ok()) else { continue };
        if !Path::new(&format!("/proc/{maker}")).exists() {
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
    }
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
