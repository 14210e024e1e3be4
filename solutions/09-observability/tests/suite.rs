//! The suite of the lab judges this solution. cargo-mutants runs it for every mutant.

#[test]
fn the_suite_passes() {
    let solution = env!("CARGO_BIN_EXE_solution-observability");
    author::suite_tests::passes("observability", solution.as_ref()).expect("every point");
}
