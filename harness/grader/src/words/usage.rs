//! What was asked makes no sense, and what to ask instead: exit status 2.

use std::path::Path;

use super::{Words, shown};
use crate::intake::Unlisted;

impl Words {
    /// That another grader is at work in the folder.
    pub fn busy(self, out: &Path) -> String {
        let out = out.display();
        self.pick(
            format!(
                "Un autre `grader` travaille dans {out}\u{a0}: attendez sa fin, ou donnez --out."
            ),
            format!("Another `grader` works in {out}: wait for its end, or give --out."),
        )
    }

    /// That there is no gradebook in the folder.
    pub fn no_gradebook(self, out: &Path) -> String {
        let out = out.display();
        self.pick(
            format!(
                "Aucun carnet de notes dans {out}\u{a0}: `grader run` en crée un, --out dit où."
            ),
            format!("No gradebook in {out}: `grader run` makes one, --out says where."),
        )
    }

    /// That nobody, or more than one, is called so.
    pub fn unknown(self, name: &str) -> String {
        let name = shown(name);
        self.pick(
            format!(
                "Personne d'unique ne s'appelle {name} dans le carnet\u{202f}; voyez grades.csv."
            ),
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
            "Une note changée à la main demande une raison et un nom\u{a0}: --reason, --who."
                .into(),
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

    /// That nothing can be graded at a path.
    pub fn unlisted(self, why: &Unlisted) -> String {
        match why {
            Unlisted::Missing(path) => {
                let path = path.display();
                self.pick(format!("{path} n'existe pas."), format!("{path} does not exist."))
            }
            Unlisted::Unreadable(path, why) => {
                let path = path.display();
                self.pick(
                    format!("{path} ne se lit pas ({why})."),
                    format!("{path} cannot be read ({why})."),
                )
            }
            Unlisted::Neither(path) => {
                let path = path.display();
                self.pick(
                    format!(
                        "{path} n'est ni un dossier, ni une archive zip, tar.gz ou un bundle de git."
                    ),
                    format!("{path} is neither a folder, nor a zip, a tar.gz or a bundle of git."),
                )
            }
        }
    }

    /// That nothing can be written where the reports belong.
    pub fn unwritable(self, out: &Path, why: &std::io::Error) -> String {
        let out = out.display();
        self.pick(
            format!("Rien ne peut être écrit dans {out} ({why})\u{a0}: donnez un autre --out."),
            format!("Nothing can be written to {out} ({why}): give another --out."),
        )
    }

    /// That the course file makes no sense.
    pub fn bad_course(self, file: &Path, why: &str) -> String {
        let file = file.display();
        self.pick(
            format!("Le fichier du cours {file} ne se comprend pas\u{a0}: {why}"),
            format!("The course file {file} cannot be understood: {why}"),
        )
    }

    /// That the examination's file cannot be used.
    pub fn bad_exam(self, file: &Path, why: &str) -> String {
        let file = file.display();
        self.pick(
            format!("Les notes d'examen de {file} ne se lisent pas\u{a0}: {why}"),
            format!("The examination's grades of {file} cannot be read: {why}"),
        )
    }

    /// What the examination's file must begin with.
    pub fn exam_header(self) -> String {
        self.pick(
            "la première ligne doit être student,grade ou student;grade.".into(),
            "the first line must be student,grade or student;grade.".into(),
        )
    }

    /// That the list of the class is none.
    pub fn bad_list(self, file: &Path, why: &str) -> String {
        let file = file.display();
        self.pick(
            format!("La liste de la classe {file} ne se lit pas\u{a0}: {why}"),
            format!("The list of the class {file} cannot be read: {why}"),
        )
    }

    /// What the list of the class must begin with.
    pub fn list_header(self) -> String {
        self.pick(
            "la première ligne doit avoir une colonne student (ou Nom complet, ou Prénom et Nom de \
             famille), et peut en avoir une Identifiant et une Langue (fr ou en)."
                .into(),
            "the first line must have a column student (or Full name, or First name and Last name), \
             and may have one Identifier and one Language (fr or en)."
                .into(),
        )
    }

    /// That the list gives someone a language that the course does not speak.
    pub fn unknown_language(self, name: &str, lang: &str) -> String {
        let (name, lang) = (shown(name), shown(lang));
        self.pick(
            format!(
                "la langue de {name} y est «\u{a0}{lang}\u{a0}»\u{202f}; le cours parle fr et en."
            ),
            format!("the language of {name} is “{lang}” there; the course speaks fr and en."),
        )
    }

    /// That someone is in a file twice.
    pub fn twice(self, name: &str) -> String {
        let name = shown(name);
        self.pick(format!("{name} y est deux fois."), format!("{name} is in it twice."))
    }
}
