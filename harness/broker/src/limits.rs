//! What a broker that the harness starts may use.

/// What a broker may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// bytes of memory, from which on it accepts no message
    pub memory: u64,
    /// bytes that are to stay free on its disk
    pub disk: u64,
    /// connections at a time
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self { memory: 512 * MIB, disk: 50 * MIB, connections: 1_000 }
    }
}
