//! Makes the output of the student's command comparable, by removing what differs from run to run.

/// `text` with `PORT` for every port that a judge chose.
pub fn without_ports(text: &str) -> String {
    const HOST: &str = "127.0.0.1:";
    let mut parts = text.split(HOST);
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let port = &part[..digits];
        let shown = if port == "5000" { port } else { "PORT" };
        clean.push_str(HOST);
        clean.push_str(shown);
        clean.push_str(&part[digits..]);
    }
    clean
}

/// `text` with `FOLDER` for every folder of a check, whose path is drawn.
pub fn without_folders(text: &str) -> String {
    const RUN: &str = "/atelier-";
    const LAST: &str = "/data";
    let mut clean = String::new();
    let mut rest = text;
    while let Some(run) = rest.find(RUN) {
        let start = rest[..run].rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
        let Some(length) = rest[run..].find(LAST) else { break };
        clean.push_str(&rest[..start]);
        clean.push_str("FOLDER");
        rest = &rest[run + length + LAST.len()..];
    }
    clean + rest
}

/// `text` with `UUID` for every UUID, and `QUEUE` for every name of a queue: both are made up in each run.
pub fn without_names(text: &str) -> String {
    const QUEUE: &str = "atelier-";
    const QUEUE_DIGITS: usize = 16;
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (mut clean, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let digits = rest.strip_prefix(QUEUE).and_then(|rest| rest.get(..QUEUE_DIGITS));
        if rest.get(..UUID_LENGTH).is_some_and(is_uuid) {
            clean.push_str("UUID");
            rest = &rest[UUID_LENGTH..];
        } else if digits.is_some_and(is_hex) {
            clean.push_str("QUEUE");
            rest = &rest[QUEUE.len() + QUEUE_DIGITS..];
        } else {
            clean.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    clean
}

/// `text` with `TOKEN` for every JSON Web Token: each says when it was issued.
pub fn without_tokens(text: &str) -> String {
    // A JSON object, in base64: `{"`.
    const START: &str = "eyJ";
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.!".contains(letter);
    let mut parts = text.split(START);
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // Its claims are an object too.
        if !clean.ends_with("TOKEN") {
            clean.push_str("TOKEN");
        }
        clean.push_str(part.trim_start_matches(is_part));
    }
    clean
}

/// `text` with `{…}` for the lines of a log that a server printed, and without the times in the lines that are
/// shown elsewhere. Which lines are the last ones that are shown, and in which order, may depend on a race.
pub fn without_logs(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for line in text.lines() {
        // Levels are aligned at their right, so that shorter ones begin one space later.
        let indent = &line[..(line.len() - line.trim_start().len()) / 2 * 2];
        let shown = match is_of_log(line) {
            true => format!("{indent}{{…}}\n"),
            // How much of a long log is left out.
            false if clean.ends_with("{…}\n") => without_numbers(&format!("{line}\n")),
            false => format!("{}\n", without_times(line)),
        };
        // Whether there is one or several may depend on a race.
        if !(shown.ends_with("{…}\n") && clean.ends_with(&shown)) {
            clean.push_str(&shown);
        }
    }
    clean
}

/// Whether a server logged this line, as JSON or as text; of several servers each line begins with `name | `.
fn is_of_log(line: &str) -> bool {
    const LEVELS: [&str; 5] = ["ERROR ", "WARN ", "INFO ", "DEBUG ", "TRACE "];
    let line = line.trim_start();
    let after_name = line.split_once(" | ").filter(|(name, _)| !name.contains(' '));
    let logged = after_name.map_or(line, |(_, logged)| logged).trim_start();
    logged.starts_with("{\"timestamp\"") || LEVELS.iter().any(|level| logged.starts_with(level))
}

/// A line of a log with `TIME` for its time and `MS` for the duration.
fn without_times(line: &str) -> String {
    let mut clean = line.to_owned();
    for (key, mark, is_value) in [
        ("\"timestamp\":\"", "TIME", (|letter| letter != '"') as fn(char) -> bool),
        ("\"duration_ms\":", "MS", |letter| letter != ',' && letter != '}'),
    ] {
        if let Some((before, after)) = clean.split_once(key) {
            clean = format!("{before}{key}{mark}{}", after.trim_start_matches(is_value));
        }
    }
    clean
}

/// `text` with `TRACE` for each id of a trace, 32 hexadecimal digits, and `SPAN` for the id of 16 digits that
/// follows it in a `traceparent`.
pub fn without_traces(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(word);
        let is_hexadecimal = run.bytes().all(|byte| byte.is_ascii_hexdigit());
        clean.push_str(match run.len() {
            32 if is_hexadecimal => "TRACE",
            16 if is_hexadecimal && clean.ends_with("TRACE-") => "SPAN",
            _ => run,
        });
        let separator = after.chars().next().map_or(0, char::len_utf8);
        clean.push_str(&after[..separator]);
        rest = &after[separator..];
    }
    clean
}

/// Characters of a UUID: 8, 4, 4, 4 and 12 hexadecimal digits, with hyphens between them. (RFC 9562,
/// section 4)
const UUID_LENGTH: usize = 36;

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let is_digit = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(is_digit)
}

/// The message of a failed check without what depends on a race: `#` for every number, and `…` for
/// the bodies of the requests and for what was received and printed. The title, the sentences, the
/// requests, the hint and the chapter stay.
pub fn without_chance(message: &str) -> String {
    let (mut parts, mut part) = (Vec::new(), String::new());
    for line in message.lines() {
        let is_heading = line.starts_with("  ") && !line.starts_with("   ");
        if is_heading {
            parts.push(std::mem::take(&mut part));
        }
        part.push_str(line);
        part.push('\n');
    }
    parts.push(part);
    if let [title, asked, received @ .., hint, chapter] = &parts[..]
        && !received.is_empty()
    {
        let asked = without_bodies(asked);
        return without_numbers(&[title, &asked, "  …\n", hint, chapter].concat());
    }
    without_numbers(message)
}

/// What no race decides in the message of a failed check: the title, the hint and the chapter.
pub fn frame(message: &str) -> String {
    let title = message.lines().next().unwrap_or_default();
    let advice = ["\n  Hint\n", "\n  Indice\n"].iter().find_map(|heading| message.find(heading));
    format!("{title}{}", advice.map_or("", |at| &message[at..]).trim_end())
}

/// Commands without the bodies that they send: which of many rivals is shown depends on the race.
fn without_bodies(commands: &str) -> String {
    const BODY: &str = "--data-raw ";
    let without_body = |line: &str| match line.split_once(BODY) {
        Some((command, body)) => {
            let remark = body.rfind("  # ").map_or("", |start| &body[start..]);
            format!("{command}{BODY}…{remark}\n")
        }
        None => format!("{line}\n"),
    };
    commands.lines().map(without_body).collect()
}

fn without_numbers(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            digit if digit.is_ascii_digit() && clean.ends_with('#') => {}
            digit if digit.is_ascii_digit() => clean.push('#'),
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::{
        frame, without_bodies, without_chance, without_folders, without_logs, without_names,
        without_ports, without_tokens, without_traces,
    };

    #[test]
    fn the_frame_of_a_message_is_what_no_race_decides() {
        let message = |middle: &str, hint: &str| format!("✗ a\n{middle}\n  Hint\n    {hint}\n");
        assert_eq!(frame(&message("one", "x")), frame(&message("another", "x")));
        assert_ne!(frame(&message("one", "x")), frame(&message("one", "y")));
    }

    #[test]
    fn what_differs_from_run_to_run_is_removed() {
        assert_eq!(
            without_ports("127.0.0.1:23456/a 127.0.0.1:5000"),
            "127.0.0.1:PORT/a 127.0.0.1:5000"
        );
        assert_eq!(without_chance("13 × HTTP 200"), "# × HTTP #");
        assert_eq!(
            without_names(
                "/127e3f63-2566-4dd0-aded-b37e3688088b é atelier-0123456789abcdef.rejets"
            ),
            "/UUID é QUEUE.rejets"
        );
        assert_eq!(
            without_tokens("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.x-eyJ_Z' {\"a\": 1}"),
            "Bearer TOKEN' {\"a\": 1}"
        );
        assert_eq!(
            without_folders(
                "ERROR /dev/shm/atelier-a1/check-b2/data/x.json: and /tmp/atelier-c/data"
            ),
            "ERROR FOLDER/x.json: and FOLDER"
        );
        assert_eq!(without_folders("/tmp/atelier-a1 alone"), "/tmp/atelier-a1 alone");
    }

    #[test]
    fn a_log_has_neither_times_nor_ids() {
        let printed = "  + {\"timestamp\":\"2026-01-01T00:00:00Z\",\"duration_ms\":1.5,\"a\":2}\n  The server\n    \
                       {\"timestamp\":\"1\"}\n    {\"timestamp\":\"2\"}\n    7 bytes";
        let clean = "  + {\"timestamp\":\"TIME\",\"duration_ms\":MS,\"a\":2}\n  The server\n    {…}\n    # bytes\n";
        assert_eq!(without_logs(printed), clean);
        let header = "00-0123456789abcdef0123456789abcdef-0123456789ABCDEF-01 é 0123456789abcdefg 0123456789012345";
        assert_eq!(without_traces(header), "00-TRACE-SPAN-01 é 0123456789abcdefg 0123456789012345");
    }

    #[test]
    fn the_bodies_of_rivals_are_not_compared() {
        let asked =
            "  Request\n    curl -X PATCH http://a --data-raw '{\"nom\":\"x\"}'  # at once\n";
        assert_eq!(
            without_bodies(asked),
            "  Request\n    curl -X PATCH http://a --data-raw …  # at once\n"
        );
        assert_eq!(without_bodies("    curl --data-raw '{}'"), "    curl --data-raw …\n");
    }

    #[test]
    fn what_depends_on_a_race_is_not_compared() {
        let message = |received: &str| {
            format!(
                "✗ title\n    Sentence 1.\n  Request\n    curl\n  Expected\n    {received}\n  Hint\n    One.\n  \
                 Chapter\n    book"
            )
        };
        let told = without_chance(&message("HTTP 200\n    + half"));
        assert_eq!(told, without_chance(&message("HTTP 503\n  The server printed\n    late")));
        assert!(told.contains("Sentence #.") && told.contains("curl") && told.contains("One."));
    }
}
