//! The metrics and labels that an expression names.

use promql::Expression;

fn names(text: &str) -> (String, String) {
    let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let joined =
        |names: std::collections::BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(" ");
    (joined(expression.metrics()), joined(expression.labels()))
}

#[test]
fn names_are_found_wherever_an_expression_has_them() {
    for (text, metrics, labels) in [
        ("1 + 2", "", ""),
        ("up", "up", ""),
        ("{__name__=\"up\", job!=\"a\"}", "up", "job"),
        ("rate(a{x=\"1\", y=~\"2\", z!~\"3\"}[5m])", "a", "x y z"),
        ("sum by (x) (a) + sum(b) without (y)", "a b", "x y"),
        ("a / on (x) group_left (y) b", "a b", "x y"),
        ("a / ignoring (x) group_right (y) b", "a b", "x y"),
        ("a and on (x) b or ignoring (y) c unless d", "a b c d", "x y"),
        ("histogram_quantile(scalar(a), sum by (le) (b))", "a b", "le"),
        ("clamp_min(a, -scalar(b) * scalar(c{x=\"\"}))", "a b c", "x"),
        ("absent(-(a{x=\"1\"}))", "a", "x"),
        ("1 < vector(scalar(a) + 1)", "a", ""),
        ("sum by (on, bool) (a) > 1", "a", "bool on"),
        ("job:a:rate5m > bool 1", "job:a:rate5m", ""),
    ] {
        assert_eq!(names(text), (metrics.to_owned(), labels.to_owned()), "{text}");
    }
}

#[test]
fn labels_are_known_per_metric_in_selectors_and_otherwise_as_a_set() {
    let text =
        "sum by (route) (a{status=\"500\"}) / on (route) group_left (zone) a{method!=\"GET\"} + b";
    let names = Expression::parse(text).expect("valid").names();
    let selected: Vec<String> = names
        .selected()
        .into_iter()
        .map(|(metric, labels)| {
            format!("{metric}: {}", labels.into_iter().collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!(selected, ["a: method status", "b: "]);
    assert_eq!(names.grouped.into_iter().collect::<Vec<_>>(), ["route", "zone"]);
}

#[test]
fn a_comparison_is_the_outermost_operation_and_filters() {
    for (text, expected) in [
        ("a > 1", true),
        ("(1 < a)", true),
        ("a == on () b", true),
        ("sum(a) / sum(b) >= 0.05", true),
        ("a + 1 > 2 and b", false),
        ("a > bool 1", false),
        ("1 > bool 1", false),
        ("sum(a > 1)", false),
        ("-(a > 1)", false),
        ("absent(a)", false),
        ("a", false),
    ] {
        assert_eq!(Expression::parse(text).expect(text).is_comparison(), expected, "{text}");
    }
}

#[test]
fn a_selector_says_which_values_it_asks_for() {
    let text = "a{x=\"1\", y=~\"2|b c|d.*\", z!=\"3\"} / rate(b{x=~\"5..\"}[5m])";
    let selections = Expression::parse(text).expect("valid").names().selections;
    let [first, second] = selections.as_slice() else { panic!("two selectors") };
    assert_eq!((first.metric.as_str(), first.is_range), ("a", false));
    assert_eq!((second.metric.as_str(), second.is_range), ("b", true));
    assert_eq!(first.values("x"), ["1"]);
    assert_eq!(first.values("y"), ["2", "b c"]);
    assert!(first.values("z").is_empty() && first.values("w").is_empty());
    assert!(first.allows("y", "d4") && !first.allows("y", "e") && !first.allows("z", "3"));
    assert!(second.allows("x", "503") && !second.allows("x", "200") && second.allows("y", "7"));
}
