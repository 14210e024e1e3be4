//! The suites judge this solution, that of its lab and, because it is the service of lab 04, that of
//! lab 04 too. It is what cargo-mutants runs for every edit.

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
