//! The label set of a series.

use std::fmt;

/// A set of labels: names with their values, each name once.
///
/// Two sets are equal whatever the order in which their labels were written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Labels {
    /// Sorted by name.
    pairs: Vec<(String, String)>,
}

impl Labels {
    /// The value of a label.
    pub fn get(&self, name: &str) -> Option<&str> {
        let place = self.place(name)?;
        Some(&self.pairs[place].1)
    }

    /// Names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are no labels.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Whether these are exactly the labels of `expected`, in any order.
    pub fn are(&self, expected: &[(&str, &str)]) -> bool {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        self.iter().eq(expected)
    }

    /// # Errors
    /// A name that occurs twice.
    pub(crate) fn new(mut pairs: Vec<(String, String)>) -> Result<Self, String> {
        pairs.sort();
        match pairs.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(pair[0].0.clone()),
            None => Ok(Self { pairs }),
        }
    }

    /// The other labels, and the value of the label `name`.
    pub(crate) fn split(&self, name: &str) -> (Self, Option<String>) {
        let mut others = self.clone();
        let value = self.place(name).map(|place| others.pairs.remove(place).1);
        (others, value)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.pairs.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()
    }
}

/// As the format writes them: `{code="200",method="GET"}`; nothing for an empty set.
impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        for (index, (name, value)) in self.iter().enumerate() {
            let separator = if index == 0 { '{' } else { ',' };
            let value = value.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
            write!(f, "{separator}{name}=\"{value}\"")?;
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        let pairs = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Labels::new(pairs.collect()).expect("distinct names")
    }

    #[test]
    fn the_order_of_labels_does_not_matter() {
        let one = labels(&[("b", "2"), ("a", "1")]);
        assert_eq!(one, labels(&[("a", "1"), ("b", "2")]));
        assert!(one.are(&[("b", "2"), ("a", "1")]));
        assert!(!one.are(&[("a", "1")]));
        assert!(!one.are(&[("a", "1"), ("b", "2"), ("c", "3")]));
        assert!(!one.are(&[("a", "1"), ("a", "1")]));
    }

    #[test]
    fn labels_are_displayed_as_the_format_writes_them() {
        assert_eq!(labels(&[]).to_string(), "");
        let set = labels(&[("path", "C:\\\n"), ("a", "\"")]);
        assert_eq!(set.to_string(), r#"{a="\"",path="C:\\\n"}"#);
    }

    #[test]
    fn a_label_can_be_split_from_the_others() {
        let set = labels(&[("le", "1"), ("route", "/")]);
        assert_eq!(set.split("le"), (labels(&[("route", "/")]), Some("1".to_owned())));
        assert_eq!(set.split("code"), (set.clone(), None));
    }
}
