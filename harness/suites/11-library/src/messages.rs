//! The texts of `texts.toml`.

texts::include_texts!();
