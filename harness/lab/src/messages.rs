//! What the command says by itself: the texts of `texts.toml`, as constants and functions.
//!
//! `labels::HINT.get(lang)` is a text; `labels::building(&lab.folder).text(lang)` is one with
//! arguments. What a server did wrong is the engine's to say.

texts::include_texts!();
