//! The folders of GitHub Classroom: `ASSIGNMENT-LOGIN`, in `ASSIGNMENT-submissions` as `gh classroom clone` makes
//! it, or in a folder where all are called after a lab of the course.

use std::path::{Path, PathBuf};

use crate::paths;

/// The most characters of a login on GitHub.
const LONGEST: usize = 39;

/// Words before the number of a lab.
const WORDS: [&str; 5] = ["labo", "lab", "tp", "td", "atelier"];

/// How the logins are found in the names of a folder's entries.
pub(crate) struct Logins {
    /// `tp1-` of `tp1-submissions`; `None` if the names begin with labs
    assignment: Option<String>,
    /// the folders of the labs
    labs: Vec<String>,
}

impl Logins {
    /// The logins in the names of `children`, when the folder `name` is one of GitHub Classroom's.
    pub(crate) fn of(name: &str, children: &[PathBuf], labs: &[String]) -> Option<Self> {
        let names: Vec<String> = children.iter().filter_map(|child| entry(child)).collect();
        let assignment = name.strip_suffix("submissions").filter(|start| start.len() > 1);
        let of_assignment = assignment
            .filter(|start| start.ends_with('-'))
            .map(|start| Self { assignment: Some(start.to_owned()), labs: Vec::new() });
        let of_labs = Self { assignment: None, labs: labs.to_owned() };
        let fits = |logins: &Self| names.iter().all(|name| logins.login(name).is_some());
        match of_assignment.filter(|_| !names.is_empty()) {
            Some(logins) if fits(&logins) => Some(logins),
            // One folder alone may be called anything.
            _ => Some(of_labs).filter(|logins| names.len() > 1 && fits(logins)),
        }
    }

    /// The login in the name of a folder.
    pub(crate) fn login<'n>(&self, name: &'n str) -> Option<&'n str> {
        let is_login = |login: &&str| {
            let is_plain = login.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            !login.is_empty() && login.len() <= LONGEST && is_plain && !login.starts_with('-')
        };
        if let Some(assignment) = &self.assignment {
            return name.strip_prefix(assignment.as_str()).filter(is_login);
        }
        // The longest beginning that is a lab: a login may hold hyphens too.
        let ends = name.char_indices().rev().filter(|(_, letter)| *letter == '-');
        let mut parts = ends.map(|(at, _)| (&name[..at], &name[at + 1..]));
        let found = parts.find(|(start, _)| self.labs.iter().any(|lab| is_lab(start, lab)));
        // `lab1-salutation` is a lab with its name.
        let is_other = |login: &&str| {
            let named = |lab: &String| lab.split_once('-').is_some_and(|(_, name)| name == *login);
            !self.labs.iter().any(named)
        };
        found.map(|(_, login)| login).filter(is_login).filter(is_other)
    }
}

/// The name of a folder that may be a student's.
fn entry(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let counts = path.is_dir() && !name.starts_with('.') && paths::heavy(name, true).is_none();
    counts.then(|| name.to_owned())
}

/// Whether the beginning of a name is a lab's folder, its name, or its number after a word: `01-salutation`,
/// `salutation`, `lab1`, `tp-01`, `lab-1-salutation`.
fn is_lab(start: &str, folder: &str) -> bool {
    let start = start.to_lowercase();
    let Some((number, name)) = folder.split_once('-') else { return start == folder };
    if start == folder || start == name {
        return true;
    }
    let Some(rest) = WORDS.iter().find_map(|word| start.strip_prefix(word)) else { return false };
    let rest = rest.trim_start_matches(['-', '_', ' ']);
    let rest = rest.strip_suffix(name).map_or(rest, |rest| rest.trim_end_matches(['-', '_', ' ']));
    let digits = |text: &str| text.trim_start_matches('0').to_owned();
    !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_digit())
        && digits(rest) == digits(number)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::Logins;

    fn logins(folder: &str, names: &[&str]) -> Option<Vec<String>> {
        let place = tempfile::tempdir().expect("a folder");
        let child = |name: &&str| {
            let path = place.path().join(name);
            std::fs::create_dir(&path).expect("a folder");
            path
        };
        let children: Vec<PathBuf> = names.iter().map(child).collect();
        let labs = ["01-salutation", "11-library"].map(str::to_owned);
        let found = Logins::of(folder, &children, &labs)?;
        Some(names.iter().filter_map(|name| found.login(name)).map(str::to_owned).collect())
    }

    #[test]
    fn the_folders_of_an_assignment_end_with_the_login() {
        let found = logins("web-2-submissions", &["web-2-octo-cat", "web-2-ada"]);
        assert_eq!(found.expect("logins"), ["octo-cat", "ada"]);
        assert_eq!(logins("submissions", &["ada", "alan"]), None);
        assert_eq!(logins("web-submissions", &["ada", "web-alan"]), None);
    }

    #[test]
    fn a_class_whose_folders_are_all_called_after_labs_is_one_too() {
        for lab in ["01-salutation", "salutation", "lab1", "tp-01", "Lab-1-salutation"] {
            let names = [format!("{lab}-ada"), "lab11-octo-cat".to_owned()];
            let found = logins("class", &[&names[0], &names[1]]);
            assert_eq!(found.expect("logins"), ["ada", "octo-cat"], "{lab}");
        }
        // What one student may have handed in.
        assert_eq!(logins("ada", &["01-salutation", "11-library"]), None);
        assert_eq!(logins("class", &["lab1-ada"]), None);
        assert_eq!(logins("class", &["lab1-ada", "Alan"]), None);
        assert_eq!(logins("class", &["lab2-ada", "lab3-alan"]), None);
    }
}
