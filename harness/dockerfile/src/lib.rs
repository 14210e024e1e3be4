//! Judges the Dockerfile and the `.dockerignore` of the lab on deployment.
//!
//! Nothing is built and no command is run: the files are read, and variables are resolved. Each clause of
//! the contract is a [`Rule`]; a [`Finding`] is one thing that is wrong: where, and a [`Reason`] with its
//! data, which [`Finding::message`] says in French or in English.
//!
//! ```
//! use dockerfile::{Context, Image, Reason, Rule};
//!
//! let image = Image::read("FROM rust:1.90\nCOPY . .\nRUN cargo build\nCMD server\n", None)?;
//! let findings = image.findings(&Context { default_port: 3000 });
//! assert_eq!((findings[0].line, findings[0].rule()), (Some(1), Rule::Stages));
//! assert!(findings.iter().any(|finding| finding.reason == Reason::NoUser));
//! # Ok::<(), dockerfile::ParseError>(())
//! ```
//!
//! ```text
//! image              an image: its findings, ENV, USER, EXPOSE and commands
//! ├── judge          the rules, one module for each
//! │   └── tools      what build tools and package managers do
//! ├── build          the stages, their parents and variables resolved
//! │   ├── syntax     from text to instructions
//! │   ├── expand     quotes and variables of a word
//! │   ├── shell      the commands of a script
//! │   ├── stage      a stage
//! │   └── scope      its variables
//! ├── ignore         .dockerignore
//! │   └── pattern    patterns of paths
//! ├── finding        what is wrong with an image
//! ├── error          why a file cannot be read
//! └── sentences      both, as a student reads them: the texts are in `texts.toml`
//! limits, file       what the modules share
//! ```
//!
//! # Decisions
//! The syntax is that of <https://docs.docker.com/reference/dockerfile/>, read as BuildKit reads it. Where
//! the contract is silent, this is decided here:
//!
//! | Question | Decision |
//! |---|---|
//! | What is "built in stages"? | The last image needs at least two stages: by `FROM`, `COPY --from=` or a mount. |
//! | Which stages are judged? | Those that the last image needs. Tokens in a known format are searched for in the whole text. |
//! | Which images have a version? | See [`images`]. |
//! | A base image whose variable has no default | Has no version. `--from=` cannot have variables. |
//! | `TARGETARCH` and the like | linux/amd64. |
//! | `${NAME:?text}` without a value | Empty, like `${NAME}`: the value may come from the command line. |
//! | Images of `RUN --mount=from=` | Not judged: the contract names base images and `COPY --from=`. |
//! | A dependency is installed | By a tool of the list in `tools`, for packages of the program: not for a tool alone (`pip install poetry`, `npm install -g pnpm`, `cargo install cargo-chef`). |
//! | What are sources? | The whole context, files of a programming language, and folders such as `src`; not manifests, configuration, or folders such as `prisma`, `migrations`, `vendor`. Another folder (`macros`) is, unless the sources follow it. |
//! | A dummy `main` | A known tool that builds before the sources are there has installed the dependencies. |
//! | Several tools in one stage | One that came early is enough. |
//! | `COPY --from=` a stage with sources | Brings sources, unless a command of that stage ran on them: then it brings what the command made. |
//! | A tool built from a git repository | Is not the program: it loses nothing, and does not stand for it. |
//! | `go build -mod=vendor` | Loses nothing: the dependencies are part of the sources. |
//! | `npm run build`, `make` in the last stage | Compile. |
//! | A compiler that the same `RUN` removes | Is not installed. |
//! | `rust:1-slim`, `eclipse-temurin:21` as the last image | Have a compiler: only tags with `jre` do without the JDK. |
//! | `node@sha256:…` without a tag | Not known to be the full image. |
//! | A group in `USER` | Not judged. |
//! | A shell that runs a script from a file | Not judged: what it contains is not known. |
//! | `exec` in `sh -c` | Stands before the last command, outside pipes and `&`; `exit` and `echo` may follow. In a function or a `case`, one `exec` is enough. |
//! | npm in `sh -c "npm run migrate && exec node server.js"` | Wrong: it is in the command. |
//! | Neither `ENTRYPOINT` nor `CMD` | Wrong: the image starts nothing. |
//! | The same port exposed twice | One port. |
//! | Names of secrets, literal values | See [`credentials`]. `ARG` with the name of a secret is wrong without a value too. |
//! | `.git` when no `COPY` takes the whole context | Must be ignored: the context is what the build can reach. |
//! | `COPY .env .` | Takes `.env`, like the whole context. `ADD` is a `COPY`. |
//!
//! # Bounds
//! Each file has at most [`MAX_BYTES`] bytes, a Dockerfile at most [`MAX_INSTRUCTIONS`] instructions and
//! [`MAX_STAGES`] stages, and [`MAX_STEPS`] instructions once `ONBUILD` is applied. A stage has at most
//! [`MAX_VARIABLES`] variables of [`MAX_VALUE_BYTES`] bytes, nested at most [`MAX_EXPANSION_DEPTH`] levels
//! deep; a `.dockerignore` has at most [`MAX_PATTERNS`] patterns. No input overflows the stack.
//!
//! # Why a parser of its own
//! The `parse-dockerfile` crate (0.1.9) is maintained, but refuses files that Docker builds: a
//! here-document that does not stand at the beginning of a `RUN` (`RUN bash <<EOF`, `RUN cat <<EOF >file`),
//! and two stages of the same name. Its errors are English sentences, which cannot be shown in two
//! languages, and it leaves `ENV`, `ARG` and the variables to its caller.

mod build;
mod error;
mod expand;
mod file;
mod finding;
mod ignore;
mod image;
mod judge;
mod limits;
mod messages;
mod pattern;
mod scope;
mod sentences;
mod shell;
mod stage;
mod syntax;
mod tools;

pub use error::ParseError;
pub use file::File;
pub use finding::{CommandKind, ContextPath, Finding, Reason, Rule};
pub use image::{Context, Image};
pub use limits::{
    MAX_BYTES, MAX_EXPANSION_DEPTH, MAX_INSTRUCTIONS, MAX_PATTERNS, MAX_STAGES, MAX_STEPS,
    MAX_VALUE_BYTES, MAX_VARIABLES,
};
pub use syntax::Command;
pub use tools::Tool;
