//! Wrong servers: each fails the checks that `faults/faults.toml` declares and no others, and what a
//! student reads of it is kept in `faults/`, in both languages.

use author::audit::faults;
use engine::Lang;

#[test]
fn every_fault_is_caught_by_the_check_that_is_there_for_it() {
    let trials = faults::all_caught("salutation").expect("every fault is caught as declared");
    insta::with_settings!({
        snapshot_path => "../faults",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("messages.fr", faults::messages(&trials, Lang::Fr));
        insta::assert_snapshot!("messages.en", faults::messages(&trials, Lang::En));
    });
}
