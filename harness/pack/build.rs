//! Embeds the texts.

fn main() -> std::io::Result<()> {
    embed::texts()
}
