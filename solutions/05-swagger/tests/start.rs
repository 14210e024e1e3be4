//! Databases that the solution cannot use: it ends with one line that says which and why.

use author::starting;

#[test]
fn a_database_that_cannot_be_used_is_named_with_the_reason() {
    let solution = env!("CARGO_BIN_EXE_solution-swagger");
    starting::refuses_unusable_databases(solution.as_ref()).expect("refused as it should be");
}
