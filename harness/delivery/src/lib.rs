//! Judges the pipeline of the lab on deployment: `ci.yaml`, for GitHub Actions or GitLab CI.
//!
//! No job is run: the file is read, and conditions are evaluated. Each clause of the contract is a [`Rule`];
//! a [`Finding`] is one thing that is wrong: where, and a [`Reason`] with its data, which
//! [`Finding::message`] says in French or in English.
//!
//! ```
//! use delivery::{Check, Pipeline, Reason, Rule};
//!
//! let pipeline = Pipeline::read("
//! on: [push, pull_request]
//! permissions: {contents: read}
//! jobs:
//!   checks:
//!     runs-on: ubuntu-24.04
//!     steps:
//!       - uses: Swatinem/rust-cache@v2
//!       - run: cargo fmt --check
//!       - run: cargo test
//! ")?;
//! let findings = pipeline.findings();
//! assert_eq!(findings[0].reason, Reason::NoCheck(Check::Lint));
//! assert_eq!(findings[0].rule(), Rule::Checks);
//! # Ok::<(), delivery::ParseError>(())
//! ```
//!
//! ```text
//! pipeline        reads a file, tells the platforms apart, collects the findings
//! ├── github          workflows: triggers, jobs, matrix, permissions, injection
//! ├── gitlab          pipelines: extends and references, rules, stages, included files
//! │   both become a `model`: events, jobs, steps, and when each of them runs
//! ├── judge           what the model is judged for: checks, cache, image
//! │   ├── commands        what a command is for; wrappers; names
//! │   └── actions         what a well-known action is for
//! ├── versions        of actions and images
//! └── secrets         in variables, inputs and scripts
//! expression      the conditions of both platforms, and their values for an event
//! script          shell scripts: their commands, and whether a failure makes them fail
//! yaml            the tree of a file, with lines
//! needs           the order of jobs
//! sentences       what is wrong, as a student reads it: the texts are in `texts.toml`
//! ```
//!
//! Conditions are evaluated for a few events: a pull request, from a fork or not, a push to the main
//! branch (`main` or `master`), to another branch, to branches with similar names (`main-x`, `x-main`), to
//! those that a filter or condition names, and a merge queue if the workflow asks for it. An answer is yes,
//! no, or maybe. A check must run for certain; an image must certainly not be pushed elsewhere.
//!
//! # Decisions
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax>,
//! <https://docs.gitlab.com/ci/yaml/>. Where the contract is silent, this is decided here:
//!
//! | Question | Decision |
//! |---|---|
//! | `pull_request` with `branches` | Right if `main` or `master` is among them. |
//! | A filter or condition for every branch except `main` or `master` | Leaves out the main branch. |
//! | `endsWith(github.ref, '/main')` | Is for the main branch: `x/main` is not tried. |
//! | A fork's branch called `main` | Tried as `github.head_ref` for the image, not for the checks. GitLab runs the pipelines of a fork in the fork. |
//! | `types` of `pull_request` | Need `opened` and `synchronize`. |
//! | Merge requests of GitLab | Covered by their own pipelines or by those of their branch. |
//! | A condition on `vars`, on outputs of jobs and steps | May be false, so a check under it may be skipped. |
//! | A condition on the matrix or the runner | Holds for one of the combinations. |
//! | Drafts, bots, `[skip ci]` in a message | An event is an ordinary one: none of these. |
//! | `cargo clippy` without `-D warnings` or `RUSTFLAGS` | [`Ignored::Warnings`]. A suite that reads `Cargo.toml` may drop the finding when `[lints]` denies them. |
//! | A formatter that rewrites | Counts with `git diff --exit-code` after it in the job. |
//! | `cargo test \| tee log` | Ignored by the default shell of GitHub, which has no `pipefail`; not by `shell: bash` nor by GitLab. |
//! | `echo "$(cargo test)"` | Ignored; not in `X=$(…)` alone, nor in `test`, `[`, `diff` and `grep`, which judge what it writes. |
//! | `trap 'exit 0' EXIT` | Ignored, for `EXIT` and `ERR`. Functions as handlers are not followed. |
//! | `--cap-lints warn` in `RUSTFLAGS` | The lints are ignored, with `-D warnings` too. |
//! | `cargo test -- --ignored`, `--list` | Does not count: it leaves out the ordinary tests. |
//! | Names | Words in English and French, of jobs, steps and explicit stages; targets of `make` and its like, names of scripts, of called workflows and included files too. In a job with a known command for a check, its name says nothing more about that check. |
//! | Several jobs for a check | One that always runs and is never ignored is enough. |
//! | Cache | In one of the jobs whose tests count, before them. Actions of the project and called workflows are not read, so they may cache. |
//! | A cache of layers (`/tmp/.buildx-cache`) or of another tool | Is not one of the tests, unless they run in a build with `--cache-from`. |
//! | `actions/cache/restore`, `policy: pull` | Need something in the file that stores, whatever its key. |
//! | An image pushed by something unknown | Its job, step or target has to be named after images or publishing. |
//! | A registry on `localhost` | Is for the tests: pushing there is free, and does not count. |
//! | `schedule`, `workflow_dispatch`, tags | May push an image. |
//! | A guard in a script, `if [ "$GITHUB_REF" = … ]` | Counts like a condition. |
//! | Permissions of a job that pushes | Anything. Other jobs: no `write` at all. |
//! | `release/v1` | A version. `dtolnay/rust-toolchain@master` is a branch. |
//! | Which images have a version? | See [`images`]. |
//! | `docker run rust:latest` in a script | Judged like an image of the file, unless a variable is in it, the file makes it (`docker build -t`), or makes images whose names are elsewhere (`docker compose build`, `make`). Other commands (`docker pull`) are not. |
//! | A variable in an image | From the file if it has it; otherwise it may hold a version. |
//! | Names of secrets, literal values | See [`credentials`]. In `env`, `variables`, `secrets`, `export` and before a command; inputs that end in `password`, `token`, `secret` or a kind of secret key. A value that says that it is for tests is not a secret. |
//! | Secrets that commands receive | `docker login`, its standard input (`echo … \|`, `<<<`), users and headers of `curl`, `wget` and HTTPie, `--build-arg`, `--from-literal`, `--docker-password`, `--set` of Helm. Requests to services of the job (`http://search:9200`) are free. |
//! | A job of GitLab called `image`, `cache`, … | [`ParseError::ReservedName`]: GitLab refuses the whole file. |
//! | `github.ref` in a script | Allowed: the contract names `head_ref` and `ref_name`. |
//!
//! # Bounds
//! [`MAX_BYTES`], [`MAX_DEPTH`], [`MAX_NODES`] and [`MAX_TEXT`] (copies by aliases, merge keys and
//! `extends` included), [`MAX_JOBS`], [`MAX_STEPS`], [`MAX_COMMANDS`]. A condition nested deeper than
//! [`MAX_NESTING`] may hold or not.
//!
//! # Why a reader of YAML of its own
//! `serde-saphyr` deserialises into types and loses lines behind `untagged`; its event parser,
//! `granit-parser`, is used directly, so that every scalar stays text (`on` is not a boolean), lines are
//! known everywhere, and `!reference` of GitLab is seen.

mod actions;
mod answer;
mod commands;
mod error;
mod expression;
mod finding;
mod github;
mod gitlab;
mod judge;
mod limits;
mod messages;
mod model;
mod needs;
mod pipeline;
mod script;
mod secrets;
mod sentences;
mod versions;
mod yaml;

pub use error::{ParseError, Shape};
pub use finding::{Check, Finding, Ignored, Occasion, Reason, Rule};
pub use limits::{
    MAX_BYTES, MAX_COMMANDS, MAX_DEPTH, MAX_JOBS, MAX_NESTING, MAX_NODES, MAX_STEPS, MAX_TEXT,
};
pub use pipeline::{Pipeline, Platform};
