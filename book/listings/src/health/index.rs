//! A quotient of integers, rounded without floating point.

// ANCHOR: rounded
/// `n / d`, rounded to the nearest integer, halves up: (2n + d) / 2d is n/d + 1/2, rounded down.
pub fn rounded(n: u64, d: u64) -> u64 {
    (2 * n + d) / (2 * d)
}
// ANCHOR_END: rounded
