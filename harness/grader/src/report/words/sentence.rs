//! Sentences that hold a value.

use engine::Lang;

use crate::model::{Refused, Tier};

/// A sentence for a person; what it quotes is not escaped yet.
#[derive(Clone, Debug)]
pub enum Sentence<'a> {
    /// nothing was handed in
    Missing,
    /// rustc refuses it
    BuildFailed,
    /// the word of the limit
    BuildLimit { limit: &'a str },
    /// our failure
    SetAside { why: String },
    /// what our failure costs
    HarnessError,
    /// the submission as a whole
    Refused { refused: &'a Refused },
    /// points as text
    Late { days: u32, taken: &'a str },
    /// the same beside a name
    DaysLate { days: u32 },
    /// an override
    ByHand { points: &'a str, who: &'a str, when: &'a str, reason: &'a str },
    /// a lab and its points
    LabPoints { title: &'a str, points: &'a str, out_of: u32 },
    /// the confinement, and what follows from it
    Tier { tier: Tier },
    /// the same for a banner; only when it is not full
    NotConfined { tier: Tier },
    /// the class in numbers
    ClassOf { students: usize, labs: usize },
    /// so many of so many
    Of { part: u32, whole: u32 },
    /// so many students
    Times { count: u32 },
    /// answers beyond those shown
    OtherAnswers { count: u32 },
    /// an axis or bar of the histogram
    Bar { from: usize, to: usize, count: u32 },
    /// the mean in the histogram
    MeanIs { mean: &'a str },
    /// checks that everyone passes
    AllPass { count: usize },
    /// students that a worksheet lacks
    NotInWorksheet { count: usize },
    /// lines of output that are left out
    Cut { lines: usize },
    /// titles of checks to look at again
    ToMend { titles: &'a str },
    /// how the grade out of 20 comes about
    Rounding,
    /// an example's owner
    ExampleOf { name: &'a str },
}

impl Sentence<'_> {
    /// in `lang`
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Missing => "Rien n'a été rendu pour ce lab.".into(),
            Self::BuildFailed => "Le serveur ne compile pas : aucune vérification n'a pu être \
                faite. Corrigez d'abord la première erreur du compilateur."
                .into(),
            Self::BuildLimit { limit } => format!(
                "La compilation a dépassé {} et a été arrêtée : aucune vérification n'a pu être \
                 faite.",
                limit_fr(limit)
            ),
            Self::SetAside { why } => format!(
                "Ce rendu n'a pas pu être jugé, par une panne qui n'est pas de votre fait ; il sera \
                 repris, et ne coûte aucun point. {why}"
            ),
            Self::HarnessError => "Panne du harnais : votre code n'est pas en cause.".into(),
            Self::Refused { refused } => refused_fr(refused),
            Self::Late { days, taken } => {
                let days = if *days == 1 { "un jour".into() } else { format!("{days} jours") };
                format!("Rendu avec {days} de retard ; points retirés : {taken}.")
            }
            Self::DaysLate { days } => format!("+{days} j"),
            Self::ByHand { points, who, when, reason } => {
                format!("Note fixée à la main à {points} par {who}, le {when} : {reason}")
            }
            Self::LabPoints { title, points, out_of } => format!("{title} : {points}/{out_of}"),
            Self::Tier { tier: Tier::Full } => "Confinement complet : espaces de noms, filtre \
                d'appels système, limites de mémoire et de processus pour tout le groupe."
                .into(),
            Self::Tier { tier: Tier::Degraded } | Self::NotConfined { tier: Tier::Degraded } => {
                "Confinement dégradé : espaces de noms et filtre d'appels système, mais des limites \
                 par processus seulement."
                    .into()
            }
            Self::Tier { tier: Tier::None } | Self::NotConfined { tier: Tier::None } => {
                "Aucun confinement : le code rendu a tourné avec les droits de qui a lancé la \
                 commande. Ces notes ne se défendent que si vous avez confiance en chaque rendu."
                    .into()
            }
            Self::NotConfined { tier: Tier::Full } => String::new(),
            Self::ClassOf { students, labs } => {
                let plural = |count: usize| if count == 1 { "" } else { "s" };
                format!("{students} étudiant{}, {labs} lab{}", plural(*students), plural(*labs))
            }
            Self::Of { part, whole } => format!("{part} sur {whole}"),
            Self::Times { count: 1 } => "un étudiant".into(),
            Self::Times { count } => format!("{count} étudiants"),
            Self::OtherAnswers { count: 1 } => "et une autre réponse fausse".into(),
            Self::OtherAnswers { count } => format!("et {count} autres réponses fausses"),
            Self::Bar { from, to, count } => format!("de {from} à {to} sur 20 : {count}"),
            Self::MeanIs { mean } => format!("moyenne {mean}"),
            Self::AllPass { count: 1 } => "Une vérification est réussie par tous :".into(),
            Self::AllPass { count } => format!("{count} vérifications sont réussies par tous :"),
            Self::NotInWorksheet { count } => format!(
                "Absents de la feuille pour Moodle, moodle.csv : {count}, sans numéro de \
                 participant, ou sans note tant qu'un rendu est mis de côté."
            ),
            Self::Cut { lines } => format!("… {lines} lignes plus haut ne sont pas montrées"),
            Self::ToMend { titles } => format!("à corriger : {titles}"),
            Self::Rounding => "Note sur 20 : total des labs ramené à 20, arrondi au centième, la \
                moitié vers le haut."
                .into(),
            Self::ExampleOf { name } => format!("par exemple {name}"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Missing => "Nothing was handed in for this lab.".into(),
            Self::BuildFailed => "The server does not compile: no check could be made. Mend the \
                compiler's first error first."
                .into(),
            Self::BuildLimit { limit } => format!(
                "Compiling went beyond {} and was stopped: no check could be made.",
                limit_en(limit)
            ),
            Self::SetAside { why } => format!(
                "This submission could not be judged, through no fault of yours; it will be taken \
                 up again, and costs no point. {why}"
            ),
            Self::HarnessError => "The harness failed: your code is not at fault.".into(),
            Self::Refused { refused } => refused_en(refused),
            Self::Late { days, taken } => {
                let days = if *days == 1 { "one day".into() } else { format!("{days} days") };
                format!("Handed in {days} late; points taken: {taken}.")
            }
            Self::DaysLate { days } => format!("+{days} d"),
            Self::ByHand { points, who, when, reason } => {
                format!("Grade set by hand to {points} by {who}, {when}: {reason}")
            }
            Self::LabPoints { title, points, out_of } => format!("{title}: {points}/{out_of}"),
            Self::Tier { tier: Tier::Full } => "Full confinement: namespaces, a system-call \
                filter, limits of memory and processes for the whole group."
                .into(),
            Self::Tier { tier: Tier::Degraded } | Self::NotConfined { tier: Tier::Degraded } => {
                "Degraded confinement: namespaces and a system-call filter, but limits of a single \
                 process only."
                    .into()
            }
            Self::Tier { tier: Tier::None } | Self::NotConfined { tier: Tier::None } => {
                "No confinement: the submitted code ran with the rights of whoever started the \
                 command. These grades can be defended only if you trust every submission."
                    .into()
            }
            Self::NotConfined { tier: Tier::Full } => String::new(),
            Self::ClassOf { students, labs } => {
                let plural = |count: usize| if count == 1 { "" } else { "s" };
                format!("{students} student{}, {labs} lab{}", plural(*students), plural(*labs))
            }
            Self::Of { part, whole } => format!("{part} of {whole}"),
            Self::Times { count: 1 } => "one student".into(),
            Self::Times { count } => format!("{count} students"),
            Self::OtherAnswers { count: 1 } => "and one other wrong answer".into(),
            Self::OtherAnswers { count } => format!("and {count} other wrong answers"),
            Self::Bar { from, to, count } => format!("from {from} to {to} out of 20: {count}"),
            Self::MeanIs { mean } => format!("mean {mean}"),
            Self::AllPass { count: 1 } => "One check is passed by all:".into(),
            Self::AllPass { count } => format!("{count} checks are passed by all:"),
            Self::NotInWorksheet { count } => format!(
                "Missing from Moodle's worksheet, moodle.csv: {count}, without a participant's \
                 number, or without a grade as long as a submission is set aside."
            ),
            Self::Cut { lines } => format!("… {lines} lines further up are not shown"),
            Self::ToMend { titles } => format!("to mend: {titles}"),
            Self::Rounding => "Grade out of 20: the total of the labs scaled to 20, rounded to \
                hundredths, half up."
                .into(),
            Self::ExampleOf { name } => format!("for instance {name}"),
        }
    }
}

fn limit_fr(limit: &str) -> String {
    match limit {
        "time" => "le temps permis".into(),
        "memory" => "la mémoire permise".into(),
        "output" => "la quantité de messages permise".into(),
        other => format!("la limite « {other} »"),
    }
}

fn limit_en(limit: &str) -> String {
    match limit {
        "time" => "the time allowed".into(),
        "memory" => "the memory allowed".into(),
        "output" => "the amount of messages allowed".into(),
        other => format!("the limit “{other}”"),
    }
}

fn refused_fr(refused: &Refused) -> String {
    match refused {
        Refused::Empty => "Le rendu est vide.".into(),
        Refused::NoLab => "Le rendu contient des fichiers, mais aucun lab.".into(),
        Refused::Unreadable { why } => format!("Le rendu ne se lit pas : {why}"),
        Refused::Dangerous { name } => format!(
            "Le rendu est refusé : l'entrée « {name} » sort de son dossier, ou n'est pas un fichier."
        ),
        Refused::TooLarge { cap } => format!("Le rendu est trop gros : {cap}"),
        Refused::Superseded { by } => format!("Un rendu plus récent compte à sa place : {by}"),
    }
}

fn refused_en(refused: &Refused) -> String {
    match refused {
        Refused::Empty => "The submission is empty.".into(),
        Refused::NoLab => "The submission holds files, but no lab.".into(),
        Refused::Unreadable { why } => format!("The submission cannot be read: {why}"),
        Refused::Dangerous { name } => format!(
            "The submission is refused: its entry “{name}” leaves its folder, or is no plain file."
        ),
        Refused::TooLarge { cap } => format!("The submission is too large: {cap}"),
        Refused::Superseded { by } => format!("A later submission counts instead: {by}"),
    }
}
