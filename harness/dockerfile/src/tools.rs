//! What the commands of a `RUN` do to the program and to its image.
//!
//! ```text
//! effect             what a known build tool does
//! ├── compiled       cargo, go, mvn, gradle, dotnet, …
//! ├── scripted       npm, pip, bundle, composer, …
//! ├── arguments      subcommands and flags
//! └── tool           the tools, and their effects
//! compiler           what compiles, and which packages are compilers
//! sources            which files of the context are the sources of a program
//! ```

mod arguments;
mod compiled;
mod compiler;
mod effect;
mod scripted;
mod sources;
mod tool;

pub use compiler::{compiles, installed_compiler};
pub use effect::effect;
pub use sources::{Certainty, is_manifest, is_sources};
pub use tool::{Effect, Tool};
