//! Bodies about which this crate and promtool disagree on purpose, and why.

/// A body that only one of them accepts.
pub struct Difference {
    pub name: &'static str,
    pub text: &'static str,
    /// Why this crate reads it as it does.
    pub reason: &'static str,
}

/// Bodies that promtool rejects and this crate accepts.
pub const LOOSER: &[Difference] = &[
    Difference {
        name: "blanks after a value",
        text: "m 1 \t\n",
        reason: "the format ignores trailing white space; prometheus/common#33 is the open bug",
    },
    Difference {
        name: "blanks after a timestamp",
        text: "m 1 5 \n",
        reason: "the format ignores trailing white space",
    },
    Difference {
        name: "blanks after a type",
        text: "# TYPE m counter \nm 1\n",
        reason: "the format ignores trailing white space",
    },
];

/// Bodies that promtool accepts and this crate rejects.
pub const STRICTER: &[Difference] = &[
    Difference {
        name: "HELP without a name",
        text: "# HELP\nm 1\n",
        reason: "the format expects at least one more token",
    },
    Difference {
        name: "TYPE without a name",
        text: "# TYPE\nm 1\n",
        reason: "the format expects exactly two more tokens",
    },
    Difference {
        name: "TYPE without a type",
        text: "# TYPE m\nm 1\n",
        reason: "the format expects exactly two more tokens",
    },
    Difference {
        name: "carriage return after a docstring",
        text: "# HELP m Help.\r\nm 1\n",
        reason: "the format ends lines with a line feed alone",
    },
    Difference {
        name: "carriage return after a comment",
        text: "# comment\r\nm 1\n",
        reason: "the format ends lines with a line feed alone",
    },
    Difference {
        name: "HELP after a sample",
        text: "m 1\n# HELP m Help.\n",
        reason: "the format puts HELP before the samples",
    },
    Difference {
        name: "samples apart",
        text: "m{a=\"1\"} 1\nn 1\nm{a=\"2\"} 1\n",
        reason: "the format requires one group",
    },
    Difference {
        name: "description apart",
        text: "# HELP m Help.\n# HELP n Help.\n# TYPE m gauge\nm 1\n",
        reason: "the format requires one group",
    },
    Difference {
        name: "duplicate series",
        text: "m{a=\"1\"} 1\nm{a=\"1\"} 2\n",
        reason: "the format requires unique lines; Prometheus drops one",
    },
    Difference {
        name: "duplicate series in another order",
        text: "m{a=\"1\",b=\"2\"} 1\nm{b=\"2\",a=\"1\"} 2\n",
        reason: "the format requires unique lines",
    },
    Difference {
        name: "reserved label",
        text: "m{__a=\"1\"} 1\n",
        reason: "the data model reserves all names that begin with __",
    },
    Difference {
        name: "negative counter",
        text: "# TYPE m counter\nm -1\n",
        reason: "a counter only grows, from zero",
    },
    Difference {
        name: "counter is NaN",
        text: "# TYPE m counter\nm NaN\n",
        reason: "a counter only grows, from zero",
    },
    Difference {
        name: "docstring of a part",
        text: "# TYPE m histogram\n# HELP m_count Help.\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "m_count is no metric that could be described",
    },
    Difference {
        name: "type in upper case",
        text: "# TYPE m Counter\nm 1\n",
        reason: "the format writes types in lower case, and a Prometheus server reads no other",
    },
    Difference {
        name: "TYPE after the buckets",
        text: "m_bucket{le=\"+Inf\"} 1\n# TYPE m histogram\nm_sum 1\nm_count 1\n",
        reason: "the format puts TYPE before the samples",
    },
    Difference {
        name: "histogram without buckets",
        text: "# TYPE m histogram\nm_sum 1\nm_count 1\n",
        reason: "the format requires the bucket +Inf",
    },
    Difference {
        name: "no infinite bucket",
        text: "# TYPE m histogram\nm_bucket{le=\"1\"} 1\nm_sum 1\nm_count 1\n",
        reason: "the format requires the bucket +Inf",
    },
    Difference {
        name: "infinite bucket is not the count",
        text: "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 2\n",
        reason: "the format requires them to be equal",
    },
    Difference {
        name: "no sum",
        text: "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1\nm_count 1\n",
        reason: "the format gives a histogram a sum",
    },
    Difference {
        name: "no count",
        text: "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\n",
        reason: "the format gives a histogram a count",
    },
    Difference {
        name: "bounds fall",
        text: "# TYPE m histogram\nm_bucket{le=\"2\"} 1\nm_bucket{le=\"1\"} 1\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "the format requires increasing bounds",
    },
    Difference {
        name: "counts fall",
        text: "# TYPE m histogram\nm_bucket{le=\"1\"} 2\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "buckets are cumulative",
    },
    Difference {
        name: "negative bucket",
        text: "# TYPE m histogram\nm_bucket{le=\"+Inf\"} -1\nm_sum 1\nm_count -1\n",
        reason: "a bucket counts observations",
    },
    Difference {
        name: "fraction in a bucket",
        text: "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1.5\nm_sum 1\nm_count 1.5\n",
        reason: "a bucket counts observations",
    },
    Difference {
        name: "infinite bound without its sign",
        text: "# TYPE m histogram\nm_bucket{le=\"Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "the format names the label le=\"+Inf\"",
    },
    Difference {
        name: "bound is NaN",
        text: "# TYPE m histogram\nm_bucket{le=\"NaN\"} 1\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "NaN has no place in an increasing order",
    },
    Difference {
        name: "bucket without le",
        text: "# TYPE m histogram\nm_bucket 1\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "the format gives each bucket a bound",
    },
    Difference {
        name: "sum with le",
        text: "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1\nm_sum{le=\"1\"} 1\nm_sum 1\nm_count 1\n",
        reason: "a sum is of all observations",
    },
    Difference {
        name: "sample named as the histogram",
        text: "# TYPE m histogram\nm 1\nm_bucket{le=\"+Inf\"} 1\nm_sum 1\nm_count 1\n",
        reason: "the format gives a histogram no such sample",
    },
    Difference {
        name: "quantile above 1",
        text: "# TYPE m summary\nm{quantile=\"1.5\"} 1\nm_sum 1\nm_count 1\n",
        reason: "a quantile is between 0 and 1",
    },
    Difference {
        name: "quantiles fall",
        text: "# TYPE m summary\nm{quantile=\"0.9\"} 1\nm{quantile=\"0.5\"} 1\nm_sum 1\nm_count 1\n",
        reason: "the format requires increasing quantiles",
    },
    Difference {
        name: "sample of a summary without quantile",
        text: "# TYPE m summary\nm 1\nm_sum 1\nm_count 1\n",
        reason: "the format gives each quantile its label",
    },
    Difference {
        name: "summary without a sum",
        text: "# TYPE m summary\nm{quantile=\"0.5\"} 1\nm_count 1\n",
        reason: "the format gives a summary a sum",
    },
    Difference {
        name: "summary without a count",
        text: "# TYPE m summary\nm{quantile=\"0.5\"} 1\nm_sum 1\n",
        reason: "the format gives a summary a count",
    },
];
