//! What commands do: check the code, push an image, or something else.

mod arguments;
mod images;
mod languages;
mod names;
mod purpose;
mod pushes;
mod rust;
mod tools;
mod wrappers;

pub(crate) use images::{Made, image_run, images_made, repository};
pub(crate) use names::{checks_in_name, is_about_images};
pub(crate) use purpose::Purpose;
pub(crate) use pushes::{Push, guarded, is_local, pushes};
pub(crate) use rust::warnings_by;
pub(crate) use tools::purpose;
pub(crate) use wrappers::{Unwrapped, unwrap};
