//! A server that is wrong in the way its argument says, to see what the command makes of it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

fn main() {
    let fault = std::env::args().nth(1).unwrap_or_default();
    match fault.as_str() {
        "exits" => println!("nothing to do"),
        "exits-3" => std::process::exit(3),
        "panics-at-start" => panic!("no configuration"),
        "never-listens" => wait(),
        "port-taken-once" => port_taken_once(),
        "wrong-port" => serve(&TcpListener::bind("[::1]:0").expect("a port"), &fault),
        _ => {
            let port = std::env::var("PORT").expect("PORT is set");
            let listener =
                TcpListener::bind(format!("127.0.0.1:{port}")).expect("the port is free");
            serve(&listener, &fault);
        }
    }
}

/// Fails as if another program had taken the port, unless the file named by the second argument is
/// there; makes it.
fn port_taken_once() {
    let note = std::env::args().nth(2).expect("a file");
    if std::fs::File::create_new(note).is_ok() {
        eprintln!("OSError: [Errno 98] Address already in use");
        std::process::exit(1);
    }
    let port = std::env::var("PORT").expect("PORT is set");
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).expect("the port is free");
    serve(&listener, "always-200");
}

fn serve(listener: &TcpListener, fault: &str) {
    for stream in listener.incoming().flatten() {
        // A client that hangs up early is no reason to stop.
        let _ = answer(stream, fault);
    }
}

fn answer(mut stream: TcpStream, fault: &str) -> std::io::Result<()> {
    let mut request = [0; 4096];
    if stream.read(&mut request)? == 0 {
        return Ok(());
    }
    match fault {
        "hangs" => wait(),
        "drips" => drip(&mut stream)?,
        "crashes" => {
            stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Le")?;
            eprintln!("going down");
            std::process::abort();
        }
        "hangs-up" => {}
        "garbage" => stream.write_all(b"\x00\x01\x1b[31mSSH-2.0-OpenSSH_9.2\r\n")?,
        "floods" => {
            for line in 0..200_000 {
                println!("line {line} of a very long log");
            }
            json(&mut stream, "200 OK", "{}")?;
        }
        "short-body" => {
            stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{}")?;
        }
        "not-json" => json(&mut stream, "201 Created", "{'message': 'ajouté'}")?,
        "placeholder" => {
            json(&mut stream, "201 Created", PLACEHOLDER)?;
        }
        "huge-body" => huge(&mut stream)?,
        "looping-document" => json(&mut stream, "200 OK", LOOPING_DOCUMENT)?,
        // "always-200"
        _ => json(&mut stream, "200 OK", "{}")?,
    }
    Ok(())
}

const PLACEHOLDER: &str = "{\"message\": \"Utilisateur {nom} ajouté avec succès!\"}";

/// A schema that is nothing but a reference to itself, by way of another.
const LOOPING_DOCUMENT: &str = r##"{"openapi": "3.1.0", "components": {"schemas": {
    "A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}}}"##;

/// Fifty megabytes: a million rows, or a document that nobody can have written.
fn huge(stream: &mut TcpStream) -> std::io::Result<()> {
    const BYTES: usize = 50_000_000;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )?;
    let row = r#"{"id": 1, "nom": "a", "prix_centimes": 1, "stock": 1}, "#;
    for _ in 0..BYTES / row.len() {
        write!(stream, "{:x}\r\n{row}\r\n", row.len())?;
    }
    stream.write_all(b"0\r\n\r\n")
}

fn json(stream: &mut TcpStream, status: &str, body: &str) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n")?;
    loop {
        stream.write_all(b" ")?;
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

/// For ever: until somebody kills this process.
fn wait() -> ! {
    loop {
        std::thread::park();
    }
}
