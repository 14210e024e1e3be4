//! From text to instructions.
//!
//! ```text
//! instruction      the grammar of each instruction
//! ├── lines        continuations, comments, here-documents, parser directives
//! ├── words        words with their quotes, and lists in JSON
//! └── model        the result
//! ```

mod instruction;
mod lines;
mod model;
mod words;

pub use instruction::instructions;
pub use model::{Command, Instruction, Kind, Run};
