//! The migrations are compiled into the listings: a change of them compiles them again.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
