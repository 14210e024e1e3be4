//! The order of lists.

use std::collections::BTreeMap;

use crate::facts::{Facts, MemberFacts};
use crate::messages::violations as messages;
use crate::moment::Moment;
use crate::operation::{Id, Operation};
use crate::violation::{Invariant, Subject, Violation};

/// The lists of a member show each loan once, in one order, which is that of creation: a loan whose 201 had
/// arrived before another was asked for stands before it.
pub const ORDER: Invariant = Invariant { name: "order", find: order };

fn order(facts: &Facts<'_>) -> Vec<Violation> {
    let wrong = |(id, member): (&&Id, &MemberFacts<'_>)| {
        let subject = Subject::Member((*id).clone());
        in_one_list(facts, id, member, &subject)
            .or_else(|| across_lists(facts, id, member, &subject))
    };
    facts.members.iter().filter_map(wrong).collect()
}

/// The loans of a list that are judged.
fn judged<'f, 'h>(
    facts: &'f Facts<'h>,
    list: &'h Operation,
) -> impl Iterator<Item = &'h Id> + use<'f, 'h> {
    list.shown().iter().map(|loan| &loan.id).filter(|id| facts.loans[id].is_judged)
}

/// Two loans of a list in the wrong order.
fn in_one_list(
    facts: &Facts<'_>,
    member: &Id,
    lists: &MemberFacts<'_>,
    subject: &Subject,
) -> Option<Violation> {
    for list in &lists.lists {
        // Of the loans so far, the one that was asked for last.
        let mut latest: Option<(&Id, &Operation, &Operation)> = None;
        for id in judged(facts, list) {
            let Some((asked, confirmed)) = facts.loans[id].creation(facts) else { continue };
            if let Some((after, latest_asked, latest_confirmed)) = latest
                && confirmed.received < latest_asked.sent
            {
                let message =
                    messages::order(member.to_string(), after.to_string(), id.to_string());
                let witnesses = [*list, confirmed, latest_asked, latest_confirmed];
                return Some(ORDER.violated(subject.clone(), message, witnesses));
            }
            if latest.is_none_or(|(_, latest, _)| latest.sent < asked.sent) {
                latest = Some((id, asked, confirmed));
            }
        }
    }
    None
}

/// A loan with those that follow it in a list.
#[derive(Default)]
struct Node<'h> {
    followers: Vec<&'h Id>,
    /// how many of those that it follows are not placed yet
    waits_for: usize,
    /// since when it may have been created, those that it follows considered
    since: Option<Moment>,
}

/// Lists that no order of creation explains.
fn across_lists(
    facts: &Facts<'_>,
    member: &Id,
    lists: &MemberFacts<'_>,
    subject: &Subject,
) -> Option<Violation> {
    let mut nodes: BTreeMap<&Id, Node<'_>> = BTreeMap::new();
    for list in &lists.lists {
        let mut before: Option<&Id> = None;
        for id in judged(facts, list) {
            if let Some(before) = before.replace(id) {
                nodes.entry(before).or_default().followers.push(id);
                nodes.entry(id).or_default().waits_for += 1;
            } else {
                nodes.entry(id).or_default();
            }
        }
    }
    let mut ready: Vec<&Id> =
        nodes.iter().filter(|(_, node)| node.waits_for == 0).map(|(id, _)| *id).collect();
    let mut placed = 0;
    let mut is_possible = true;
    while let Some(id) = ready.pop() {
        placed += 1;
        let creation = facts.loans[id].creation(facts);
        let node = nodes.entry(id).or_default();
        let since = node.since.max(creation.map(|(asked, _)| asked.sent));
        let followers = std::mem::take(&mut node.followers);
        is_possible &= creation.is_none_or(|(_, confirmed)| since < Some(confirmed.received));
        for follower in followers {
            let node = nodes.entry(follower).or_default();
            node.since = node.since.max(since);
            node.waits_for -= 1;
            if node.waits_for == 0 {
                ready.push(follower);
            }
        }
    }
    if is_possible && placed == nodes.len() {
        return None;
    }
    let creations = nodes.keys().filter_map(|id| facts.loans[id].creation(facts));
    let witnesses = creations.flat_map(|(asked, confirmed)| [asked, confirmed]);
    let witnesses = witnesses.chain(lists.lists.iter().copied());
    let message = messages::orders(member.to_string());
    Some(ORDER.violated(subject.clone(), message, witnesses))
}
