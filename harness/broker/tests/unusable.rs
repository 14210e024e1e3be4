//! What is said of a broker that cannot be used: a sentence for each cause, with what to do.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::thread;

use broker::access::Access;
use broker::limits::Limits;
use broker::{find, start};
use texts::Lang;

/// Something that accepts connections and sends these bytes on each; nothing comes when there are none.
fn something(greeting: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            stream.write_all(greeting).expect("sent");
            open.push(stream);
        }
    });
    address
}

/// The sentence, in English.
fn problem(address: SocketAddr) -> String {
    Access::on(address).problem().expect("a problem").text(Lang::En)
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    assert!(problem(address).contains("is RabbitMQ running"), "{}", problem(address));
}

#[test]
fn something_else_listens() {
    let why = problem(something(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    assert!(why.contains("is not an AMQP 0-9-1 broker"), "{why}");
}

#[test]
fn it_accepts_the_connection_and_says_nothing() {
    let why = problem(something(b""));
    assert!(why.contains("does not answer"), "{why}");
}

#[test]
fn it_is_too_old() {
    // `Connection.Start` of a RabbitMQ 3.6.
    const START: &[u8] =
        b"\x01\0\0\0\0\0\x1c\0\x0a\0\x0a\0\x09\0\0\0\x12\x07versionS\0\0\0\x053.6.1\xce";
    let why = problem(something(START));
    assert!(why.contains("RabbitMQ 3.6.1 is too old"), "{why}");
}

#[test]
fn it_refuses_the_password() {
    let Ok(access) = find::found() else { return needs::RABBITMQ.skip() };
    let wrong = Access { password: "wrong".to_owned(), ..access.clone() };
    let why = wrong.problem().expect("a problem").text(Lang::En);
    assert!(why.contains("ACCESS_REFUSED") && why.contains("%2f"), "{why}");
}

#[test]
fn it_is_full() {
    let Some(program) = start::server() else { return needs::RABBITMQ_SERVER.skip() };
    // It uses more than that before the first message.
    let limits = Limits { memory: 1024 * 1024, ..Limits::default() };
    let node = start::start_server(&program, &limits).expect("a broker");
    let why = problem(node.address);
    assert!(why.contains("accepts no message") && why.contains("may be full"), "{why}");
}
