//! What comes after a run: a check was fixed, a grade is changed by hand, the year ends; and commands
//! that make no sense.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use helpers::works::{ONE, TWO, all, does_not_compile, finished, greets, under};
use helpers::{forms, grader};

/// Ada has everything, Alan a greeting, Hedy nothing that compiles, and Grace has lab 02 alone.
fn graded(place: &Path) -> String {
    let class = place.join("class");
    let one = |work| under(ONE, &work);
    for (name, work) in [
        ("ada", all([one(finished(ONE)), under(TWO, &finished(TWO))])),
        ("alan", one(greets())),
        ("grace", under(TWO, &finished(TWO))),
        ("hedy", one(does_not_compile())),
        ("=ivan", one(finished(ONE))),
    ] {
        forms::folder(&class.join(name), &work, forms::NOON);
    }
    let (class, out) = (class.display().to_string(), place.join("grades").display().to_string());
    let labs = ["--lab", "1", "--lab", "2"];
    grader::said(&[&["run", &class, "--out", &out, "--lang", "en"][..], &labs].concat(), 0);
    out
}

/// The times at which the kept servers were written.
fn builds(out: &str) -> Vec<(String, i64, i64)> {
    let entries = fs::read_dir(Path::new(out).join("builds")).expect("the builds");
    let mut builds: Vec<_> = entries
        .map(|entry| {
            let entry = entry.expect("an entry");
            let about = entry.metadata().expect("a file");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, about.mtime(), about.mtime_nsec())
        })
        .collect();
    builds.sort();
    builds
}

fn grades(out: &str) -> Vec<Vec<String>> {
    grader::sheet(&Path::new(out).join("grades.csv"))
}

fn row(name: &str, one: &str, two: &str, total: &str) -> Vec<String> {
    [name, one, two, total].map(str::to_owned).into()
}

#[test]
fn a_regrade_shows_what_would_change_before_anything_does() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let out = graded(place.path());
    let right = [
        row("student", "salutation", "params", "total"),
        row("'=ivan", "20", "", "20"),
        row("ada", "20", "20", "40"),
        row("alan", "5", "", "5"),
        row("grace", "", "20", "20"),
        row("hedy", "0", "", "0"),
    ];
    assert_eq!(grades(&out), right);

    // As if an older suite of lab 01 had judged Ada and Ivan, whose work is the same, too severely.
    let path = Path::new(&out);
    grader::change(
        path,
        "insert into suites (digest, checks) select 'older', checks from suites where id = 1; update keys set suite = (select id from suites where digest = 'older') where files in (select id from files where lab = 'salutation')",
    );
    grader::change(
        path,
        "delete from given; update judgements set earned = 1250 where earned = 2000 and key in (select k.id from keys k join files f on f.id = k.files where f.lab = 'salutation')",
    );
    let before = builds(&out);
    let labs = ["--lab", "1", "--lab", "2", "--out", &out];
    let (said, _) = grader::said(&[&["regrade", "--lang", "en"][..], &labs].concat(), 0);
    let changes = "=ivan  salutation  12.5 → 20  judged by other checks\n\
                   ada  salutation  12.5 → 20  judged by other checks\n\
                   2 grades would change; use --apply to apply the changes and update the reports.\n";
    assert_eq!(said, changes);
    assert_eq!(builds(&out), before, "something was compiled");
    assert_eq!(grades(&out), right, "a report was written");
    // Nothing counts that was only proposed.
    let exam = place.path().join("exam.csv");
    fs::write(&exam, "student,grade\nada,10\n").expect("a file");
    let exam = exam.display().to_string();
    let last = ["final", "--exam", &exam, "--out", &out, "--lang", "en"];
    grader::said(&last, 0);
    // (12.5 + 20) / 2, for the two labs that were graded, and half of that with 10.
    assert_eq!(final_of(&out, "ada"), ["16.25", "10", "13.13"]);

    let (said, _) = grader::said(&[&["regrade", "--apply", "--lang", "fr"][..], &labs].concat(), 0);
    let applied = "=ivan  salutation  12,5 → 20  jugé par d'autres vérifications\n\
                   ada  salutation  12,5 → 20  jugé par d'autres vérifications\n\
                   2 notes changent\u{202f}; les rapports sont à jour.\n";
    assert_eq!(said, applied);
    assert_eq!(builds(&out), before);
    assert_eq!(grades(&out), right);
    grader::said(&last, 0);
    assert_eq!(final_of(&out, "ada"), ["20", "10", "15"]);
    // All judgements are kept, of all three works on lab 01: the old one and the new one.
    let kept = "select s.digest from judgements j join keys k on k.id = j.key join suites s on s.id = k.suite where s.digest = 'older'";
    assert_eq!(grader::query(path, kept).len(), 3);
    let all_of_them = "select f.digest from judgements j join keys k on k.id = j.key join files f on f.id = k.files where f.lab = 'salutation'";
    assert_eq!(grader::query(path, all_of_them).len(), 6);
    let (said, _) = grader::said(&[&["regrade", "--lang", "en"][..], &labs].concat(), 0);
    assert!(said.starts_with("No grade would change"), "{said}");
}

fn final_of(out: &str, name: &str) -> Vec<String> {
    let rows = grader::sheet(&Path::new(out).join("final.csv"));
    assert_eq!(rows[0], ["student", "labs", "exam", "final"]);
    rows.into_iter().find(|row| row[0] == name).expect("a row")[1..].to_vec()
}

#[test]
fn grades_are_changed_by_hand_and_the_year_ends() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let out = graded(place.path());
    let change = |who: &str, points: &str, status| {
        let words = ["override", who, "1", points, "--reason", "heard", "--who", "Ms Turing"];
        grader::said(&[&words[..], &["--out", &out, "--lang", "fr"]].concat(), status)
    };
    let (said, _) = change("alan", "12,25", 0);
    assert_eq!(
        said,
        "alan, salutation\u{a0}: 12,25. Lancez `grader run` pour mettre les rapports à jour.\n"
    );
    change("'=ivan", "0", 0);
    let (_, said) = change("nobody", "3", 2);
    assert!(said.contains("nobody"), "{said}");
    let (_, said) = change("alan", "20.01", 2);
    assert!(said.contains("20.01"), "{said}");
    let class = place.path().join("class").display().to_string();
    let run = ["run", &class, "--out", &out, "--lang", "en", "--lab", "1", "--lab", "2"];
    grader::said(&run, 0);
    assert_eq!(grades(&out)[3], row("alan", "12.25", "", "12.25"));
    let results = grader::json(&Path::new(&out).join("students/alan/results.json"));
    let by_hand = &results["extra_data"]["labs"][0]["by_hand"];
    assert_eq!((&by_hand["reason"], &by_hand["who"]), (&"heard".into(), &"Ms Turing".into()));
    assert!(by_hand["at"].as_i64().is_some_and(|at| at > 1_700_000_000), "{by_hand}");
    let page = fs::read_to_string(Path::new(&out).join("index.html")).expect("a page");
    assert!(page.contains("heard") && page.contains("Ms Turing"));

    // A spreadsheet in French: a mark, semicolons, decimal commas.
    let exam = place.path().join("exam.csv");
    let last = |text: &str, status| {
        fs::write(&exam, text).expect("a file");
        let exam = exam.display().to_string();
        let course = heavy(place.path());
        let words = ["final", "--exam", &exam, "--out", &out, "--lang", "en", "--course", &course];
        grader::said(&words, status)
    };
    last("\u{feff}student;grade\r\nada;12,5\r\n'=ivan;0,01\r\nalan;20\r\n", 0);
    // Lab 01 weighs 3, lab 02 one, the others nothing.
    assert_eq!(final_of(&out, "ada"), ["20", "12.5", "16.25"]);
    assert_eq!(final_of(&out, "'=ivan"), ["0", "0.01", "0.01"]);
    assert_eq!(final_of(&out, "alan"), ["9.19", "20", "14.6"]);
    assert_eq!(final_of(&out, "grace"), ["5", "", ""]);
    for (text, part) in [
        ("name,mark\nada,1\n", "a column student"),
        ("student,grade\nada,21\n", "not a number from 0 to 20"),
        ("student,grade\nbob,2\n", "bob"),
        ("student,grade\nada,2\nada,3\n", "twice"),
        ("student,grade\nada\n", "exam.csv"),
        ("student,grade\nada,2\n\u{0}\u{0}", "exam.csv"),
    ] {
        let (_, said) = last(text, 2);
        assert!(said.contains(part), "{text:?}: {said}");
    }
    likeness(&out);
}

/// The course, in which lab 01 weighs three times as much as lab 02, and nothing else counts.
fn heavy(place: &Path) -> String {
    let text = fs::read_to_string(helpers::works::root().join("labs/course.toml")).expect("a file");
    let mut labs = text.split("[[lab]]");
    let mut heavy = labs.next().unwrap_or_default().to_owned();
    for (number, lab) in labs.enumerate() {
        let weight = [3, 1].get(number).copied().unwrap_or(0);
        heavy.push_str(&format!("[[lab]]\nweight = {weight}{lab}"));
    }
    let file = place.join("course.toml");
    fs::write(&file, heavy).expect("a file");
    file.display().to_string()
}

/// Ada, Ivan and, but for a type, Hedy handed in the same on lab 01, Ada and Grace on lab 02.
fn likeness(out: &str) {
    let (said, _) = grader::said(&["similar", "--out", out, "--lang", "en"], 0);
    assert!(said.starts_with("4 pairs to look at: "), "{said}");
    let folder = Path::new(out).join("similarity");
    let list = fs::read_to_string(folder.join("index.html")).expect("a page");
    assert!(list.contains("ada") && list.contains("=ivan") && list.contains("100%"), "{list}");
    for link in list.split("href=\"").skip(1) {
        let link = link.split('"').next().expect("a link");
        // The others lead back to the reports.
        if !link.starts_with("../") {
            let page = fs::read_to_string(folder.join(link)).expect("a page");
            assert!(page.contains("never a verdict"));
        }
    }
    let class = fs::read_to_string(Path::new(out).join("index.html")).expect("a page");
    assert!(class.contains("href=\"similarity/index.html\""));
}

#[test]
fn what_makes_no_sense_is_said_in_both_languages() {
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir(place.path().join("class")).expect("a folder");
    fs::write(place.path().join("notes.txt"), "x").expect("a file");
    fs::write(place.path().join("course.toml"), "lab = 3").expect("a file");
    let (class, notes, out, course) =
        (at("class"), at("notes.txt"), at("grades"), at("course.toml"));
    let inside_a_file = format!("{notes}/grades");
    for (words, fr, en) in [
        (vec!["run", "/nowhere/at/all"], "n'existe pas", "does not exist"),
        (vec!["run", &notes], "n'est ni un dossier", "is not a folder"),
        (vec!["run", &class, "--lab", "99", "--out", &out], "Aucun lab", "No lab"),
        (vec!["run", &class, "--out", &inside_a_file], "Impossible d'écrire", "Cannot write"),
        (vec!["run", &class, "--course", &course], "est invalide", "is invalid"),
        (vec!["run", &class, "--course", "/nowhere"], "est invalide", "is invalid"),
        (vec!["run", &class, "--jobs", "0"], "ne peut pas valoir", "is not a valid value"),
        (vec!["run", &class, "--colour"], "n'existe pas", "Unknown argument"),
        (vec!["run"], "Il manque", "is missing"),
        (vec![], "Il manque", "is missing"),
        (vec!["regrade", "--out", &out], "Aucun carnet", "No gradebook"),
        (vec!["final", "--exam", "x.csv", "--out", &out], "Aucun carnet", "No gradebook"),
        (vec!["similar", "--out", &out], "Aucun carnet", "No gradebook"),
    ] {
        for (lang, part) in [("fr", fr), ("en", en)] {
            let (said, complaint) = grader::said(&[&["--lang", lang][..], &words].concat(), 2);
            assert!(said.is_empty(), "{words:?}: {said}");
            assert!(complaint.contains(part), "{words:?}: {complaint}");
        }
    }
}

#[test]
fn two_graders_do_not_write_to_one_gradebook() {
    let place = tempfile::tempdir().expect("a folder");
    let out = place.path().join("grades");
    fs::create_dir(&out).expect("a folder");
    let held = fs::File::create(out.join(".lock")).expect("a file");
    held.try_lock().expect("a lock");
    let class = place.path().display().to_string();
    let out = out.display().to_string();
    for (lang, part) in [("fr", "Un autre `grader`"), ("en", "Another `grader`")] {
        let words = ["run", &class, "--lab", "1", "--out", &out, "--lang", lang];
        let (_, complaint) = grader::said(&words, 2);
        assert!(complaint.contains(part), "{complaint}");
    }
}

#[test]
fn a_list_of_the_class_tells_who_is_missing_and_who_is_a_stranger() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name).display().to_string();
    let (class, out, list) = (at("class"), at("grades"), at("class.csv"));
    let hand_in = |name: &str| {
        forms::folder(&Path::new(&class).join(name), &under(ONE, &greets()), forms::NOON);
    };
    hand_in("LOVELACE Ada");
    hand_in("grace hoper");
    fs::write(&list, "Prénom;Nom de famille\nAda;Lovelace\nGrace;Hopper\n").expect("a list");
    let run = ["run", &class, "--out", &out, "--lab", "1", "--lang", "en"];
    let (said, _) = grader::said(&[&run[..], &["--students", &list]].concat(), 0);
    let attendance = "1 of the 2 students on the list handed in nothing.\n\
                      grace hoper is not on the list, but was graded anyway. Is this Grace Hopper?\n";
    assert!(said.ends_with(attendance), "{said}");
    let row = |name: &str, points: &str| [name, points, points].map(str::to_owned).to_vec();
    let rows = [row("Ada Lovelace", "5"), row("Grace Hopper", ""), row("grace hoper", "5")];
    let mut found = grades(&out)[1..].to_vec();
    found.sort();
    assert_eq!(found, rows);

    // The list may say who reads what: two languages in one class, and the same points.
    fs::write(&list, "student;Langue\nAda Lovelace;fr\nGrace Hopper;\n").expect("a list");
    let feedback = |name: &str| {
        let folders = fs::read_dir(Path::new(&out).join("students")).expect("the reports");
        let mut folders = folders.map(|entry| entry.expect("an entry").path());
        let theirs = folders.find(|folder| folder.to_string_lossy().contains(name));
        fs::read_to_string(theirs.expect(name).join("feedback.md")).expect("the feedback")
    };
    assert!(feedback("Ada").contains("The connection was closed"));
    for words in [&[&run[..], &["--students", &list]].concat()[..], &run] {
        grader::said(words, 0);
        let (ada, grace) = (feedback("Ada"), feedback("hoper"));
        assert!(
            ada.contains("La connexion s") && !ada.contains("The connection was closed"),
            "{ada}"
        );
        assert!(grace.contains("The connection was closed"), "{grace}");
        let page = fs::read_to_string(Path::new(&out).join("index.html")).expect("a page");
        assert!(!page.contains("La connexion s"), "{page}");
        assert!(grades(&out)[1..].contains(&row("Ada Lovelace", "5")));
    }
    // Both handed in the same files: they are judged once, whatever each of them reads.
    let judged = "select cast(id as text) from judgements";
    assert_eq!(grader::query(Path::new(&out), judged).len(), 1);

    // She hands in under her name after all: nobody on the list is missing, and the stranger stays one.
    hand_in("Grace_Hopper");
    fs::remove_dir_all(Path::new(&class).join("grace hoper")).expect("the folder of a stranger");
    let (said, _) = grader::said(&run, 0);
    assert!(!said.contains("handed in nothing"), "{said}");
    assert!(said.ends_with("grace hoper is not on the list, but was graded anyway.\n"), "{said}");
    let rows = [row("Ada Lovelace", "5"), row("Grace Hopper", "5"), row("grace hoper", "5")];
    let mut found = grades(&out)[1..].to_vec();
    found.sort();
    assert_eq!(found, rows);

    for (text, why) in [
        ("name\nAda\n", "column student"),
        ("student\nAda\nada\n", "ada is listed twice"),
        ("student,lang\nAda,de\n", "the possible languages are fr and en"),
    ] {
        fs::write(&list, text).expect("a list");
        let (_, said) = grader::said(&[&run[..], &["--students", &list]].concat(), 2);
        assert!(said.contains(why), "{said}");
    }
}

/// Breaks rustc 1.95 itself, which ends with status 101: a range is not the number of a variant.
const BREAKS_THE_COMPILER: &str = "enum Niveau { Bas(u8) = 0..=3, Haut = 4..=7 }\n\
                                   const TOUS: &[Niveau] = &[Niveau::Haut, Niveau::Bas(1)];\n\
                                   fn main() { let _ = TOUS; }\n";

#[test]
fn a_class_graded_again_in_the_other_language_is_told_everything_in_it() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name).display().to_string();
    let (class, out) = (at("class"), at("grades"));
    forms::folder(&Path::new(&class).join("ada"), &under(ONE, &greets()), forms::NOON);
    let mut before = Vec::new();
    for (lang, words, other) in [
        ("en", "The connection was closed", "La connexion s"),
        ("fr", "La connexion s", "The connection was closed"),
    ] {
        grader::said(&["run", &class, "--out", &out, "--lab", "1", "--lang", lang], 0);
        let told = fs::read_to_string(Path::new(&out).join("students/ada/feedback.md"));
        let told = told.expect("the feedback");
        assert!(told.contains(words) && !told.contains(other), "{lang}: {told}");
        let now = builds(&out);
        assert!(before.is_empty() || before == now, "something was compiled again");
        before = now;
    }
    let judged = "select cast(id as text) from judgements";
    assert_eq!(grader::query(Path::new(&out), judged).len(), 1, "judged again for its texts");
    // Nor is anything judged again because another lab is graded beside it.
    grader::said(&["run", &class, "--out", &out, "--lab", "1", "--lab", "2", "--lang", "fr"], 0);
    let suites = "select distinct s.digest from judgements j join keys k on k.id = j.key join suites s on s.id = k.suite join files f on f.id = k.files where f.lab = 'salutation'";
    assert_eq!(grader::query(Path::new(&out), suites).len(), 1);
}

#[test]
fn what_makes_the_judging_fail_for_ever_is_set_aside() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name).display().to_string();
    fs::write(at("breaks.rs"), BREAKS_THE_COMPILER).expect("a program");
    let compiled = std::process::Command::new("rustc")
        .args(["--edition=2024", "breaks.rs"])
        .current_dir(place.path())
        .output()
        .expect("the compiler");
    if compiled.status.code() != Some(101) {
        return needs::BROKEN_COMPILER.skip();
    }
    let (class, out) = (at("class"), at("grades"));
    let breaks = [("src/main.rs".to_owned(), BREAKS_THE_COMPILER.as_bytes().to_vec())];
    for (name, work) in [("ada", finished(ONE)), ("mallory", breaks.into()), ("zoe", greets())] {
        forms::folder(&Path::new(&class).join(name), &under(ONE, &work), forms::NOON);
    }
    let run = ["run", &class, "--out", &out, "--lab", "1", "--lang", "en"];
    let row = |name: &str, points: &str| [name, points, points].map(str::to_owned).to_vec();
    // The second time nothing is tried any more.
    for _ in 0..2 {
        grader::said(&run, 3);
        let rows = [row("ada", "20"), row("mallory", ""), row("zoe", "5")];
        assert_eq!(grades(&out)[1..], rows);
        let failed = "select count(*) || '' from attempts where error like '%compiler broke%'";
        assert_eq!(grader::query(Path::new(&out), failed), [["3"]]);
    }
    // Until it is asked for: then there are three attempts more.
    grader::change(Path::new(&out), "update attempts set error = 'an older one'");
    grader::said(&[&run[..], &["--retry"]].concat(), 3);
    let anew = "select count(*) || '' from attempts where error like '%compiler broke%'";
    assert_eq!(grader::query(Path::new(&out), anew), [["3"]]);
    let results = grader::json(&Path::new(&out).join("students/mallory/results.json"));
    assert_eq!(results["extra_data"]["labs"][0]["outcome"], "set-aside");
    assert_eq!(results["score"], serde_json::Value::Null);
}
