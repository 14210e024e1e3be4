//! Where the book explains what the compiler says.

/// Words of an error, and the section about it.
const SECTIONS: [(&[&str], &str); 6] = [
    (&["SqlSafeStr"], "4-databases/products.md#injection"),
    (&["Handler<", "IntoResponse", "FromRequest", "MutexGuard"], "1-apis/first-api.md#adding"),
    (&["Serialize` is not", "Deserialize<'"], "2-data/serde.md#deriving"),
    (&["FromRow", "sqlx::Decode", "sqlx::Encode"], "4-databases/relational.md#queries"),
    (&["cannot be sent between threads", "cannot be shared between"], "1-apis/first-api.md#adding"),
    (
        &["[E0382]", "[E0499]", "[E0502]", "[E0505]", "[E0507]", "[E0597]", "[E0106]", "[E0373]"],
        "1-apis/rust.md#why",
    ),
];

/// The section about an error of the compiler, if there is one.
pub fn section(error: &str) -> Option<&'static str> {
    let known = SECTIONS.iter().find(|(words, _)| words.iter().any(|word| error.contains(word)));
    known.map(|(_, section)| *section)
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn the_commonest_error_is_found_by_its_words() {
        let error =
            "error[E0277]: the trait bound `fn(..) {create}: Handler<_, _>` is not satisfied";
        assert_eq!(section(error), Some("1-apis/first-api.md#adding"));
        assert_eq!(section("error[E0382]: use of moved value: `a`"), Some("1-apis/rust.md#why"));
        assert_eq!(section("error: expected `;`"), None);
    }
}
