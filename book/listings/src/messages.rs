//! What the command says: the texts of `texts.toml`, as functions.

texts::include_texts!();
