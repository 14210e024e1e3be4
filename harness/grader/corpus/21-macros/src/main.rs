//! Macros that double what they are given, without end.
#![recursion_limit = "1000000"]

macro_rules! double {
    ($($word:tt)*) => { double!($($word)* $($word)*) };
}

fn main() {
    double!(x);
}
