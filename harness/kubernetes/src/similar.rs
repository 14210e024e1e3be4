//! What a misspelt name was meant to be.

/// The known name that is nearest, if one is near enough.
pub(crate) fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    /// A longer name is no misspelling, and would be slow to compare.
    const LONGEST: usize = 60;
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&lower, &other.to_lowercase());
    let (distance, nearest) = known.map(|other| (distance(other), other)).min()?;
    (distance <= 1 + name.chars().count() / 6).then(|| nearest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::similar;

    #[test]
    fn a_misspelt_name_is_recognized_and_another_one_is_not() {
        let known = || ["readinessProbe", "livenessProbe", "image", "env"].into_iter();
        for (name, meant) in [
            ("readinesProbe", Some("readinessProbe")),
            ("readinessprobe", Some("readinessProbe")),
            ("envs", Some("env")),
            ("imgae", Some("image")),
            ("replicas", None),
            ("probe", None),
        ] {
            assert_eq!(similar(name, known()).as_deref(), meant, "{name}");
        }
    }
}
