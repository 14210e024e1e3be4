//! Who hands in what, in which form, and what must come of it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::helpers::forms::{self, DAY, NOON};
use super::helpers::works::{
    self, ONE, THREE, TWO, all, does_not_compile, ends, file, finished, greets, greets_otherwise,
    no_text, panics, removes_nobody, sources_alone, starter, under,
};
use super::helpers::{Files, grader};

/// What became of one lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub outcome: String,
    pub points: f64,
    pub days_late: u64,
}

impl Mark {
    /// What `grades.csv` says of it.
    pub fn cell(&self) -> String {
        match self.outcome.as_str() {
            "missing" => String::new(),
            _ if self.has_no_grade() => "?".to_owned(),
            _ => self.points.to_string(),
        }
    }

    fn has_no_grade(&self) -> bool {
        ["unread", "incomplete"].contains(&self.outcome.as_str())
    }
}

/// What must come of a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// labs 01, 02 and 03
    pub labs: Vec<Mark>,
    pub refused: Option<String>,
    pub left_out: Vec<(String, String)>,
}

impl Expected {
    /// What the student's `results.json` says. `name` is that of the student.
    pub fn read(out: &Path, name: &str) -> Self {
        let folder = grader::safe(name);
        let results = grader::json(&out.join("students").join(folder).join("results.json"));
        let extra = &results["extra_data"];
        assert_eq!(extra["student"], name);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mark = |lab: &Value| Mark {
            outcome: text(&lab["outcome"]),
            points: lab["points"].as_f64().unwrap_or_default(),
            days_late: lab["days_late"].as_u64().expect("days"),
        };
        let left_out = |out: &Value| (text(&out["path"]), text(&out["why"]));
        Self {
            labs: list(&extra["labs"]).iter().map(mark).collect(),
            refused: extra.get("refused").map(|refused| text(&refused["refused"])),
            left_out: list(&extra["left_out"]).iter().map(left_out).collect(),
        }
    }

    fn lab(mut self, number: usize, outcome: &str, points: f64) -> Self {
        let days_late = self.labs[number - 1].days_late;
        self.labs[number - 1] = Mark { outcome: outcome.to_owned(), points, days_late };
        self
    }

    fn late(mut self, days: u64) -> Self {
        self.labs[0].days_late = days;
        self
    }

    /// Whether there is no grade to give for a lab.
    pub fn has_no_grade(&self) -> bool {
        self.labs.iter().any(Mark::has_no_grade)
    }

    fn without(mut self, path: &str, why: &str) -> Self {
        self.left_out.push((path.to_owned(), why.to_owned()));
        self
    }
}

fn nothing() -> Expected {
    let missing = Mark { outcome: "missing".into(), points: 0.0, days_late: 0 };
    Expected { labs: vec![missing; 3], refused: None, left_out: Vec::new() }
}

fn refused(why: &str) -> Expected {
    let unread = Mark { outcome: "unread".into(), points: 0.0, days_late: 0 };
    Expected { labs: vec![unread; 3], refused: Some(why.to_owned()), left_out: Vec::new() }
}

/// Lab 01 judged, with so many points.
fn one(points: f64) -> Expected {
    nothing().lab(1, "judged", points)
}

fn not_built() -> Expected {
    nothing().lab(1, "build-failed", 0.0)
}

/// Lab 01 in its folder.
fn lab_one(files: Files) -> Files {
    under(ONE, &files)
}

/// A class, laid out on the disk.
pub struct Roster {
    /// what the grader is given
    pub paths: Vec<PathBuf>,
    /// by the name of the student
    pub expected: BTreeMap<String, Expected>,
    /// of those whom a later submission replaces
    pub superseded: Vec<String>,
    folder: PathBuf,
}

impl Roster {
    /// Everybody hands in, below `place`.
    pub fn enrol(place: &Path) -> Self {
        let folder = place.join("class");
        fs::create_dir_all(&folder).expect("a folder");
        let mut roster = Self {
            paths: vec![folder.clone()],
            expected: BTreeMap::new(),
            superseded: Vec::new(),
            folder,
        };
        roster.good_work();
        roster.other_forms();
        roster.faulty_work();
        roster.late_work();
        roster.more_than_the_labs_take();
        roster.nothing_to_grade();
        roster.hostile_names();
        roster.twice();
        roster.moodle(place);
        roster
    }

    fn expect(&mut self, name: &str, expected: Expected) {
        let other = self.expected.insert(name.to_owned(), expected);
        assert!(other.is_none(), "{name} is in the class twice");
    }

    fn folder(&mut self, name: &str, files: &Files, expected: Expected) {
        forms::folder(&self.folder.join(name), files, NOON);
        self.expect(name, expected);
    }

    fn bytes(&mut self, name: &str, ending: &str, bytes: &[u8], expected: Expected) {
        fs::write(self.folder.join(format!("{name}{ending}")), bytes).expect("an archive");
        self.expect(name, expected);
    }

    fn zip(&mut self, name: &str, files: &Files, at: u64, expected: Expected) {
        self.bytes(name, ".zip", &forms::zip(files, at), expected);
    }

    fn tar(&mut self, name: &str, files: &Files, at: u64, expected: Expected) {
        self.bytes(name, ".tar.gz", &forms::gz(&forms::tar(files, at)), expected);
    }

    fn good_work(&mut self) {
        for name in ["ada", "blaise", "claude"] {
            self.folder(name, &lab_one(finished(ONE)), one(20.0));
        }
        let both = all([lab_one(finished(ONE)), under(TWO, &finished(TWO))]);
        let of_both = one(20.0).lab(2, "judged", 20.0);
        for name in ["dennis", "edsger"] {
            self.folder(name, &both, of_both.clone());
        }
        let three = all([both, under(THREE, &finished(THREE))]);
        self.folder("frances", &under("labs", &three), of_both.clone().lab(3, "judged", 20.0));
        // The templates are not taken from the starter.
        self.folder("grace", &under(TWO, &sources_alone()), nothing().lab(2, "incomplete", 0.0));
        self.folder("howard", &under("my work/tp", &lab_one(finished(ONE))), one(20.0));
        let starters = all([lab_one(starter(ONE)), under(TWO, &starter(TWO))]);
        for name in ["irene", "john"] {
            let expected = one(0.0).lab(2, "judged", 0.0);
            self.folder(name, &starters, expected);
        }
        let half = all([lab_one(finished(ONE)), under(TWO, &starter(TWO))]);
        self.folder("katherine", &half, one(20.0).lab(2, "judged", 0.0));
    }

    fn other_forms(&mut self) {
        let work = lab_one(finished(ONE));
        self.zip("leslie", &work, NOON, one(20.0));
        self.zip("margaret", &under("margaret/labs", &work), NOON, one(20.0));
        // Nothing but sources, in an archive that says of which lab.
        self.zip("niklaus-lab01", &finished(ONE), NOON, one(20.0));
        self.zip("olga salutation", &under("wrapped", &finished(ONE)), NOON, one(20.0));
        self.tar("peter", &work, NOON, one(20.0));
        self.tar("radia", &under("./labs", &work), NOON, one(20.0));
        let packed = forms::gz(&forms::tar(&work, NOON));
        self.bytes("rozsa", ".tgz", &packed, one(20.0));
        self.bytes("sophie", ".tar", &forms::tar(&work, NOON), one(20.0));
        let whole = all([
            under("labs", &all([work.clone(), under(TWO, &finished(TWO))])),
            file("README.md", b"# The course"),
        ]);
        let expected = one(20.0).lab(2, "judged", 20.0).without("README.md", "outside-labs");
        forms::repository(&self.folder.join("tony"), &whole, NOON);
        self.expect("tony", expected.clone());
        forms::bare(&self.folder.join("ursula.git"), &whole, NOON);
        self.expect("ursula", expected.clone());
        forms::bundle(&self.folder.join("vint.bundle"), &whole, NOON);
        self.expect("vint", expected.clone());
        forms::headless(&self.folder.join("one branch.git"), &whole, &["work"], NOON);
        self.expect("one branch", expected.clone());
        forms::tagged_bundle(&self.folder.join("a tag.bundle"), &whole, NOON);
        self.expect("a tag", expected);
        let two = ["work", "better"];
        forms::headless(&self.folder.join("two branches.git"), &whole, &two, NOON);
        self.expect("two branches", refused("unreadable"));
        forms::partial_bundle(&self.folder.join("partial.bundle"), &whole, NOON);
        self.expect("partial", refused("unreadable"));
        forms::uncommitted(&self.folder.join("no commit"), NOON);
        self.expect("no commit", refused("unreadable"));
    }

    fn faulty_work(&mut self) {
        for name in ["alan", "barbara", "charles"] {
            self.folder(name, &lab_one(greets()), one(5.0));
        }
        self.folder("donald", &lab_one(removes_nobody()), one(REMOVES_NOBODY));
        self.zip("emmy", &lab_one(greets_otherwise()), NOON, one(GREETS_OTHERWISE));
        self.folder("fred", &lab_one(panics()), one(0.0));
        self.folder("gerald", &lab_one(ends()), one(0.0));
        for name in ["hedy", "ivan"] {
            self.folder(name, &lab_one(does_not_compile()), not_built());
        }
        self.tar("jean", &lab_one(no_text()), NOON, not_built());
        let mut lacking = finished(ONE);
        lacking.remove("src/config.rs");
        self.folder("ken", &lab_one(lacking), nothing().lab(1, "incomplete", 0.0));
        let half = all([lab_one(does_not_compile()), under(TWO, &finished(TWO))]);
        self.folder("lynn", &half, not_built().lab(2, "judged", 20.0));
    }

    /// The deadline is six hours after noon, and a quarter of an hour is free.
    fn late_work(&mut self) {
        let work = lab_one(finished(ONE));
        let deadline = NOON + DAY / 4;
        self.zip("late by nothing", &work, deadline, one(20.0));
        self.zip("late by the grace", &work, deadline + 15 * 60, one(20.0));
        self.zip("late by a minute more", &work, deadline + 16 * 60, one(18.0).late(1));
        self.tar("late by two days", &work, deadline + DAY + 60, one(16.0).late(2));
        self.tar("late by a month", &work, deadline + 30 * DAY, one(10.0).late(30));
        self.zip("late with little", &lab_one(greets()), deadline + 3 * DAY, one(0.0).late(3));
        // Lab 02 has no deadline.
        let two = under(TWO, &finished(TWO));
        self.zip("late with lab 02", &two, deadline + 3 * DAY, nothing().lab(2, "judged", 20.0));
        forms::repository(&self.folder.join("late by commit"), &work, deadline + DAY);
        self.expect("late by commit", one(18.0).late(1));
        forms::folder(&self.folder.join("late by file"), &work, deadline + 5 * DAY);
        self.expect("late by file", one(10.0).late(5));
    }

    fn more_than_the_labs_take(&mut self) {
        let work = lab_one(finished(ONE));
        let manifest =
            fs::read(works::root().join("labs").join(ONE).join("Cargo.toml")).expect("a file");
        let remark = b"# mine\n[package.metadata]\nmine = true\n".to_vec();
        let extras = all([
            file("01-salutation/Cargo.toml", &[manifest.clone(), remark].concat()),
            file("01-salutation/.cargo/config.toml", b"[build]\nrustc = \"/bin/true\"\n"),
            file("01-salutation/tests/mine.rs", b"#[test] fn passes() {}"),
            file("01-salutation/src/notes.txt", b"todo"),
            file("01-salutation/target/debug/salutation", b"\x7fELF"),
            file("rust-toolchain.toml", b"[toolchain]\nchannel = \"1.0.0\"\n"),
        ]);
        let expected = one(20.0)
            .without("01-salutation/.cargo/config.toml", "not-allowed")
            .without("01-salutation/target/", "not-allowed")
            .without("rust-toolchain.toml", "outside-labs");
        let all_of_it = all([work.clone(), extras]);
        self.folder("manifest", &all_of_it, expected.clone());
        self.zip("manifest zipped", &all_of_it, NOON, expected);
        let bare = file("01-salutation/Cargo.toml", b"[package]\nname = \"salutation\"\n");
        self.zip("manifest without crates", &all([work.clone(), bare]), NOON, not_built());
        let crates = String::from_utf8(manifest).expect("text");
        let crates = crates.replace("[dependencies]\n", "[dependencies]\nrand = \"0.9\"\n");
        let foreign = file("01-salutation/Cargo.toml", crates.as_bytes());
        self.zip("manifest of a foreign crate", &all([work.clone(), foreign]), NOON, not_built());
        let script = file("01-salutation/build.rs", b"fn main() {}");
        self.zip("manifest with a script", &all([work.clone(), script]), NOON, not_built());

        let repository = all([
            under("labs", &all([work.clone(), under(TWO, &starter(TWO))])),
            under("solutions", &all([work.clone(), under(TWO, &finished(TWO))])),
            file("harness/suites/01-salutation/src/main.rs", b"fn main() {}"),
            file("Cargo.toml", b"[workspace]"),
            file("book/en/src/SUMMARY.md", b"# Summary"),
        ]);
        let expected = one(20.0)
            .lab(2, "judged", 0.0)
            .without("Cargo.toml", "outside-labs")
            .without("book/", "outside-labs")
            .without("harness/", "outside-labs")
            .without("solutions/", "outside-labs");
        self.folder("the whole repository", &repository, expected.clone());
        self.tar("the whole repository packed", &under("course", &repository), NOON, {
            let left_out = expected.left_out.iter();
            let left_out = left_out.map(|(path, why)| (format!("course/{path}"), why.clone()));
            Expected { left_out: left_out.collect(), ..expected.clone() }
        });
        let link = forms::tar_with_link(&work, "01-salutation/src/passwords.rs", NOON);
        self.bytes("a link in an archive", ".tar", &link, refused("dangerous"));
        forms::folder(&self.folder.join("a link in a folder"), &work, NOON);
        let inside = self.folder.join("a link in a folder/01-salutation/src/passwords.rs");
        symlink("/etc/passwd", inside).expect("a link");
        let name = "01-salutation/src/passwords.rs";
        self.expect("a link in a folder", one(20.0).without(name, "not-plain"));
        let upwards = all([work, file("../../../../tmp/outside.rs", b"")]);
        self.zip("upwards", &upwards, NOON, refused("dangerous"));
    }

    fn nothing_to_grade(&mut self) {
        self.folder("empty", &Files::new(), refused("empty"));
        self.zip("empty zip", &Files::new(), NOON, refused("empty"));
        self.bytes("no archive", ".zip", b"this is no zip", refused("unreadable"));
        self.bytes("cut short", ".tar.gz", b"\x1f\x8b\x08\0\0", refused("unreadable"));
        self.bytes("no bundle", ".bundle", b"this is no bundle", refused("unreadable"));
        self.bytes("foreign", ".rar", b"Rar!", refused("unreadable"));
        let essay = file("essay.txt", b"My dog ate it.");
        let expected = refused("no-lab").without("essay.txt", "outside-labs");
        self.folder("no lab", &essay, expected.clone());
        self.zip("no lab zipped", &essay, NOON, expected);
    }

    fn hostile_names(&mut self) {
        let work = lab_one(greets());
        let long = "n".repeat(250);
        for name in [
            "=HYPERLINK(\"http:||evil\",1)",
            "<script>alert(1)<|script>",
            "up\\..\\..\\etc",
            "-rf",
            "@SUM(A1:A9)",
            "a_b_c",
            "comma, \"quote\"",
            "Zoë Lefèvre-Dupont",
            "山田 太郎",
            "new\nline",
            "\u{202e}drawkcab",
            "CON",
            &long,
        ] {
            self.folder(name, &work, one(5.0));
        }
        let raw = std::ffi::OsStr::from_bytes(b"caf\xe9");
        forms::folder(&self.folder.join(raw), &work, NOON);
        self.expect("caf\\xe9", one(5.0));
    }

    /// The later one counts, though it is worth less.
    fn twice(&mut self) {
        let earlier = forms::zip(&lab_one(finished(ONE)), NOON - 3600);
        fs::write(self.folder.join("wilma.zip"), earlier).expect("an archive");
        self.tar("wilma", &lab_one(greets()), NOON, one(5.0));
        self.superseded.push("wilma".to_owned());
    }

    fn moodle(&mut self, place: &Path) {
        let work = forms::zip(&lab_one(finished(ONE)), NOON);
        let folder = place.join("Atelier 01-5151");
        let put = |inside: &str, bytes: &[u8]| {
            forms::folder(&folder, &file(inside, bytes), NOON);
        };
        put("Xavier du Pré_901_assignsubmission_file/lab.zip", &work);
        put("Yves_Le_Gall_902_assignsubmission_file_/lab.zip", &work);
        put("Zoé N'Diaye_903_assignsubmission_file_mon_lab.zip", &work);
        put("Ève_904_assignsubmission_file/essay.txt", b"nothing");
        for name in ["Xavier du Pré", "Yves_Le_Gall", "Zoé N'Diaye"] {
            self.expect(name, one(20.0));
        }
        let expected = refused("no-lab").without("essay.txt", "outside-labs");
        self.expect("Ève", expected);
        self.paths.push(folder);

        let download = all([
            under("Anaïs_905_assignsubmission_file/labs", &lab_one(finished(ONE))),
            file("Björn_906_assignsubmission_file_/work.zip", &work),
            file("Chloé_907_assignsubmission_file_lab01.zip", &work),
        ]);
        let zipped = place.join("download.zip");
        fs::write(&zipped, forms::zip(&download, NOON)).expect("a download");
        for name in ["Anaïs", "Björn", "Chloé"] {
            self.expect(name, one(20.0));
        }
        self.paths.push(zipped);
        let _ = works::root;
    }
}

const REMOVES_NOBODY: f64 = 14.0;
const GREETS_OTHERWISE: f64 = 17.0;
