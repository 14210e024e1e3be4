//! Every limit on an expression, on both sides, and hostile input.

use std::time::{Duration, Instant};

use promql::{Expression, MAX_BYTES, MAX_DEPTH, MAX_REGEXES, MAX_TERMS, ParseError, Store};

fn nested(levels: usize, open: &str, close: &str) -> String {
    format!("{}up{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn an_expression_may_have_so_many_bytes_and_no_more() {
    let padded = |bytes: usize| format!("up{}", " ".repeat(bytes - 2));
    assert!(Expression::parse(&padded(MAX_BYTES)).is_ok());
    let error = Expression::parse(&padded(MAX_BYTES + 1)).expect_err("too long");
    assert_eq!(error, ParseError::TooLong { bytes: MAX_BYTES + 1, limit: MAX_BYTES });
}

#[test]
fn an_expression_may_be_nested_so_deep_and_no_deeper() {
    for (open, close) in [("(", ")"), ("-", ""), ("absent(", ")"), ("sum(", ")"), ("2 ^ ", "")] {
        let deepest = nested(MAX_DEPTH - 1, open, close);
        assert!(Expression::parse(&deepest).is_ok(), "{deepest}");
        let error = Expression::parse(&nested(MAX_DEPTH, open, close)).expect_err(open);
        assert_eq!(error, ParseError::TooDeep { limit: MAX_DEPTH });
    }
}

#[test]
fn an_expression_may_have_so_many_terms_and_no_more() {
    let sum = |operands: usize| vec!["up"; operands].join("+");
    // Each `up` but the first comes with its operator.
    assert!(Expression::parse(&sum(MAX_TERMS / 2)).is_ok());
    let error = Expression::parse(&sum(MAX_TERMS / 2 + 1)).expect_err("too many");
    assert_eq!(error, ParseError::TooManyTerms { limit: MAX_TERMS });
    let matchers = |count: usize| format!("up{{{}}}", "a=\"\",".repeat(count));
    assert!(Expression::parse(&matchers(MAX_TERMS - 1)).is_ok());
    assert!(Expression::parse(&matchers(MAX_TERMS)).is_err());
}

#[test]
fn the_labels_of_a_grouping_count_as_terms() {
    for list in ["sum by (LABELS) (up)", "up / on (LABELS) up", "up / on () group_left (LABELS) up"]
    {
        let parse = |count: usize| Expression::parse(&list.replace("LABELS", &"a,".repeat(count)));
        let others = if list.starts_with("sum") { 2 } else { 3 };
        assert!(parse(MAX_TERMS - others).is_ok(), "{list}");
        let error = parse(MAX_TERMS - others + 1).expect_err(list);
        assert_eq!(error, ParseError::TooManyTerms { limit: MAX_TERMS });
    }
}

#[test]
fn an_expression_may_have_so_many_regular_expressions_and_no_more() {
    let matchers = |count: usize| format!("up{{{}}}", "a=~\"b\",".repeat(count));
    assert!(Expression::parse(&matchers(MAX_REGEXES)).is_ok());
    let error = Expression::parse(&matchers(MAX_REGEXES + 1)).expect_err("too many");
    assert_eq!(error, ParseError::TooManyRegexes { limit: MAX_REGEXES });
}

#[test]
fn the_longest_chains_are_evaluated_on_a_small_stack() {
    let chain = |operator: &str| vec!["scalar(up)"; MAX_TERMS / 3].join(operator);
    let texts = [chain("+"), chain("*"), nested(MAX_DEPTH - 1, "absent(", ")")];
    let evaluate = move || {
        for text in texts {
            let expression = Expression::parse(&text).expect("within the limits");
            expression.at(&Store::default(), 0).expect("no series, no conflict");
            let _ = expression.metrics();
        }
    };
    let thread = std::thread::Builder::new().stack_size(1024 * 1024).spawn(evaluate);
    thread.expect("a thread starts").join().expect("the stack is large enough");
}

#[test]
fn hostile_input_is_answered_quickly() {
    let regexes = |count: usize| format!("a=~\"\\\\w{{{count}}}\",").repeat(MAX_REGEXES);
    for text in [
        "(".repeat(MAX_BYTES),
        "-".repeat(MAX_BYTES),
        "sum(".repeat(MAX_BYTES / 4),
        "up{a=\"".repeat(MAX_BYTES / 6),
        format!("up{{a=~\"{}\"}}", "(a*)*".repeat(400)),
        format!("up{{a=~\"{}a{}\"}}", "(".repeat(900), "{9}){9}".repeat(900)),
        format!("up{{a=~\"{}{}\"}}", "(".repeat(4000), ")".repeat(4000)),
        format!("up{{{}}}", regexes(2)),
        format!("up{{{}}}", regexes(40)),
        "[".repeat(MAX_BYTES),
        "#".repeat(MAX_BYTES),
        "9".repeat(MAX_BYTES),
        "1y".repeat(MAX_BYTES / 2),
        "é".repeat(MAX_BYTES / 2),
    ] {
        let start = Instant::now();
        let _ = Expression::parse(&text);
        let start_of_text = &text.chars().take(30).collect::<String>();
        assert!(start.elapsed() < Duration::from_secs(10), "{start_of_text}");
    }
}

/// Every prefix of an expression with all constructs, and every change of one of its bytes to one
/// that means something.
#[test]
fn no_input_panics() {
    let text = "-sum by (a) (rate(x{b=~\"c|\\x41\", d!='e'}[1h5m])) / on (f) group_left (g) \
                clamp_min(y, 0x1F) >= bool histogram_quantile(.5e1, z) unless absent(w) # é";
    for end in 0..=text.len() {
        if let Some(prefix) = text.get(..end) {
            let _ = Expression::parse(prefix);
        }
    }
    for at in 0..text.len() {
        for byte in *b" \n\"'`\\(){}[],:=~!<>-*^@#0.exA" {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            if let Ok(changed) = String::from_utf8(bytes)
                && let Ok(expression) = Expression::parse(&changed)
            {
                for time_ms in [i64::MIN, 0, i64::MAX] {
                    let _ = expression.at(&Store::default(), time_ms);
                }
            }
        }
    }
}
