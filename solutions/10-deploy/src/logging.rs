//! What the service writes to stderr: JSON, one object on each line, so that a program can read it.

use std::{env, io, panic};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Sends the log to stderr: the lines of this service from the level in `RUST_LOG` on (`info` without
/// it), and the errors of its libraries.
///
/// At `debug`, libraries may write what they receive: cookies, tokens, query strings. So `RUST_LOG` is for
/// this service alone.
pub fn init() {
    let level = env::var("RUST_LOG").ok().and_then(|name| name.parse().ok());
    let levels = Targets::new()
        .with_default(LevelFilter::ERROR)
        .with_target(env!("CARGO_CRATE_NAME"), level.unwrap_or(LevelFilter::INFO));
    tracing_subscriber::fmt()
        .json()
        // The fields of an event stand beside `timestamp` and `level`, and not in an object of their own.
        .flatten_event(true)
        .with_span_list(false)
        .with_max_level(LevelFilter::TRACE)
        .with_writer(io::stderr)
        .finish()
        .with(levels)
        .init();
    // A panic has a line too, instead of the text that Rust would print.
    panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
}
