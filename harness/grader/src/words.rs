//! What the grader says by itself, in both languages.

use confine::cgroup::{Allowance, Hits};
use std::path::Path;
use std::time::Duration;

use engine::Lang;

use crate::model::Tier;
use crate::regrade::Change;
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

/// The language of the locale, as the other commands understand it.
pub fn locale() -> Lang {
    lab::locale()
}

/// A name as a terminal may show it.
pub fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(60).collect()
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
                "Cette machine ne peut pas confiner entièrement un rendu (niveau : {tier}). Il \
                 manque :\n  {lacks}\n`grader doctor` en dit plus ; --unsafe-no-sandbox passe outre, \
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
                "Sans bubblewrap ni espaces de noms, un rendu ne peut pas être jugé du tout :\n  \
                 {lacks}\nSous Debian : apt install bubblewrap."
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

    /// That another grader is at work in the folder.
    pub fn busy(self, out: &Path) -> String {
        let out = out.display();
        self.pick(
            format!("Un autre `grader` travaille dans {out} : attendez sa fin, ou donnez --out."),
            format!("Another `grader` works in {out}: wait for its end, or give --out."),
        )
    }

    /// That there is no gradebook in the folder.
    pub fn no_gradebook(self, out: &Path) -> String {
        let out = out.display();
        self.pick(
            format!("Aucun carnet de notes dans {out} : `grader run` en crée un, --out dit où."),
            format!("No gradebook in {out}: `grader run` makes one, --out says where."),
        )
    }

    /// That nobody, or more than one, is called so.
    pub fn unknown(self, name: &str) -> String {
        let name = shown(name);
        self.pick(
            format!("Personne d'unique ne s'appelle {name} dans le carnet ; voyez grades.csv."),
            format!("Nobody, or more than one, is called {name} in the gradebook; see grades.csv."),
        )
    }

    /// That these are no points of the lab.
    pub fn no_points(self, given: &str, most: u32) -> String {
        let given = shown(given);
        self.pick(
            format!("{given} n'est pas un nombre de points de 0 à {most}, deux décimales au plus."),
            format!("{given} is no number of points from 0 to {most} with at most two decimals."),
        )
    }

    /// That a change needs a reason and a name.
    pub fn no_reason(self) -> String {
        self.pick(
            "Une note changée à la main demande une raison et un nom : --reason, --who.".into(),
            "A grade changed by hand needs a reason and a name: --reason, --who.".into(),
        )
    }

    /// That the examination's grade of someone is none.
    pub fn no_grade(self, name: &str) -> String {
        let name = shown(name);
        self.pick(
            format!("La note d'examen de {name} n'est pas un nombre de 0 à 20."),
            format!("The examination's grade of {name} is no number from 0 to 20."),
        )
    }

    /// That a grade was changed.
    pub fn changed(self, name: &str, lab: &str, hundredths: u32) -> String {
        let (name, points) = (shown(name), points(hundredths));
        self.pick(
            format!("{name}, {lab} : {points}. `grader run` récrit les rapports."),
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
                .map(|lab| format!("{:>7}", lab.map_or("–".to_owned(), points)))
                .collect();
            let mark = if line.refused { "  !" } else { "" };
            let total = points(line.hundredths);
            text.push_str(&format!("{name:<widest$}{labs}{total:>9}{mark}\n"));
        }
        let (count, seconds) = (lines.len(), took.as_secs_f64());
        let index = out.join("index.html");
        let index = index.display();
        text + &self.pick(
            format!("{count} rendus en {seconds:.1} s. Page de la classe : {index}\n"),
            format!("{count} submissions in {seconds:.1} s. Class page: {index}\n"),
        )
    }

    /// Whose grade changes in a regrade.
    pub fn changes(self, changes: &[Change], applied: bool) -> String {
        let mut text = String::new();
        for change in changes {
            let name = shown(&change.name);
            let (before, after) = (points(change.before), points(change.after));
            text.push_str(&format!("{name}  {}  {before} → {after}\n", change.lab));
        }
        let count = changes.len();
        text + &match (applied, self.0) {
            (true, Lang::Fr) => format!("{count} notes changées ; les rapports sont récrits.\n"),
            (true, Lang::En) => format!("{count} grades changed; the reports are written again.\n"),
            (false, Lang::Fr) => {
                format!("{count} notes changeraient ; --apply récrit les rapports.\n")
            }
            (false, Lang::En) => {
                format!("{count} grades would change; --apply writes the reports.\n")
            }
        }
    }

    /// What the machine offers.
    pub fn doctor(self, tier: Tier, lacks: &[String]) -> String {
        let tier = self.tier(tier);
        let mut text = self.pick(format!("Niveau : {tier}\n"), format!("Tier: {tier}\n"));
        for lack in lacks {
            text.push_str(&format!("  – {lack}\n"));
        }
        text
    }
}

/// Hundredths as points, without trailing zeros.
fn points(hundredths: u32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
