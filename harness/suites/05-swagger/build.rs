//! Embeds the snapshots in the judge.

fn main() -> std::io::Result<()> {
    embed::snapshots()
}
