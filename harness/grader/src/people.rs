//! Who is who: lists, examination files, decisions, folders and Moodle write one name in many ways, and all of them
//! are read in one.
//!
//! ```text
//! key     what of a name does not depend on who writes it
//! list    the instructor's list of the class
//! find    the student of the gradebook whom somebody names
//! join    whose a submission is: of a student or of a team, on the list or not
//! ```

mod find;
mod join;
mod key;
mod list;

pub use find::found_one;
pub use join::{Answers, Join, Question};
pub use key::fold;
pub use list::Roster;
