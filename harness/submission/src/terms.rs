//! What holds for all submissions of a class.

use jiff::tz::TimeZone;

use crate::caps::Caps;
use crate::layout::LabLayout;

/// What holds for all submissions of a class.
#[derive(Clone, Debug)]
pub struct Terms {
    /// the labs of the course
    pub layouts: Vec<LabLayout>,
    /// how much a submission may hold
    pub caps: Caps,
    /// where the times are that say nothing about it, as those of a zip: never the zone of this machine
    pub zone: TimeZone,
}
