//! Quotients that are rounded without fractions.

// ANCHOR: arrondi
/// The nearest integer, a half upwards. (2n + d) / 2d is n/d + 1/2, cut.
pub fn arrondi(n: u64, d: u64) -> u64 {
    (2 * n + d) / (2 * d)
}
// ANCHOR_END: arrondi
