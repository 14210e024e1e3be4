//! A variable.

use crate::reason::{Elsewhere, Source};

/// What is known of the value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// The value is in the files, or in the image.
    Known { value: String, from: Source },
    /// A field of the pod, as `status.podIP`.
    PodField(String),
    /// The value is elsewhere.
    Unknown(Elsewhere),
}
