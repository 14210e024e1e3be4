//! What one student reads, as a page and, by [`feedback_md`](crate::feedback_md), as Markdown.
//!
//! Every text here is visible ([`escape::visible`]) but not yet escaped for its format.

mod failure;

use anyhow::{Context, Result};
use askama::Template;
use engine::Lang;
use engine::outcome::Outcome as CheckOutcome;
use engine::verdict::CheckReport;
use marks::{LabMark, Outcome, Points, Provenance, StudentMarks};
use sandbox::Tier;
use submission::{LeftOut, LeftOutReason};
use texts::Message;

pub use failure::{DiffLine, Failure};

use crate::class::Class;
use crate::escape::{self, Piece, line, pieces};
use crate::messages::{self, labels, notes, outcomes};
use crate::{checks, notation, number};

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
    /// `45.5/100`, absent as long as a lab has no points because of a grader error
    pub total: Option<String>,
    /// the same out of 20
    pub grade: Option<String>,
    /// what is wrong with the confinement
    pub warning: Option<String>,
    /// why nothing could be taken
    pub refused: Option<String>,
    /// every lab that was handed in, or has a grade all the same
    pub labs: Vec<Lab>,
    /// the titles of the others
    pub missing: Vec<String>,
    /// path and reason of what may be why a lab does not compile or behaves otherwise than at home
    pub left_out: Vec<(String, String)>,
    /// title of a lab, and what was decided about it and may be wrong
    pub flags: Vec<(String, String)>,
    /// what the grades depend on
    pub origins: Vec<Origin>,
    /// the compiler and the confinement
    pub machine: Vec<(String, String)>,
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
    pub word: String,
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
    pub parts: Vec<(String, String)>,
}

impl Feedback {
    /// The feedback on `marks`.
    pub fn new(class: &Class, marks: &StudentMarks) -> Self {
        let lang = class.lang;
        let (total, out_of) = (marks.points(), marks.out_of());
        let shown = |points, out_of| format!("{}/{out_of}", number::points(points, lang));
        // What would not have been read at home either changed nothing, and is in `results.json`.
        let changed_nothing = |file: &&LeftOut| match file.why {
            LeftOutReason::NotAllowed => true,
            LeftOutReason::OutsideLabs => marks.refused.is_none(),
            _ => false,
        };
        let is_missing = |lab: &&LabMark| lab.outcome == Outcome::Missing && lab.by_hand.is_none();
        let (missing, handed_in): (Vec<&LabMark>, Vec<&LabMark>) =
            marks.labs.iter().partition(is_missing);
        let left_out = marks.left_out.iter().filter(|file| !changed_nothing(file));
        Self {
            lang,
            class: line(&class.title),
            name: line(&marks.student.name),
            total: total.map(|total| shown(total, out_of)),
            grade: total.map(|total| shown(total.out_of_twenty(out_of), Points::TWENTY)),
            warning: warning(class.tier, lang),
            refused: marks
                .refused
                .as_ref()
                .map(|refused| line(&messages::refused(refused).text(lang))),
            labs: handed_in.iter().map(|lab| Lab::new(class, lab)).collect(),
            missing: missing.iter().map(|lab| line(class.title(&lab.lab))).collect(),
            left_out: left_out
                .map(|file| (line(&file.path), messages::why(file.why).text(lang)))
                .collect(),
            flags: marks
                .flags
                .iter()
                .map(|flag| {
                    let said = messages::doubt(&flag.doubt, |lab| class.title(lab)).text(lang);
                    (line(class.title(&flag.lab)), line(&said))
                })
                .collect(),
            origins: marks.labs.iter().filter_map(|lab| Origin::new(lab, lang)).collect(),
            machine: commit(marks, lang).into_iter().chain(machine(class)).collect(),
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
    pub fn say(&self, label: Message) -> String {
        label.text(self.lang)
    }

    /// The language's tag.
    pub fn tag(&self) -> &'static str {
        notation::tag(self.lang)
    }

    /// Which labs were not handed in.
    pub fn not_handed_in(&self) -> String {
        notes::missing(self.missing.join(", ")).text(self.lang)
    }

    /// How the grade is rounded.
    pub fn rounding(&self) -> String {
        notes::ROUNDING.text(self.lang)
    }
}

/// What must be said of every confinement but the full one.
pub fn warning(tier: Tier, lang: Lang) -> Option<String> {
    (tier != Tier::Full).then(|| messages::confined(tier).text(lang))
}

/// The commit that was judged, of a repository.
fn commit(marks: &StudentMarks, lang: Lang) -> Option<(String, String)> {
    let commit = marks.commit.as_ref()?;
    Some((labels::COMMIT.text(lang), short(commit)))
}

/// The compiler and the confinement, and the seed when there was one for all.
pub fn machine(class: &Class) -> Vec<(String, String)> {
    let lang = class.lang;
    let mut parts = vec![
        (labels::TOOLCHAIN.text(lang), line(&class.toolchain)),
        (labels::TIER.text(lang), messages::tier(class.tier).text(lang)),
    ];
    parts.extend(class.seed.map(|seed| (labels::SEED.text(lang), seed.to_string())));
    parts
}

/// When a lab came, and what changed its points beside its checks.
pub fn notes(lab: &LabMark, class: &Class) -> Vec<String> {
    let lang = class.lang;
    let mut texts = Vec::new();
    if let Some(at) = lab.handed_in {
        let said = messages::times(at, lab.deadline, lab.is_extended, &class.zone);
        texts.push(said.text(lang));
    }
    if let Some(team) = &lab.team {
        texts.push(notes::team(line(team)).text(lang));
    }
    if let Outcome::Judged { starts, checks, .. } = &lab.outcome
        && !starts.is_empty()
        && checks.iter().any(|check| check.outcome != CheckOutcome::Passed)
    {
        texts.push(notes::starts_programs(line(&starts.join(", "))).text(lang));
    }
    if lab.lateness.days > 0 {
        let taken = number::points(lab.lateness.deduction, lang);
        texts.push(notes::late(lab.lateness.days, taken).text(lang));
    }
    if let Some(by_hand) = &lab.by_hand {
        let points = number::localised(&by_hand.decision.to_string(), lang);
        let (when, who) = (number::time(by_hand.at), line(&by_hand.who));
        let reason = line(&by_hand.reason);
        texts.push(notes::by_hand(points, who, when, reason).text(lang));
        if lab.lateness.days > 0 {
            texts.push(notes::BY_HAND_LATE.text(lang));
        }
    }
    texts
}

impl Lab {
    fn new(class: &Class, lab: &LabMark) -> Self {
        let lang = class.lang;
        let points = match (lab.points(), lab.absence()) {
            (Some(points), _) => number::points(points, lang),
            (None, Some(absence)) => absence.code().to_owned(),
            (None, None) => "–".to_owned(),
        };
        let compiler = match &lab.outcome {
            Outcome::BuildFailed { message, .. } if !message.is_empty() => {
                Some(escape::visible(message))
            }
            _ => None,
        };
        let checks = checks::of(class, lab);
        Self {
            title: line(class.title(&lab.lab)),
            points: format!("{points}/{}", lab.out_of),
            state: state(&lab.outcome, lang).map(|state| line(&state)),
            notes: notes(lab, class),
            compiler,
            checks: checks.iter().map(|check| Check::new(check, lang)).collect(),
            failures: Failure::all(class, lab),
        }
    }
}

/// Why no check was made.
pub fn state(outcome: &Outcome, lang: Lang) -> Option<String> {
    let message = match outcome {
        Outcome::Judged { .. } => return None,
        Outcome::Missing => outcomes::MISSING,
        Outcome::Unread => outcomes::UNREAD,
        Outcome::Incomplete { missing } => outcomes::incomplete(missing.join(", ")),
        Outcome::BuildFailed { refused, .. } if !refused.is_empty() => manifest::headline(refused),
        Outcome::BuildFailed { .. } => outcomes::BUILD_FAILED,
        Outcome::BuildLimit { limit } => messages::build_limit(*limit),
        Outcome::SetAside { why } => outcomes::set_aside(why),
    };
    Some(message.text(lang))
}

impl Check {
    fn new(check: &CheckReport, lang: Lang) -> Self {
        Self {
            class: notation::class(check.verdict),
            mark: notation::mark(check.verdict),
            word: messages::verdict(check.verdict).text(lang),
            title: pieces(&check.title),
            points: format!("{}/{}", check.points, check.out_of),
        }
    }
}

impl Origin {
    fn new(lab: &LabMark, lang: Lang) -> Option<Self> {
        let Provenance { submission, suite, starter, toolchain, seed, tier } =
            lab.provenance.as_ref()?;
        let parts = vec![
            (labels::SUBMISSION.text(lang), short(submission)),
            (labels::JUDGE.text(lang), short(suite)),
            (labels::STARTER.text(lang), short(starter)),
            (labels::TOOLCHAIN.text(lang), line(toolchain)),
            (labels::SEED.text(lang), seed.to_string()),
            (labels::TIER.text(lang), messages::tier(*tier).text(lang)),
        ];
        Some(Self { lab: line(&lab.lab), parts })
    }
}

/// The beginning of a digest: enough to tell two apart. `results.json` has it whole.
pub fn short(digest: &str) -> String {
    line(digest).chars().take(16).collect()
}
