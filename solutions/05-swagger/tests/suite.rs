//! Two suites judge this solution: that of its own lab, and that of lab 04, whose service it is too.
//! cargo-mutants runs them for every mutant.

fn solution() -> &'static std::path::Path {
    env!("CARGO_BIN_EXE_solution-swagger").as_ref()
}

#[test]
fn the_suite_passes() {
    author::suite_tests::passes("swagger", solution()).expect("every point");
}

#[test]
fn the_suite_of_lab_04_passes() {
    author::suite_tests::passes("crud", solution()).expect("every point");
}
