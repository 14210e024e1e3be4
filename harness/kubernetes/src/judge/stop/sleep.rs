//! How long `preStop` sleeps.

use crate::yaml::Node;

/// The sleep of a `preStop`: its own `sleep`, or the commands of its `exec`.
pub(crate) fn milliseconds(pre_stop: &Node) -> i64 {
    if let Some(seconds) = pre_stop.at(&["sleep", "seconds"]).and_then(Node::as_i64) {
        return seconds.saturating_mul(1000);
    }
    let words = pre_stop.at(&["exec", "command"]).map_or(&[][..], Node::items);
    let words: Vec<&str> = words.iter().filter_map(Node::as_str).collect();
    of_script(&words.join(" "))
}

/// The sum of all sleeps in a script: `sleep 5`, `sleep 1m 30s`, `time.sleep(5)`.
fn of_script(script: &str) -> i64 {
    let is_separator = |c: char| c.is_whitespace() || ";&|()\"'{}".contains(c);
    let mut sum = 0_f64;
    let mut in_sleep = false;
    for word in script.split(is_separator).filter(|word| !word.is_empty()) {
        if word.rsplit(['/', '.']).next() == Some("sleep") {
            in_sleep = true;
            continue;
        }
        match duration(word).filter(|_| in_sleep) {
            Some(seconds) => sum += seconds,
            None => in_sleep = false,
        }
    }
    (sum * 1000.0) as i64
}

/// A number of seconds, as `sleep` reads it.
fn duration(word: &str) -> Option<f64> {
    let (number, factor) = match word.as_bytes().last()? {
        b's' => (&word[..word.len() - 1], 1.0),
        b'm' => (&word[..word.len() - 1], 60.0),
        b'h' => (&word[..word.len() - 1], 3600.0),
        b'd' => (&word[..word.len() - 1], 86400.0),
        _ => (word, 1.0),
    };
    let is_number = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number.parse::<f64>().ok().filter(|_| is_number).map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::of_script;

    #[test]
    fn the_sleeps_of_a_script_are_added() {
        for (script, milliseconds) in [
            ("sleep 5", 5000),
            ("/bin/sleep 5", 5000),
            ("sh -c sleep 5", 5000),
            ("sh -c sleep 5; kill -TERM 1", 5000),
            ("sh -c sleep 2 && sleep 3", 5000),
            ("sh -c (sleep 1.5)", 1500),
            ("sleep 1m 30s", 90_000),
            ("python -c import time; time.sleep(5)", 5000),
            ("nginx -s quit", 0),
            ("kill -TERM 1", 0),
            ("sleep $DELAY", 0),
            ("sleep infinity", 0),
            ("", 0),
        ] {
            assert_eq!(of_script(script), milliseconds, "{script}");
        }
    }
}
