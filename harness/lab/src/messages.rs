//! Everything the command says by itself, in both languages. A message that lacks one does not
//! compile.

use engine::Lang;

/// One message with what it speaks of.
#[derive(Clone, Debug)]
pub enum Message {
    UnknownArgument { given: String },
    UnknownCommand { given: String },
    InvalidValue { argument: String, given: String, possible: String },
    MissingArgument { argument: String },
    Conflict { one: String, other: String },
    NoManifest { path: String },
    BrokenManifest { path: String, why: String },
    UnknownLab { given: String, nearest: Option<String>, known: Vec<String> },
    UnknownCheck { given: String, nearest: Option<String>, known: Vec<String> },
    NoLabFolder { path: String, number: usize },
    NoSuchProgram { program: String },
    UnreadableCommand { command: String },
    BadUrl { url: String },
    SecureUrl { url: String },
    RefusedUrl { url: String, why: String },
    PortTaken { port: u16 },
    BadPort { given: String },
    NoCargo { why: String },
    NoLinker,
    DiskFull { path: String },
    HarnessDoesNotBuild,
    JudgeSilent { seconds: u64 },
    JudgeDied,
    HarnessFailed { why: String },
    ProgressUnreadable { path: String, kept: String },
    ProgressUnwritable { path: String, why: String },
    Building { lab: String },
    Checking { lab: String },
    Asked,
    AskedOfServer { number: usize },
    Difference,
    Printed,
    PanicAt { place: String },
    MorePanics { count: usize },
    OutputCapped { bytes: usize },
    Hint,
    Chapter,
    SameCause,
    Total { points: u32, out_of: u32 },
    Seed { seed: u64 },
    AllPassed,
    NextStep { title: String },
    HarnessError,
    Watching { folder: String },
    WatchKeys,
    WatchPolling { why: String },
    WatchDone { number: usize },
    WatchCourseDone,
    WatchLost { why: String },
    NothingToHint { lab: String },
    HintTier { tier: usize, of: usize },
    HintMore,
    ReadChapter { path: String },
    ResetDone { path: String, kept: String },
    ResetNothing { path: String },
    Serving { lab: String, port: u16 },
    NotTried,
}

impl Message {
    /// The message in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::UnknownArgument { given } => {
                format!("L'argument {given} n'existe pas : `cargo lab --help` donne la liste.")
            }
            Self::UnknownCommand { given } => {
                format!("La commande {given} n'existe pas : `cargo lab --help` donne la liste.")
            }
            Self::InvalidValue { argument, given, possible } if possible.is_empty() => {
                format!("{argument} ne peut pas valoir « {given} ».")
            }
            Self::InvalidValue { argument, given, possible } => {
                format!("{argument} ne peut pas valoir « {given} » : choisissez parmi {possible}.")
            }
            Self::MissingArgument { argument } => {
                format!("Il manque {argument} : `cargo lab --help` montre l'usage.")
            }
            Self::Conflict { one, other } => {
                format!("{one} et {other} ne vont pas ensemble : gardez l'un des deux.")
            }
            Self::NoManifest { path } => format!(
                "{path} est introuvable : lancez la commande dans le dossier du cours, ou \
                 restaurez le fichier par `git checkout -- {path}`."
            ),
            Self::BrokenManifest { path, why } => {
                format!("{path} ne se lit pas ; `git checkout -- {path}` le restaure.\n{why}")
            }
            Self::UnknownLab { given, nearest, known } => {
                unknown_fr("lab", given, nearest.as_deref(), known)
            }
            Self::UnknownCheck { given, nearest, known } => {
                unknown_fr("vérification", given, nearest.as_deref(), known)
            }
            Self::NoLabFolder { path, number } => format!(
                "Le dossier {path} est vide ou absent : `cargo lab reset {number}` le remet."
            ),
            Self::NoSuchProgram { program } => format!(
                "Le programme « {program} » de --cmd est introuvable : vérifiez son nom, et qu'il \
                 est installé."
            ),
            Self::UnreadableCommand { command } => format!(
                "La commande de --cmd ne se lit pas (guillemet non fermé, ou rien) : {command}"
            ),
            Self::BadUrl { url } => format!(
                "« {url} » n'est pas l'adresse d'un serveur : écrivez par exemple \
                 http://127.0.0.1:5000, sans chemin."
            ),
            Self::SecureUrl { url } => {
                format!("« {url} » : les labs parlent HTTP, pas HTTPS. Donnez une adresse http://.")
            }
            Self::RefusedUrl { url, why } => format!(
                "Rien ne répond à {url} ({why}) : démarrez d'abord le serveur, et vérifiez le port."
            ),
            Self::PortTaken { port } => format!(
                "Le port {port} est déjà pris : arrêtez l'autre programme, ou choisissez un autre \
                 port, par exemple PORT={}.",
                port.saturating_add(1)
            ),
            Self::BadPort { given } => {
                format!("PORT vaut « {given} » : ce n'est pas un port, de 1 à 65535.")
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
            Self::Building { lab } => format!("compilation de {lab}"),
            Self::Checking { lab } => format!("vérification de {lab}"),
            Self::Asked => "Demandé".into(),
            Self::AskedOfServer { number } => {
                format!("à essayer après `cargo lab run {number}`, dans un autre terminal")
            }
            Self::Difference => "Attendu (-) et reçu (+)".into(),
            Self::Printed => "Le serveur a affiché".into(),
            Self::PanicAt { place } => format!("panique à {place}"),
            Self::MorePanics { count } => format!("et {count} autres paniques"),
            Self::OutputCapped { bytes } => format!("{bytes} octets n'ont pas été gardés"),
            Self::Hint => "Indice".into(),
            Self::Chapter => "Chapitre".into(),
            Self::SameCause => "Échouent pour la même raison".into(),
            Self::Total { points, out_of } => format!("{points}/{out_of} points"),
            Self::Seed { seed } => format!("--seed {seed} rejoue ce passage"),
            Self::AllPassed => "Tout est juste.".into(),
            Self::NextStep { title } => format!("À corriger d'abord : {title}"),
            Self::HarnessError => {
                "Panne du harnais, sans perte de points : si vous avez touché à harness/, `git \
                checkout -- harness` le restaure"
                    .into()
            }
            Self::Watching { folder } => format!("J'attends un enregistrement dans {folder}"),
            Self::WatchKeys => "h indice · n lab suivant · q quitter".into(),
            Self::WatchPolling { why } => format!(
                "Le système n'annonce pas les changements ({why}) : je regarde les fichiers chaque \
                 demi-seconde."
            ),
            Self::WatchDone { number } => format!("Lab fini ! On passe au lab {number}."),
            Self::WatchCourseDone => "Tous les labs suivants sont finis. Bravo !".into(),
            Self::WatchLost { why } => {
                format!("La surveillance des fichiers s'est arrêtée : {why}. Relancez la commande.")
            }
            Self::NothingToHint { lab } => {
                format!("{lab} est fini : il n'y a plus rien à souffler.")
            }
            Self::HintTier { tier, of } => format!("indice {tier} sur {of}"),
            Self::HintMore => "Encore un : `cargo lab hint`.".into(),
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
            Self::UnknownArgument { given } => {
                format!("There is no argument {given}: `cargo lab --help` lists them.")
            }
            Self::UnknownCommand { given } => {
                format!("There is no command {given}: `cargo lab --help` lists them.")
            }
            Self::InvalidValue { argument, given, possible } if possible.is_empty() => {
                format!("{argument} cannot be “{given}”.")
            }
            Self::InvalidValue { argument, given, possible } => {
                format!("{argument} cannot be “{given}”: choose one of {possible}.")
            }
            Self::MissingArgument { argument } => {
                format!("{argument} is missing: `cargo lab --help` shows the usage.")
            }
            Self::Conflict { one, other } => {
                format!("{one} and {other} do not go together: keep one of them.")
            }
            Self::NoManifest { path } => format!(
                "{path} is nowhere to be found: run the command in the folder of the course, or \
                 restore the file with `git checkout -- {path}`."
            ),
            Self::BrokenManifest { path, why } => {
                format!("{path} cannot be read; `git checkout -- {path}` restores it.\n{why}")
            }
            Self::UnknownLab { given, nearest, known } => {
                unknown_en("lab", given, nearest.as_deref(), known)
            }
            Self::UnknownCheck { given, nearest, known } => {
                unknown_en("check", given, nearest.as_deref(), known)
            }
            Self::NoLabFolder { path, number } => format!(
                "The folder {path} is empty or gone: `cargo lab reset {number}` brings it back."
            ),
            Self::NoSuchProgram { program } => format!(
                "The program “{program}” of --cmd is nowhere to be found: check its name, and that \
                 it is installed."
            ),
            Self::UnreadableCommand { command } => format!(
                "The command of --cmd cannot be read (an open quotation mark, or nothing): {command}"
            ),
            Self::BadUrl { url } => format!(
                "“{url}” is not the address of a server: write http://127.0.0.1:5000 for instance, \
                 without a path."
            ),
            Self::SecureUrl { url } => {
                format!("“{url}”: the labs speak HTTP, not HTTPS. Give an http:// address.")
            }
            Self::RefusedUrl { url, why } => format!(
                "Nothing answers at {url} ({why}): start the server first, and check the port."
            ),
            Self::PortTaken { port } => format!(
                "Port {port} is taken: stop the other program, or choose another port, for \
                 instance PORT={}.",
                port.saturating_add(1)
            ),
            Self::BadPort { given } => {
                format!("PORT is “{given}”, which is no port from 1 to 65535.")
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
            Self::Building { lab } => format!("compiling {lab}"),
            Self::Checking { lab } => format!("checking {lab}"),
            Self::Asked => "Asked".into(),
            Self::AskedOfServer { number } => {
                format!("to try after `cargo lab run {number}` in another terminal")
            }
            Self::Difference => "Expected (-) and received (+)".into(),
            Self::Printed => "The server printed".into(),
            Self::PanicAt { place } => format!("panic at {place}"),
            Self::MorePanics { count } => format!("and {count} more panics"),
            Self::OutputCapped { bytes } => format!("{bytes} bytes were not kept"),
            Self::Hint => "Hint".into(),
            Self::Chapter => "Chapter".into(),
            Self::SameCause => "Fail for the same reason".into(),
            Self::Total { points, out_of } => format!("{points}/{out_of} points"),
            Self::Seed { seed } => format!("--seed {seed} replays this run"),
            Self::AllPassed => "All is right.".into(),
            Self::NextStep { title } => format!("To mend first: {title}"),
            Self::HarnessError => {
                "The harness failed, no point is lost: if you touched harness/, `git checkout -- \
                harness` restores it"
                    .into()
            }
            Self::Watching { folder } => format!("Waiting for a save in {folder}"),
            Self::WatchKeys => "h hint · n next lab · q quit".into(),
            Self::WatchPolling { why } => format!(
                "The system does not announce changes ({why}): looking at the files every half \
                 second."
            ),
            Self::WatchDone { number } => format!("Lab done! Moving on to lab {number}."),
            Self::WatchCourseDone => "All the labs that follow are done. Well done!".into(),
            Self::WatchLost { why } => {
                format!("Watching the files came to an end: {why}. Start the command again.")
            }
            Self::NothingToHint { lab } => format!("{lab} is done: there is nothing to hint at."),
            Self::HintTier { tier, of } => format!("hint {tier} of {of}"),
            Self::HintMore => "One more: `cargo lab hint`.".into(),
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

fn unknown_fr(what: &str, given: &str, nearest: Option<&str>, known: &[String]) -> String {
    let proposal = match nearest {
        Some(nearest) => format!("vouliez-vous dire {nearest} ?"),
        None => format!("il y a {}.", known.join(", ")),
    };
    format!("« {given} » n'est le nom d'aucun{} {what} : {proposal}", feminine(what))
}

fn feminine(what: &str) -> &'static str {
    if what == "vérification" { "e" } else { "" }
}

fn unknown_en(what: &str, given: &str, nearest: Option<&str>, known: &[String]) -> String {
    let proposal = match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => format!("there are {}.", known.join(", ")),
    };
    format!("No {what} is called “{given}”: {proposal}")
}
