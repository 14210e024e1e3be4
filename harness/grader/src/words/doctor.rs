//! What `grader doctor` says.

use engine::Lang;

use super::{Words, shown};

/// A part of what confining is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// the kernel
    Kernel,
    /// namespaces that anyone can make
    UserNamespaces,
    /// the program that makes them
    Bubblewrap,
    /// limits for a group of processes
    Groups,
    /// filters of system calls
    Filter,
    /// a user for each slot
    Users,
}

impl Offer {
    fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Kernel, Lang::Fr) => "noyau",
            (Self::Kernel, Lang::En) => "kernel",
            (Self::UserNamespaces, Lang::Fr) => "espaces de noms d’utilisateurs",
            (Self::UserNamespaces, Lang::En) => "user namespaces",
            (Self::Bubblewrap, _) => "bubblewrap",
            (Self::Groups, Lang::Fr) => "groupes de contrôle",
            (Self::Groups, Lang::En) => "control groups",
            (Self::Filter, Lang::Fr) => "filtre d’appels système",
            (Self::Filter, Lang::En) => "system-call filter",
            (Self::Users, Lang::Fr) => "un utilisateur par tâche",
            (Self::Users, Lang::En) => "a user for each job",
        }
    }
}

impl Words {
    /// What the machine has, a line each.
    pub fn offers(self, offers: &[(Offer, Option<String>)]) -> String {
        let line = |(offer, found): &(Offer, Option<String>)| {
            let none = self.pick("absent".into(), "none".into());
            let name = offer.text(self.0);
            format!("  {name:<32}{}\n", found.as_ref().unwrap_or(&none))
        };
        offers.iter().map(line).collect()
    }

    /// That an attack has left no report.
    pub fn no_report(self) -> String {
        self.pick("aucun compte rendu".into(), "no report".into())
    }

    /// Whether an attack was held off.
    pub fn attack(self, rows: &[u8], tries: &str, wrong: &[String]) -> String {
        let rows: Vec<String> = rows.iter().map(u8::to_string).collect();
        let verdict = if wrong.is_empty() {
            self.pick("tenue en échec".into(), "held off".into())
        } else {
            self.pick("NON".into(), "NOT HELD OFF".into())
        };
        let mut text = format!("{:<10}{tries} – {verdict}\n", rows.join(", "));
        for what in wrong {
            text.push_str(&format!("{:<10}  {}\n", "", shown(what)));
        }
        text
    }

    /// Whether all of them were.
    pub fn attacks(self, all: bool) -> String {
        let (fr, en) = if all {
            (
                "Toutes les attaques sont tenues en échec, sans effet sur les rendus voisins.\n",
                "Every attack is held off, and no submission beside one is touched.\n",
            )
        } else {
            (
                "Des attaques aboutissent\u{a0}: ne notez pas de code inconnu sur cette machine.\n",
                "Some attack goes through: grade no unknown code on this machine.\n",
            )
        };
        self.pick(fr.into(), en.into())
    }
}
