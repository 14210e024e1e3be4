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
