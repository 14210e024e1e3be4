//! OpenAPI 3.1: whether a document is valid, and whether a server keeps its promises.
//!
//! ```text
//! Document       the document and its operations
//! ├── lint       what is wrong with the document itself
//! ├── allowed    values that its schemas allow
//! ├── edges      values on both sides of every bound
//! └── agreement  sends requests made of both, and checks the responses
//!     ├── case       one request
//!     └── promise    what the document promises about its response
//! ```
//! The README of this crate lists what is judged of a document, object by object.
//! `jsonschema` validates; `proptest` generates values and makes failing ones smaller.

mod agreement;
mod allowed;
mod case;
mod clip;
mod composed;
mod document;
mod edges;
pub mod lint;
mod media;
mod messages;
mod names;
mod objects;
mod pointer;
mod promise;
mod references;
mod schemas;
mod servers;

pub use agreement::{Fixture, check_agreement, check_methods, nameless};
pub use case::{Demand, Outcome, Side};
pub use document::{Document, DocumentedResponse, Operation, Parameter};
pub use schemas::Schemas;
