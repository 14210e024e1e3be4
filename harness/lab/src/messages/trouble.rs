//! What went wrong through no fault of the student: exit status 3 where it ends the command.

use super::Message;

/// What is missing or broken on our side, or on the machine.
#[derive(Clone, Debug)]
pub enum Trouble {
    NoManifest { path: String },
    BrokenManifest { path: String, why: String },
    NoCargo { why: String },
    NoLinker,
    DiskFull { path: String },
    HarnessDoesNotBuild,
    JudgeSilent { seconds: u64 },
    JudgeDied,
    HarnessFailed { why: String },
    ProgressUnreadable { path: String, kept: String },
    ProgressUnwritable { path: String, why: String },
    HarnessError,
    WatchPolling { why: String },
    WatchLost { why: String },
}

impl Message for Trouble {
    fn french(&self) -> String {
        match self {
            Self::NoManifest { path } => format!(
                "{path} est introuvable : lancez la commande dans le dossier du cours, ou \
                 restaurez le fichier par `git checkout -- {path}`."
            ),
            Self::BrokenManifest { path, why } => {
                format!("{path} ne se lit pas ; `git checkout -- {path}` le restaure.\n{why}")
            }
            Self::NoCargo { why } => format!(
                "cargo ne démarre pas ({why}). Installez Rust par https://rustup.rs, puis rouvrez \
                 le terminal."
            ),
            Self::NoLinker => "Il manque l'éditeur de liens, `cc`. Sous Debian et Ubuntu : `sudo \
                apt install build-essential` ; sous Fedora : `sudo dnf install gcc` ; sous macOS : \
                `xcode-select --install` ; sous Windows : les « Build Tools » de Visual Studio."
                .into(),
            Self::DiskFull { path } => format!(
                "Le disque de {path} est plein : libérez de la place (`cargo clean` en rend \
                 beaucoup) et recommencez."
            ),
            Self::HarnessDoesNotBuild => "Le juge lui-même ne compile pas : votre code n'est pas \
                en cause. Si vous avez touché à harness/, `git checkout -- harness Cargo.toml \
                Cargo.lock` restaure l'original ; sinon, voyez l'erreur de cargo ci-dessus."
                .into(),
            Self::JudgeSilent { seconds } => format!(
                "Le juge n'a plus rien dit pendant {seconds} s et a été arrêté : c'est une panne du \
                 harnais, pas de votre code. Recommencez."
            ),
            Self::JudgeDied => {
                "Le juge s'est arrêté avant la fin : c'est une panne du harnais, pas \
                de votre code. Recommencez ; le message ci-dessus, s'il y en a un, dit pourquoi."
                    .into()
            }
            Self::HarnessFailed { why } => {
                format!("Le harnais a échoué, votre code n'est pas en cause : {why}")
            }
            Self::ProgressUnreadable { path, kept } => format!(
                "{path} ne se lisait pas : il est gardé sous {kept}, et votre progression repart de \
                 zéro."
            ),
            Self::ProgressUnwritable { path, why } => {
                format!("Votre progression n'a pas pu être notée dans {path} : {why}")
            }
            Self::HarnessError => {
                "Panne du harnais, sans perte de points : si vous avez touché à harness/, `git \
                checkout -- harness` le restaure."
                    .into()
            }
            Self::WatchPolling { why } => format!(
                "Le système n'annonce pas les changements ({why}) : je regarde les fichiers chaque \
                 demi-seconde."
            ),
            Self::WatchLost { why } => {
                format!("La surveillance des fichiers s'est arrêtée : {why}. Relancez la commande.")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NoManifest { path } => format!(
                "{path} is nowhere to be found: run the command in the folder of the course, or \
                 restore the file with `git checkout -- {path}`."
            ),
            Self::BrokenManifest { path, why } => {
                format!("{path} cannot be read; `git checkout -- {path}` restores it.\n{why}")
            }
            Self::NoCargo { why } => format!(
                "cargo does not start ({why}). Install Rust from https://rustup.rs, then open the \
                 terminal again."
            ),
            Self::NoLinker => "The linker, `cc`, is missing. On Debian and Ubuntu: `sudo apt \
                install build-essential`; on Fedora: `sudo dnf install gcc`; on macOS: \
                `xcode-select --install`; on Windows: Visual Studio's Build Tools."
                .into(),
            Self::DiskFull { path } => format!(
                "The disk of {path} is full: make room (`cargo clean` gives much back) and try \
                 again."
            ),
            Self::HarnessDoesNotBuild => "The judge itself does not compile: your code is not at \
                fault. If you touched harness/, `git checkout -- harness Cargo.toml Cargo.lock` \
                restores the original; if not, see cargo's error above."
                .into(),
            Self::JudgeSilent { seconds } => format!(
                "The judge said nothing for {seconds} s and was stopped: the harness failed, not \
                 your code. Try again."
            ),
            Self::JudgeDied => "The judge stopped before the end: the harness failed, not your \
                code. Try again; the message above, if there is one, says why."
                .into(),
            Self::HarnessFailed { why } => {
                format!("The harness failed, your code is not at fault: {why}")
            }
            Self::ProgressUnreadable { path, kept } => format!(
                "{path} could not be read: it is kept as {kept}, and your progress starts anew."
            ),
            Self::ProgressUnwritable { path, why } => {
                format!("Your progress could not be noted in {path}: {why}")
            }
            Self::HarnessError => {
                "The harness failed, no point is lost: if you touched harness/, `git checkout -- \
                harness` restores it."
                    .into()
            }
            Self::WatchPolling { why } => format!(
                "The system does not announce changes ({why}): looking at the files every half \
                 second."
            ),
            Self::WatchLost { why } => {
                format!("Watching the files came to an end: {why}. Start the command again.")
            }
        }
    }
}
