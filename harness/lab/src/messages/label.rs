//! What the commands say when all goes well: headings, invitations, confirmations.

use super::Message;

/// A heading, an invitation, a confirmation.
#[derive(Clone, Debug)]
pub enum Label {
    Building { lab: String },
    Checking { lab: String },
    Asked,
    AskedOfServer { number: usize },
    Difference,
    Printed,
    PanicAt { place: String },
    MorePanics { count: usize },
    MoreLines { count: usize },
    OutputCapped { bytes: usize },
    Hint,
    Chapter,
    SameCause,
    Skipped { count: usize, why: String },
    Total { points: u32, out_of: u32 },
    Seed { seed: u64 },
    AllPassed,
    NextStep { title: String },
    Watching { folder: String },
    WatchKeys,
    WatchDone { number: usize },
    WatchCourseDone,
    NothingToHint { lab: String },
    HintTier { tier: usize, of: usize },
    HintMore,
    HintUnbuilt { path: String },
    ReadChapter { path: String },
    ResetDone { path: String, kept: String },
    ResetNothing { path: String },
    Serving { lab: String, port: u16 },
    NotTried,
}

impl Message for Label {
    fn french(&self) -> String {
        match self {
            Self::Building { lab } => format!("compilation de {lab}"),
            Self::Checking { lab } => format!("vérification de {lab}"),
            Self::Asked => "Demandé".into(),
            Self::AskedOfServer { number } => {
                format!("à essayer avec `cargo lab run {number}` dans un autre terminal")
            }
            Self::Difference => "Attendu (-) et reçu (+)".into(),
            Self::Printed => "Le serveur a affiché".into(),
            Self::PanicAt { place } => format!("panique à {place}"),
            Self::MorePanics { count } => format!("autres paniques : {count}"),
            Self::MoreLines { count } => {
                format!("(… {count} autres lignes ; `--format json` les a toutes)")
            }
            Self::OutputCapped { bytes } => format!("{bytes} octets n'ont pas été gardés"),
            Self::Hint => "Indice".into(),
            Self::Chapter => "Chapitre".into(),
            Self::SameCause => "Échouent pour la même raison".into(),
            Self::Skipped { count: 1, why } => format!("une vérification n'est pas faite : {why}"),
            Self::Skipped { count, why } => {
                format!("{count} vérifications ne sont pas faites : {why}")
            }
            Self::Total { points, out_of } => format!("{points}/{out_of} points"),
            Self::Seed { seed } => format!("--seed {seed} rejoue ce passage"),
            Self::AllPassed => "Tout est juste.".into(),
            Self::NextStep { title } => format!("À corriger d'abord : {title}"),
            Self::Watching { folder } => format!("J'attends un enregistrement dans {folder}"),
            Self::WatchKeys => "h indice · n lab suivant · q quitter".into(),
            Self::WatchDone { number } => format!("Lab fini ! On passe au lab {number}."),
            Self::WatchCourseDone => "Tous les labs suivants sont finis. Bravo !".into(),
            Self::NothingToHint { lab } => {
                format!("{lab} est fini : il n'y a plus rien à souffler.")
            }
            Self::HintTier { tier, of } => format!("indice {tier} sur {of}"),
            Self::HintMore => "Encore un : `cargo lab hint`.".into(),
            Self::HintUnbuilt { path } => format!(
                "Au dernier passage le lab ne compilait pas. Suivez la première erreur du compilateur, \
                 puis relancez `cargo lab test`. Si elle dit qu'une fonction n'est pas un `Handler`, \
                 voyez {path}"
            ),
            Self::ReadChapter { path } => format!("C'est expliqué dans {path}"),
            Self::ResetDone { path, kept } => format!(
                "{path} est de nouveau le point de départ. Votre version est gardée dans {kept}."
            ),
            Self::ResetNothing { path } => format!("{path} est de nouveau le point de départ."),
            Self::Serving { lab, port } => {
                format!("{lab} démarre sur http://127.0.0.1:{port} ; Ctrl-C l'arrête.")
            }
            Self::NotTried => "pas encore essayé".into(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Building { lab } => format!("compiling {lab}"),
            Self::Checking { lab } => format!("checking {lab}"),
            Self::Asked => "Asked".into(),
            Self::AskedOfServer { number } => {
                format!("to try with `cargo lab run {number}` in another terminal")
            }
            Self::Difference => "Expected (-) and received (+)".into(),
            Self::Printed => "The server printed".into(),
            Self::PanicAt { place } => format!("panic at {place}"),
            Self::MorePanics { count } => format!("more panics: {count}"),
            Self::MoreLines { count } => {
                format!("(… {count} more lines; `--format json` has them all)")
            }
            Self::OutputCapped { bytes } => format!("{bytes} bytes were not kept"),
            Self::Hint => "Hint".into(),
            Self::Chapter => "Chapter".into(),
            Self::SameCause => "Fail for the same reason".into(),
            Self::Skipped { count: 1, why } => format!("one check is skipped: {why}"),
            Self::Skipped { count, why } => format!("{count} checks are skipped: {why}"),
            Self::Total { points, out_of } => format!("{points}/{out_of} points"),
            Self::Seed { seed } => format!("--seed {seed} replays this run"),
            Self::AllPassed => "All is right.".into(),
            Self::NextStep { title } => format!("To mend first: {title}"),
            Self::Watching { folder } => format!("Waiting for a save in {folder}"),
            Self::WatchKeys => "h hint · n next lab · q quit".into(),
            Self::WatchDone { number } => format!("Lab done! Moving on to lab {number}."),
            Self::WatchCourseDone => "All the labs that follow are done. Well done!".into(),
            Self::NothingToHint { lab } => format!("{lab} is done: there is nothing to hint at."),
            Self::HintTier { tier, of } => format!("hint {tier} of {of}"),
            Self::HintMore => "One more: `cargo lab hint`.".into(),
            Self::HintUnbuilt { path } => format!(
                "At the last run the lab did not compile. Go by the compiler's first error, then run \
                 `cargo lab test` again. If it says that a function is no `Handler`, see {path}"
            ),
            Self::ReadChapter { path } => format!("It is explained in {path}"),
            Self::ResetDone { path, kept } => {
                format!("{path} is the starting point again. Your version is kept in {kept}.")
            }
            Self::ResetNothing { path } => format!("{path} is the starting point again."),
            Self::Serving { lab, port } => {
                format!("{lab} starts on http://127.0.0.1:{port}; Ctrl-C stops it.")
            }
            Self::NotTried => "not tried yet".into(),
        }
    }
}
