//! OpenAPI 3.1: whether a document is right, and whether a server keeps what it promises.
//!
//! ```text
//! Document      what was read, its references followed
//! ├── lint      what is wrong with it by itself
//! ├── generate  values that its schemas allow
//! ├── violate   values that they forbid
//! └── agree     requests made of both, and the promises that an answer breaks
//!     ├── case      one request
//!     └── promise   what the document says of its answer
//! ```
//! JSON Schema is `jsonschema`'s, generation and shrinking are `proptest`'s.

mod agree;
mod case;
mod document;
mod generate;
pub mod lint;
mod pointer;
mod promise;
mod schemas;
mod violate;

pub use agree::{Known, agree, methods};
pub use case::Side;
pub use document::{Document, Operation, Parameter, Response};
pub use schemas::Schemas;
