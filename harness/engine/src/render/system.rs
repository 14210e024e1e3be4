//! What an error of the operating system usually means, for a reader who meets it for the first time.

use texts::Message;

use super::causes::server_error;
use crate::fault::Fault;
use crate::messages::system;
use crate::outcome::Failure;

/// The words of an error, in lower case, and what it usually means. The numbers are those of Linux.
static ERRORS: [(&[&str], Message); 9] = [
    (&["cross-device link", "os error 18)", "exdev"], system::OTHER_DISK),
    (&["address already in use", "os error 98)", "eaddrinuse"], system::ADDRESS_IN_USE),
    (&["permission denied", "os error 13)", "eacces"], system::ACCESS_DENIED),
    (&["no such file or directory", "os error 2)", "enoent"], system::NO_SUCH_FILE),
    (&["read-only file system", "os error 30)", "erofs"], system::READ_ONLY),
    (&["too many open files", "os error 24)", "emfile"], system::TOO_MANY_FILES),
    (&["no space left on device", "os error 28)", "enospc"], system::NO_SPACE),
    (&["connection refused", "os error 111)", "econnrefused"], system::REFUSED),
    (&["cannot assign requested address", "os error 99)", "eaddrnotavail"], system::NO_ADDRESS),
];

/// The usual reason for the error of the system that the server printed last, when the server itself
/// failed.
pub(super) fn explanation(failure: &Failure) -> Option<Message> {
    let is_compared = matches!(failure.fault, Fault::Mismatch { .. } | Fault::Broken { .. });
    if is_compared && server_error(&failure.fault).is_none() {
        return None;
    }
    let panics = failure.printed.panics.iter().map(|panic| panic.message.as_str());
    let lines = failure.printed.text.lines().chain(panics).map(str::to_lowercase);
    let mut known = lines.filter_map(|line| {
        ERRORS.iter().find(|(words, _)| words.iter().any(|word| line.contains(word)))
    });
    known.next_back().map(|(_, message)| message.clone())
}

#[cfg(test)]
mod tests {
    use texts::Lang;

    use super::explanation;
    use crate::fault::{Fault, Phase};
    use crate::outcome::Failure;

    #[test]
    fn an_error_of_the_system_is_explained_by_its_words_or_its_number() {
        let said = |text: &str, fault: Fault| {
            let mut failure = Failure::at_once(fault);
            failure.printed.text = text.to_owned();
            explanation(&failure).map(|message| message.text(Lang::En))
        };
        let exited = || Fault::Exited { status: Some(1), signal: None, phase: Phase::Exchange };
        for text in ["Error: Invalid cross-device link (os error 18)", "x (os error 18)", "EXDEV"] {
            let said = said(text, exited()).expect("an explanation");
            assert!(said.contains("disk"), "{said}");
        }
        assert_eq!(said("Error: no such user", exited()), None);
        let difference = crate::difference::Difference::Body;
        assert_eq!(said("(os error 18)", Fault::Mismatch { difference }), None);
    }
}
