//! What can go wrong, as facts that a caller can put into any language. The English texts of
//! `Display` are for logs.

mod eval;
mod parse;
mod rule;

pub use eval::{EvalError, Side, StoreError};
pub use parse::{Construct, Expected, ParseError, ValueType};
pub use rule::{RecordError, RuleError};
