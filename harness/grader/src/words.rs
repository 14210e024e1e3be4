//! What the grader says by itself, in both languages.

pub mod arguments;
pub mod doctor;
mod usage;

use confine::cgroup::{Allowance, Hits};
use std::path::Path;
use std::time::Duration;

use engine::Lang;

use crate::model::Tier;
use crate::regrade::Change;
use crate::report;
use crate::roster::Attendance;
use crate::run::Line;

/// That servers of a lab hit a limit, when they did.
pub fn limits(hits: Hits, allowance: &Allowance, lang: Lang) -> Option<String> {
    let mebibytes = allowance.memory >> 20;
    let processes = allowance.processes;
    let memory = (hits.memory > 0).then(|| match lang {
        Lang::Fr => {
            format!("Le serveur a dépassé les {mebibytes} Mio de mémoire permis et a été arrêté.")
        }
        Lang::En => format!(
            "The server went past the {mebibytes} MiB of memory it may use and was stopped."
        ),
    });
    let forks = (hits.processes > 0).then(|| match lang {
        Lang::Fr => {
            format!("Le serveur a voulu plus que les {processes} processus et fils permis.")
        }
        Lang::En => format!(
            "The server wanted more than the {processes} processes and threads it may have."
        ),
    });
    let both: Vec<String> = [memory, forks].into_iter().flatten().collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// That servers of a lab filled the folder of the checks, so that a check could not be made.
pub fn disk(mebibytes: u64, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "Le serveur a rempli les {mebibytes} Mio de disque permis\u{a0}: cette vérification n’a \
             pas pu avoir lieu."
        ),
        Lang::En => format!(
            "The server filled the {mebibytes} MiB of disk it may use: this check could not be made."
        ),
    }
}

/// That servers of a lab took away the right to enter the folder of a check.
pub fn locked(lang: Lang) -> String {
    match lang {
        Lang::Fr => {
            "Le serveur a retiré les droits d’accès à son dossier\u{a0}: cette vérification \
                     n’a pas pu avoir lieu."
                .to_owned()
        }
        Lang::En => "The server took away the rights to its folder: this check could not be made."
            .to_owned(),
    }
}

/// A name as a terminal may show it.
pub fn shown(name: &str) -> String {
    report::line(name).chars().take(60).collect()
}

/// So many of something.
fn counted(count: usize, one: &str, several: &str) -> String {
    let what = if count == 1 { one } else { several };
    format!("{count} {what}")
}

/// What the command says, in a language.
#[derive(Clone, Copy, Debug)]
pub struct Words(pub Lang);

impl Words {
    fn pick(self, fr: String, en: String) -> String {
        match self.0 {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    /// That the judges and the dependencies are being compiled.
    pub fn preparing(self) -> String {
        self.pick(
            "Préparation des juges et des dépendances (longue la première fois)…".into(),
            "Preparing the judges and the dependencies (long the first time)…".into(),
        )
    }

    /// That submissions cannot be confined whole here.
    pub fn no_sandbox(self, tier: Tier, lacks: &[String]) -> String {
        let lacks = lacks.join("\n  ");
        let tier = self.tier(tier);
        self.pick(
            format!(
                "Cette machine ne peut pas confiner entièrement un rendu (niveau\u{a0}: {tier}). Il \
                 manque\u{a0}:\n  {lacks}\n`grader doctor` en dit plus\u{202f}; --unsafe-no-sandbox passe outre, \
                 pour du code de confiance seulement."
            ),
            format!(
                "This machine cannot confine a submission whole (tier: {tier}). What is missing:\n  \
                 {lacks}\n`grader doctor` says more; --unsafe-no-sandbox goes on regardless, for \
                 code that you trust only."
            ),
        )
    }

    /// That there is nothing to confine with at all.
    pub fn nothing_at_all(self, lacks: &[String]) -> String {
        let lacks = lacks.join("\n  ");
        self.pick(
            format!(
                "Sans bubblewrap ni espaces de noms, un rendu ne peut pas être jugé du tout\u{a0}:\n  \
                 {lacks}\nSous Debian\u{a0}: apt install bubblewrap."
            ),
            format!(
                "Without bubblewrap and namespaces a submission cannot be judged at all:\n  {lacks}\n\
                 On Debian: apt install bubblewrap."
            ),
        )
    }

    /// A tier in a word or two.
    fn tier(self, tier: Tier) -> &'static str {
        match (tier, self.0) {
            (Tier::Full, Lang::Fr) => "complet",
            (Tier::Full, Lang::En) => "full",
            (Tier::Degraded, Lang::Fr) => "réduit",
            (Tier::Degraded, Lang::En) => "degraded",
            (Tier::None, Lang::Fr) => "aucun",
            (Tier::None, Lang::En) => "none",
        }
    }

    /// That a grade was changed.
    pub fn changed(self, name: &str, lab: &str, hundredths: u32) -> String {
        let (name, points) = (shown(name), self.points(hundredths));
        self.pick(
            format!("{name}, {lab}\u{a0}: {points}. `grader run` récrit les rapports."),
            format!("{name}, {lab}: {points}. `grader run` writes the reports again."),
        )
    }

    /// The table at the end of a run.
    pub fn summary(self, lines: &[Line], took: Duration, out: &Path) -> String {
        let mut text = String::new();
        let widest = lines.iter().map(|line| shown(&line.name).chars().count()).max().unwrap_or(0);
        for line in lines {
            let name = shown(&line.name);
            let labs: String = line
                .labs
                .iter()
                .map(|lab| format!("{:>7}", lab.map_or("–".to_owned(), |lab| self.points(lab))))
                .collect();
            let mark = if line.refused { "  !" } else { "" };
            let total = line.hundredths.map_or("–".to_owned(), |total| self.points(total));
            text.push_str(&format!("{name:<widest$}{labs}{total:>9}{mark}\n"));
        }
        let count = lines.iter().filter(|line| !line.absent).count();
        let tenths = took.as_millis() / 100;
        let (whole, tenths) = (tenths / 10, tenths % 10);
        let index = out.join("index.html");
        let index = index.display();
        text + &self.pick(
            format!(
                "{} en {whole},{tenths}\u{a0}s. Page de la classe\u{a0}: {index}\n",
                counted(count, "rendu", "rendus")
            ),
            format!(
                "{} in {whole}.{tenths} s. Class page: {index}\n",
                counted(count, "submission", "submissions")
            ),
        )
    }

    /// How many works would get other points than those that count.
    pub fn others(self, count: usize) -> String {
        match count {
            0 => String::new(),
            1 => self.pick(
                "Un travail aurait d’autres points avec les vérifications d’aujourd’hui, et garde les \
                 siens\u{a0}: `grader regrade` montre lequel.\n"
                    .into(),
                "One work would get other points with today's checks, and keeps those it has: \
                 `grader regrade` shows which.\n"
                    .into(),
            ),
            _ => self.pick(
                format!(
                    "{count} travaux auraient d’autres points avec les vérifications d’aujourd’hui, et \
                     gardent les leurs\u{a0}: `grader regrade` montre lesquels.\n"
                ),
                format!(
                    "{count} works would get other points with today's checks, and keep those they \
                     have: `grader regrade` shows which.\n"
                ),
            ),
        }
    }

    /// What the list of the class says of those who handed in.
    pub fn attendance(self, listed: usize, attendance: &Attendance) -> String {
        let mut text = String::new();
        let absent = attendance.absent.len();
        if absent > 0 {
            text.push_str(&self.pick(
                format!("Sur les {listed} de la liste, {absent} sans rendu.\n"),
                format!("{absent} of the {listed} on the list handed in nothing.\n"),
            ));
        }
        for (name, meant) in &attendance.strangers {
            let name = shown(name);
            let meant = meant.as_ref().map(|meant| shown(meant)).map_or(String::new(), |meant| {
                self.pick(format!(" Peut-être {meant}\u{a0}?"), format!(" Perhaps {meant}?"))
            });
            text.push_str(&self.pick(
                format!("{name} n’est pas sur la liste, et a été noté comme les autres.{meant}\n"),
                format!("{name} is not on the list, and was graded like the others.{meant}\n"),
            ));
        }
        text
    }

    /// Whose grade changes in a regrade.
    pub fn changes(self, changes: &[Change], applied: bool) -> String {
        let mut text = String::new();
        for change in changes {
            let name = shown(&change.name);
            let (before, after) = (self.points(change.before), self.points(change.after));
            text.push_str(&format!("{name}  {}  {before} → {after}\n", change.lab));
        }
        let count = changes.len();
        let some = match (applied, count) {
            (true, 0) => self.pick("Aucune note ne change".into(), "No grade changes".into()),
            (true, 1) => self.pick("1 note change".into(), "1 grade changes".into()),
            (true, _) => {
                self.pick(format!("{count} notes changent"), format!("{count} grades change"))
            }
            (false, 0) => {
                self.pick("Aucune note ne changerait".into(), "No grade would change".into())
            }
            (false, 1) => self.pick("1 note changerait".into(), "1 grade would change".into()),
            (false, _) => self.pick(
                format!("{count} notes changeraient"),
                format!("{count} grades would change"),
            ),
        };
        let then = match applied {
            true => self.pick(
                "\u{202f}; les rapports sont récrits.".into(),
                "; the reports are written again.".into(),
            ),
            false => self.pick(
                "\u{202f}; --apply les fait compter et récrit les rapports.".into(),
                "; --apply makes them count and writes the reports.".into(),
            ),
        };
        format!("{text}{some}{then}\n")
    }

    /// That the grader itself failed.
    pub fn failed(self, why: &str) -> String {
        self.pick(
            format!(
                "Le correcteur s'est arrêté pour une raison à lui\u{202f}; ce qui est jugé est gardé, \
                 relancez la même commande pour continuer.\n{why}"
            ),
            format!(
                "The grader ended for a reason of its own; what is judged is kept, the same command \
                 goes on from there.\n{why}"
            ),
        )
    }

    /// How many pairs share more than the starter explains.
    pub fn pairs(self, pairs: usize, page: &Path) -> String {
        let page = page.display();
        self.pick(
            format!("{} à regarder\u{a0}: {page}", counted(pairs, "paire", "paires")),
            format!("{} to look at: {page}", counted(pairs, "pair", "pairs")),
        )
    }

    fn points(self, hundredths: u32) -> String {
        report::points(hundredths, self.0)
    }

    /// What the machine offers.
    pub fn doctor(self, tier: Tier, lacks: &[String]) -> String {
        let tier = self.tier(tier);
        let mut text = self.pick(format!("Niveau\u{a0}: {tier}\n"), format!("Tier: {tier}\n"));
        for lack in lacks {
            text.push_str(&format!("  – {lack}\n"));
        }
        text
    }
}
