//! Embeds the texts of the command.

fn main() -> std::io::Result<()> {
    embed::texts()
}
