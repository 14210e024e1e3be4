//! The frames of AMQP 0-9-1 that a client sends through a switch, and where to cut the connection.
//!
//! Shape of a frame, by the specification (section 2.3.5): type (1 byte), channel (2), size (4), as
//! many bytes, and an end byte. A method begins with its class and its number (2 bytes each). A
//! message is published with three frames: the method, a header, and the body.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use switch::{Passage, Watcher};

/// Bytes of the protocol's header, before the first frame.
const PROTOCOL_HEADER: usize = 8;

/// Bytes of a frame before its content.
const HEAD: usize = 7;

/// Bytes of a frame that is followed. RabbitMQ allows 128 KiB.
const FRAME_BYTES: usize = 1024 * 1024;

/// Bytes of a frame up to the arguments of its method.
const METHOD_END: usize = HEAD + 4;

/// Names of queues that are remembered.
const QUEUES: usize = 1_000;

const METHOD: u8 = 1;
const QUEUE_DECLARE: (u16, u16) = (50, 10);
const BASIC_PUBLISH: (u16, u16) = (60, 40);
const BASIC_ACK: (u16, u16) = (60, 80);

/// Where to cut a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plan {
    /// nowhere
    #[default]
    Nowhere,
    /// once, in the frames of the next message that is published
    Publish {
        /// after so many of its frames: 0 to 3
        frames: usize,
        /// and so many bytes of the next one
        bytes: usize,
    },
    /// every connection on which a queue is declared
    Declare,
}

/// What the watchers of all connections share with the check.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    plan: Plan,
    acknowledged: usize,
    declared: BTreeSet<String>,
}

impl Frames {
    /// Where to cut, from now on.
    pub fn plan(&self, plan: Plan) {
        self.lock().plan = plan;
    }

    /// How many acknowledgements have passed.
    pub fn acknowledged(&self) -> usize {
        self.lock().acknowledged
    }

    /// The names of the queues that were declared.
    pub fn declared(&self) -> BTreeSet<String> {
        self.lock().declared.clone()
    }

    /// A watcher for one connection.
    pub fn watcher(self: &Arc<Self>) -> Box<dyn Watcher> {
        let frames = Arc::clone(self);
        Box::new(Connection { frames, header: PROTOCOL_HEADER, held: Vec::new(), due: None })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows the frames of one connection. A frame passes once it is whole.
struct Connection {
    frames: Arc<Frames>,
    /// bytes of the protocol's header that are to come
    header: usize,
    /// the beginning of the next frame
    held: Vec<u8>,
    /// the cut in the message that is being published
    due: Option<Due>,
}

/// A cut that is to come.
#[derive(Clone, Copy)]
struct Due {
    /// frames that pass before it
    frames: usize,
    /// bytes of the frame after them that pass too
    bytes: usize,
}

impl Watcher for Connection {
    fn pass(&mut self, bytes: &[u8], on: &mut Vec<u8>) -> Passage {
        self.held.extend(bytes);
        let header = self.header.min(self.held.len());
        on.extend(self.held.drain(..header));
        self.header -= header;
        while let Some(length) = self.next_frame() {
            let frame: Vec<u8> = self.held.drain(..length).collect();
            match self.cut(&frame) {
                None => on.extend(frame),
                Some(bytes) => {
                    on.extend(&frame[..bytes.min(length)]);
                    return Passage::Cut;
                }
            }
        }
        Passage::On
    }
}

impl Connection {
    /// The length of the next frame, once it is whole. What is too long to be one passes as it is.
    fn next_frame(&self) -> Option<usize> {
        let size = self.held.get(3..HEAD)?.try_into().map(u32::from_be_bytes).ok()?;
        let length = HEAD + size as usize + 1;
        match length > FRAME_BYTES {
            true => Some(self.held.len()),
            false => Some(length).filter(|length| *length <= self.held.len()),
        }
    }

    /// After how many bytes of this frame to cut the connection, if at all.
    fn cut(&mut self, frame: &[u8]) -> Option<usize> {
        let method = method(frame);
        let mut state = self.frames.lock();
        if method == Some(BASIC_ACK) {
            state.acknowledged += 1;
        }
        if method == Some(QUEUE_DECLARE)
            && let Some(name) = declared(frame)
            && state.declared.len() < QUEUES
        {
            state.declared.insert(name);
        }
        match state.plan {
            Plan::Declare if method == Some(QUEUE_DECLARE) => return Some(0),
            Plan::Publish { frames, bytes } if method == Some(BASIC_PUBLISH) => {
                state.plan = Plan::Nowhere;
                self.due = Some(Due { frames, bytes });
            }
            _ => {}
        }
        match &mut self.due {
            None => None,
            Some(Due { frames: 0, bytes }) => Some(*bytes),
            Some(Due { frames: 1, bytes: 0 }) => Some(frame.len()),
            Some(due) => {
                due.frames -= 1;
                None
            }
        }
    }
}

/// The name in the declaration of a queue. It follows two bytes that are reserved; its first byte is its
/// length.
fn declared(frame: &[u8]) -> Option<String> {
    let at = METHOD_END + 2;
    let name = frame.get(at + 1..)?.get(..usize::from(*frame.get(at)?))?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Class and number of the method that a frame holds, if it holds one.
fn method(frame: &[u8]) -> Option<(u16, u16)> {
    let number = |at: usize| Some(u16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?]));
    let is_method = frame.first() == Some(&METHOD);
    Some((number(HEAD)?, number(HEAD + 2)?)).filter(|_| is_method)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use switch::Passage;

    use super::{BASIC_ACK, BASIC_PUBLISH, Frames, PROTOCOL_HEADER, Plan, QUEUE_DECLARE};

    fn frame(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut frame = vec![kind, 0, 1];
        frame.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
        frame.extend(content);
        frame.push(0xce);
        frame
    }

    fn method((class, number): (u16, u16)) -> Vec<u8> {
        let mut content = class.to_be_bytes().to_vec();
        content.extend(number.to_be_bytes());
        content.extend(b"\0\0\x05queue\x02");
        frame(1, &content)
    }

    /// The frames of a message; the first one is the method.
    fn publish() -> [Vec<u8>; 3] {
        [method(BASIC_PUBLISH), frame(2, &[8; 20]), frame(3, b"{\"id\":7}")]
    }

    /// What passes of these bytes, when they arrive in pieces of that size, and whether the connection
    /// is cut.
    fn passed(frames: &Arc<Frames>, bytes: &[u8], piece: usize) -> (Vec<u8>, Passage) {
        let mut watcher = frames.watcher();
        let mut passed = Vec::new();
        for piece in bytes.chunks(piece) {
            if let Passage::Cut = watcher.pass(piece, &mut passed) {
                return (passed, Passage::Cut);
            }
        }
        (passed, Passage::On)
    }

    #[test]
    fn a_message_is_cut_at_each_boundary_and_inside_each_frame() {
        let before = [vec![b'A'; PROTOCOL_HEADER], frame(8, b"")].concat();
        let whole = [before.clone(), publish().concat()].concat();
        let sizes = publish().map(|frame| frame.len());
        let plans =
            (0..=2).flat_map(|frames| [0, 1, 7, sizes[frames] - 1].map(|bytes| (frames, bytes)));
        for (frames, bytes) in plans.chain([(3, 0)]) {
            let length = before.len() + sizes[..frames].iter().sum::<usize>() + bytes;
            for piece in [1, 5, whole.len()] {
                let shared = Arc::new(Frames::default());
                shared.plan(Plan::Publish { frames, bytes });
                let (passed, passage) = passed(&shared, &whole, piece);
                assert_eq!(passed, whole[..length], "{frames} frames and {bytes} bytes");
                assert_eq!(passage, Passage::Cut);
            }
        }
    }

    #[test]
    fn a_plan_to_cut_a_message_is_for_one_message() {
        let frames = Arc::new(Frames::default());
        frames.plan(Plan::Publish { frames: 1, bytes: 0 });
        let whole = [vec![b'A'; PROTOCOL_HEADER], publish().concat()].concat();
        assert_eq!(passed(&frames, &whole, 64).1, Passage::Cut);
        assert_eq!(passed(&frames, &whole, 64), (whole, Passage::On));
    }

    #[test]
    fn without_a_plan_everything_passes_and_acknowledgements_are_counted() {
        let frames = Arc::new(Frames::default());
        let all = [vec![b'A'; PROTOCOL_HEADER], method(BASIC_ACK), method(BASIC_ACK)].concat();
        assert_eq!(passed(&frames, &all, 3), (all, Passage::On));
        assert_eq!(frames.acknowledged(), 2);
    }

    #[test]
    fn a_connection_that_declares_a_queue_is_cut_before_it_does() {
        let frames = Arc::new(Frames::default());
        frames.plan(Plan::Declare);
        let before = [vec![b'A'; PROTOCOL_HEADER], method(BASIC_ACK)].concat();
        let all = [before.clone(), method(QUEUE_DECLARE)].concat();
        for _connection in 0..2 {
            assert_eq!(passed(&frames, &all, 4), (before.clone(), Passage::Cut));
        }
        assert_eq!(frames.declared(), ["queue".to_owned()].into());
    }

    #[test]
    fn what_is_too_long_to_be_a_frame_passes() {
        let frames = Arc::new(Frames::default());
        let garbage = vec![0xff; 64];
        assert_eq!(passed(&frames, &garbage, 64), (garbage, Passage::On));
    }
}
