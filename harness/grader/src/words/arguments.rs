//! What the command line says: its help in French (clap has the English), and what is wrong with what
//! was given.

use engine::Lang;

/// The help of a command (`run`) or of one of its arguments (`run.seed`) in French.
pub fn french(path: &str) -> Option<&'static str> {
    Some(match path {
        "grader" => "Note une classe\u{a0}: des rendus, des verdicts sûrs et des rapports.",
        "run" => "Note des rendus et écrit les rapports",
        "regrade" => {
            "Rejuge ce qu'une suite changée jugerait autrement\u{202f}; montre d'abord qui change de note"
        }
        "override" => "Change à la main les points de quelqu'un, avec une raison",
        "final" => "Calcule les notes finales\u{a0}: moitié labs, moitié examen, sur 20",
        "similar" => {
            "Compare les travaux du carnet et écrit les paires qui partagent plus que le point de \
             départ n'explique"
        }
        "doctor" => "Dit ce que cette machine offre pour confiner les rendus",
        "doctor.attacks" => {
            "Tente ici chaque attaque du corpus, et dit de chacune si elle a échoué\u{a0}: quelques \
             minutes"
        }
        "grader.lang" => {
            "Langue des rapports et des messages, fr ou en\u{202f}; sans elle, celle de la locale"
        }
        "grader.course" => {
            "Fichier du cours à la place de labs/course.toml\u{a0}: les dates limites et les poids de \
             l'année"
        }
        "run.path" => "Dossiers de rendus, rendus seuls, ou téléchargements groupés de Moodle",
        "run.students" => {
            "CSV de la classe, tel que Moodle l'exporte ou avec une colonne student\u{a0}: qui n'a rien \
             rendu a une ligne, qui n'y est pas est signalé. Une colonne lang (fr ou en) dit qui lit \
             quelle langue"
        }
        "run.retry" => "Essaie encore ce qui a été mis de côté parce que nous avions échoué",
        "run.out" | "regrade.out" => {
            "Dossier du carnet de notes et des rapports (par défaut\u{a0}: grades)"
        }
        "override.out" => "Dossier du carnet de notes (par défaut\u{a0}: grades)",
        "final.out" => {
            "Dossier du carnet de notes, où final.csv est écrit (par défaut\u{a0}: grades)"
        }
        "similar.out" => {
            "Dossier du carnet de notes, où similarity/index.html est écrit (par défaut\u{a0}: grades)"
        }
        "run.lab" | "regrade.lab" => {
            "Lab à noter, par numéro ou par nom, plusieurs fois pour plusieurs\u{202f}; sans lui, tous"
        }
        "run.jobs" | "regrade.jobs" => "Rendus jugés à la fois\u{202f}; sans lui, un par cœur",
        "run.unsafe_no_sandbox" | "regrade.unsafe_no_sandbox" => {
            "Juge même si cette machine ne peut pas confiner les rendus\u{a0}: seulement pour du code de \
             confiance"
        }
        "run.seed" | "regrade.seed" => "D'où viennent les valeurs tirées d'un nouveau carnet",
        "regrade.apply" => {
            "Fait compter les nouvelles notes et récrit les rapports\u{202f}; sans lui, seules les \
             différences sont montrées"
        }
        "override.student" => "La personne, comme dans grades.csv",
        "override.lab" => "Le lab, par numéro ou par nom",
        "override.points" => "Les points à la place, deux décimales au plus",
        "override.reason" => "Pourquoi",
        "override.who" => "Qui le change",
        "final.exam" => {
            "CSV de l'examen\u{a0}: un en-tête student,grade (ou avec des points-virgules), notes sur 20"
        }
        _ => return None,
    })
}

/// What is wrong with the arguments.
#[derive(Clone, Debug)]
pub enum Wrong {
    /// there is no such argument or command
    Unknown { given: String },
    /// an argument cannot have that value
    Value { argument: String, given: String, possible: String },
    /// an argument is missing
    Missing { argument: String },
}

impl Wrong {
    /// As a sentence.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unknown { given }, Lang::Fr) => {
                format!("{given} n'existe pas\u{a0}: `grader --help` donne la liste.")
            }
            (Self::Unknown { given }, Lang::En) => {
                format!("There is no {given}: `grader --help` lists what there is.")
            }
            (Self::Value { argument, given, possible }, Lang::Fr) if possible.is_empty() => {
                format!("{argument} ne peut pas valoir «\u{a0}{given}\u{a0}».")
            }
            (Self::Value { argument, given, possible }, Lang::En) if possible.is_empty() => {
                format!("{argument} cannot be “{given}”.")
            }
            (Self::Value { argument, given, possible }, Lang::Fr) => format!(
                "{argument} ne peut pas valoir «\u{a0}{given}\u{a0}»\u{a0}: choisissez parmi {possible}."
            ),
            (Self::Value { argument, given, possible }, Lang::En) => {
                format!("{argument} cannot be “{given}”: choose one of {possible}.")
            }
            (Self::Missing { argument }, Lang::Fr) => {
                format!("Il manque {argument}\u{a0}: `grader --help` montre l'usage.")
            }
            (Self::Missing { argument }, Lang::En) => {
                format!("{argument} is missing: `grader --help` shows the usage.")
            }
        }
    }
}
