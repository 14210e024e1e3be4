//! A circuit breaker: after five failures in a row it lets no attempt through for a while, and then
//! one at a time until one succeeds.
//!
//! ```text
//!             five failures in a row                 the time is over
//!   closed ───────────────────────────► open ───────────────────────────► half-open
//!     ▲                                  ▲                                 │     │
//!     │                                  └─────────── a failure ───────────┘     │
//!     └──────────────────────────────── a success ───────────────────────────────┘
//! ```

// Write the circuit breaker here: its state behind a `std::sync::Mutex`, a method that lets an attempt
// through or not, and one that says how the attempt ended.
