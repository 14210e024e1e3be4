//! A class for the tests, and to look at: `class(60, …)` has every outcome and hostile names.

use engine::Lang;
use engine::diff::DiffLine;
use engine::fault::Fault;
use engine::lines::Line;
use engine::outcome::{Cause, Failure, HarnessError, Outcome as CheckOutcome, Step};
use engine::protocol::Description;
use engine::server::Printed;
use jiff::Timestamp;
use marks::{
    BuildLimit, Decision, JudgedCheck, LabMark, Lateness, LimitsHit, Outcome, Override, Points,
    Provenance, StudentMarks, earned,
};
use sandbox::Tier;
use submission::{Contact, LeftOut, LeftOutReason, Problem, Refused, Student};
use texts::{CheckTexts, Message, Text};

use crate::class::{Class, LabHead};
use crate::dialect::Dialect;

/// Names that try something.
pub const HOSTILE: [&str; 8] = [
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "]]></testcase>&amp;",
    "``` `a` ``` ~~~",
    "Zo\u{202e}éxe\u{1b}[31m",
    "two\nlines\r\n# head",
    "@SUM(A1), \"quoted\"",
    "[x](javascript:alert(1)) ![y](z) | **b**",
];

/// The first two labs, with a check or two: enough for the tests of a format.
pub fn small(lang: Lang) -> Class {
    let mut class = large(lang);
    class.labs.truncate(2);
    class.labs[0].checks = class.labs[0].checks[..2].into();
    class.labs[1].checks = class.labs[1].checks[..1].into();
    class
}

/// The course as it is.
pub fn large(lang: Lang) -> Class {
    let labs = include_str!("sample/checks.txt").split("# ").skip(1);
    Class {
        title: "Microservices 2026".into(),
        lang,
        labs: labs.map(lab).collect(),
        toolchain: "rustc 1.95.0 (59807616e 2026-04-14)".into(),
        tier: Tier::Full,
        dialect: Dialect::Plain,
        zone: jiff::tz::TimeZone::UTC,
        book_url: None,
        moodle_maximum: None,
        found: None,
        seed: Some(20_261_125),
    }
}

fn lab(text: &str) -> LabHead {
    let (folder, checks) = text.split_once('\n').expect("checks");
    let name = folder.split_once('-').expect("a number").1;
    LabHead {
        name: name.to_owned(),
        folder: folder.to_owned(),
        title: same(&format!("Lab {name}")),
        out_of: Points::TWENTY,
        checks: checks.lines().map(description).collect(),
    }
}

fn description(line: &str) -> Description {
    let [id, fr, en, points] = line.split('|').collect::<Vec<_>>()[..] else {
        panic!("{line} has four parts")
    };
    Description {
        id: id.to_owned(),
        points: points.parse().expect("points"),
        texts: CheckTexts {
            title: Text { fr: fr.to_owned().into(), en: en.to_owned().into() },
            nudge: same("Look at `create` in src/products.rs: what does it answer?"),
            idea: same("Look at the status."),
        },
        chapter: "4-databases/products.md#rules".to_owned(),
        start_chapter: "1-start.md".to_owned(),
    }
}

/// A text that is the same in both languages.
pub fn same(text: &str) -> Text {
    Text { fr: text.to_owned().into(), en: text.to_owned().into() }
}

/// A student of this name who passes nothing, and handed in nothing.
pub fn student(class: &Class, name: &str, number: usize) -> StudentMarks {
    StudentMarks {
        student: Student::participant(name, format!("{}", 4000 + number)),
        contact: Contact::default(),
        folder: format!("student-{number}"),
        labs: class.labs.iter().map(|head| mark(head, Outcome::Missing)).collect(),
        left_out: Vec::new(),
        commit: None,
        flags: Vec::new(),
        refused: None,
        digest: Some(format!("{number:064x}")),
    }
}

/// One lab with this outcome.
pub fn mark(head: &LabHead, outcome: Outcome) -> LabMark {
    let provenance = !matches!(outcome, Outcome::Missing);
    LabMark {
        lab: head.name.clone(),
        out_of: head.out_of,
        earned: earned(&outcome, &head.checks),
        checks: head.checks.clone(),
        outcome,
        handed_in: None,
        deadline: None,
        is_extended: false,
        lateness: Lateness::default(),
        by_hand: None,
        given: None,
        participant: None,
        team: None,
        provenance: provenance.then(|| Provenance {
            submission: "5f".repeat(32),
            suite: "a1".repeat(32),
            starter: "b2".repeat(32),
            toolchain: "rustc 1.95.0 (59807616e 2026-04-14)".into(),
            seed: 20_261_125,
            tier: Tier::Full,
        }),
    }
}

/// A check that failed: what is said of it, and its difference.
pub fn failed(sentence: &str, diff: &str) -> CheckOutcome {
    let diff = diff.lines().map(|line| {
        let text = Line::Verbatim(line.get(2..).unwrap_or_default().to_owned());
        match line.chars().next() {
            Some('-') => DiffLine::Expected(text),
            Some('+') => DiffLine::Received(text),
            _ => DiffLine::Both(text),
        }
    });
    let curl = "curl -i -X POST http://127.0.0.1:5000/api/produits -d '{\"nom\":\"thé\"}'";
    let printed = "listening\nthread 'main' panicked at src/products.rs:41:9:\nno \u{1b}[31mname";
    let fault = Fault::Broken { promise: Box::new(Message::verbatim(sentence)) };
    CheckOutcome::Failed(Box::new(Failure {
        steps: vec![Step::Request { curl: curl.to_owned(), remark: None }],
        diff: diff.collect(),
        printed: Printed { text: printed.to_owned(), ..Printed::default() },
        ..Failure::at_once(fault)
    }))
}

/// A check that was skipped, for this reason.
pub fn skipped(why: &str) -> CheckOutcome {
    CheckOutcome::Skipped { why: Message::verbatim(why) }
}

/// A check that the harness failed to make, for this reason.
pub fn broken(why: &str) -> CheckOutcome {
    CheckOutcome::Error(HarnessError { why: why.to_owned(), cause: Cause::Other, advice: None })
}

/// Checks of a lab that were judged, in its order.
pub fn judged(head: &LabHead, outcomes: impl IntoIterator<Item = CheckOutcome>) -> Outcome {
    let checks = head.checks.iter().zip(outcomes);
    let checks = checks.map(|(check, outcome)| JudgedCheck { id: check.id.clone(), outcome });
    let limits = LimitsHit::default();
    Outcome::Judged {
        checks: checks.collect(),
        limits,
        starts: Vec::new(),
        build: 1234,
        judging: 2500,
    }
}

/// The compiler refuses it.
pub fn build_failed() -> Outcome {
    Outcome::BuildFailed { message: RUSTC.into(), refused: Vec::new(), build: 900 }
}

/// rustc's messages for a lab that does not compile.
pub const RUSTC: &str = "warning: unused variable: `x`\n --> src/main.rs:3:9\n\n\
    error[E0382]: borrow of moved value: `<state>`\n  --> src/products.rs:12:9\n";

/// A class of `count` students: mostly ordinary, every tenth out of the ordinary.
pub fn students(class: &Class, count: usize) -> Vec<StudentMarks> {
    let mut dice = Dice(2026);
    (0..count).map(|number| random(class, number, &mut dice)).collect()
}

const FIRST: [&str; 12] = [
    "Aïcha",
    "Jean-Baptiste",
    "Zoé",
    "Mamadou",
    "Noémie",
    "Thị Mai",
    "Łukasz",
    "Inès",
    "Gaël",
    "Chloé",
    "Oğuz",
    "Élodie",
];
const LAST: [&str; 10] = [
    "Benali",
    "Lefèvre",
    "Martin",
    "Diallo",
    "Nguyễn",
    "Moreau",
    "Kowalski",
    "D'Angelo",
    "Yılmaz",
    "Saint-Exupéry",
];

fn random(class: &Class, number: usize, dice: &mut Dice) -> StudentMarks {
    let ordinary = format!("{} {}", FIRST[dice.upto(12)], LAST[dice.upto(10)]);
    let hostile = number % 9 == 8;
    let name = if hostile { HOSTILE[number / 9 % HOSTILE.len()] } else { &ordinary };
    let mut marked = student(class, name, number);
    match number % 30 {
        13 => {
            let (name, problem) = ("tp1.zip".into(), Problem::Damaged);
            marked.refused = Some(Refused::Unreadable { name, problem });
        }
        27 => marked.refused = Some(Refused::Dangerous { name: "../../etc/cron.d/x".into() }),
        _ => hand_in(class, &mut marked, number, dice),
    }
    marked
}

fn hand_in(class: &Class, marked: &mut StudentMarks, number: usize, dice: &mut Dice) {
    let skill = 35 + dice.upto(65);
    for (index, head) in class.labs.iter().enumerate() {
        let lab = &mut marked.labs[index];
        let chance = dice.upto(100);
        let outcome = match chance {
            _ if chance < 4 + index * 3 => Outcome::Missing,
            94.. => build_failed(),
            93 => Outcome::BuildLimit { limit: BuildLimit::Memory },
            92 => Outcome::SetAside { why: "the judge did not answer, 3 times".into() },
            _ => ordinary(head, skill, dice, index),
        };
        *lab = mark(head, outcome);
        if chance % 11 == 5 && lab.earned > Some(Points::whole(2)) {
            let days = 1 + u32::try_from(dice.upto(3)).expect("small");
            lab.lateness = Lateness { days, deduction: Points::whole(days) };
        }
    }
    if number % 25 == 4 {
        marked.labs[0].by_hand = Some(Override {
            decision: Decision::Points(Points::from_hundredths(1450)),
            reason: "the check misread `charset`, fixed since".into(),
            who: "A. Instructor".into(),
            at: Timestamp::from_second(1_795_595_460).expect("a time"),
        });
    }
    if number % 7 == 3 {
        let path = "04-crud/build.rs`<b>".to_owned();
        marked.left_out = vec![
            LeftOut { path, why: LeftOutReason::TooLarge },
            LeftOut { path: "notes/todo.md".into(), why: LeftOutReason::OutsideLabs },
        ];
    }
}

fn ordinary(head: &LabHead, skill: usize, dice: &mut Dice, index: usize) -> Outcome {
    let outcomes = (0..head.checks.len()).map(|position| {
        let hard = 4 + index * 5 + (position * 37 + index * 11) % 34;
        if dice.upto(100) + hard / 2 < skill + 30 {
            return CheckOutcome::Passed;
        }
        if dice.upto(40) == 0 {
            return skipped("This check needs a restart.");
        }
        let (status, sentence) = [
            (200, "The status is 200 instead of 422. The server accepts a request it must reject."),
            (200, "The status is 200 instead of 422. The server accepts a request it must reject."),
            (500, "The status is 500 instead of 422. The server has failed: what it prints may say why."),
            (404, "The status is 404 instead of 422. The server says that it does not know this path."),
        ][dice.upto(4)];
        let diff = format!(
            "  POST /api/produits\n  content-type: application/json\n\n  {{\"nom\": \"{{nom}}\", \"prix_centimes\": -1}}\n\n- HTTP 422\n+ HTTP {status}\n"
        );
        failed(sentence, &diff)
    });
    let outcomes: Vec<CheckOutcome> = outcomes.collect();
    judged(head, outcomes)
}

/// Knuth's linear congruential generator: the same class every time.
struct Dice(u64);

impl Dice {
    fn upto(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}
