//! An invariant of a suite's own, over intervals.

use history::{Facts, Invariant, Subject, Violation, first_above, shrink, violations};
use texts::{Message, Text};

use crate::script::Script;

const ONE_AT_A_TIME: Invariant = Invariant { name: "one-at-a-time", find: one_at_a_time };

fn one_at_a_time(facts: &Facts<'_>) -> Vec<Violation> {
    let of_member = |id: &history::Id| {
        let loans = facts.members[id].loans.iter().map(|loan| &facts.loans[loan]);
        let open = first_above(loans.filter_map(|loan| loan.certainly_open()), 1)?;
        let message = Message::from(Text::fixed("deux à la fois", "two at a time"));
        let witnesses = open.iter().map(|shown| shown.by);
        Some(ONE_AT_A_TIME.violated(Subject::Member(id.clone()), message, witnesses))
    };
    facts.members.keys().filter_map(|id| of_member(id)).collect()
}

#[test]
fn a_suite_can_state_an_invariant_of_its_own() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.returned("e");
    script.borrowed("l", "f");
    assert!(violations(&script.history(), &[ONE_AT_A_TIME]).is_empty());
    script.borrowed("j", "g");
    let found = violations(&script.history(), &[ONE_AT_A_TIME]);
    assert_eq!(found[0].witnesses, [4, 5]);
    let part = shrink(&script.history(), &ONE_AT_A_TIME, &found[0]);
    assert_eq!(part.operations().len(), 2);
}
