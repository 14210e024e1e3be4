//! Everything the command says by itself, in both languages. A message that lacks one does not
//! compile.

mod label;
mod trouble;
mod usage;

pub use label::Label;
pub use trouble::Trouble;
pub use usage::Usage;

use engine::Lang;

/// Something to say, in both languages.
pub trait Message {
    /// in French
    fn french(&self) -> String;

    /// in English
    fn english(&self) -> String;

    /// in `lang`
    fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }
}
