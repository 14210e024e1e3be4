//! JUnit's XML, as Jenkins, GitLab and viewers for GitHub read it: a test suite for each lab, a
//! test case for each check.

use engine::verdict::{CheckReport, LabReport, Report, Verdict};

/// Prints the document on standard output.
pub fn print(report: &Report) {
    print!("{}", document(report));
}

/// The document.
pub fn document(report: &Report) -> String {
    document_of(report, None)
}

/// The document about what a student handed in: the student's name is in front of each class name, so that those
/// of a whole class can be shown together.
pub fn document_of(report: &Report, student: Option<&str>) -> String {
    let suites: String = report.labs.iter().map(|lab| suite(lab, report.seed, student)).collect();
    let tests: usize = report.labs.iter().map(|lab| lab.checks.len()).sum();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"atelier\" tests=\"{tests}\">\n{suites}</testsuites>\n"
    )
}

fn suite(lab: &LabReport, seed: u64, student: Option<&str>) -> String {
    let count = |verdict| lab.checks.iter().filter(|check| check.verdict == verdict).count();
    let class = student.map_or_else(|| lab.lab.clone(), |name| format!("{name}.{}", lab.lab));
    let cases: String = lab.checks.iter().map(|check| case(check, &class)).collect();
    format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" \
         errors=\"{errors}\" skipped=\"{skipped}\" time=\"{time:.3}\">\n    <properties>\n      \
         <property name=\"seed\" value=\"{seed}\"/>\n      \
         <property name=\"points\" value=\"{points}\"/>\n      \
         <property name=\"out_of\" value=\"{out_of}\"/>\n    </properties>\n{cases}  \
         </testsuite>\n",
        name = escaped(&lab.lab),
        tests = lab.checks.len(),
        failures = count(Verdict::Failed),
        errors = count(Verdict::Error),
        skipped = count(Verdict::Skipped),
        time = std::time::Duration::from_millis(lab.timings_ms.checks).as_secs_f64(),
        points = lab.points,
        out_of = lab.out_of,
    )
}

fn case(check: &CheckReport, class: &str) -> String {
    let start = format!(
        "    <testcase classname=\"{}\" name=\"{}\"",
        escaped(class),
        escaped(&format!("{} · {}", check.id, check.title))
    );
    let detail = escaped(check.diff.as_deref().unwrap_or_default());
    match check.verdict {
        Verdict::Passed => format!("{start}/>\n"),
        Verdict::Skipped => format!("{start}><skipped message=\"{detail}\"/></testcase>\n"),
        Verdict::Error => format!("{start}><error>{detail}</error></testcase>\n"),
        Verdict::Failed => {
            // Serialised, because that is how the contract spells the word.
            let reason = serde_json::to_value(check.reason).unwrap_or_default();
            let reason = escaped(reason.as_str().unwrap_or_default());
            let hint = escaped(check.hint.as_deref().unwrap_or_default());
            format!(
                "{start}><failure type=\"{reason}\" message=\"{hint}\">{detail}</failure>\
                 </testcase>\n"
            )
        }
    }
}

/// `text` for an attribute or an element; characters that XML 1.0 forbids (section 2.2) become
/// U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(character),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use engine::fault::Reason;
    use engine::verdict::{CheckReport, LabReport, Report, Timings, Verdict};

    use super::document;

    #[test]
    fn a_document_with_hostile_text_is_well_formed() {
        let check = CheckReport {
            id: "a".into(),
            title: "<b>&\"".into(),
            verdict: Verdict::Failed,
            points: 0,
            out_of: 2,
            reason: Some(Reason::NeverListened),
            diff: Some("]]></failure>\u{0}\u{1b}[31m".into()),
            hint: Some("\"'".into()),
            chapter: None,
        };
        let lab = LabReport::new("x", Timings::default(), vec![check]);
        let text = document(&Report::new(7, vec![lab]));
        let document = roxmltree::Document::parse(&text).expect("well-formed XML");
        let failure = document.descendants().find(|n| n.has_tag_name("failure")).expect("one");
        assert_eq!(failure.attribute("type"), Some("never-listened"));
        assert_eq!(failure.text(), Some("]]></failure>\u{fffd}\u{fffd}[31m"));
    }
}
