//! Where the solution looks for its file.

#[test]
#[cfg_attr(windows, ignore = "its `env` is Unix's")]
fn without_its_variable_it_reads_patients_json_beside_itself() {
    let solution = env!("CARGO_BIN_EXE_solution-health");
    author::starting::uses_by_default(solution.as_ref(), "PATIENTS", "patients.json", Some("{}"))
        .expect("read");
}
