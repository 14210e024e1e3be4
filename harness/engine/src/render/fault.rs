//! The sentence for every fault.

use texts::Message;

use super::difference;
use crate::fault::{Fault, HttpProblem, Phase};
use crate::messages::{exits, faults, http};

/// What happened and what to look at, in one or two sentences.
pub fn message(fault: &Fault) -> Message {
    match fault {
        Fault::Mismatch { difference } => difference::message(difference),
        Fault::Broken { promise } => (**promise).clone(),
        Fault::TooLong { most } => faults::too_long(most / 1024 / 1024),
        Fault::BuildFailed => faults::BUILD_FAILED,
        Fault::Exited { status, signal, phase } => {
            let how = ending(*status, *signal);
            match phase {
                Phase::Start if *status == Some(0) => faults::EXITED_IN_PEACE,
                Phase::Start => faults::exited_at_start(how),
                Phase::Exchange => faults::exited_during_an_exchange(how),
                Phase::Restart => faults::exited_at_restart(how),
            }
        }
        // Less than a second was left of the time that the whole check has.
        Fault::NeverListened { seconds: 0, .. } | Fault::TimedOut { seconds: 0, .. } => {
            faults::TIME_OF_CHECK_OVER
        }
        Fault::NeverListened { seconds, port, input: true, .. } => {
            faults::waits_for_input(*port, *seconds)
        }
        Fault::NeverListened { seconds, port, elsewhere, .. } => {
            let message = faults::never_listened(*port, *seconds);
            match elsewhere {
                Some(address) => {
                    let elsewhere = faults::listens_elsewhere(address.to_string());
                    Message::joined(vec![message, elsewhere], " ")
                }
                None => message,
            }
        }
        Fault::NotHttp { problem, received } => faults::not_http(rule(*problem), received),
        Fault::TimedOut { seconds, bytes: 0 } => faults::no_response_in_time(*seconds),
        Fault::TimedOut { seconds, bytes } => faults::part_of_a_response_in_time(*seconds, *bytes),
        Fault::ConnectionLost { bytes: 0 } => faults::CLOSED_WITHOUT_RESPONSE,
        Fault::ConnectionLost { bytes } => faults::closed_during_response(*bytes),
    }
}

fn ending(status: Option<i32>, signal: Option<i32>) -> Message {
    match (status, signal) {
        (Some(status), _) => exits::status(status),
        (None, Some(signal)) => exits::signal(signal),
        (None, None) => exits::UNKNOWN,
    }
}

fn rule(problem: HttpProblem) -> Message {
    match problem {
        HttpProblem::NoStatusLine => http::NO_STATUS_LINE,
        HttpProblem::Headers => http::HEADERS,
        HttpProblem::HeadersTooLarge => http::HEADERS_TOO_LARGE,
        HttpProblem::ContentLength => http::CONTENT_LENGTH,
        HttpProblem::Chunk => http::CHUNK,
    }
}
