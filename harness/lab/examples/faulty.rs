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
        "asks" => asks(),
        "daemon" => daemon(),
        "wrong-sql" => {
            eprintln!("while executing migration 1: (code: 1) near \"creat\": syntax error");
            std::process::exit(1);
        }
        "broken-post" => broken_post(),
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

/// Waits for a line on its standard input before it listens.
fn asks() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("a line");
    panic!("no answer");
}

/// Starts itself again as a server that is otherwise right enough, and ends.
#[expect(clippy::zombie_processes, reason = "leaving the child behind is the fault")]
fn daemon() {
    let itself = std::env::current_exe().expect("a path");
    let mut child = std::process::Command::new(itself).arg("greets").spawn().expect("a child");
    let port = std::env::var("PORT").expect("PORT is set");
    // Until the child listens, so that the end is a matter of chance for who is not careful.
    while TcpStream::connect(format!("127.0.0.1:{port}")).is_err() {
        assert!(child.try_wait().expect("a child").is_none(), "the child has ended");
        std::thread::yield_now();
    }
}

/// The server that the second argument names, but `POST /api/produits` fails.
fn broken_post() {
    let port = std::env::var("PORT").expect("PORT is set");
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).expect("the port is free");
    let hidden = TcpListener::bind("127.0.0.1:0").expect("a port");
    let behind = hidden.local_addr().expect("an address");
    drop(hidden);
    let program = std::env::args().nth(2).expect("a server");
    let mut server = std::process::Command::new(program);
    let mut server = server.env("PORT", behind.port().to_string()).spawn().expect("a server");
    for stream in listener.incoming().flatten() {
        // A client that hangs up early is no reason to stop.
        std::thread::spawn(move || drop(pass_on(stream, behind)));
        assert!(server.try_wait().expect("a server").is_none(), "the server has ended");
    }
}

/// Passes one request on, and its response back.
fn pass_on(mut client: TcpStream, behind: std::net::SocketAddr) -> std::io::Result<()> {
    let mut request = vec![0; 1 << 20];
    let length = client.read(&mut request)?;
    if request.starts_with(b"POST /api/produits ") {
        eprintln!("ERROR POST /api/produits: no such column: prix");
        json(&mut client, "500 Internal Server Error", "{\"erreur\": \"panne interne\"}")?;
        // The rest of the request may still be on its way, and closing on it would cut the response off.
        client.set_read_timeout(Some(Duration::from_secs(5)))?;
        client.shutdown(std::net::Shutdown::Write)?;
        return std::io::copy(&mut client, &mut std::io::sink()).map(drop);
    }
    let deadline = std::time::Instant::now() + Duration::from_secs(5);
    let mut server = loop {
        match TcpStream::connect(behind) {
            Ok(server) => break server,
            Err(error) if std::time::Instant::now() > deadline => return Err(error),
            Err(_) => std::thread::yield_now(),
        }
    };
    server.write_all(&request[..length])?;
    let (mut rest, mut forward) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || {
        // The other direction ends with this one.
        let _ = std::io::copy(&mut rest, &mut forward);
        let _ = forward.shutdown(std::net::Shutdown::Write);
    });
    std::io::copy(&mut server, &mut client)?;
    client.shutdown(std::net::Shutdown::Both)
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
        // In one packet, or in two.
        "surplus" => surplus(&mut stream, Duration::ZERO)?,
        "late-surplus" => surplus(&mut stream, Duration::from_millis(20))?,
        "byte-order-mark" => json(&mut stream, "200 OK", &format!("\u{feff}{GREETING}"))?,
        "no-break-space" => {
            json(&mut stream, "200 OK", &GREETING.replace(" !", "\u{a0}!"))?;
        }
        "no-body" => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?,
        "other-disk" => {
            eprintln!("Error: Invalid cross-device link (os error 18)");
            json(&mut stream, "500 Internal Server Error", "{}")?;
        }
        "greets" => json(&mut stream, "200 OK", GREETING)?,
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

const GREETING: &str = "{\"message\": \"Bonjour, bienvenue dans notre API de microservices !\"}";

/// A right response with something behind it, sent after a pause.
fn surplus(stream: &mut TcpStream, pause: Duration) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length";
    let response = format!("{head}: {}\r\n\r\n{GREETING}", GREETING.len());
    if pause.is_zero() {
        return stream.write_all(format!("{response}more").as_bytes());
    }
    stream.write_all(response.as_bytes())?;
    std::thread::park_timeout(pause);
    stream.write_all(b"more")
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
