//! The sentence for every difference.

use texts::Message;

use crate::difference::{Difference, StartOutcome};
use crate::invisible;
use crate::messages::{causes, differences};

/// What is wrong, and what that most often means.
pub fn message(difference: &Difference) -> Message {
    match difference {
        Difference::Status { expected, received } => {
            let message = differences::status(*received, *expected);
            with_cause(message, cause(*expected, *received))
        }
        Difference::Unsuccessful { received } => {
            with_cause(differences::unsuccessful(*received), cause(SUCCESS, *received))
        }
        Difference::Missing { name } => differences::missing_header(name),
        Difference::Header { name } => differences::header(name),
        Difference::Superfluous { name } => differences::superfluous_header(name),
        Difference::Body => differences::BODY,
        Difference::Part => differences::PART,
        Difference::NoBody => differences::NO_BODY,
        Difference::Surplus => differences::SURPLUS,
        Difference::Invisible { code } => differences::invisible(character(*code)),
        Difference::Lost { received: Some(received) } => differences::lost_resource(*received),
        Difference::Lost { received: None } => differences::LOST,
        Difference::Never { seconds } => differences::never(*seconds),
        Difference::Word { word } => differences::word(word),
        Difference::Concurrent => differences::CONCURRENT,
        Difference::Load => differences::LOAD,
        Difference::Calls { variable } => differences::calls(variable),
        Difference::Queue { exists: true } => differences::QUEUE,
        Difference::Queue { exists: false } => differences::MISSING_QUEUE,
        Difference::Message { queue } => differences::message(queue),
        Difference::File { name, watched: true } => differences::watched_file(name),
        Difference::File { name, watched: false } => differences::file(name),
        Difference::Start { outcome } => start(*outcome),
    }
}

/// A character that cannot be seen, by its name and its code point.
fn character(code: u32) -> Message {
    let name = invisible::name(code);
    Message::joined(vec![name, Message::verbatim(format!("(U+{code:04X})"))], " ")
}

fn start(outcome: StartOutcome) -> Message {
    match outcome {
        StartOutcome::Listens => differences::START_LISTENS,
        StartOutcome::Succeeded => differences::START_SUCCEEDED,
        StartOutcome::Unexplained => differences::START_UNEXPLAINED,
        StartOutcome::Killed => differences::START_KILLED,
    }
}

fn with_cause(message: Message, cause: Option<Message>) -> Message {
    match cause {
        Some(cause) => Message::joined(vec![message, cause], " "),
        None => message,
    }
}

/// What stands for every status of success.
const SUCCESS: u16 = 200;

/// What a status most often means in the place of another.
fn cause(expected: u16, received: u16) -> Option<Message> {
    Some(match (expected, received) {
        (404, 200..=299) => causes::FOUND,
        (405, 404) => causes::UNKNOWN_ROUTE,
        (405, _) => causes::EXTRA_METHOD,
        (502 | 503, 200..=299) => causes::ACCEPTED_IN_VAIN,
        (400.., 200..=299) => causes::ACCEPTED,
        (422, 400) => causes::MALFORMED_FOR_INVALID,
        (_, 400) => causes::MALFORMED,
        (_, 404) => causes::NOT_FOUND,
        (_, 405) => causes::METHOD_NOT_ALLOWED,
        (_, 409) => causes::CONFLICT,
        (_, 415) => causes::UNDECLARED,
        (_, 422) => causes::INVALID,
        (_, 502) => causes::BAD_GATEWAY,
        (_, 503) => causes::UNAVAILABLE,
        (_, 500..=599) => causes::SERVER_ERROR,
        _ => return None,
    })
}
