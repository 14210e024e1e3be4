//! The fields of the objects of Kubernetes 1.32, and what is known of them beyond their types.
//!
//! `schema/v1_32.txt` is generated from the OpenAPI definitions (see `examples/schema.rs`).
//! `schema/constraints.txt` holds what these definitions do not say, and the API server requires.

mod fields;
mod table;

pub(crate) use fields::Type;
pub(crate) use table::{Constraint, Definition, Schema};
