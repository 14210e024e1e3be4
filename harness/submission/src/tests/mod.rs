//! Reading submissions, from the outside.

mod capped;
mod formats;
mod hostile;
mod moodle;
mod placing;
mod times;
