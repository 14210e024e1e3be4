//! A text with its arguments: a fact that can be stored, sent, and read in either language.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Lang, Text};

/// Something to tell a person.
///
/// Two messages are equal when they state the same fact, so a test or a report can compare and group
/// them without reading a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Message {
    /// its name: the table and key in `texts.toml`, `faults.timed-out`
    pub key: Cow<'static, str>,
    /// the sentence, with a `{name}` for each argument
    template: Template,
    /// the arguments by name
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<(Cow<'static, str>, Argument)>,
}

/// The sentence of a message, which may depend on a count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
enum Template {
    Counted(Box<Counted>),
    Plain(Text),
}

/// A sentence for one thing and one for several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Counted {
    one: Text,
    other: Text,
}

/// What takes the place of a `{name}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Argument {
    /// the same in both languages: a name, a path, what a program printed
    Verbatim(String),
    /// a number; the one called `count` decides between singular and plural
    Count(u64),
    /// a text of its own
    Text(Text),
    /// a message of its own
    Message(Box<Message>),
    /// several messages, with this between them
    List(Vec<Message>, String),
}

impl Message {
    /// The message `key`. Generated code calls this; write a text into `texts.toml` instead.
    pub const fn new(key: &'static str, text: Text) -> Self {
        Self { key: Cow::Borrowed(key), template: Template::Plain(text), arguments: Vec::new() }
    }

    /// The message `key` for one thing and for several. Generated code calls this.
    pub fn counted(key: &'static str, one: Text, other: Text) -> Self {
        let template = Template::Counted(Box::new(Counted { one, other }));
        Self { key: Cow::Borrowed(key), template, arguments: Vec::new() }
    }

    /// This message with `argument` in the place of `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, argument: impl Into<Argument>) -> Self {
        self.arguments.push((Cow::Borrowed(name), argument.into()));
        self
    }

    /// Words that no language changes: what a program printed, what a library reported.
    pub fn verbatim(words: impl Into<String>) -> Self {
        Self::new("verbatim", Text::fixed("{words}", "{words}")).with("words", words.into())
    }

    /// Several messages as one, with `separator` between them.
    pub fn joined(messages: Vec<Self>, separator: &str) -> Self {
        let all = Argument::List(messages, separator.to_owned());
        Self::new("joined", Text::fixed("{all}", "{all}")).with("all", all)
    }

    /// The sentence in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        let template = match &self.template {
            Template::Plain(text) => text,
            Template::Counted(forms) => match (self.count(), lang) {
                (1, _) | (0, Lang::Fr) => &forms.one,
                _ => &forms.other,
            },
        };
        self.fill(template.get(lang), lang)
    }

    /// What decides between singular and plural.
    fn count(&self) -> u64 {
        let count = self.arguments.iter().find_map(|(name, argument)| match argument {
            Argument::Count(count) if name == "count" => Some(*count),
            _ => None,
        });
        count.unwrap_or(1)
    }

    /// `template` with its arguments; `{{` and `}}` stand for braces.
    fn fill(&self, template: &str, lang: Lang) -> String {
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            text.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                text.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                text.push('}');
                rest = after;
            } else if let Some((name, after)) = from[1..].split_once('}') {
                text.push_str(&self.argument(name, lang));
                rest = after;
            } else {
                // The build script refuses such a template.
                text.push_str(from);
                rest = "";
            }
        }
        text + rest
    }

    fn argument(&self, name: &str, lang: Lang) -> String {
        let found = self.arguments.iter().find(|(known, _)| known == name);
        found.map_or_else(|| format!("{{{name}}}"), |(_, argument)| argument.text(lang))
    }
}

impl Argument {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Verbatim(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Text(text) => text.get(lang).to_owned(),
            Self::Message(message) => message.text(lang),
            Self::List(messages, separator) => {
                let texts: Vec<String> = messages.iter().map(|one| one.text(lang)).collect();
                texts.join(separator)
            }
        }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self::new("text", text)
    }
}

impl From<&Text> for Message {
    fn from(text: &Text) -> Self {
        Self::new("text", text.clone())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Verbatim(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Verbatim(text.clone())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Verbatim(text.to_owned())
    }
}

impl From<Text> for Argument {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => {
        $(impl From<$integer> for Argument {
            fn from(number: $integer) -> Self {
                match u64::try_from(number) {
                    Ok(count) => Self::Count(count),
                    Err(_) => Self::Verbatim(number.to_string()),
                }
            }
        })+
    };
}

from_integers!(u8, u16, u32, u64, usize, i32, i64);

#[cfg(test)]
mod tests {
    use super::{Argument, Message};
    use crate::{Lang, Text};

    #[test]
    fn arguments_take_the_place_of_their_names() {
        let message = Message::new("x", Text::fixed("port {port} : {{id}}", "{{id}}: port {port}"))
            .with("port", 80);
        assert_eq!(message.text(Lang::Fr), "port 80 : {id}");
        assert_eq!(message.text(Lang::En), "{id}: port 80");
    }

    #[test]
    fn an_argument_is_never_read_as_a_template() {
        let message =
            Message::new("x", Text::fixed("{a}{b}", "{a}{b}")).with("a", "{b}").with("b", "}{");
        assert_eq!(message.text(Lang::En), "{b}}{");
    }

    #[test]
    fn zero_is_singular_in_french_and_plural_in_english() {
        let of = |count: usize| {
            let one = Text::fixed("{count} note", "{count} grade");
            let other = Text::fixed("{count} notes", "{count} grades");
            Message::counted("x", one, other).with("count", count)
        };
        let texts = |count| [of(count).text(Lang::Fr), of(count).text(Lang::En)];
        assert_eq!(texts(0), ["0 note", "0 grades"]);
        assert_eq!(texts(1), ["1 note", "1 grade"]);
        assert_eq!(texts(2), ["2 notes", "2 grades"]);
    }

    #[test]
    fn a_message_survives_the_wire_whole() {
        let inner = Message::from(Text::fixed("rien", "nothing"));
        let message =
            Message::counted("x", Text::fixed("a", "b"), Text::fixed("{all}", "{all}{t}"))
                .with("count", 3)
                .with("t", Text::fixed("oui", "yes"))
                .with("all", Argument::List(vec![inner, Message::verbatim("it")], ", ".into()));
        let wire = serde_json::to_string(&message).expect("a message is JSON");
        let back: Message = serde_json::from_str(&wire).expect("its own JSON");
        assert_eq!(back, message);
        assert_eq!(back.text(Lang::En), "nothing, ityes");
    }
}
