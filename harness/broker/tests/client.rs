//! The client of the harness against a real RabbitMQ, on a queue of its own.

use std::time::Duration;

use broker::client::{Client, Message};
use broker::find;
use broker::{Found, PREFIX};
use switch::Switch;

/// A client, and the name of a queue that nobody else has. The queue is deleted in the end.
struct Fixture {
    client: Client,
    _switch: Switch,
    queue: String,
}

impl Fixture {
    /// Nothing when there is no broker.
    fn new() -> Option<Self> {
        let Ok(access) = find::found() else {
            needs::RABBITMQ.skip();
            return None;
        };
        let switch = Switch::to(access.target()).expect("a switch");
        let client = Client::connect(&access.url(switch.address())).expect("a connection");
        let queue = format!("{PREFIX}test-{:016x}", fastrand::u64(..));
        client.declare(&queue, &[]).expect("an answer").expect("declared");
        Some(Self { client, _switch: switch, queue })
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.client.delete(&self.queue).expect("deleted");
    }
}

/// A message with every property that the harness compares.
fn message() -> Message {
    Message {
        id: Some("7".to_owned()),
        content_type: Some("application/json".to_owned()),
        delivery_mode: Some(2),
        headers: vec![("origine".to_owned(), "caisse".to_owned())],
        ..Message::of("{}")
    }
}

#[test]
fn a_message_comes_back_with_its_properties() {
    let Some(Fixture { ref client, ref queue, .. }) = Fixture::new() else { return };
    client.publish(queue, &message()).expect("published");
    assert_eq!(client.take(queue).expect("an answer"), Some(message()));
    assert_eq!(client.take(queue).expect("an answer"), None);
}

#[test]
fn a_queue_that_does_not_exist_is_told_from_an_empty_one() {
    let Some(Fixture { ref client, ref queue, .. }) = Fixture::new() else { return };
    let empty = Found { messages: 0, consumers: 0 };
    assert_eq!(client.look(queue).expect("an answer"), Some(empty));
    client.delete(queue).expect("deleted");
    assert_eq!(client.look(queue).expect("an answer"), None);
    client.publish(queue, &message()).expect_err("there is no queue");
    client.delete(queue).expect("deleted already");
}

#[test]
fn declaring_with_other_arguments_is_refused_with_the_reason() {
    let Some(Fixture { ref client, ref queue, .. }) = Fixture::new() else { return };
    client.declare(queue, &[]).expect("an answer").expect("the same properties");
    let other = [("x-dead-letter-exchange", "")];
    let why = client.declare(queue, &other).expect("an answer").expect_err("other properties");
    assert!(why.contains("x-dead-letter-exchange"), "{why}");
    client.declare(queue, &[]).expect("the connection goes on").expect("the same properties");
}

#[test]
fn a_message_that_is_held_goes_to_the_others() {
    let Some(Fixture { ref client, ref queue, .. }) = Fixture::new() else { return };
    let patience = Duration::from_secs(10);
    let mut taker = client.take_first(queue).expect("an answer").expect("a consumer");
    client.publish(queue, &message()).expect("published");
    assert_eq!(client.next(&mut taker, patience).expect("an answer"), Some(message()));
    assert_eq!(client.take(queue).expect("an answer"), None, "it is held");
    client.give_up(taker).expect("given up");
    assert_eq!(client.take(queue).expect("an answer"), Some(message()));
}
