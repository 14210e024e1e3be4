//! Symbols, classes of the pages, and the contract's words: the same in both languages.

use engine::Lang;
use engine::fault::Reason;
use engine::verdict::Verdict;

/// The symbol of a verdict: legible without colour.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "✓",
        Verdict::Failed => "✗",
        Verdict::Skipped => "–",
        Verdict::Error => "!",
    }
}

/// The class of a verdict in a page.
pub fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "p",
        Verdict::Failed => "f",
        Verdict::Skipped => "s",
        Verdict::Error => "e",
    }
}

/// The contract's word for a verdict.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Skipped => "skipped",
        Verdict::Error => "error",
    }
}

/// The contract's word for a reason.
pub fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Mismatch => "mismatch",
        Reason::BuildFailed => "build-failed",
        Reason::Exited => "exited",
        Reason::NeverListened => "never-listened",
        Reason::NotHttp => "not-http",
        Reason::TimedOut => "timed-out",
        Reason::ConnectionLost => "connection-lost",
    }
}

/// The tag of a language in HTML.
pub fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    }
}
