//! Everything that the reports say, in both languages. A text that lacks one does not compile.

mod sentence;

use engine::fault::Reason;
use engine::verdict::Verdict;
use engine::{Lang, Text};

pub use sentence::Sentence;

use crate::model::{Tier, Why};

/// A heading, or the name of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Asked,
    BuildMean,
    BuildMost,
    BuildFailures,
    ByHand,
    Chapter,
    Check,
    Checks,
    CompilerSays,
    Days,
    Difference,
    Distribution,
    EveryStudent,
    GradesAxis,
    HeatMap,
    Hint,
    Judge,
    JudgingMean,
    JudgingMost,
    Lab,
    LateTitle,
    LeftOut,
    Legend,
    Mean,
    Median,
    NotBuilt,
    NotHandedIn,
    NothingHandedIn,
    Outcome,
    Points,
    PointsTaken,
    PrintedError,
    PrintedOut,
    Provenance,
    Reason,
    SameCause,
    Seed,
    Similarity,
    Starter,
    Student,
    Students,
    Submission,
    Success,
    Tier,
    TimeSpent,
    Toolchain,
    Understood,
    When,
    Who,
    WithoutVerdict,
    WrongAnswers,
}

impl Label {
    /// in `lang`
    pub fn text(self, lang: Lang) -> &'static str {
        let (fr, en) = self.both();
        Text { fr, en }.get(lang)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Asked => ("Demandé", "Asked"),
            Self::BuildMean => ("Compilation, moyenne", "Compiling, mean"),
            Self::BuildMost => ("Compilation, maximum", "Compiling, maximum"),
            Self::BuildFailures => ("Ne compilent pas", "Do not compile"),
            Self::ByHand => ("Notes changées à la main", "Grades changed by hand"),
            Self::Chapter => ("Chapitre", "Chapter"),
            Self::Check => ("Vérification", "Check"),
            Self::Checks => ("Vérifications", "Checks"),
            Self::CompilerSays => ("Le compilateur dit", "The compiler says"),
            Self::Days => ("Jours", "Days"),
            Self::Difference => ("Attendu (-) et reçu (+)", "Expected (-) and received (+)"),
            Self::Distribution => ("Répartition des notes", "Distribution of grades"),
            Self::EveryStudent => ("Étudiants et vérifications", "Students by checks"),
            Self::GradesAxis => ("Note sur 20", "Grade out of 20"),
            Self::HeatMap => (
                "Une ligne par étudiant, une colonne par vérification, groupées par lab.",
                "A row per student, a column per check, grouped by lab.",
            ),
            Self::Hint => ("Indice", "Hint"),
            Self::Judge => ("Juge", "Judge"),
            Self::JudgingMean => ("Vérifications, moyenne", "Judging, mean"),
            Self::JudgingMost => ("Vérifications, maximum", "Judging, maximum"),
            Self::Lab => ("Lab", "Lab"),
            Self::LateTitle => ("Retards", "Lateness"),
            Self::LeftOut => ("Fichiers laissés de côté", "Files left out"),
            Self::Legend => ("Légende", "Legend"),
            Self::Mean => ("Moyenne", "Mean"),
            Self::Median => ("Médiane", "Median"),
            Self::NotBuilt => ("ne compile pas", "does not compile"),
            Self::NotHandedIn => ("non rendu", "not handed in"),
            Self::NothingHandedIn => ("N'ont rien rendu", "Handed in nothing"),
            Self::Outcome => ("Ce qui s'est passé", "What happened"),
            Self::Points => ("Points", "Points"),
            Self::PointsTaken => ("Points retirés", "Points taken"),
            Self::PrintedError => ("Le serveur a affiché", "The server printed"),
            Self::PrintedOut => ("Sur la sortie standard", "On standard output"),
            Self::Provenance => ("Provenance", "Provenance"),
            Self::Reason => ("Raison", "Reason"),
            Self::SameCause => ("Échouent pour la même raison", "Fail for the same reason"),
            Self::Seed => ("Graine", "Seed"),
            Self::Similarity => ("Travaux qui se ressemblent", "Works that are alike"),
            Self::Starter => ("Départ", "Starter"),
            Self::Student => ("Étudiant", "Student"),
            Self::Students => ("Étudiants", "Students"),
            Self::Submission => ("Rendu", "Submission"),
            Self::Success => ("Réussite", "Success"),
            Self::Tier => ("Confinement", "Confinement"),
            Self::TimeSpent => ("Temps passé", "Time spent"),
            Self::Toolchain => ("Compilateur", "Toolchain"),
            Self::Understood => {
                ("Ce que la classe n'a pas compris", "What the class did not understand")
            }
            Self::When => ("Quand", "When"),
            Self::Who => ("Qui", "Who"),
            Self::WithoutVerdict => ("Refusés, mis de côté", "Refused or set aside"),
            Self::WrongAnswers => ("Réponses fausses", "Wrong answers"),
        }
    }
}

/// The symbol of a verdict: legible without colour.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "✓",
        Verdict::Failed => "✗",
        Verdict::Skipped => "–",
        Verdict::Error => "!",
    }
}

/// A verdict, for a person.
pub fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    let (fr, en) = match verdict {
        Verdict::Passed => ("réussie", "passed"),
        Verdict::Failed => ("échouée", "failed"),
        Verdict::Skipped => ("non faite", "skipped"),
        Verdict::Error => ("panne du harnais", "error of the harness"),
    };
    Text { fr, en }.get(lang)
}

/// The contract's word for a verdict.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Skipped => "skipped",
        Verdict::Error => "error",
    }
}

/// The contract's word for a reason.
pub fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Mismatch => "mismatch",
        Reason::BuildFailed => "build-failed",
        Reason::Exited => "exited",
        Reason::NeverListened => "never-listened",
        Reason::NotHttp => "not-http",
        Reason::TimedOut => "timed-out",
        Reason::ConnectionLost => "connection-lost",
    }
}

/// How a submission was confined, in a word or two.
pub fn tier(tier: Tier, lang: Lang) -> &'static str {
    let (fr, en) = match tier {
        Tier::Full => ("complet", "full"),
        Tier::Degraded => ("dégradé", "degraded"),
        Tier::None => ("aucun", "none"),
    };
    Text { fr, en }.get(lang)
}

/// Why a file was left out.
pub fn why(why: Why, lang: Lang) -> &'static str {
    let (fr, en) = match why {
        Why::NotAllowed => (
            "un lab n'a pas ce fichier : seules ses sources et ses données sont prises",
            "a lab has no such file: only its sources and its data are taken",
        ),
        Why::OutsideLabs => ("il n'appartient à aucun lab", "it belongs to no lab"),
        Why::NotPlain => (
            "ce n'est pas un fichier ordinaire, mais un lien ou un périphérique",
            "it is no plain file but a link or a device",
        ),
        Why::BadName => (
            "son nom ne convient pas : il n'est pas en UTF-8, sort du dossier, ou ne diffère \
             d'un autre que par la casse",
            "its name will not do: it is no UTF-8, leaves the folder, or differs from another in \
             case alone",
        ),
        Why::TooLarge => (
            "il est plus gros qu'une source n'a le droit de l'être",
            "it is larger than a source may be",
        ),
    };
    Text { fr, en }.get(lang)
}

/// The tag of a language in HTML.
pub fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    }
}
