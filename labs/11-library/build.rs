//! Compiles the service again when a migration changes: migrations are part of the program.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
