//! What several failures have in common: one cause is reported once.

use texts::Lang;

use crate::diff;
use crate::difference::Difference;
use crate::fault::Fault;
use crate::outcome::Failure;

/// What a failure can have in common with others.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cause {
    /// nothing is known of it
    #[default]
    Unknown,
    /// the server did not get as far as the first request
    Start,
    /// a handler fails, which this check is about
    Check(String),
    /// a panic, by its location
    Panic(String),
    /// an error of the server, by its status and what it printed about it
    ServerError(u16, String),
    /// a sentence and a difference
    Difference(String, String),
}

/// The cause of a failure, of which the report says `sentence`.
pub(super) fn of(failure: &Failure, sentence: &str, lang: Lang) -> Cause {
    if failure.is_at_start() {
        return Cause::Start;
    }
    if let Some(check) = failure.advice.as_ref().and_then(|advice| advice.check.clone()) {
        return Cause::Check(check);
    }
    if let Some(panic) = failure.printed.panics.last() {
        return Cause::Panic(panic.place.clone());
    }
    if let (Some(status), Some(line)) = (server_error(&failure.fault), complaint(failure)) {
        return Cause::ServerError(status, line);
    }
    Cause::Difference(sentence.to_owned(), diff::text(&failure.diff, lang))
}

/// The failures with the same cause, by their places in the list: first the one to explain, which is
/// that of the handler's own check if it is there, then the others in order.
pub fn groups(failures: &[(&str, &Cause)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, failure) in failures.iter().enumerate() {
        let known = groups
            .iter_mut()
            .find(|group| group.iter().any(|member| is_same(*failure, failures[*member])));
        match known {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    for group in &mut groups {
        let is_owner = |member: &usize| {
            let id = failures[*member].0;
            group.iter().any(|other| is_about(failures[*other].1, id))
        };
        if let Some(owner) = group.iter().position(is_owner) {
            let owner = group.remove(owner);
            group.insert(0, owner);
        }
    }
    groups
}

/// The place of the failure to fix first.
pub fn first(failures: &[(&str, &Cause)]) -> Option<usize> {
    groups(failures).first()?.first().copied()
}

fn is_same((one, cause): (&str, &Cause), (other, known): (&str, &Cause)) -> bool {
    let is_equal = cause == known && *cause != Cause::Unknown;
    is_equal || is_about(cause, other) || is_about(known, one)
}

fn is_about(cause: &Cause, id: &str) -> bool {
    matches!(cause, Cause::Check(check) if check == id)
}

/// The status 5xx that was received.
pub(super) fn server_error(fault: &Fault) -> Option<u16> {
    let Fault::Mismatch { difference } = fault else { return None };
    match difference {
        Difference::Status { received, .. } | Difference::Unsuccessful { received } => {
            Some(*received).filter(|status| *status >= 500)
        }
        _ => None,
    }
}

/// The last line that the server printed about an error, without the numbers in it, which differ
/// from one request to the next.
fn complaint(failure: &Failure) -> Option<String> {
    let is_complaint = |line: &&str| {
        let line = line.to_lowercase();
        ["error", "exception", "fatal", "erreur", "failed"].iter().any(|word| line.contains(word))
    };
    let line = failure.printed.text.lines().rfind(is_complaint)?;
    Some(line.chars().filter(|letter| !letter.is_ascii_digit()).collect())
}

#[cfg(test)]
mod tests {
    use super::{Cause, first, groups};

    #[test]
    fn the_check_of_a_handler_comes_before_those_that_it_makes_fail() {
        let of_created = Cause::Check("created".into());
        let own = Cause::Difference("500".into(), "a".into());
        let other = Cause::Difference("200".into(), "b".into());
        let failures = [("a", &of_created), ("x", &other), ("created", &own), ("b", &of_created)];
        assert_eq!(groups(&failures), [vec![2, 0, 3], vec![1]]);
        assert_eq!(first(&failures), Some(2));
        assert_eq!(first(&[]), None);
    }

    #[test]
    fn equal_causes_are_one_and_unknown_ones_are_not() {
        let panic = Cause::Panic("src/a.rs:1:1".into());
        let failures =
            [("a", &panic), ("b", &panic), ("c", &Cause::Unknown), ("d", &Cause::Unknown)];
        assert_eq!(groups(&failures), [vec![0, 1], vec![2], vec![3]]);
    }
}
