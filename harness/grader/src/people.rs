//! Matches students: class lists, examination files, folders and Moodle write one name in many ways.
//!
//! ```text
//! key     names, compared without accents, case and order
//! titles  the columns of tables of students
//! list    the class list
//! find    finds a student in the gradebook by name, number, e-mail address, login or folder
//! join    finds the owners of submissions: students or the members of a team
//! ```

mod find;
mod join;
mod key;
mod list;
pub mod titles;

pub use find::found_one;
pub use join::{Answers, Join, Question, source_name};
pub use key::fold;
pub use list::Roster;
