//! What the pages on similarity say, in both languages.

use engine::{Lang, Text};

/// Every text of the pages, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// the language, as HTML names it
    pub lang: &'static str,
    /// heads the list of pairs
    pub overview: &'static str,
    /// heads one pair
    pub pair: &'static str,
    /// that similarity proves nothing
    pub verdict: &'static str,
    /// what was subtracted
    pub method: &'static str,
    /// no pair reaches the minimum
    pub nothing: &'static str,
    /// a column
    pub lab: &'static str,
    /// a column
    pub students: &'static str,
    /// a column, and a heading
    pub share: &'static str,
    /// what the share is a share of
    pub share_of: &'static str,
    /// the same as a sentence
    pub share_note: &'static str,
    /// a column: fingerprints
    pub shared: &'static str,
    /// a column: passages that match
    pub regions: &'static str,
    /// a column: the link to the pair
    pub open: &'static str,
    /// the text of that link
    pub side_by_side: &'static str,
    /// heads the files that were not compared
    pub unread: &'static str,
    /// why they were not
    pub unread_why: &'static str,
    /// a column: the number of a passage
    pub number: &'static str,
    /// before the numbers of lines
    pub lines: &'static str,
    /// a link to the same passage in the other work
    pub other: &'static str,
    /// the end of a file is not shown
    pub cut: &'static str,
}

impl Words {
    /// The texts in `lang`.
    pub fn of(lang: Lang) -> Self {
        let say = |fr, en| Text { fr, en }.get(lang);
        Self {
            lang: say("fr", "en"),
            overview: say("Travaux qui se ressemblent", "Works that are alike"),
            pair: say("Deux travaux côte à côte", "Two works side by side"),
            verdict: say(
                "Une ressemblance n'est jamais un verdict à elle seule. Un exercice court a peu de \
                 bonnes solutions\u{202f}; une source commune, un cours ou un travail à deux \
                 permis en expliquent beaucoup. Lisez les deux travaux et écoutez les deux \
                 personnes avant de conclure.",
                "Similarity is never a verdict by itself. A short exercise has few good solutions; \
                 a common source, a lecture or work in pairs that was allowed explain much. Read \
                 both works and hear both people before you conclude.",
            ),
            method: say(
                "Ne comptent ni les noms, ni les valeurs, ni les commentaires, ni les \
                 importations, ni ce que le point de départ contient déjà, ni ce que plus de 30\u{202f}% \
                 de la classe partage. Seules les sources sont comparées.",
                "Names, values, comments and imports do not count, nor does what the starter \
                 already has, nor what more than 30% of the class share. Only sources are compared.",
            ),
            nothing: say("Aucune paire n'atteint le seuil.", "No pair reaches the threshold."),
            lab: say("Lab", "Lab"),
            students: say("Travaux", "Works"),
            share: say("Part commune", "Share"),
            share_of: say("du plus petit des deux travaux", "of the smaller of the two works"),
            share_note: say(
                "La part est celle du plus petit des deux travaux.",
                "The share is that of the smaller of the two works.",
            ),
            shared: say("Empreintes communes", "Fingerprints in common"),
            regions: say("Passages", "Passages"),
            open: say("Comparer", "Compare"),
            side_by_side: say("côte à côte", "side by side"),
            unread: say(
                "Fichiers comparés en partie ou pas du tout",
                "Files compared in part or not at all",
            ),
            unread_why: say(
                "Trop longs, trop nombreux ou trop lents à analyser\u{202f}: regardez-les vous-même.",
                "Too long, too many or too slow to parse: look at them yourself.",
            ),
            number: say("Passage", "Passage"),
            lines: say("lignes", "lines"),
            other: say(
                "le même passage dans l'autre travail",
                "the same passage in the other work",
            ),
            cut: say(
                "La suite du fichier n'est pas montrée.",
                "The rest of the file is not shown.",
            ),
        }
    }
}

/// `share` in per cent, as the language writes it.
pub fn percent(share: f64, lang: Lang) -> String {
    let number = format!("{:.0}", share * 100.0);
    match lang {
        Lang::Fr => format!("{number}\u{202f}%"),
        Lang::En => format!("{number}%"),
    }
}
