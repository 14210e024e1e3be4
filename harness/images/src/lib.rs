//! Names of container images, and whether they have a digest or a version.
//!
//! ```
//! use images::{Reference, Unpinned, unpinned};
//!
//! let image = Reference::parse("registry.example.org/team/shop:1.4");
//! assert_eq!((image.name(), image.tag), ("shop", Some("1.4")));
//! assert_eq!(unpinned("debian:bookworm-slim"), None);
//! assert_eq!(unpinned("debian:latest"), Some(Unpinned::Latest));
//! ```
//!
//! # Decisions
//! | Question | Decision |
//! |---|---|
//! | A digit in the name of an image | Anywhere in the path, but not in the host of the registry. |
//! | Names of releases | Those of Debian, Ubuntu and Node.js, as a word of the tag. `lts`, `stable` and `slim` are not releases. |
//! | A digest | SHA-256 or SHA-512, complete. |

mod reference;
mod unpinned;

pub use reference::Reference;
pub use unpinned::{Unpinned, unpinned};
