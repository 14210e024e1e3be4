//! The suite of the lab judges this solution. cargo-mutants runs it for every mutant.

#[test]
fn the_suite_passes() {
    let solution = env!("CARGO_BIN_EXE_solution-auth");
    author::suite_tests::passes("auth", solution.as_ref()).expect("every point");
}
