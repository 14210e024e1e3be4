//! The migrations are compiled into the listings: a change of them compiles them again. The texts
//! of the command are embedded in it.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    embed::texts()
}
