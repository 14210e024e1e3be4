//! Every deadline and every cap of the judge, in one place.
//!
//! The deadlines are far above what a working server needs, so that a busy machine costs nobody a
//! point; the caps are far above what a correct response contains.

use std::time::Duration;

/// From the start of a server to its first accepted connection.
pub const BOOT: Duration = Duration::from_secs(10);

/// From the first byte of a request to the last byte of its response.
pub const EXCHANGE: Duration = Duration::from_secs(5);

/// A whole check, the starts of its servers included.
pub const CHECK: Duration = Duration::from_secs(30);

/// What a check gets more for each of many requests that it is about to send: a server may be slow, and
/// still each request counts.
pub const EACH_OF_MANY: Duration = Duration::from_millis(250);

/// The most that a check gets more, however many requests it sends.
pub const MANY: Duration = Duration::from_secs(120);

/// How long a server that closed a connection is watched, to tell a crash from a closed socket.
pub const POST_MORTEM: Duration = Duration::from_millis(500);

/// How long a server that did not listen is watched after its standard input was closed, to see
/// whether it was waiting for it.
pub const INPUT: Duration = Duration::from_secs(1);

/// How long to wait for a server to close a connection on which everything has been said. What it
/// sends until then is beyond the end of its response. A server that leaves connections open costs
/// this much time for each request, and nothing else.
pub const CLOSING: Duration = Duration::from_millis(250);

/// How long the process that started others may run without waiting for anything, after the last
/// request of a check.
pub const SETTLE: Duration = Duration::from_secs(2);

/// How long to wait for the last output of a killed server.
pub const LAST_OUTPUT: Duration = Duration::from_millis(500);

/// How often to check whether a starting server listens or has ended.
pub const POLL: Duration = Duration::from_millis(1);

/// The pause before a request is repeated whose response is still to change.
pub const AGAIN: Duration = Duration::from_millis(20);

/// How often to start a server when another program takes its port first.
pub const BIND_ATTEMPTS: usize = 3;

/// How long to wait for a connection at an address where a server should not listen.
pub const ELSEWHERE: Duration = Duration::from_millis(200);

/// How long a server that already runs may take to accept a connection.
pub const RUNNING: Duration = Duration::from_secs(2);

/// Bytes of the status line and the headers of a response.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Headers of a response.
pub const HEADERS: usize = 256;

/// Bytes of the body of a response.
pub const BODY_BYTES: usize = 8 * 1024 * 1024;

/// Bytes that are kept of the beginning of a server's output, and as many of its end.
pub const OUTPUT_BYTES: usize = 32 * 1024;

/// Bytes that are recorded of each output of the servers of a check that reads it whole.
pub const RECORD_BYTES: usize = 32 * 1024 * 1024;

/// Bytes of one output that are read without a pause; of more, 64 KiB are read after each
/// [pause](FLOOD_PAUSE).
pub const UNHINDERED_BYTES: usize = 1024 * 1024;

/// See [`UNHINDERED_BYTES`].
pub const FLOOD_PAUSE: Duration = Duration::from_millis(2);

/// Clients of a [load](crate::conversation::Load); each is a thread and a connection.
pub const CLIENTS: usize = 64;

/// How long one of many simultaneous connections may take. One that takes longer is opened after the
/// others were served.
pub const AT_ONCE: Duration = Duration::from_millis(250);

/// Bytes of a server's file that are read.
pub const FILE_BYTES: usize = 8 * 1024 * 1024;

/// Files of a folder that a student writes beside the sources.
pub const LAB_FILES: usize = 200;

/// Bytes of an OpenAPI document. One of fifty operations has some 100 KiB.
pub const DOCUMENT_BYTES: usize = 1024 * 1024;

/// How long to make requests from an OpenAPI document: a slow server gets fewer.
pub const GENERATED: Duration = Duration::from_secs(20);

/// How long a database server may take to create or drop a database: it may be busy.
pub const DATABASE: Duration = Duration::from_secs(10);
