//! What every client asked and was answered while services of the library are killed and cut off, and
//! whether that keeps the contract. No network and no process: a suite records, this crate judges.
//!
//! The method is that of Jepsen and Maelstrom, at the size of a lab: a history is recorded, checked
//! afterwards against invariants, shrunk to the shortest part that shows a violation, and told as a
//! numbered story.
//!
//! ```
//! use history::{Answer, Book, Client, Loan, Recorder, Request, State, Story};
//!
//! let recorder = Recorder::new();
//! let call = recorder.send(Client(0), Request::AddBook { copies: 1 });
//! call.done(Answer::Book(Book { id: "7".into(), copies: 1, available: 1 }));
//! for (client, key) in ["k1", "k2"].into_iter().enumerate() {
//!     let (member, book) = (format!("m{client}").into(), "7".into());
//!     let call = recorder.send(Client(client), Request::Borrow { key: key.into(), member, book });
//!     let (id, member) = (format!("e{client}").into(), format!("m{client}").into());
//!     call.done(Answer::Loan(Loan { id, member, book: "7".into(), state: State::Open }));
//! }
//! let history = recorder.history()?;
//! let found = history::violations(&history, &history::invariants::ALL);
//! assert_eq!(found[0].invariant, "copies");
//! let shortest = history::shrink(&history, &history::invariants::COPIES, &found[0]);
//! let story = Story::of(&shortest, &found[0]).text(texts::Lang::En);
//! assert!(story.ends_with("4. Book 7 has fewer copies (1) than loans open at the same time (2): e0, e1."));
//! # Ok::<(), history::Excess>(())
//! ```
//!
//! ```text
//! recorder             fills a history, from many tasks
//! story                a violation, told step by step
//! shrink               the shortest part of a history that shows a violation
//! invariants           the lines of the contract
//! └── violation        an invariant, and what breaks it
//!     └── facts        a history, sorted by loan, key, book and member
//!         ├── periods      when nothing disturbed the services
//!         └── interval     how many intervals overlap
//! history              operations and events
//! ├── operation        what is asked and answered
//! └── event            what happens to the services
//! moment, limits, messages
//! ```
//!
//! # What "for certain" means
//! A request takes effect at an unknown moment between sending and response; with an unknown outcome, at
//! any later moment, or never. A violation is what breaks an invariant whichever these moments are. Each
//! invariant is judged on its own. `tests/random` compares the result with a program that tries all orders.
//!
//! # Decisions
//! Where the contract is silent, this is decided here:
//!
//! | Question | Decision |
//! |---|---|
//! | Since when is a loan open, when its 201 is missing? | Since a response showed it as `ouvert`: only a return changes that. |
//! | A return that was refused | Ends the certainty that the loan is open, all the same. |
//! | What makes two loans simultaneous? | One moment at which both are open for certain. |
//! | Which loans race the deletion of their member? | Those whose request overlaps a deletion that was not refused. Nothing about them is judged. After a deletion with an unknown outcome, that is every further loan of this member. |
//! | The list of a deleted member | May lack loans: an unknown member has none. |
//! | Other content under a key with an unknown outcome | Not judged, unless a 201 had bound the key before, by [`KEYS`](invariants::KEYS); its loan counts as every other. |
//! | Any refusal of other content under a key | Right: two rules may be broken at once. |
//! | A loan without a 201 | Belongs to a request of its member for its book that was never answered by 201. More such loans than such keys are a violation of [`ASKED`](invariants::ASKED): it is how a key that made two loans shows. |
//! | When may a borrow fail without faults? | When as many other requests as there are copies may hold one at some time during it; the same for three loans of the member. Every request that is not refused may hold one until a settled moment after its return, because the contract lets a copy be freed later. A borrow without an answer is excused only by those that got a 201. |
//! | A refused request that had reserved a copy | May hold it for a while, when it was refused because of its member; and the other way round. |
//! | When is there no fault? | Until the first event, and from [`Event::Settled`] to the next fault. |
//! | 422 for a known member and book | Wrong with faults too: a service that cannot be reached is 503. |
//! | When is `disponibles` judged? | Between a settled moment and the next change. What is not read there leaves both possibilities. |
//! | Order of a list | Judged for loans with a 201: one that had arrived before another was asked for comes first. All lists of a member have one order. |
//! | Deadlines, `Location`, shapes of bodies | Not here: each exchange shows them by itself. |
//! | Does a shrunk history contain all that leads to the count? | It contains all loans that are open; those that were returned are left out. |
//! | A long list in a story | Its open loans and those that other steps are about are told, the others are `…`. |
//! | Requests without an answer, in the story of a wrong `disponibles` | The last [`MAX_UNANSWERED`] of each member are told when a list shows that they came to nothing: one of them has probably left its reservation behind. |
//! | Kills and cuts in a story | The last [`MAX_CONTEXT`] between its steps are told, although no invariant needs them. |
//!
//! # Bounds
//! A history has at most [`MAX_OPERATIONS`] operations, [`MAX_EVENTS`] events and [`MAX_LISTED`] loans in
//! lists; an invariant reports at most [`MAX_VIOLATIONS`]; shrinking checks at most [`MAX_TRIALS`] parts.
//! `cargo run -p history --example speed` prints how long 10,000 operations take.

mod event;
mod facts;
mod history;
mod interval;
pub mod invariants;
mod limits;
mod messages;
mod moment;
mod operation;
mod periods;
mod recorder;
mod shrink;
mod story;
mod violation;

pub use event::{Event, Occurrence, Service};
pub use facts::{BookFacts, Borrow, Facts, KeyFacts, LoanFacts, MemberFacts, Shown};
pub use history::History;
pub use interval::{Interval, covering, first_above};
pub use limits::{
    Excess, MAX_CONTEXT, MAX_EVENTS, MAX_LISTED, MAX_OPERATIONS, MAX_TOLD, MAX_TRIALS,
    MAX_UNANSWERED, MAX_VIOLATIONS,
};
pub use moment::Moment;
pub use operation::{Answer, Book, Client, Id, Loan, Operation, Outcome, Request, State};
pub use periods::{Periods, Quiet};
pub use recorder::{Call, Recorder};
pub use shrink::shrink;
pub use story::{Step, Story};
pub use violation::{Invariant, Subject, Violation, violations};
