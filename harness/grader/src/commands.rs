//! The commands, a file each.

pub mod doctor;
pub mod extend;
pub mod final_grades;
pub mod gradescope;
pub mod identify;
pub mod override_points;
pub mod regrade;
pub mod run;
pub mod similar;
