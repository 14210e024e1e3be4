//! What the grader leaves in `--out`, as the contract lists it.
//!
//! ```text
//! grades.csv                a row per student                          grades_csv
//! moodle-….csv, .zip        what Moodle imports                        moodle
//! index.html                the class at a glance                      index_html
//! students/NAME/
//! ├── results.json          Gradescope's format                        results_json
//! ├── junit.xml             JUnit's                                    junit_xml
//! └── feedback.md, .html    what the student reads                     feedback, feedback_md
//! ```
//!
//! A student's files are written as soon as the work is marked; of the class only small rows and
//! counters are kept ([`tally::Tally`]), so that a class of a thousand needs no more memory than one of
//! ten. Everything that comes from a submission (names, paths, output, the compiler's messages) is
//! hostile until [`escape`] has made it fit for the format at hand. Every file appears whole or not
//! at all ([`files`]).

#![cfg(target_os = "linux")]

mod checks;
mod class;
mod dialect;
mod escape;
mod feedback;
mod feedback_md;
mod files;
mod grades_csv;
mod index_html;
mod junit_xml;
mod messages;
mod moodle;
mod notation;
mod number;
mod people;
mod results_json;
mod row;
mod tally;
mod writer;
mod wrong;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use class::{Class, Found, LabHead};
pub use dialect::Dialect;
pub use escape::{cell, line};
pub use files::{PARTIAL, write as write_whole};
pub use messages::{found, ignored};
pub use number::{localised, time_in};
pub use people::ContactColumns;
pub use row::{Row, feedback_url, signs};
pub use writer::{SIMILARITY, Writer, link_similarity};
