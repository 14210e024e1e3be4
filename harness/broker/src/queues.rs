//! The queues of one check, as a check sees them.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use engine::difference::Difference;
use engine::lines::Lines;
use engine::{Conversation, Stop};
use switch::Switch;

use crate::access::VARIABLE;
use crate::client::{Client, Found, Message, Taker};
use crate::find::{self, Unavailable};
use crate::frames::{Frames, Plan};
use crate::left::{self, Left};

/// The variable that tells the server the name of its queue.
pub const QUEUE_VARIABLE: &str = "FILE_COMMANDES";

/// Where messages go that cannot be handled: this is added to the name of the queue.
const REJECTS: &str = ".rejets";

/// How often to look at a queue.
const LOOK: Duration = Duration::from_millis(20);

/// The broker of one check: two queues of its own, the server's way to the broker, and the harness's.
pub struct Broker {
    client: Client,
    // Both ways end after the client.
    _own: Switch,
    switch: Switch,
    frames: Arc<Frames>,
    queue: String,
}

/// A queue whose next message comes to the check first.
pub struct Held {
    taker: Taker,
}

impl Broker {
    /// Finds the broker, and tells the server how to reach it: through a switch, with the name of a
    /// queue that nobody else has.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when there is no broker, or the student's server runs already.
    pub fn open(c: &mut Conversation<'_>) -> Result<Arc<Self>, Stop> {
        c.require_own_server()?;
        let start = Instant::now();
        let access = find::found().map_err(Unavailable::stop)?;
        // Another check may have started the broker meanwhile.
        c.allow_more(start.elapsed());
        left::uses(access);
        let frames = Arc::<Frames>::default();
        let watchers = Arc::clone(&frames);
        let switch = Switch::watched(access.target(), move || watchers.watcher());
        let own = Switch::to(access.target());
        let (switch, own) = (switch.map_err(Stop::Harness)?, own.map_err(Stop::Harness)?);
        let client = Client::connect(&access.url(own.address())).map_err(Stop::Harness)?;
        // Not from the seed: two runs of it may be under way.
        let queue = format!("{}{:016x}", crate::PREFIX, fastrand::u64(..));
        c.set_variable(VARIABLE, access.url(switch.address()))?;
        c.set_variable(QUEUE_VARIABLE, queue.as_str())?;
        let broker = Arc::new(Self { client, _own: own, switch, frames, queue });
        broker.names().into_iter().for_each(|name| left::leave(Left::Queue(name)));
        c.keep(Arc::<Self>::clone(&broker));
        Ok(broker)
    }

    /// Like [`open`](Self::open), for a check that can also be made against a server that runs already:
    /// nothing stands for its broker, which is the user's.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn open_unless_running(c: &mut Conversation<'_>) -> Result<Option<Arc<Self>>, Stop> {
        match c.require_own_server() {
            Ok(()) => Self::open(c).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// What is between the server and the broker.
    pub fn switch(&self) -> &Switch {
        &self.switch
    }

    /// Where to cut the server's connections.
    pub fn plan(&self, plan: Plan) {
        self.frames.plan(plan);
    }

    /// How many acknowledgements the server has sent.
    pub fn acknowledged(&self) -> usize {
        self.frames.acknowledged()
    }

    /// The name of the queue.
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// The name of the queue for messages that cannot be handled.
    pub fn rejects(&self) -> String {
        format!("{}{REJECTS}", self.queue)
    }

    fn names(&self) -> [String; 2] {
        [self.queue.clone(), self.rejects()]
    }

    /// Declares those of both queues that do not exist, as the server must.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn declare_missing(&self) -> Result<(), Stop> {
        let rejects = self.rejects();
        let declare = |queue: &str, arguments: &[(&str, &str)]| match self.look(queue)? {
            Some(_) => Ok(()),
            // The server may declare it right now, in its own way.
            None => self.client.declare(queue, arguments).map(drop).map_err(Stop::Harness),
        };
        declare(&rejects, &[])?;
        declare(&self.queue, &arguments(&rejects))
    }

    /// Compares both queues with what they must be: the broker refuses to declare one again that has
    /// other properties.
    ///
    /// # Errors
    /// When the snapshot contains something else.
    pub fn compare_queues(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        // Before they are declared here, too.
        let looks = [self.look(&self.queue)?, self.look(&self.rejects())?];
        for ((name, refusal), look) in self.declared()?.into_iter().zip(looks) {
            let found = match (refusal, look) {
                (_, None) => "404".to_owned(),
                (None, Some(_)) => "durable, arguments".to_owned(),
                (Some(why), Some(_)) => self.shown(&why),
            };
            let heading = format!("→ {}", self.shown(&name));
            let difference = Difference::Queue { exists: look.is_some() };
            c.compare_found(&heading, Lines::from(found), difference)?;
        }
        Ok(())
    }

    /// Declares both queues; for each, why the broker refuses it, if it does.
    fn declared(&self) -> Result<[(String, Option<String>); 2], Stop> {
        let rejects = self.rejects();
        let queue = self.client.declare(&self.queue, &arguments(&rejects));
        let queue = queue.map_err(Stop::Harness)?;
        let other = self.client.declare(&rejects, &[]).map_err(Stop::Harness)?;
        Ok([(self.queue.clone(), queue.err()), (rejects, other.err())])
    }

    /// A text in which the name of the queue is the default one.
    fn shown(&self, text: &str) -> String {
        text.replace(&self.queue, "commandes")
    }

    /// What is in a queue; nothing when it does not exist.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn look(&self, queue: &str) -> Result<Option<Found>, Stop> {
        self.client.look(queue).map_err(Stop::Harness)
    }

    /// Waits until the queue is as wanted: nothing stands for a queue that does not exist. Whether it
    /// is.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn wait(
        &self,
        patience: Duration,
        wanted: impl Fn(Option<Found>) -> bool,
    ) -> Result<bool, Stop> {
        let start = Instant::now();
        loop {
            if wanted(self.look(&self.queue)?) {
                return Ok(true);
            }
            if start.elapsed() > patience {
                return Ok(false);
            }
            thread::sleep(LOOK);
        }
    }

    /// Publishes messages to the queue, in their order.
    ///
    /// # Errors
    /// When the broker does not confirm them: also because the queue does not exist.
    pub fn publish(&self, messages: &[Message]) -> Result<(), Stop> {
        self.client.publish_all(&self.queue, messages).map_err(Stop::Harness)
    }

    /// From now on, the next message comes to the check, and not to the server; or says why the broker
    /// refuses that.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn hold(&self) -> Result<Result<Held, String>, Stop> {
        let taker = self.client.take_first(&self.queue).map_err(Stop::Harness)?;
        Ok(taker.map(|taker| Held { taker }).map_err(|why| self.shown(&why)))
    }

    /// The message that is held, if one comes in time.
    ///
    /// # Errors
    /// When the connection of the harness breaks.
    pub fn held(&self, held: &mut Held, patience: Duration) -> Result<Option<Message>, Stop> {
        self.client.next(&mut held.taker, patience).map_err(Stop::Harness)
    }

    /// Lets the server have what is held.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn release(&self, held: Held) -> Result<(), Stop> {
        self.client.give_up(held.taker).map_err(Stop::Harness)
    }

    /// Takes the messages that were set aside, until there are `count` or the time is over.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn set_aside(&self, count: usize, patience: Duration) -> Result<Vec<Message>, Stop> {
        let (start, rejects) = (Instant::now(), self.rejects());
        let mut all = Vec::new();
        while all.len() < count && start.elapsed() < patience {
            match self.client.take(&rejects).map_err(Stop::Harness)? {
                Some(message) => all.push(message),
                None => thread::sleep(LOOK),
            }
        }
        Ok(all)
    }

    /// Deletes the queue, with all that is in it.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn delete(&self) -> Result<(), Stop> {
        self.client.delete(&self.queue).map_err(Stop::Harness)
    }
}

/// The arguments of the queue of orders.
fn arguments(rejects: &str) -> [(&str, &str); 2] {
    [("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", rejects)]
}

impl Drop for Broker {
    fn drop(&mut self) {
        // The server may still be there: without its way to the broker it declares nothing again.
        let _ = self.switch.refuse();
        // A faulty server may give its queues other names. Those that are the user's stay.
        let declared = self.frames.declared().into_iter();
        let others = declared.filter(|name| name.starts_with(&self.queue));
        for name in self.names().into_iter().chain(others) {
            // What could not be removed is left to the cleaner.
            if self.client.delete(&name).is_ok() {
                left::removed(Left::Queue(name));
            }
        }
    }
}
