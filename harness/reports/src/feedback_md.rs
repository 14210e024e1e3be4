//! `feedback.md`: the feedback as Markdown, for a forge's issue or a mail.

use crate::escape::{Piece, fence, markdown, rich_markdown};
use crate::feedback::{Failure, Feedback, Lab};
use crate::messages::labels;

/// The document.
pub fn document(feedback: &Feedback) -> String {
    let mut text = Document(String::new());
    text.paragraph(&format!("# {}", markdown(&feedback.name)));
    text.paragraph(&heading_line(feedback));
    for note in [&feedback.warning, &feedback.refused].into_iter().flatten() {
        text.paragraph(&format!("> {}", markdown(note)));
    }
    if !feedback.flags.is_empty() {
        text.paragraph(&format!("## ! {}", feedback.say(labels::FLAGS)));
        let flags = feedback.flags.iter();
        text.list(flags.map(|(lab, said)| format!("{} — {}", markdown(lab), markdown(said))));
    }
    if !feedback.left_out.is_empty() {
        text.paragraph(&format!("## {}", feedback.say(labels::LEFT_OUT)));
        let files = feedback.left_out.iter();
        let items = files.map(|(path, why)| format!("{} — {}", markdown(path), markdown(why)));
        text.list(items);
    }
    for lab in &feedback.labs {
        text.lab(feedback, lab);
    }
    if !feedback.missing.is_empty() {
        text.paragraph(&markdown(&feedback.not_handed_in()));
    }
    text.provenance(feedback);
    text.0
}

/// The class, the total, the grade and how it is rounded.
fn heading_line(feedback: &Feedback) -> String {
    let mut parts = vec![markdown(&feedback.class)];
    if let (Some(total), Some(grade)) = (&feedback.total, &feedback.grade) {
        parts.push(format!("**{total}**"));
        parts.push(grade.clone());
    }
    parts.join(" · ")
}

struct Document(String);

impl Document {
    fn paragraph(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn list(&mut self, items: impl Iterator<Item = String>) {
        let lines: Vec<String> = items.map(|item| format!("- {item}")).collect();
        if !lines.is_empty() {
            self.paragraph(&lines.join("\n"));
        }
    }

    fn block(&mut self, title: &str, text: &str, language: &str) {
        if !text.is_empty() {
            self.paragraph(title);
            self.paragraph(fence(text, language).trim_end());
        }
    }

    fn lab(&mut self, feedback: &Feedback, lab: &Lab) {
        self.paragraph(&format!("## {} · {}", markdown(&lab.title), markdown(&lab.points)));
        for note in lab.state.iter().chain(&lab.notes) {
            self.paragraph(&markdown(note));
        }
        if let Some(compiler) = &lab.compiler {
            self.block(&feedback.say(labels::COMPILER_SAYS), compiler, "text");
        }
        self.list(lab.checks.iter().map(|check| {
            let title: String = check.title.iter().map(Piece::markdown).collect();
            format!("{} {title} ({}, {})", check.mark, check.word, check.points)
        }));
        for failure in &lab.failures {
            self.failure(feedback, failure);
        }
    }

    fn failure(&mut self, feedback: &Feedback, failure: &Failure) {
        self.paragraph(&format!("### {} {}", failure.mark, rich_markdown(&failure.title)));
        if !failure.sentence.is_empty() {
            self.paragraph(&rich_markdown(&failure.sentence));
        }
        self.block(&feedback.say(labels::ASKED), &failure.asked_text(), "sh");
        self.block(&feedback.say(labels::DIFFERENCE), &failure.diff_text(), "diff");
        self.block(&feedback.say(labels::PRINTED), &failure.printed, "text");
        if let Some(hint) = &failure.hint {
            self.paragraph(&format!("**{}** {}", feedback.say(labels::HINT), rich_markdown(hint)));
        }
        if let Some(chapter) = &failure.chapter {
            let label = feedback.say(labels::CHAPTER);
            let shown = match failure.chapter_url() {
                Some(url) => format!("<{url}>"),
                None => rich_markdown(&format!("`{chapter}`")),
            };
            self.paragraph(&format!("**{label}** {shown}"));
        }
        if !failure.same.is_empty() {
            self.paragraph(&format!("**{}**", feedback.say(labels::SAME_CAUSE)));
            self.list(failure.same.iter().map(|title| rich_markdown(title)));
        }
    }

    fn provenance(&mut self, feedback: &Feedback) {
        self.paragraph(&format!("## {}", feedback.say(labels::PROVENANCE)));
        self.paragraph(&markdown(&feedback.rounding()));
        let part = |(name, value): &(String, String)| format!("{name} {}", markdown(value));
        let joined =
            |parts: &[(String, String)]| parts.iter().map(part).collect::<Vec<_>>().join(", ");
        let labs = feedback.origins.iter();
        let labs =
            labs.map(|origin| format!("{} — {}", markdown(&origin.lab), joined(&origin.parts)));
        self.list(std::iter::once(joined(&feedback.machine)).chain(labs));
    }
}
