//! Random expressions of the allowed grammar, always the same ones.

use std::collections::BTreeSet;

use crate::scene::{MadeSeries, Scene};

pub const SERIES: &[MadeSeries] = &[
    ("requests", &[("method", "GET"), ("route", "a"), ("status", "200")], "0+16x100"),
    ("requests", &[("method", "GET"), ("route", "a"), ("status", "500")], "0+4x40 200+8x59"),
    ("requests", &[("method", "GET"), ("route", "b"), ("status", "200")], "0+32x20 0+8x79"),
    (
        "requests",
        &[("method", "PUT"), ("route", "a"), ("status", "200")],
        "_x10 5+2x40 _x9 90+2x30",
    ),
    ("requests", &[("method", "PUT"), ("route", "b"), ("status", "503")], "_x30 1+1x30 stale"),
    ("errors", &[("method", "GET"), ("route", "a")], "0+4x100"),
    ("errors", &[("method", "GET"), ("route", "b")], "3x100"),
    ("errors", &[("method", "PUT"), ("route", "a")], "0+1x30 0+2x69"),
    ("seconds_bucket", &[("route", "a"), ("le", "0.25")], "0+8x100"),
    ("seconds_bucket", &[("route", "a"), ("le", "0.5")], "0+12x100"),
    ("seconds_bucket", &[("route", "a"), ("le", "1")], "0+12x100"),
    ("seconds_bucket", &[("route", "a"), ("le", "+Inf")], "0+16x100"),
    ("seconds_bucket", &[("route", "b"), ("le", "0.25")], "0x100"),
    ("seconds_bucket", &[("route", "b"), ("le", "0.5")], "0+1x50 60+7x49"),
    ("seconds_bucket", &[("route", "b"), ("le", "1")], "0+2x50 100+8x49"),
    ("seconds_bucket", &[("route", "b"), ("le", "+Inf")], "0+2x50 100+8x49"),
    ("gauge", &[("route", "a")], "3 -1 4 1 -5 9 2 6x93"),
    ("gauge", &[("route", "b")], "0 8 0 8 0 8x40 -2.5x50"),
    ("gauge", &[], "0.5x100"),
    ("odd", &[("kind", "nan")], "NaN _x15 NaN _x15 NaN _x15 NaN _x15 NaN"),
    ("odd", &[("kind", "inf")], "Inf _x15 Inf _x15 Inf _x15 Inf _x15 -Inf"),
    ("odd", &[("kind", "one")], "1x100"),
    ("info", &[("route", "a"), ("version", "7")], "1x100"),
    ("info", &[("route", "b"), ("version", "8")], "1x60"),
];

pub const SCENE: Scene = Scene { name: "generated", step: 16, series: SERIES, questions: &[] };

const LABELS: [&str; 6] = ["method", "route", "status", "le", "kind", "version"];
const TIMES: [i64; 6] = [0, 256, 517, 800, 1024, 1911];

/// Different expressions, each with a time in seconds.
pub fn questions(seed: u64, count: usize) -> Vec<(String, i64)> {
    let mut random = Random(seed);
    let mut seen = BTreeSet::new();
    let mut questions = Vec::new();
    while questions.len() < count {
        let text = random.vector(3);
        let seconds = *random.of(&TIMES);
        if seen.insert(text.clone()) {
            questions.push((text, seconds));
        }
    }
    questions
}

/// A xorshift generator: <https://www.jstatsoft.org/article/view/v008i14>.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The lower bits of a xorshift generator are the weaker ones.
        (self.0 >> 32) % limit
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len() as u64) as usize]
    }

    fn labels(&mut self) -> String {
        let count = self.below(3);
        let labels: BTreeSet<&str> = (0..count).map(|_| *self.of(&LABELS)).collect();
        labels.into_iter().collect::<Vec<_>>().join(", ")
    }

    fn selector(&mut self) -> String {
        let metric = *self.of(&[
            "requests",
            "requests",
            "errors",
            "seconds_bucket",
            "gauge",
            "odd",
            "info",
            "missing",
        ]);
        match self.below(6) {
            0 => format!("{metric}{{route{}}}", self.test(&["a", "b", "", "a|b", ".+"])),
            1 => format!("{metric}{{method{}}}", self.test(&["GET", "P.*", "G", "get"])),
            2 => {
                format!("{{__name__='{metric}', status{}}}", self.test(&["5..", "200", "200|500"]))
            }
            _ => metric.to_owned(),
        }
    }

    fn test(&mut self, values: &[&str]) -> String {
        format!("{}\"{}\"", self.of(&["=", "!=", "=~", "!~"]), self.of(values))
    }

    fn range(&mut self) -> String {
        let function = *self.of(&["rate", "increase", "irate"]);
        let length = *self.of(&["1m4s", "128s", "256s", "5m", "17s", "1h"]);
        format!("{function}({}[{length}])", self.selector())
    }

    fn scalar(&mut self, depth: u64) -> String {
        if depth == 0 {
            let numbers = ["0", "1", "2", "0.5", "-3", "1e2", "0x10", "010", "Inf", "NaN", ".25"];
            return (*self.of(&numbers)).to_owned();
        }
        match self.below(6) {
            0 => format!("-{}", self.scalar(depth - 1)),
            1 => format!("scalar({})", self.vector(depth - 1)),
            2 => self.binary(Self::scalar, Self::scalar, depth - 1, ARITHMETIC, ""),
            3 => self.binary(Self::scalar, Self::scalar, depth - 1, COMPARISONS, "bool "),
            4 => format!("({})", self.scalar(depth - 1)),
            _ => self.scalar(0),
        }
    }

    fn vector(&mut self, depth: u64) -> String {
        if depth == 0 {
            return if self.below(3) == 0 { self.range() } else { self.selector() };
        }
        let depth = depth - 1;
        match self.below(16) {
            0 | 1 => self.vector(0),
            2..=4 => self.aggregation(depth),
            5 => {
                let quantile = *self.of(&["0.5", "0.95", "0", "1", "-1", "0.75"]);
                format!("histogram_quantile({quantile}, {})", self.histogram(depth))
            }
            6 => format!("absent({})", self.vector(depth)),
            7 => format!("vector({})", self.scalar(depth)),
            8 => {
                let function = *self.of(&["clamp_min", "clamp_max"]);
                format!("{function}({}, {})", self.vector(depth), self.scalar(depth))
            }
            9 => format!("{}({})", self.of(&["-", "+", ""]), self.vector(depth)),
            10 => self.with_scalar(depth),
            11 => self.same_groups(depth),
            12 | 13 => {
                let matching = self.matching();
                self.binary(Self::vector, Self::vector, depth, BETWEEN_VECTORS, &matching)
            }
            _ => {
                let matching = *self.of(&["", "", "on (route) ", "ignoring (status) ", "on () "]);
                self.binary(Self::vector, Self::vector, depth, &["and", "or", "unless"], matching)
            }
        }
    }

    fn aggregation(&mut self, depth: u64) -> String {
        let (name, of) = (*self.of(&AGGREGATIONS), self.vector(depth));
        match self.below(5) {
            0 => format!("{name}({of})"),
            1 => format!("{name} without ({}) ({of})", self.labels()),
            2 => format!("{name}({of}) by ({})", self.labels()),
            _ => format!("{name} by ({}) ({of})", self.labels()),
        }
    }

    fn histogram(&mut self, depth: u64) -> String {
        match self.below(4) {
            0 => "seconds_bucket".to_owned(),
            1 => "rate(seconds_bucket[256s])".to_owned(),
            2 => "sum by (le) (rate(seconds_bucket[5m]))".to_owned(),
            _ => self.vector(depth),
        }
    }

    fn with_scalar(&mut self, depth: u64) -> String {
        let bool_or_not = *self.of(&["", "", "bool "]);
        let (operators, modifier) =
            if self.below(2) == 0 { (ARITHMETIC, "") } else { (COMPARISONS, bool_or_not) };
        if self.below(2) == 0 {
            self.binary(Self::vector, Self::scalar, depth, operators, modifier)
        } else {
            self.binary(Self::scalar, Self::vector, depth, operators, modifier)
        }
    }

    /// Two vectors with the same labels, which nearly always match.
    fn same_groups(&mut self, depth: u64) -> String {
        let (name, labels, operator) =
            (*self.of(&AGGREGATIONS), self.labels(), *self.of(BETWEEN_VECTORS));
        let (left, right) = (self.vector(depth), self.vector(depth));
        format!("{name} by ({labels}) ({left}) {operator} {name} by ({labels}) ({right})")
    }

    fn matching(&mut self) -> String {
        let group = *self.of(&["", "group_left ", "group_right () ", "group_left (version) "]);
        match self.below(4) {
            0 => String::new(),
            1 => format!("ignoring ({}) {group}", self.labels()),
            2 => format!("on (route) {group}"),
            _ => format!("on ({}) {group}", self.labels()),
        }
    }

    /// An operation, half of the time without parentheses, so that precedence decides.
    fn binary(
        &mut self,
        left: fn(&mut Self, u64) -> String,
        right: fn(&mut Self, u64) -> String,
        depth: u64,
        operators: &[&str],
        modifiers: &str,
    ) -> String {
        let (left, right) = (left(self, depth), right(self, depth));
        let operator = *self.of(operators);
        if self.below(2) == 0 {
            format!("{left} {operator} {modifiers}{right}")
        } else {
            format!("({left}) {operator} {modifiers}({right})")
        }
    }
}

const AGGREGATIONS: [&str; 5] = ["sum", "avg", "min", "max", "count"];
const ARITHMETIC: &[&str] = &["+", "-", "*", "/", "%", "^"];
const COMPARISONS: &[&str] = &["==", "!=", ">", "<", ">=", "<="];
const BETWEEN_VECTORS: &[&str] = &["+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<="];
