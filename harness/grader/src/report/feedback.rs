//! What one student reads, as a page and, by [`markdown`](super::markdown), as Markdown.
//!
//! Every text here is visible ([`escape::visible`]) but not yet escaped for its format.

mod failure;

use anyhow::{Context, Result};
use askama::Template;
use engine::Lang;
use engine::verdict::{CheckReport, Verdict};

pub use failure::{DiffLine, Failure};

use super::escape::{self, Piece, line, pieces};
use super::words::{self, Label, Sentence};
use super::{Class, checks, number};
use crate::model::{LabMark, Marked, Outcome, Provenance, Tier};

/// A student's feedback.
#[derive(Template)]
#[template(path = "feedback.html")]
pub struct Feedback {
    /// of its texts
    pub lang: Lang,
    /// the class's title
    pub class: String,
    /// the student's name
    pub name: String,
    /// `45.5/100`, absent as long as a lab has no points for a reason of ours
    pub total: Option<String>,
    /// the same out of 20
    pub grade: Option<String>,
    /// what is wrong with the confinement
    pub warning: Option<String>,
    /// why nothing could be taken
    pub refused: Option<String>,
    /// every lab
    pub labs: Vec<Lab>,
    /// path and reason
    pub left_out: Vec<(String, &'static str)>,
    /// what the grades depend on
    pub origins: Vec<Origin>,
    /// the compiler and the confinement
    pub machine: Vec<(&'static str, String)>,
}

/// A lab in the feedback.
pub struct Lab {
    /// its title
    pub title: String,
    /// `12.5/20`, or a dash when there are none yet
    pub points: String,
    /// why no check was made
    pub state: Option<String>,
    /// lateness, a change by hand
    pub notes: Vec<String>,
    /// rustc's messages
    pub compiler: Option<String>,
    /// every check
    pub checks: Vec<Check>,
    /// every check that was made and not passed
    pub failures: Vec<Failure>,
}

/// A check in the list of a lab.
pub struct Check {
    /// the class in the page
    pub class: &'static str,
    /// the symbol
    pub mark: &'static str,
    /// the verdict
    pub word: &'static str,
    /// one line
    pub title: Vec<Piece>,
    /// `3/4`
    pub points: String,
}

/// What the grade of a lab depends on, shortened.
pub struct Origin {
    /// the lab's name
    pub lab: String,
    /// names and values
    pub parts: Vec<(&'static str, String)>,
}

impl Feedback {
    /// The feedback on `marked`.
    pub fn new(class: &Class, marked: &Marked) -> Self {
        let lang = class.lang;
        let (hundredths, out_of) = (marked.hundredths(), marked.out_of());
        let grade = number::of_twenty(hundredths, out_of);
        let left_out = marked.left_out.iter();
        Self {
            lang,
            class: line(&class.title),
            name: line(&marked.student.name),
            total: (!checks::has_open(marked))
                .then(|| format!("{}/{out_of}", number::points(hundredths, lang))),
            grade: (!checks::has_open(marked))
                .then(|| format!("{}/20", number::points(grade, lang))),
            warning: warning(class.tier, lang),
            refused: marked
                .refused
                .as_ref()
                .map(|refused| line(&Sentence::Refused { refused }.text(lang))),
            labs: marked.labs.iter().map(|lab| Lab::new(class, lab)).collect(),
            left_out: left_out.map(|file| (line(&file.path), words::why(file.why, lang))).collect(),
            origins: marked.labs.iter().filter_map(|lab| Origin::new(lab, lang)).collect(),
            machine: machine(class),
        }
    }

    /// The page.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn html(&self) -> Result<String> {
        self.render().context("rendering the feedback")
    }

    /// A label in the page's language.
    pub fn say(&self, label: Label) -> &'static str {
        label.text(self.lang)
    }

    /// The language's tag.
    pub fn tag(&self) -> &'static str {
        words::tag(self.lang)
    }

    /// How the grade is rounded.
    pub fn rounding(&self) -> String {
        Sentence::Rounding.text(self.lang)
    }
}

/// What must be said of every confinement but the full one.
pub fn warning(tier: Tier, lang: Lang) -> Option<String> {
    (tier != Tier::Full).then(|| Sentence::NotConfined { tier }.text(lang))
}

/// The compiler and the confinement, and the seed when there was one for all.
pub fn machine(class: &Class) -> Vec<(&'static str, String)> {
    let lang = class.lang;
    let mut parts = vec![
        (Label::Toolchain.text(lang), line(&class.toolchain)),
        (Label::Tier.text(lang), words::tier(class.tier, lang).to_owned()),
    ];
    parts.extend(class.seed.map(|seed| (Label::Seed.text(lang), seed.to_string())));
    parts
}

/// What changed the points of a lab beside its checks.
pub fn notes(lab: &LabMark, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if lab.days_late > 0 {
        let taken = number::points(lab.late, lang);
        notes.push(Sentence::Late { days: lab.days_late, taken: &taken }.text(lang));
    }
    if let Some(by_hand) = &lab.by_hand {
        let points = number::points(by_hand.hundredths, lang);
        let (when, who) = (number::moment(by_hand.at), line(&by_hand.who));
        let reason = line(&by_hand.reason);
        let note = Sentence::ByHand { points: &points, who: &who, when: &when, reason: &reason };
        notes.push(note.text(lang));
    }
    notes
}

impl Lab {
    fn new(class: &Class, lab: &LabMark) -> Self {
        let lang = class.lang;
        let points = match checks::is_open(lab) {
            true => "–".to_owned(),
            false => number::points(lab.hundredths, lang),
        };
        let compiler = match &lab.outcome {
            Outcome::BuildFailed { message, .. } => Some(escape::visible(message)),
            _ => None,
        };
        let checks = checks::of(class, lab);
        Self {
            title: line(&lab.title),
            points: format!("{points}/{}", lab.out_of),
            state: state(&lab.outcome, lang).map(|state| line(&state)),
            notes: notes(lab, lang),
            compiler,
            checks: checks.iter().map(|check| Check::new(check, lang)).collect(),
            failures: Failure::all(lab, lang),
        }
    }
}

/// Why no check was made.
pub fn state(outcome: &Outcome, lang: Lang) -> Option<String> {
    let sentence = match outcome {
        Outcome::Judged { .. } => return None,
        Outcome::Missing => Sentence::Missing,
        Outcome::BuildFailed { .. } => Sentence::BuildFailed,
        Outcome::BuildLimit { limit, .. } => Sentence::BuildLimit { limit },
        Outcome::SetAside { why } => Sentence::SetAside { why: why.clone() },
    };
    Some(sentence.text(lang))
}

impl Check {
    fn new(check: &CheckReport, lang: Lang) -> Self {
        Self {
            class: class(check.verdict),
            mark: words::mark(check.verdict),
            word: words::verdict(check.verdict, lang),
            title: pieces(&check.title),
            points: format!("{}/{}", check.points, check.out_of),
        }
    }
}

/// The class of a verdict in a page.
pub fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "p",
        Verdict::Failed => "f",
        Verdict::Skipped => "s",
        Verdict::Error => "e",
    }
}

impl Origin {
    fn new(lab: &LabMark, lang: Lang) -> Option<Self> {
        let Provenance { submission, suite, starter, toolchain, seed, tier } =
            lab.provenance.as_ref()?;
        let parts = vec![
            (Label::Submission.text(lang), short(submission)),
            (Label::Judge.text(lang), short(suite)),
            (Label::Starter.text(lang), short(starter)),
            (Label::Toolchain.text(lang), line(toolchain)),
            (Label::Seed.text(lang), seed.to_string()),
            (Label::Tier.text(lang), words::tier(*tier, lang).to_owned()),
        ];
        Some(Self { lab: line(&lab.lab), parts })
    }
}

/// The beginning of a digest: enough to tell two apart. `results.json` has it whole.
pub fn short(digest: &str) -> String {
    line(digest).chars().take(16).collect()
}
