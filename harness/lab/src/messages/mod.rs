//! Everything the command says by itself, in both languages. A message that lacks one does not
//! compile.

mod label;
mod trouble;
mod usage;

pub use label::Label;
pub use trouble::Trouble;
pub use usage::Usage;
