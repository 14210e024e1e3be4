//! Embeds the snapshots and the texts in the judge.

fn main() -> std::io::Result<()> {
    embed::snapshots()?;
    embed::texts()
}
