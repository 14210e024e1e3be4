//! The suite of the lab judges this solution. It is what cargo-mutants runs for every edit.

#[test]
fn the_suite_passes() {
    let solution = env!("CARGO_BIN_EXE_solution-health");
    author::suite_tests::passes("health", solution.as_ref()).expect("every point");
}
