//! Every deadline and every cap of the judge, in one place.
//!
//! The deadlines are far above what a working server needs, so that a loaded machine costs nobody
//! a point; the caps are far above what a right answer holds.

use std::time::Duration;

/// From the start of a server to its first accepted connection.
pub const BOOT: Duration = Duration::from_secs(10);

/// The same for a server like one that has just been waited for in vain.
pub const HURRIED_BOOT: Duration = Duration::from_secs(2);

/// From the first byte of a request to the last byte of its answer.
pub const EXCHANGE: Duration = Duration::from_secs(5);

/// One whole check, its boots included.
pub const CHECK: Duration = Duration::from_secs(30);

/// How long a server that lost a connection is watched, to tell a crash from a closed socket.
pub const POST_MORTEM: Duration = Duration::from_millis(500);

/// How long the last output of a killed server is waited for.
pub const LAST_OUTPUT: Duration = Duration::from_millis(500);

/// The pause between two looks at a server that is starting.
pub const POLL: Duration = Duration::from_millis(1);

/// Boots tried when another program takes the port first.
pub const BIND_ATTEMPTS: usize = 3;

/// How long a server that never listened is looked for where it should not be.
pub const ELSEWHERE: Duration = Duration::from_millis(200);

/// How long a server that is said to run may take to accept a connection.
pub const RUNNING: Duration = Duration::from_secs(2);

/// Bytes of the status line and the headers of an answer.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Headers of an answer.
pub const HEADERS: usize = 256;

/// Bytes of the body of an answer.
pub const BODY_BYTES: usize = 8 * 1024 * 1024;

/// Bytes kept of the beginning of what a server prints, and as many of its end.
pub const OUTPUT_BYTES: usize = 32 * 1024;

/// Bytes of one output that are read as fast as they come; of more, a chunk of 64 KiB is read after
/// each pause.
pub const UNHINDERED_BYTES: usize = 1024 * 1024;

/// That pause.
pub const FLOOD_PAUSE: Duration = Duration::from_millis(2);

/// Clients of a storm; each is a thread and a connection.
pub const CLIENTS: usize = 64;

/// Bytes of a file of the server that are looked at.
pub const FILE_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of an OpenAPI document. One of fifty operations has some 100 KiB.
pub const DOCUMENT_BYTES: usize = 1024 * 1024;

/// How long requests are made of an OpenAPI document: a slow server is asked fewer.
pub const GENERATED: Duration = Duration::from_secs(20);

/// Databases are made and dropped by a server of their own, which may be busy.
pub const DATABASE: Duration = Duration::from_secs(10);
