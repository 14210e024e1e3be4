//! What a student reads: what is wrong, and what to do, after the place.

mod error;

use images::Unpinned;
use texts::Message;

use crate::finding::{Check, Finding, Ignored, Occasion, Reason};
use crate::messages::{ignored, occasions, places, reasons, tasks};

impl Finding {
    /// What is wrong and what to do, after the place.
    pub fn message(&self) -> Message {
        places::line(self.line, of(&self.reason))
    }
}

fn of(reason: &Reason) -> Message {
    use reasons as say;
    match reason {
        Reason::NoCheck(Check::Format) => say::NO_FORMAT,
        Reason::NoCheck(Check::Lint) => say::NO_LINT,
        Reason::NoCheck(Check::Test) => say::NO_TEST,

        Reason::NotStarted(on) => not_started(on),
        Reason::ActivityMissing(activity) => say::activity_missing(*activity),
        Reason::PathFilter(filter) => say::path_filter(code(filter)),
        Reason::PullRequestTarget => say::PULL_REQUEST_TARGET,
        Reason::Skipped { check, on, condition } => skipped(*check, on, condition.as_deref()),
        Reason::Uncertain { check, on, condition } => uncertain(*check, on, condition.as_deref()),

        Reason::FailureIgnored { check, how } => say::failure_ignored(task(*check), unnoticed(how)),

        Reason::NoCache { job } => say::no_cache(code(job)),

        Reason::NoImagePushed => say::NO_IMAGE_PUSHED,
        Reason::PushedBeforeCheck { job, check } => {
            say::pushed_before_check(code(job), task(*check))
        }
        Reason::PushedAfterFailure { job } => say::pushed_after_failure(code(job)),
        Reason::PushedElsewhere { job, on } => say::pushed_elsewhere(code(job), occasion(on)),

        Reason::NoPermissions { job } => say::no_permissions(code(job)),
        Reason::WritePermission { job, scope } if scope == "write-all" => say::write_all(code(job)),
        Reason::WritePermission { job, scope } => say::write_permission(code(job), excerpt(scope)),

        Reason::UnpinnedAction { action } => say::unpinned_action(code(action)),
        Reason::ActionBranch { action, reference } => {
            say::action_branch(code(action), code(reference))
        }
        Reason::Unpinned { image, problem } => unpinned(&code(image), *problem),

        Reason::Token { format } => say::token(format.message()),
        Reason::SecretValue { name } => say::secret_value(code(name)),
        Reason::PasswordInUrl => say::PASSWORD_IN_URL,
        Reason::PasswordArgument { command } => say::password_argument(code(command)),

        Reason::Injection { source } => say::injection(code(source)),
    }
}

fn not_started(on: &Occasion) -> Message {
    match on {
        Occasion::PullRequest => reasons::NOT_STARTED_FOR_PULL_REQUEST,
        Occasion::PushToMain => reasons::NOT_STARTED_FOR_PUSH,
        Occasion::MergeQueue | Occasion::PushToBranch(_) => reasons::not_started(occasion(on)),
    }
}

fn skipped(check: Check, on: &Occasion, condition: Option<&str>) -> Message {
    let (task, on) = (task(check), occasion(on));
    match condition {
        Some(condition) => reasons::skipped_by_condition(code(condition), task, on),
        None => reasons::skipped(task, on),
    }
}

fn uncertain(check: Check, on: &Occasion, condition: Option<&str>) -> Message {
    let (task, on) = (task(check), occasion(on));
    match condition {
        Some(condition) => reasons::uncertain_condition(task, on, code(condition)),
        None => reasons::uncertain(task, on),
    }
}

/// How a failure goes unnoticed.
fn unnoticed(how: &Ignored) -> Message {
    match how {
        Ignored::ContinueOnError => ignored::CONTINUE_ON_ERROR,
        Ignored::AllowFailure => ignored::ALLOW_FAILURE,
        Ignored::Or => ignored::OR,
        Ignored::And => ignored::AND,
        Ignored::Pipe => ignored::PIPE,
        Ignored::NoErrexit => ignored::NO_ERREXIT,
        Ignored::Condition => ignored::CONDITION,
        Ignored::Substitution => ignored::SUBSTITUTION,
        Ignored::Trap => ignored::TRAP,
        Ignored::Background => ignored::BACKGROUND,
        Ignored::Option(option) => ignored::option(code(option)),
        Ignored::Warnings => ignored::WARNINGS,
        Ignored::Rewrites => ignored::REWRITES,
        Ignored::AfterScript => ignored::AFTER_SCRIPT,
        Ignored::Trigger => ignored::TRIGGER,
    }
}

fn unpinned(image: &str, problem: Unpinned) -> Message {
    match problem {
        Unpinned::Unresolved => reasons::unresolved_image(image),
        Unpinned::NoTag => reasons::image_without_tag(image),
        Unpinned::Latest => reasons::latest_image(image),
        Unpinned::NoVersion => reasons::image_without_version(image),
    }
}

fn task(check: Check) -> Message {
    match check {
        Check::Format => tasks::FORMAT,
        Check::Lint => tasks::LINT,
        Check::Test => tasks::TEST,
    }
}

fn occasion(on: &Occasion) -> Message {
    match on {
        Occasion::PullRequest => occasions::PULL_REQUEST,
        Occasion::MergeQueue => occasions::MERGE_QUEUE,
        Occasion::PushToMain => occasions::PUSH_TO_MAIN,
        Occasion::PushToBranch(branch) => occasions::push_to_branch(code(branch)),
    }
}

/// A text of the file: the empty one as YAML writes it.
fn code(text: &str) -> String {
    if text.is_empty() { "`\"\"`".to_owned() } else { format!("`{}`", excerpt(text)) }
}

/// The beginning of a text of the file.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
