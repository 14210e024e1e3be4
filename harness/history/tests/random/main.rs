//! Random histories: the invariants find exactly what a program finds that tries all orders of effects.

mod generate;
mod orders;
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use history::invariants::ALL;
use history::{History, Operation, Subject, violations};

const HISTORIES: u64 = 10_000;
const THREADS: u64 = 2;

type Found = BTreeSet<(&'static str, Subject)>;

/// What the crate finds.
fn found(history: &History) -> Found {
    let all = violations(history, &ALL);
    all.into_iter().map(|violation| (violation.invariant, violation.subject)).collect()
}

/// A history in a few lines.
fn table(history: &History) -> String {
    let mut table = String::new();
    for one in history.operations() {
        let Operation { number, request, outcome, sent, received, .. } = one;
        table += &format!(
            "{number} {}..{}: {request:?} -> {outcome:?}\n",
            sent.place(),
            received.place()
        );
    }
    for one in history.events() {
        table += &format!("{}: {:?}\n", one.moment.place(), one.event);
    }
    table.replace("Id(\"", "").replace("\")", "")
}

/// How many histories there were of a kind.
#[derive(Debug, Default)]
struct Counts {
    wrong: usize,
    with_unknown_outcomes: usize,
    by_invariant: BTreeMap<&'static str, usize>,
}

/// Compares the histories of every `THREADS`th seed.
fn compare(first: u64) -> Counts {
    let mut counts = Counts::default();
    for seed in (first..HISTORIES).step_by(THREADS as usize) {
        let history = generate::history(seed);
        let (found, expected) = (found(&history), orders::found(&history));
        assert_eq!(found, expected, "seed {seed}:\n{}", table(&history));
        counts.wrong += usize::from(!found.is_empty());
        let has_unknown = history.operations().iter().any(Operation::is_unknown);
        counts.with_unknown_outcomes += usize::from(has_unknown);
        let broken: BTreeSet<&str> = found.iter().map(|(name, _)| *name).collect();
        for name in broken {
            *counts.by_invariant.entry(name).or_default() += 1;
        }
    }
    counts
}

#[test]
fn random_histories_are_judged_as_by_trying_all_orders() {
    let threads: Vec<_> = (0..THREADS).map(|first| thread::spawn(move || compare(first))).collect();
    let mut counts = Counts::default();
    for thread in threads {
        let more = thread.join().expect("no difference");
        counts.wrong += more.wrong;
        counts.with_unknown_outcomes += more.with_unknown_outcomes;
        for (name, count) in more.by_invariant {
            *counts.by_invariant.entry(name).or_default() += count;
        }
    }
    println!("{counts:?}");
    assert!((2_500..=4_500).contains(&counts.wrong), "about a third are wrong");
    assert!(counts.with_unknown_outcomes >= 3_000);
    for invariant in ALL {
        let count = counts.by_invariant.get(invariant.name).copied().unwrap_or(0);
        assert!(count >= 20, "{}: {count}", invariant.name);
    }
}
