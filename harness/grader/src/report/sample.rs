//! A class for the tests, and to look at: `class(60, …)` has every outcome and hostile names.

use std::collections::BTreeMap;

use engine::Lang;
use engine::fault::Reason;
use engine::verdict::{CheckReport, Verdict};

use super::{CheckHead, Class, LabHead};
use crate::model::{
    ByHand, LabMark, LeftOut, Marked, Moment, Outcome, Provenance, Refused, Student, Tier, Told,
    Why,
};

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
    class.labs[0].checks.truncate(2);
    class.labs[1].checks.truncate(1);
    class
}

/// The course as it is.
pub fn large(lang: Lang) -> Class {
    let mut labs: Vec<LabHead> = Vec::new();
    for line in include_str!("sample/checks.txt").lines() {
        if let Some(folder) = line.strip_prefix("# ") {
            let name = folder.split_once('-').expect("a number").1.to_owned();
            let title = format!("Lab {name}");
            let folder = folder.to_owned();
            labs.push(LabHead { name, folder, title, out_of: 20, checks: Vec::new() });
            continue;
        }
        let [id, fr, en, points] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line} has four parts")
        };
        let title = match lang {
            Lang::Fr => fr.to_owned(),
            Lang::En => en.to_owned(),
        };
        let points = points.parse().expect("points");
        labs.last_mut().expect("a lab").checks.push(CheckHead { id: id.into(), title, points });
    }
    Class {
        title: "Microservices 2026".into(),
        lang,
        labs,
        toolchain: "rustc 1.95.0 (59807616e 2026-04-14)".into(),
        tier: Tier::Full,
        seed: Some(20_261_125),
    }
}

/// A student of this name who passes nothing, and handed in nothing.
pub fn student(class: &Class, name: &str, number: usize) -> Marked {
    Marked {
        student: Student { name: name.into(), participant: Some(format!("{}", 4000 + number)) },
        folder: format!("student-{number}"),
        labs: class.labs.iter().map(|head| mark(head, Outcome::Missing, 0)).collect(),
        left_out: Vec::new(),
        refused: None,
        digest: Some(format!("{number:064x}")),
    }
}

/// One lab with this outcome and these points.
pub fn mark(head: &LabHead, outcome: Outcome, hundredths: u32) -> LabMark {
    let provenance = !matches!(outcome, Outcome::Missing);
    LabMark {
        lab: head.name.clone(),
        title: head.title.clone(),
        out_of: head.out_of,
        outcome,
        hundredths,
        late: 0,
        days_late: 0,
        by_hand: None,
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

/// A check with this verdict, and a difference when it failed.
pub fn check(head: &CheckHead, verdict: Verdict, diff: &str) -> CheckReport {
    let failed = verdict == Verdict::Failed;
    CheckReport {
        id: head.id.clone(),
        title: head.title.clone(),
        verdict,
        points: if verdict == Verdict::Passed { head.points } else { 0 },
        out_of: head.points,
        reason: failed.then_some(Reason::Mismatch),
        diff: (verdict != Verdict::Passed).then(|| diff.to_owned()),
        hint: failed.then(|| "Look at `create` in src/products.rs: what does it answer?".into()),
        chapter: failed.then(|| "4-databases/products.md#rules".into()),
    }
}

/// What is told of a failure.
pub fn told(sentence: &str) -> Told {
    Told {
        sentence: sentence.into(),
        asked: vec![
            "curl -i -X POST http://127.0.0.1:5000/api/produits -d '{\"nom\":\"thé\"}'".into(),
        ],
        stderr: "listening\nthread 'main' panicked at src/products.rs:41:9:\nno \u{1b}[31mname"
            .into(),
        stdout: String::new(),
    }
}

/// Checks that were all judged.
pub fn judged(checks: Vec<CheckReport>, evidence: BTreeMap<String, Told>) -> Outcome {
    Outcome::Judged { checks, evidence, build: 1234, judging: 2500 }
}

/// rustc's words for a lab that does not compile.
pub const RUSTC: &str = "warning: unused variable: `x`\n --> src/main.rs:3:9\n\n\
    error[E0382]: borrow of moved value: `<state>`\n  --> src/products.rs:12:9\n";

/// A checks' list as it is when the lab was not built.
pub fn unbuilt(head: &LabHead) -> Vec<CheckReport> {
    let unbuilt = |check_head: &CheckHead| CheckReport {
        reason: Some(Reason::BuildFailed),
        ..check(check_head, Verdict::Failed, "The server does not compile.")
    };
    head.checks.iter().map(unbuilt).collect()
}

/// A class of `count` students: mostly ordinary, every tenth out of the ordinary.
pub fn students(class: &Class, count: usize) -> Vec<Marked> {
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

fn random(class: &Class, number: usize, dice: &mut Dice) -> Marked {
    let ordinary = format!("{} {}", FIRST[dice.upto(12)], LAST[dice.upto(10)]);
    let hostile = number % 9 == 8;
    let name = if hostile { HOSTILE[number / 9 % HOSTILE.len()] } else { &ordinary };
    let mut marked = student(class, name, number);
    match number % 30 {
        13 => {
            marked.refused = Some(Refused::Unreadable { why: "the archive ends too early".into() });
        }
        27 => marked.refused = Some(Refused::Dangerous { name: "../../etc/cron.d/x".into() }),
        _ => work(class, &mut marked, number, dice),
    }
    marked
}

fn work(class: &Class, marked: &mut Marked, number: usize, dice: &mut Dice) {
    let skill = 35 + dice.upto(65);
    for (index, head) in class.labs.iter().enumerate() {
        let lab = &mut marked.labs[index];
        let chance = dice.upto(100);
        *lab = match chance {
            _ if chance < 4 + index * 3 => mark(head, Outcome::Missing, 0),
            94.. => {
                let checks = unbuilt(head);
                mark(head, Outcome::BuildFailed { message: RUSTC.into(), checks, build: 900 }, 0)
            }
            93 => {
                mark(head, Outcome::BuildLimit { limit: "memory".into(), checks: unbuilt(head) }, 0)
            }
            92 => {
                mark(head, Outcome::SetAside { why: "the judge did not answer, 3 times".into() }, 0)
            }
            _ => ordinary(head, skill, dice, index),
        };
        if chance % 11 == 5 && lab.hundredths > 200 {
            lab.days_late = 1 + u32::try_from(dice.upto(3)).expect("small");
            lab.late = 100 * lab.days_late;
            lab.hundredths -= lab.late.min(lab.hundredths);
        }
    }
    if number % 25 == 4 {
        let by_hand = ByHand {
            hundredths: 1450,
            reason: "the check misread `charset`, mended since".into(),
            who: "A. Instructor".into(),
            at: Moment(1_795_595_460),
        };
        marked.labs[0].hundredths = by_hand.hundredths;
        marked.labs[0].by_hand = Some(by_hand);
    }
    if number % 7 == 3 {
        let path = "04-crud/build.rs`<b>".to_owned();
        marked.left_out = vec![
            LeftOut { path, why: Why::NotAllowed },
            LeftOut { path: "notes/todo.md".into(), why: Why::OutsideLabs },
        ];
    }
}

fn ordinary(head: &LabHead, skill: usize, dice: &mut Dice, index: usize) -> LabMark {
    let mut evidence = BTreeMap::new();
    let checks = head.checks.iter().enumerate().map(|(position, check_head)| {
        let hard = 4 + index * 5 + (position * 37 + index * 11) % 34;
        if dice.upto(100) + hard / 2 < skill + 30 {
            return check(check_head, Verdict::Passed, "");
        }
        if dice.upto(40) == 0 {
            return check(check_head, Verdict::Skipped, "This check needs a restart.");
        }
        let (status, sentence) = [
            (200, "The status is 200 instead of 422. The server accepts what it must refuse."),
            (200, "The status is 200 instead of 422. The server accepts what it must refuse."),
            (500, "The status is 500 instead of 422. The server has failed: what it prints may say why."),
            (404, "The status is 404 instead of 422. The server says that it does not know this path."),
        ][dice.upto(4)];
        evidence.insert(check_head.id.clone(), told(sentence));
        let diff = format!(
            "  POST /api/produits\n  content-type: application/json\n\n  {{\"nom\": \"{{nom}}\", \"prix_centimes\": -1}}\n\n- HTTP 422\n+ HTTP {status}\n"
        );
        check(check_head, Verdict::Failed, &diff)
    });
    let checks: Vec<CheckReport> = checks.collect();
    let points: u32 = checks.iter().map(|check| check.points * 100).sum();
    let (build, judging) = (900 + dice.upto(700), 1500 + dice.upto(2500));
    let (build, judging) =
        (u64::try_from(build).expect("small"), u64::try_from(judging).expect("small"));
    mark(head, Outcome::Judged { checks, evidence, build, judging }, points)
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
