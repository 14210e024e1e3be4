//! What the chapter on metrics shows: what a request adds to them, what a client cannot add, how the
//! probes behave, and how Prometheus reads all of it.

mod files;
mod greenhouse;
mod promql;
mod scraped;
#[path = "../transcript/mod.rs"]
mod transcript;
