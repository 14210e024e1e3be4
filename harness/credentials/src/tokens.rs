//! The tokens of a text.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use crate::format::{Format, PATTERNS};

/// A token, and where it is. The token itself is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Counted from 1.
    pub line: usize,
    /// Its format.
    pub format: Format,
}

static FORMATS: LazyLock<Vec<(Format, Regex)>> = LazyLock::new(|| {
    PATTERNS
        .into_iter()
        .map(|(format, pattern)| (format, Regex::new(pattern).expect("the patterns are constants")))
        .collect()
});

/// Finds in one pass which of the patterns a text has: most texts have none.
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    let patterns = PATTERNS.map(|(_, pattern)| pattern);
    RegexSet::new(patterns).expect("the patterns are constants")
});

/// The tokens of a text, at most one of a format in each line.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = BTreeSet::new();
    for index in ANY.matches(text) {
        let (format, pattern) = &FORMATS[index];
        let (mut line, mut end) = (1, 0);
        for token in pattern.find_iter(text) {
            line += text[end..token.start()].matches('\n').count();
            end = token.start();
            if !is_placeholder(token.as_str(), *format) {
                found.insert((line, *format));
            }
        }
    }
    found.into_iter().map(|(line, format)| Token { line, format }).collect()
}

fn is_placeholder(token: &str, format: Format) -> bool {
    /// The end of a token, which has none of its prefix.
    const END: usize = 16;
    let end = || token.chars().rev().take(END);
    match format {
        Format::PrivateKey => false,
        Format::Aws => token.ends_with("EXAMPLE") || end().collect::<BTreeSet<_>>().len() < 5,
        _ => {
            !token.chars().skip(4).any(|c| c.is_ascii_digit())
                || end().collect::<BTreeSet<_>>().len() < 5
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};
    use crate::Format;

    /// Put together here, so that no scanner finds a token in this file.
    fn examples() -> Vec<(String, Format)> {
        let letters = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF5hJ7";
        let upper = "QWERTZUIOP234567";
        vec![
            (format!("gh{}_{letters}", "p"), Format::GitHub),
            (format!("gh{}_{letters}", "s"), Format::GitHub),
            (format!("github_{}_11ABCDEFG0{letters}_{letters}", "pat"), Format::GitHub),
            (format!("gl{}-{}", "pat", &letters[..20]), Format::GitLab),
            (format!("gl{}-{}", "dt", &letters[..20]), Format::GitLab),
            (format!("AK{}{upper}", "IA"), Format::Aws),
            (format!("AS{}QWERTZUIOPASDFGH", "IA"), Format::Aws),
            (format!("AI{}{}", "za", &letters[..35]), Format::Google),
            (format!("xo{}-123456789012-{}", "xb", &letters[..24]), Format::Slack),
            (format!("xa{}-1-{letters}", "pp"), Format::Slack),
            (
                format!("https://hooks.slack.{}/T0AB/B0CD/{}", "com/services", &letters[..24]),
                Format::Slack,
            ),
            (format!("sk_{}_{}", "live", &letters[..24]), Format::Stripe),
            (format!("dckr_{}_{}", "pat", &letters[..27]), Format::Docker),
            (format!("np{}_{letters}", "m"), Format::Npm),
            (format!("py{}-AgEI{letters}", "pi"), Format::PyPi),
            (format!("ci{}{}", "o", &letters[..32]), Format::CratesIo),
            (format!("S{}.{}.{letters}{}", "G", &letters[..22], &letters[..7]), Format::SendGrid),
            (format!("sk-{}-{letters}", "proj"), Format::LanguageModel),
            (format!("h{}_{}", "f", &letters[..34]), Format::HuggingFace),
            (format!("dop_{}_{}", "v1", "0123456789abcdef".repeat(4)), Format::DigitalOcean),
            (format!("hv{}.{letters}", "s"), Format::Vault),
            (format!("ey{}.eyJzdWIiOiIxIn0.{letters}", "JhbGciOiJIUzI1NiJ9"), Format::Jwt),
            (format!("ey{}.eyJzdWIiOiIx.c2lnbmF0dXJlMQ", "JhbGciOiJI"), Format::Jwt),
            (format!("-----BEGIN {} KEY-----", "PRIVATE"), Format::PrivateKey),
            (format!("-----BEGIN OPENSSH {} KEY-----", "PRIVATE"), Format::PrivateKey),
            (format!("-----BEGIN PGP {} KEY BLOCK-----", "PRIVATE"), Format::PrivateKey),
            (format!("AGE-SECRET-{}{}", "KEY-1", upper.repeat(4)), Format::PrivateKey),
        ]
    }

    #[test]
    fn a_token_is_found_by_its_format() {
        for (token, format) in examples() {
            for text in [
                format!("first\n{token}\n"),
                format!("a\n# {token} in a comment"),
                format!("a\ncurl -H \"Authorization: Bearer {token}\" x"),
                format!("a\nurl=https://user:{token}@example.org/r.git"),
                format!("a\nX='{token}';"),
            ] {
                assert_eq!(tokens(&text), [Token { line: 2, format }], "{text}");
            }
        }
    }

    #[test]
    fn two_formats_in_a_line_are_two_tokens_and_one_format_is_one() {
        let examples = examples();
        let (github, gitlab) = (&examples[0].0, &examples[3].0);
        let found = tokens(&format!("{gitlab} {github} {github}\n\n{github}"));
        let found: Vec<_> = found.iter().map(|token| (token.line, token.format)).collect();
        assert_eq!(found, [(1, Format::GitHub), (1, Format::GitLab), (3, Format::GitHub)]);
    }

    #[test]
    fn what_resembles_a_token_is_not_one() {
        let placeholder = format!("gh{}_{}", "p", "x".repeat(36));
        let amazon = format!("AK{}IOSFODNN7EXAMPLE", "IA");
        for text in [
            &placeholder,
            &amazon,
            "ghp_short",
            "ghp_",
            "github_pat_for_the_deployment",
            "AKIA",
            "AKIAQWERTZ",
            "npm_config_cache=/tmp npm_config_update_notifier=false",
            "image: registry/npm_base:1",
            "hf_home",
            "pypi-server",
            "glpat-",
            "glpat-your-token-goes-here",
            "xoxb-",
            "xoxb-your-token-goes-here",
            "sk_live_",
            "sk_test_a1B2c3D4e5F6g7H8i9J0",
            "eyJhbGciOiJIUzI1NiJ9",
            "eyJ.eyJ.x",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN PUBLIC KEY-----",
            "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "9d47c6ad4b02e050fd481d890b2ea34778fd09d6",
        ] {
            assert_eq!(tokens(text), [], "{text}");
        }
    }
}
