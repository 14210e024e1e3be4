//! What is wrong with a pipeline: a line, and a reason with its data.

use credentials::Format;
use images::Unpinned;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The line, counted from 1. For something that is absent, the line of the job or key that
    /// should have it, or 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Reason,
}

impl Finding {
    pub(crate) fn new(line: usize, reason: Reason) -> Self {
        Self { line, reason }
    }

    /// The rule that is broken.
    pub fn rule(&self) -> Rule {
        self.reason.rule()
    }
}

/// A clause of the contract of lab 10, “Delivery”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Formatting, lints and tests are checked.
    Checks,
    /// They run on every pull request and on every push to the main branch.
    Triggers,
    /// None of them may be ignored when it fails.
    Failures,
    /// The dependencies of the tests are cached.
    Cache,
    /// An image is pushed, after the checks, and only for a push to the main branch.
    Image,
    /// Permissions only grant what is needed (GitHub Actions).
    Permissions,
    /// Actions and images have a commit or a version.
    Versions,
    /// No secret is in plain text.
    Secrets,
    /// Text from outside never becomes part of a script (GitHub Actions).
    Injection,
}

impl Rule {
    /// All rules, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Checks,
        Self::Triggers,
        Self::Failures,
        Self::Cache,
        Self::Image,
        Self::Permissions,
        Self::Versions,
        Self::Secrets,
        Self::Injection,
    ];
}

/// What a pipeline must check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The formatting of the code.
    Format,
    /// The lints.
    Lint,
    /// The tests.
    Test,
}

impl Check {
    /// Every check, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Format, Self::Lint, Self::Test];
}

/// When a pipeline runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// A pull request, or a merge request of GitLab.
    PullRequest,
    /// A pull request in a merge queue.
    MergeQueue,
    /// A push to `main`, `master` or the default branch.
    PushToMain,
    /// A push to another branch, here an example of one.
    PushToBranch(String),
}

/// How the failure of a command goes unnoticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ignored {
    /// `continue-on-error` of the step or job.
    ContinueOnError,
    /// `allow_failure` of the job.
    AllowFailure,
    /// What follows `||` succeeds.
    Or,
    /// What follows `&&` is not run, and the script goes on.
    And,
    /// The last command of the pipe decides, without `pipefail`.
    Pipe,
    /// `set +e`, or a shell without `-e`, and other commands follow.
    NoErrexit,
    /// The command is a condition, and nothing fails when it is false.
    Condition,
    /// It stands in `$(…)`, and the command around it succeeds.
    Substitution,
    /// `trap 'exit 0'`
    Trap,
    /// `&`: nothing waits for its status.
    Background,
    /// An option that makes the command succeed (`--exit-zero`).
    Option(String),
    /// Warnings are only shown: no `-D warnings`, neither as an argument nor in `RUSTFLAGS`.
    Warnings,
    /// The command rewrites the files and succeeds (`cargo fmt` without `--check`).
    Rewrites,
    /// `after_script` never fails.
    AfterScript,
    /// `trigger` without `strategy: depend`.
    Trigger,
}

/// What is wrong, with its data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing checks this.
    NoCheck(Check),
    /// Nothing starts the pipeline then.
    NotStarted(Occasion),
    /// A pull request starts it, but not when it is opened, or not when it changes.
    ActivityMissing(&'static str),
    /// `paths`, `paths-ignore` or `changes` leave pull requests or pushes out.
    PathFilter(String),
    /// `pull_request_target` runs with the secrets of the repository.
    PullRequestTarget,
    /// The check does not run then.
    Skipped {
        /// The check.
        check: Check,
        /// When it is skipped.
        on: Occasion,
        /// The condition of the job or step, if it has one.
        condition: Option<String>,
    },
    /// Whether the check runs then depends on values that the file does not have.
    Uncertain {
        /// The check.
        check: Check,
        /// When it may be skipped.
        on: Occasion,
        /// The condition of the job or step, if it has one.
        condition: Option<String>,
    },
    /// The check may fail without the pipeline failing.
    FailureIgnored {
        /// The check.
        check: Check,
        /// How.
        how: Ignored,
    },
    /// The job that runs the tests caches nothing.
    NoCache {
        /// The job.
        job: String,
    },
    /// No image is pushed when the main branch is pushed.
    NoImagePushed,
    /// The image may be pushed before the check has succeeded.
    PushedBeforeCheck {
        /// The job that pushes.
        job: String,
        /// The check that it does not wait for.
        check: Check,
    },
    /// The image is pushed although a check has failed (`if: always()`, `when: always`).
    PushedAfterFailure {
        /// The job that pushes.
        job: String,
    },
    /// The image is pushed on another occasion too.
    PushedElsewhere {
        /// The job that pushes.
        job: String,
        /// The occasion.
        on: Occasion,
    },
    /// Neither the file nor the job has `permissions`.
    NoPermissions {
        /// The job.
        job: String,
    },
    /// A job that pushes no image may write.
    WritePermission {
        /// The job.
        job: String,
        /// The scope, or `write-all`.
        scope: String,
    },
    /// An action, a called workflow or a component without `@`.
    UnpinnedAction {
        /// Its name.
        action: String,
    },
    /// An action, a called workflow or a component at a branch.
    ActionBranch {
        /// Its name.
        action: String,
        /// What follows `@`.
        reference: String,
    },
    /// An image that may change from one run to the next.
    Unpinned {
        /// The image, as it is written.
        image: String,
        /// What it has instead of a version.
        problem: Unpinned,
    },
    /// A token in a known format.
    Token {
        /// The format.
        format: Format,
    },
    /// A literal value under the name of a secret.
    SecretValue {
        /// The name.
        name: String,
    },
    /// A password in an address, `https://user:password@host`.
    PasswordInUrl,
    /// A password or token that a command receives.
    PasswordArgument {
        /// The command.
        command: String,
    },
    /// Text from outside is put into a script.
    Injection {
        /// Where the text comes from, `github.head_ref`.
        source: String,
    },
}

impl Reason {
    /// The rule that is broken.
    pub fn rule(&self) -> Rule {
        match self {
            Self::NoCheck(_) => Rule::Checks,
            Self::NotStarted(_)
            | Self::ActivityMissing(_)
            | Self::PathFilter(_)
            | Self::PullRequestTarget
            | Self::Skipped { .. }
            | Self::Uncertain { .. } => Rule::Triggers,
            Self::FailureIgnored { .. } => Rule::Failures,
            Self::NoCache { .. } => Rule::Cache,
            Self::NoImagePushed
            | Self::PushedBeforeCheck { .. }
            | Self::PushedAfterFailure { .. }
            | Self::PushedElsewhere { .. } => Rule::Image,
            Self::NoPermissions { .. } | Self::WritePermission { .. } => Rule::Permissions,
            Self::UnpinnedAction { .. } | Self::ActionBranch { .. } | Self::Unpinned { .. } => {
                Rule::Versions
            }
            Self::Token { .. }
            | Self::SecretValue { .. }
            | Self::PasswordInUrl
            | Self::PasswordArgument { .. } => Rule::Secrets,
            Self::Injection { .. } => Rule::Injection,
        }
    }
}
