//! The log of the servers of a check: what they print on standard error, read as lines of JSON.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use engine::server::Record;
use engine::{Conversation, Stop};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use texts::Message;

use crate::messages::promises;

/// How long a line may take to arrive: 1 s, and 2 s of grace.
const PATIENCE: Duration = Duration::from_secs(3);

/// What needs no line.
const PROBES: [&str; 3] = ["/metrics", "/health/live", "/health/ready"];

/// The log of the servers of a check.
pub struct Log(Record);

/// A line of the log that is a JSON object.
#[derive(Clone, Debug)]
pub struct Line {
    /// as it was printed
    pub text: String,
    fields: Vec<(String, Value)>,
}

impl Log {
    /// Records the log from the next start on.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open(c: &mut Conversation<'_>) -> Result<Self, Stop> {
        c.record_outputs().map(Self)
    }

    /// The lines of requests so far. The last line is one once it has ended.
    pub fn requests(&self) -> Vec<Line> {
        requests(&self.0.outputs().stderr)
    }

    /// Waits until there are so many lines of requests, or until it takes too long, and returns all of
    /// them.
    pub fn wait(&self, count: usize) -> Vec<Line> {
        self.0.wait_until(PATIENCE, |outputs| requests(&outputs.stderr).len() >= count);
        self.requests()
    }

    /// Waits until there is a line of a request with this path, or until it takes too long.
    pub fn wait_for(&self, path: &str) {
        self.wait_for_each([path].into_iter());
    }

    /// Waits until there is a line of a request with each of these paths, or until it takes too long.
    pub fn wait_for_each(&self, paths: impl Iterator<Item = impl AsRef<str>> + Clone) {
        self.0.wait_until(PATIENCE, |outputs| {
            let lines = requests(&outputs.stderr);
            let found: BTreeSet<&str> = lines.iter().filter_map(|line| line.text("path")).collect();
            paths.clone().all(|path| found.contains(path.as_ref()))
        });
    }

    /// Why the line of a request is missing, and what may stand in its place.
    pub fn missing(&self) -> (Message, String) {
        let outputs = self.0.outputs();
        let of_another_form = |output: &[u8], is_wanted: fn(&[u8]) -> bool| {
            let line = whole_lines(output).rfind(|line| is_wanted(line))?;
            Some(String::from_utf8_lossy(line).into_owned())
        };
        let nested = of_another_form(&outputs.stderr, |line| {
            Line::parse(line).is_some_and(|line| line.is_nested())
        });
        let text = || {
            of_another_form(&outputs.stderr, |line| {
                Line::parse(line).is_none() && String::from_utf8_lossy(line).contains("status")
            })
        };
        let on_stdout = || {
            of_another_form(&outputs.stdout, |line| {
                String::from_utf8_lossy(line).contains("status")
            })
        };
        nested
            .map(|line| (promises::NESTED, line))
            .or_else(|| text().map(|line| (promises::TEXT, line)))
            .or_else(|| on_stdout().map(|line| (promises::ON_STDOUT, line)))
            .unwrap_or((promises::NO_LINE, String::new()))
    }

    /// Both outputs.
    pub fn record(&self) -> &Record {
        &self.0
    }

    /// The first line that is not a JSON object.
    pub fn first_that_is_no_object(&self) -> Option<String> {
        let outputs = self.0.outputs();
        let mut lines = whole_lines(&outputs.stderr);
        let wrong = lines.find(|line| !line.is_empty() && Line::parse(line).is_none())?;
        Some(String::from_utf8_lossy(wrong).into_owned())
    }
}

/// The lines that have ended, and an end without a line feed: a server that was killed cannot write it.
fn whole_lines(output: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    let whole = output.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    output[..whole]
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn requests(output: &[u8]) -> Vec<Line> {
    whole_lines(output).filter_map(Line::parse).filter(Line::is_of_request).collect()
}

impl Line {
    fn parse(line: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(line).ok()?;
        let Fields(fields) = serde_json::from_str(text).ok()?;
        Some(Self { text: text.to_owned(), fields })
    }

    fn is_of_request(&self) -> bool {
        let is_probe = self.text("method") == Some("GET")
            && self.text("path").is_some_and(|path| PROBES.contains(&path));
        self.get("status").is_some() && !is_probe
    }

    /// Whether a status stands in an object inside of it.
    fn is_nested(&self) -> bool {
        let has_status = |value: &Value| value.get("status").is_some();
        self.get("status").is_none() && self.fields.iter().any(|(_, value)| has_status(value))
    }

    /// The value of a field, the first one if there are several.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The value of a field that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// How often a field is there.
    pub fn count(&self, name: &str) -> usize {
        self.fields.iter().filter(|(known, _)| known == name).count()
    }
}

/// The fields of an object, those that are there twice included.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, requests, whole_lines};

    #[test]
    fn only_lines_of_requests_are_taken_for_them() {
        let log = b"{\"status\":200,\"method\":\"GET\",\"path\":\"/a\"}\r\nnot JSON\n[1]\n\
                    {\"message\":\"started\"}\n{\"status\":200,\"method\":\"GET\",\"path\":\"/metrics\"}\n\
                    {\"status\":405,\"method\":\"POST\",\"path\":\"/metrics\"}\n{\"status\":500";
        let paths: Vec<String> = requests(log)
            .iter()
            .map(|line| line.text("path").unwrap_or_default().to_owned())
            .collect();
        assert_eq!(paths, ["/a", "/metrics"]);
        assert_eq!(whole_lines(log).count(), 6);
    }

    #[test]
    fn a_field_that_is_there_twice_is_counted_twice() {
        let line = Line::parse(b"{\"level\":\"INFO\",\"level\":\"WARN\"}").expect("an object");
        assert_eq!((line.count("level"), line.text("level")), (2, Some("INFO")));
        assert!(Line::parse(b"\"text\"").is_none());
    }
}
