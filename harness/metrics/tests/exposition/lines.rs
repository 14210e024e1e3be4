//! The syntax of single lines.

use crate::common::{assert_error, m, valid};
use metrics::{Exposition, Keyword, Kind, Problem};

#[test]
fn the_empty_body_has_no_metrics() {
    assert_eq!(valid("").series_count(), 0);
}

#[test]
fn empty_lines_and_comments_are_ignored() {
    let body = "\n \t\n#\n# a comment {\n#HELPFUL m\n# help m\n### TYPE m wrong\nm 1\n\n";
    let exposition = valid(body);
    assert_eq!(exposition.families().len(), 1);
    assert_eq!(exposition.family("m").and_then(|family| family.help()), None);
}

#[test]
fn the_last_line_ends_with_a_line_feed() {
    assert_error("m 1", 1, Problem::MissingLineFeed);
    assert_error("m 1\n# end", 2, Problem::MissingLineFeed);
    assert_error("m 1\n ", 2, Problem::MissingLineFeed);
}

#[test]
fn a_line_does_not_end_with_a_carriage_return() {
    assert_error("m 1\r\n", 1, Problem::CarriageReturn);
    assert_error("# HELP m Help.\r\nm 1\r\n", 1, Problem::CarriageReturn);
    assert_error("m 1\n\r\n", 2, Problem::CarriageReturn);
    let found = "1\r".to_owned();
    assert_error("m 1\r 5\n", 1, Problem::InvalidValue { name: m(), found });
}

#[test]
fn tokens_are_separated_by_any_number_of_blanks_and_tabs() {
    let spaced = "\t #\tTYPE  m\t counter \t\n m \t{ a\t= \"1\" ,\tb =\"2\" , }\t 3 \t 4 \n";
    let compact = "#TYPE m counter\nm{a=\"1\",b=\"2\"}3 4\n";
    for body in [spaced, compact] {
        let exposition = valid(body);
        assert_eq!(exposition.value("m", &[("a", "1"), ("b", "2")]), Some(3.0));
        let sample = &exposition.families()[0].samples()[0];
        assert_eq!((sample.timestamp, sample.line), (Some(4), 2));
        assert_eq!(exposition.families()[0].kind(), Kind::Counter);
    }
}

#[test]
fn the_docstring_is_read_without_its_escapes() {
    let help = |body| valid(body).families()[0].help().map(str::to_owned);
    assert_eq!(
        help("# HELP m  C:\\\\new\\nline \"é\"  # \n"),
        Some("C:\\new\nline \"é\"  #".into())
    );
    assert_eq!(help("# HELP m\n"), Some(String::new()));
    for escape in [r"\t", r#"\""#, r"\é", "\\"] {
        let problem = Problem::InvalidHelpEscape { name: m(), found: escape.to_owned() };
        assert_error(&format!("# HELP m {escape}\n"), 1, problem);
    }
}

#[test]
fn help_and_type_lines_are_complete() {
    let keyword = Keyword::Help;
    assert_error("# HELP\n", 1, Problem::MissingMetricName { keyword });
    let keyword = Keyword::Type;
    assert_error("# TYPE \n", 1, Problem::MissingMetricName { keyword });
    assert_error("# TYPE m\n", 1, Problem::MissingType { name: m() });
    for found in ["Counter", "info", "unknown", "gaugehistogram"] {
        let problem = Problem::UnknownType { name: m(), found: found.to_owned() };
        assert_error(&format!("# TYPE m {found}\n"), 1, problem);
    }
    let found = "of requests".to_owned();
    assert_error("# TYPE m counter of requests\n", 1, Problem::TrailingText { name: m(), found });
}

#[test]
fn metric_names_follow_their_grammar() {
    for name in ["m", "_", ":", "a:b_9", "HTTP", "_9", ":9"] {
        assert_eq!(valid(&format!("{name} 1\n")).value(name, &[]), Some(1.0));
    }
    for found in ["9m", "a-b", "a.b", "é", "\u{feff}m", "m\u{a0}1", "a\0", "=", "\"m\""] {
        let problem = || Problem::InvalidMetricName { found: found.to_owned() };
        assert_error(&format!("{found} 1\n"), 1, problem());
        assert_error(&format!("# HELP {found} 1\n"), 1, problem());
    }
    let found = "{\"m\"} 1".to_owned();
    assert_error("{\"m\"} 1\n", 1, Problem::InvalidMetricName { found });
}

#[test]
fn label_names_follow_their_grammar() {
    for name in ["a", "_", "le", "A_9", "quantile"] {
        assert_eq!(valid(&format!("m{{{name}=\"\"}} 1\n")).value("m", &[(name, "")]), Some(1.0));
    }
    for found in ["9", "a:b", "a-b", "é", "a\r"] {
        let problem = Problem::InvalidLabelName { name: m(), found: found.to_owned() };
        assert_error(&format!("m{{{found}=\"\"}} 1\n"), 1, problem);
    }
    for found in ["=\"\"} 1", ",} 1", "\"a\"=\"\"} 1", "{} 1"] {
        let problem = Problem::InvalidLabelName { name: m(), found: found.to_owned() };
        assert_error(&format!("m{{{found}\n"), 1, problem);
    }
}

#[test]
fn label_names_for_prometheus_itself_are_reserved() {
    for label in ["__name__", "__", "__scheme"] {
        let problem = Problem::ReservedLabelName { name: m(), label: label.to_owned() };
        assert_error(&format!("m{{{label}=\"\"}} 1\n"), 1, problem);
    }
}

#[test]
fn braces_may_be_empty_and_may_end_with_one_comma() {
    assert_eq!(valid("m{} 1\n").value("m", &[]), Some(1.0));
    assert_eq!(valid("m{a=\"1\",} 1\n").value("m", &[("a", "1")]), Some(1.0));
    let found = ",} 1".to_owned();
    assert_error("m{a=\"1\",,} 1\n", 1, Problem::InvalidLabelName { name: m(), found });
}

#[test]
fn a_label_value_may_have_any_characters_with_exactly_three_escapes() {
    let body = "m{a=\"\\\\ \\\" \\n } # , é 🦀 \t \r \0\"} 1\n";
    assert_eq!(valid(body).value("m", &[("a", "\\ \" \n } # , é 🦀 \t \r \0")]), Some(1.0));
    for found in [r"\t", r"\r", r"\'", r"\u", r"\é"] {
        let problem =
            Problem::InvalidLabelEscape { name: m(), label: "a".into(), found: found.to_owned() };
        assert_error(&format!("m{{a=\"{found}\"}} 1\n"), 1, problem);
    }
}

#[test]
fn labels_are_complete() {
    let label = || "a".to_owned();
    let equals =
        |found: &str| Problem::MissingEquals { name: m(), label: label(), found: found.into() };
    assert_error("m{a} 1\n", 1, equals("} 1"));
    assert_error("m{a\n", 1, equals(""));
    assert_error("m{a \"1\"} 1\n", 1, equals("\"1\"} 1"));
    let quote =
        |found: &str| Problem::MissingQuote { name: m(), label: label(), found: found.into() };
    assert_error("m{a=1} 1\n", 1, quote("1} 1"));
    assert_error("m{a='1'} 1\n", 1, quote("'1'} 1"));
    assert_error("m{a=\n", 1, quote(""));
    let unclosed = || Problem::UnclosedLabelValue { name: m(), label: label() };
    assert_error("m{a=\"1} 1\n", 1, unclosed());
    assert_error("m{a=\"1\\\"} 1\n", 1, unclosed());
    assert_error("m{a=\"1\nb\"} 1\n", 1, unclosed());
    let labels = |found: &str| Problem::UnclosedLabels { name: m(), found: found.into() };
    assert_error("m{\n", 1, labels(""));
    assert_error("m{a=\"1\"\n", 1, labels(""));
    assert_error("m{a=\"1\",\n", 1, labels(""));
    assert_error("m{a=\"1\"b=\"2\"} 1\n", 1, labels("b=\"2\"} 1"));
    assert_error("m{a=\"1\";} 1\n", 1, labels(";} 1"));
}

#[test]
fn a_label_name_occurs_once() {
    let problem = || Problem::DuplicateLabel { name: m(), label: "a".into() };
    assert_error("m{a=\"1\",b=\"2\",a=\"3\"} 1\n", 1, problem());
    assert_error("m{a=\"1\",a=\"1\"} 1\n", 1, problem());
}

#[test]
fn a_sample_has_a_value_and_perhaps_a_timestamp() {
    assert_error("m\n", 1, Problem::MissingValue { name: m() });
    assert_error("m{a=\"1\"}\n", 1, Problem::MissingValue { name: m() });
    for value in ["one", "1,5", "0x1p3", "1_000", "1e309", "+NaN", "{}"] {
        let problem = Problem::InvalidValue { name: m(), found: value.to_owned() };
        assert_error(&format!("m {value}\n").replace("m {", "m{} {"), 1, problem);
    }
    for value in ["1.5", "now", "9223372036854775808", "#"] {
        let problem = Problem::InvalidTimestamp { name: m(), found: value.to_owned() };
        assert_error(&format!("m 1 {value}\n"), 1, problem);
    }
    let found = "3 4".to_owned();
    assert_error("m 1 2 3 4\n", 1, Problem::TrailingText { name: m(), found });
}

#[test]
fn bytes_that_are_not_utf8_are_reported_with_their_line() {
    let error = Exposition::parse_bytes(b"wrong\nm{a=\"\xff\"} 1\n").expect_err("not UTF-8");
    assert_eq!((error.line, error.problem), (2, Problem::NotUtf8));
    let exposition = Exposition::parse_bytes("m{a=\"é\"} 1\n".as_bytes()).expect("valid");
    assert_eq!(exposition.value("m", &[("a", "é")]), Some(1.0));
}
