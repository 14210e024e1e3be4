//! How much a submission may hold. The defaults are far above what honest work holds, and what is
//! read at once for one student stays below what two archives hold.

use serde::{Deserialize, Serialize};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// The caps on one submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    /// bytes of an archive as it was handed in; 64 MiB
    pub archive: u64,
    /// bytes of what comes out of it, and of what is kept of a folder; 64 MiB
    pub unpacked: u64,
    /// files and folders; 20,000
    pub entries: u64,
    /// how many times larger than its archive the content may be; 200. Not looked at below 1 MiB
    pub ratio: u64,
    /// folders below one another, the file included; 32
    pub depth: usize,
    /// bytes of one file that is taken, else that file alone is left out; 8 MiB
    pub file: u64,
    /// bytes of all files that are taken; 32 MiB
    pub taken: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            archive: 64 * MIB,
            unpacked: 64 * MIB,
            entries: 20_000,
            ratio: 200,
            depth: 32,
            file: 8 * MIB,
            taken: 32 * MIB,
        }
    }
}

impl Caps {
    /// How many bytes may come out of `packed` bytes, and the cap that says so.
    pub(crate) fn expansion(&self, packed: u64) -> (u64, Cap) {
        // A page of zeros is packed a thousand times smaller and harms nobody.
        let by_ratio = packed.saturating_mul(self.ratio).max(MIB);
        if by_ratio < self.unpacked {
            (by_ratio, Cap::Ratio)
        } else {
            (self.unpacked, Cap::Unpacked)
        }
    }
}

/// Which cap was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cap {
    /// [`Caps::archive`]
    Archive,
    /// [`Caps::unpacked`]
    Unpacked,
    /// [`Caps::entries`]
    Entries,
    /// [`Caps::ratio`]
    Ratio,
    /// [`Caps::depth`]
    Depth,
    /// [`Caps::taken`]
    Taken,
}

#[cfg(test)]
mod tests {
    use super::{Cap, Caps, MIB};

    #[test]
    fn a_small_content_may_be_packed_as_tightly_as_it_likes() {
        let caps = Caps::default();
        assert_eq!(caps.expansion(1), (MIB, Cap::Ratio));
        assert_eq!(caps.expansion(MIB / 100), (200 * (MIB / 100), Cap::Ratio));
        assert_eq!(caps.expansion(MIB), (64 * MIB, Cap::Unpacked));
    }
}
