//! Faulty servers: each fails the checks that `faults/faults.toml` declares and no others, and what a
//! student reads of it is kept in `faults/`, in both languages. Every run tries one for each check, on
//! that check; with `ATELIER_EVERY_FAULT=1`, all of them, on all checks.

use author::audit::faults;
use engine::Lang;

#[test]
fn every_check_catches_the_fault_that_it_is_there_for() {
    let tried = faults::caught("library").expect("every fault is caught as declared");
    insta::with_settings!({
        snapshot_path => "../faults",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("messages.fr", tried.messages(Lang::Fr));
        insta::assert_snapshot!("messages.en", tried.messages(Lang::En));
    });
}
