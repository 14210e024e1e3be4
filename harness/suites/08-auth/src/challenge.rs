//! What a 401 says about how to authenticate: `WWW-Authenticate`. (RFC 9110, section 11.6.1, and RFC 6750,
//! section 3)

use engine::http::Response;
use engine::{Conversation, Stop};

use crate::messages::promises;

/// What a 401 must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// the scheme
    Bearer,
    /// the scheme, and that the token is not valid
    InvalidToken,
}

/// One way to authenticate.
#[derive(Debug, Default, PartialEq, Eq)]
struct Challenge {
    scheme: String,
    /// names in lower case, values without their quotes
    parameters: Vec<(String, String)>,
}

/// Requires that a response says how to authenticate.
///
/// # Errors
/// When it does not.
pub fn require(c: &Conversation<'_>, response: &Response, asked: Asked) -> Result<(), Stop> {
    let values = response.headers.iter().filter(|(name, _)| name == "www-authenticate");
    let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
    let challenges = values.iter().flat_map(|value| challenges(value));
    let mut bearers = challenges.filter(|one| one.scheme.eq_ignore_ascii_case("Bearer"));
    let says_invalid = |one: &Challenge| {
        one.parameters.iter().any(|(name, value)| name == "error" && value == "invalid_token")
    };
    let is_right = match asked {
        Asked::Bearer => bearers.next().is_some(),
        Asked::InvalidToken => bearers.any(|one| says_invalid(&one)),
    };
    if is_right {
        return Ok(());
    }
    let (promise, expected) = match asked {
        Asked::Bearer => (promises::CHALLENGE, "Bearer"),
        Asked::InvalidToken => (promises::CHALLENGE_INVALID, "Bearer error=\"invalid_token\""),
    };
    let [expected, received] = [expected.to_owned(), values.join(", ")]
        .map(|value| format!("HTTP {}\nwww-authenticate: {value}", response.status));
    Err(c.broken(promise, &expected, received))
}

/// The challenges of one header. A comma separates them, and their parameters too: what has a blank before
/// any `=` begins a challenge.
fn challenges(value: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    for element in elements(value) {
        let (name, _) = element.split_once('=').unwrap_or((&element, ""));
        let parameter = match name.trim().split_once(' ') {
            None if element.contains('=') && !challenges.is_empty() => element.as_str(),
            None => {
                challenges.push(Challenge { scheme: element, ..Challenge::default() });
                continue;
            }
            Some((scheme, _)) => {
                let scheme = scheme.to_owned();
                challenges.push(Challenge { scheme, ..Challenge::default() });
                element.split_once(' ').map_or("", |(_, parameter)| parameter)
            }
        };
        if let (Some((name, value)), Some(last)) =
            (parameter.split_once('='), challenges.last_mut())
        {
            let value = value.trim().trim_matches('"').to_owned();
            last.parameters.push((name.trim().to_ascii_lowercase(), value));
        }
    }
    challenges
}

/// The elements of a list, split at commas outside quotes.
fn elements(value: &str) -> Vec<String> {
    let (mut elements, mut element) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for letter in value.chars() {
        match letter {
            ',' if !is_quoted => elements.push(std::mem::take(&mut element)),
            other => element.push(other),
        }
        is_quoted ^= letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
    }
    elements.push(element);
    let trimmed = elements.iter().map(|element| element.trim().to_owned());
    trimmed.filter(|element| !element.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Challenge, challenges};

    fn challenge(scheme: &str, parameters: &[(&str, &str)]) -> Challenge {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Challenge { scheme: scheme.to_owned(), parameters: parameters.iter().map(owned).collect() }
    }

    #[test]
    fn a_scheme_may_stand_alone() {
        assert_eq!(challenges("Bearer"), [challenge("Bearer", &[])]);
        assert_eq!(challenges(""), []);
    }

    #[test]
    fn parameters_belong_to_the_scheme_before_them() {
        let invalid = ("error", "invalid_token");
        assert_eq!(
            challenges("Bearer realm=\"a, b\", error=\"invalid_token\""),
            [challenge("Bearer", &[("realm", "a, b"), invalid])]
        );
        assert_eq!(challenges("bearer Error=invalid_token"), [challenge("bearer", &[invalid])]);
    }

    #[test]
    fn several_challenges_may_share_a_header() {
        assert_eq!(
            challenges("Basic realm=\"x\", Bearer, Digest a=1, b=2"),
            [
                challenge("Basic", &[("realm", "x")]),
                challenge("Bearer", &[]),
                challenge("Digest", &[("a", "1"), ("b", "2")]),
            ]
        );
    }
}
