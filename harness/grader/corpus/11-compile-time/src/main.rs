//! Reads the machine while it is compiled.

const FILES: [&str; 9] = [
    include_str!("/etc/passwd"),
    include_str!("/etc/hostname"),
    include_str!("@OUTSIDE@/secret"),
    include_str!("@ROOT@/solutions/01-salutation/src/salutation.rs"),
    include_str!("@ROOT@/labs/course.toml"),
    include_str!("../../../slot-0/build/crate/src/main.rs"),
    include_str!("/run/atelier/slot-0/server"),
    include_str!("/root/.cargo/credentials.toml"),
    include_str!("/report/complaint"),
];

fn main() {
    print!("{FILES:?}");
}
