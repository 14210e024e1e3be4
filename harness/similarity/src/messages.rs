//! What the pages say: the texts of `texts.toml`, and who reads them.

use texts::{Lang, Message};

use crate::index::COMMON_PERCENT;

texts::include_texts!();

/// The reader of a page.
#[derive(Clone, Copy, Debug)]
pub struct Reader(pub Lang);

impl Reader {
    /// `message` in the reader's language.
    pub fn text(self, message: Message) -> String {
        message.text(self.0)
    }

    /// The language as HTML names it.
    pub fn tag(self) -> &'static str {
        match self.0 {
            Lang::Fr => "fr",
            Lang::En => "en",
        }
    }

    /// What was subtracted before the submissions were compared.
    pub fn method(self) -> String {
        self.text(pages::method(COMMON_PERCENT))
    }

    /// `share` in per cent.
    pub fn percent(self, share: f64) -> String {
        self.text(labels::percent(format!("{:.0}", share * 100.0)))
    }
}
