//! Where the events go: to stderr, as lines of JSON.

use std::env::{self, VarError};
use std::io;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// `RUST_LOG` is not the name of a level.
#[derive(Debug, thiserror::Error)]
#[error("RUST_LOG is not one of error, warn, info, debug")]
pub struct InvalidLevel;

// ANCHOR: init
/// Sends the log of the whole program to stderr. What goes wrong from here on is a line of JSON.
///
/// # Errors
/// When `RUST_LOG` is not the name of a level. The log then has the level `info`.
pub fn init() -> Result<(), InvalidLevel> {
    let level = level(env::var("RUST_LOG"));
    json(*level.as_ref().unwrap_or(&LevelFilter::INFO), io::stderr).init();
    level.map(|_| ())
}
// ANCHOR_END: init

// ANCHOR: level
fn level(variable: Result<String, VarError>) -> Result<LevelFilter, InvalidLevel> {
    match variable.as_deref() {
        Err(VarError::NotPresent) | Ok("info") => Ok(LevelFilter::INFO),
        Ok("error") => Ok(LevelFilter::ERROR),
        Ok("warn") => Ok(LevelFilter::WARN),
        Ok("debug") => Ok(LevelFilter::DEBUG),
        _ => Err(InvalidLevel),
    }
}
// ANCHOR_END: level

// ANCHOR: json
/// A subscriber that writes each event as a line of JSON, if its level and its target allow it.
pub fn json<W>(level: LevelFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let levels = Targets::new()
        // Libraries: what they write below `warn` is for their authors, and may quote a request.
        .with_default(level.min(LevelFilter::WARN))
        .with_target(env!("CARGO_CRATE_NAME"), level);
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(true)
        .with_writer(writer);
    registry().with(levels).with(lines)
}
// ANCHOR_END: json
