//! The suite of the lab judges this solution. cargo-mutants runs it for every mutant.

#[test]
fn the_suite_passes() {
    let solution = env!("CARGO_BIN_EXE_solution-library");
    author::suite_tests::passes("library", solution.as_ref()).expect("every point");
}
