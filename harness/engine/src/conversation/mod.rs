//! One check's conversation with its servers. These methods are what a check is written in:
//!
//! | method | what it does |
//! |---|---|
//! | [`draw`](Conversation::draw), [`bind`](Conversation::bind) | name a value; `{name}` stands for it |
//! | [`exchange`](Conversation::exchange), [`exchange_each`](Conversation::exchange_each), [`exchange_in_turn`](Conversation::exchange_in_turn) | send requests, compare the responses |
//! | [`concurrently`](Conversation::concurrently), [`load`](Conversation::load) | many clients at the same time |
//! | [`begin`](Conversation::begin), [`end`](Conversation::end) | a request that is under way while the conversation goes on |
//! | [`exchange_when`](Conversation::exchange_when) | a request that is repeated until its response has changed |
//! | [`rounds`](Conversation::rounds) | the same again and again, for what may succeed by luck |
//! | [`require_own_server`](Conversation::require_own_server) | skips the check for a server that already runs |
//! | [`set_variable`](Conversation::set_variable), [`give_variable`](Conversation::give_variable), [`write_file`](Conversation::write_file) | what the server finds when it starts |
//! | [`compare_file`](Conversation::compare_file) | what the server left in a file |
//! | [`lab_file`](Conversation::lab_file), [`lab_files`](Conversation::lab_files) | what the student wrote beside the sources |
//! | [`kill`](Conversation::kill) | SIGKILL; the next request starts the server again |
//! | [`send_signal`](Conversation::send_signal), [`ended_by`](Conversation::ended_by) | SIGTERM or SIGINT, and how the server ends |
//! | [`listen_at`](Conversation::listen_at), [`accepts_at`](Conversation::accepts_at) | the addresses where a server listens |
//! | [`renew`](Conversation::renew) | the next request starts another server |
//! | [`switch_database`](Conversation::switch_database) | the server starts again on a database that does not exist yet |
//! | [`add_server`](Conversation::add_server), [`select`](Conversation::select), [`start`](Conversation::start) | several servers, and the one that all other methods concern |
//! | [`unset_variable`](Conversation::unset_variable), [`attempt_start`](Conversation::attempt_start) | a start without a variable; one whose end does not matter |
//! | [`judge_start`](Conversation::judge_start) | the check is about a start that must succeed |
//! | [`expect_start_failure`](Conversation::expect_start_failure) | a start that must fail |
//! | [`send`](Conversation::send), [`broken`](Conversation::broken), [`compare`](Conversation::compare) | for what a snapshot cannot hold |
//! | [`record_outputs`](Conversation::record_outputs) | all that the servers print |
//! | [`carry_by`](Conversation::carry_by) | over TLS, for example |
//! | [`show`](Conversation::show) | what the report of such a failure shows |

mod asked;
mod differences;
mod environment;
mod eventually;
mod exchange;
mod instance;
mod load;
mod pending;
mod reach;
mod servers;
mod setup;
mod steps;
mod stopping;
mod watched;

pub use exchange::Conversation;
pub use load::Load;
pub use pending::Pending;
pub use servers::NewServer;
pub use setup::{Row, Setup, Stop, Target};
pub use stopping::Ended;
