//! The pages: complete in themselves, with a cell for everything, and hostile text stays text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::Lang;
use engine::diff::DiffLine;
use engine::lines::Line;
use engine::outcome::Outcome as CheckOutcome;
use marks::{Outcome, StudentMarks};
use sandbox::Tier;
use sha2::{Digest, Sha256};
use texts::Message;

use super::{change_failure, partial, read, rows, written};
use crate::class::{Class, Found};
use crate::sample::{self, HOSTILE, small, student};

#[test]
fn the_class_page_says_what_became_of_every_entry() {
    let ignored = vec![("class/notes.pdf".to_owned(), Message::verbatim("no archive"))];
    let found = Found { read: 2, parts: 3, refused: 4, ignored };
    let class = Class { found: Some(found), ..small(Lang::En) };
    let page = read(&written(&class, &[partial(&class)]), "index.html");
    let sum =
        "10 entries found: 2 read, 3 further parts of the same submissions, 4 refused, 1 ignored";
    assert!(page.contains(sum), "{page}");
    assert!(page.contains("class/notes.pdf") && page.contains("no archive"));
}

#[test]
fn output_does_not_leave_its_block() {
    let class = small(Lang::En);
    let mut marked = partial(&class);
    let hostile = "````\n</pre><script>alert(1)</script>\n# heading\n::error::x\u{1b}]0;t\u{7}";
    change_failure(&mut marked, |failure| {
        failure.diff = vec![
            DiffLine::Expected(Line::Verbatim("a".into())),
            DiffLine::Received(Line::Verbatim(hostile.into())),
        ];
        failure.printed.text = hostile.into();
    });
    let out = written(&class, &[marked]);
    let markdown = read(&out, "students/student-1/feedback.md");
    assert!(markdown.contains("`````text\n````\n</pre>"), "{markdown}");
    for file in ["students/student-1/feedback.html", "index.html"] {
        let page = without_its_script(&read(&out, file));
        assert!(!page.contains("<script") && page.contains("&#60;script&#62;"), "{file}");
    }
    for file in ["results.json", "junit.xml", "feedback.md", "feedback.html"] {
        assert!(!read(&out, &format!("students/student-1/{file}")).contains('\u{1b}'), "{file}");
    }
}

#[test]
fn hostile_names_are_text_everywhere() {
    let class = small(Lang::Fr);
    for name in HOSTILE {
        let out =
            written(&class, &[StudentMarks { folder: "a b#?".into(), ..student(&class, name, 1) }]);
        let page = read(&out, "index.html");
        assert!(page.contains("students/a%20b%23%3F/feedback.html"));
        for file in ["index.html", "students/a b#?/feedback.html", "students/a b#?/feedback.md"] {
            let text = without_its_script(&read(&out, file)).replace(r"\<", "");
            assert!(!text.contains("<script"), "{file}");
            assert!(!text.contains(['\u{202e}', '\u{1b}', '\r']), "{file}");
        }
        let markdown = read(&out, "students/a b#?/feedback.md");
        let headings = markdown.lines().filter(|line| line.starts_with("# ")).count();
        assert_eq!(headings, 1, "{markdown}");
        assert!(
            !markdown.replace(r"\]", "").contains("](") && !markdown.contains("**b**"),
            "{markdown}"
        );
    }
}

/// The page without the one script that its policy names by its hash.
fn without_its_script(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script>") else { return page.to_owned() };
    let (script, after) = rest.split_once("</script>").expect("its end");
    let hash = STANDARD.encode(Sha256::digest(script));
    assert!(before.contains(&format!("script-src 'sha256-{hash}'")), "another script: {script}");
    format!("{before}{after}")
}

#[test]
fn pages_stand_alone() {
    for lang in [Lang::Fr, Lang::En] {
        let mut class = sample::large(lang);
        class.tier = Tier::None;
        let out = written(&class, &sample::students(&class, 60));
        for file in ["index.html", "students/student-3/feedback.html"] {
            let page = without_its_script(&read(&out, file));
            assert!(page.starts_with("<!doctype html>\n<html lang="), "{}", &page[..60]);
            assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; "));
            let warning = if lang == Lang::Fr { "Aucun confinement" } else { "No confinement" };
            assert!(page.contains(warning), "{file}");
            for loads in
                ["<script", "<link", "<img", "<iframe", "url(", "@import", "src=\"", "href=\"http"]
            {
                assert!(!page.contains(loads), "{loads} in {file}");
            }
        }
    }
}

#[test]
fn the_heat_map_has_a_cell_for_every_check_of_every_student() {
    let class = sample::large(Lang::En);
    let students = sample::students(&class, 60);
    let out = written(&class, &students);
    let page = read(&out, "index.html");
    let body =
        page.split_once("<tbody>").expect("a body").1.split_once("</tbody>").expect("its end").0;
    assert_eq!(body.matches("<tr>").count(), 60);
    let checks: usize = class.labs.iter().map(|lab| lab.checks.len()).sum();
    let cells: usize = ["p", "f", "s", "e", "b", "m"]
        .iter()
        .map(|class| body.matches(&format!("<td class=\"{class}\">")).count())
        .sum();
    assert_eq!(cells, 60 * checks);
    let passed = students.iter().flat_map(|student| &student.labs).map(|lab| match &lab.outcome {
        Outcome::Judged { checks, .. } => {
            checks.iter().filter(|check| check.outcome == CheckOutcome::Passed).count()
        }
        _ => 0,
    });
    let passed: usize = passed.sum();
    assert_eq!(body.matches("<td class=\"p\">✓</td>").count(), passed);
}

#[test]
fn an_empty_class_has_a_page() {
    let class = small(Lang::Fr);
    let out = written(&class, &[]);
    assert_eq!(rows(&out, "grades.csv").len(), 1);
    assert!(read(&out, "index.html").contains("0 étudiant"));
}
