//! Literal values.

/// The longest text that is taken for a path.
const MAX_PATH: usize = 200;

/// Words that are not secrets, in lower case. `inherit` passes the secrets on to a called workflow.
const WORDS: [&str; 10] =
    ["true", "false", "yes", "no", "on", "off", "null", "none", "inherit", "***"];

/// Whether a value can be a secret: it is not empty, not a word such as `true`, not the path of a file, and
/// does not come from elsewhere by a reference. Quotes around it do not count.
pub fn is_literal(value: &str) -> bool {
    let value = unquoted(value);
    has_literal_default(value) || (is_plain(value) && !has_reference(value))
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'']).trim()
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && !WORDS.contains(&text.to_ascii_lowercase().as_str()) && !is_path(text)
}

/// `/etc/tls/tls.key`, `./key.pem`, `../key.pem`, `~/.ssh/id`.
fn is_path(text: &str) -> bool {
    let is_relative = ["./", "../", "~/"].iter().any(|start| text.starts_with(start));
    let is_absolute = text.strip_prefix('/').is_some_and(|rest| rest.contains(['/', '.']));
    (is_relative || is_absolute)
        && text.len() <= MAX_PATH
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-~".contains(&b))
}

/// `$NAME`, `${…}`, `$(…)`, `$[[ … ]]` or `{{ … }}`.
fn has_reference(text: &str) -> bool {
    text.contains("{{")
        || text.match_indices('$').any(|(at, _)| {
            let is_in_word = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            match text[at + 1..].chars().next() {
                Some('{' | '(' | '[') => true,
                Some(c) => !is_in_word && (c.is_ascii_alphanumeric() || c == '_'),
                None => false,
            }
        })
}

/// `${NAME:-text}`, `${NAME-text}`, `${NAME:=text}`, `${NAME=text}`, also as the default of another.
fn has_literal_default(text: &str) -> bool {
    text.split("${").skip(1).any(|rest| {
        let operator = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let operator = operator.strip_prefix(':').unwrap_or(operator);
        operator.strip_prefix(['-', '=']).is_some_and(|default| {
            let default = default.split('}').next().unwrap_or_default();
            is_plain(unquoted(default)) && !has_reference(default)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_literal;

    #[test]
    fn what_stands_in_the_file_is_literal() {
        for value in [
            "hunter2",
            "'hunter2'",
            "\"hunter2\"",
            "abc def",
            "pa$word",
            "pa$",
            "x$Y",
            "/hunter2",
            "/a+b/c=",
            ".hunter2",
            "changeme",
            "0",
            "${NAME:-hunter2}",
            "${NAME-hunter2}",
            "${NAME:=\"hunter2\"}",
            "${NAME:-${OTHER:-hunter2}}",
        ] {
            assert!(is_literal(value), "{value}");
        }
    }

    #[test]
    fn what_comes_from_elsewhere_is_not_literal() {
        for value in [
            "$NAME",
            "\"$NAME\"",
            "${NAME}",
            "${NAME:?missing}",
            "${NAME:-}",
            "${NAME:-''}",
            "${NAME:-$OTHER}",
            "${NAME:-/etc/tls/tls.key}",
            "$(NAME)",
            "$(cat /run/secrets/key)",
            "${{ secrets.NAME }}",
            "{{ .Values.name }}",
            "$[[ inputs.name ]]",
            "Bearer $NAME",
            "user:$NAME",
            "x${NAME}",
        ] {
            assert!(!is_literal(value), "{value}");
        }
    }

    #[test]
    fn nothing_a_word_or_a_path_is_not_literal() {
        for value in [
            "",
            " ",
            "\"\"",
            "''",
            "true",
            "False",
            "null",
            "none",
            "inherit",
            "***",
            "/etc/tls/tls.key",
            "/run/secrets/key",
            "/key.pem",
            "./tests/key.pem",
            "../key.pem",
            "~/.ssh/id_ed25519",
        ] {
            assert!(!is_literal(value), "{value}");
        }
    }

    #[test]
    fn a_deep_value_does_not_overflow_the_stack() {
        assert!(is_literal(&format!("{}x{}", "${A:-".repeat(100_000), "}".repeat(100_000))));
    }
}
