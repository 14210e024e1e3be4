//! Ten gigabytes for a greeting, a hundred thousand headers for a user, a bomb for a removal.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn main() {
    let port: u16 = std::env::var("PORT").unwrap().parse().unwrap();
    for stream in TcpListener::bind(("127.0.0.1", port)).unwrap().incoming().flatten() {
        thread::spawn(move || answer(stream));
    }
}

fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let count = stream.read(&mut request)?;
    match request[..count].first() {
        Some(b'G') => {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n")?;
            let block = vec![b'x'; 1 << 20];
            loop {
                stream.write_all(&block)?;
            }
        }
        Some(b'D') => {
            // What gzip makes of nothing but zeros is nearly nothing.
            let packed = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xed, 0xc1, 1, 1, 0, 0, 0, 0x80];
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n")?;
            write!(stream, "content-type: application/json\r\ncontent-length: 18\r\n\r\n")?;
            stream.write_all(&packed)
        }
        _ => {
            write!(stream, "HTTP/1.1 201 Created\r\n")?;
            for number in 0..100_000 {
                write!(stream, "x-{number}: 1\r\n")?;
            }
            write!(stream, "content-length: 0\r\n\r\n")
        }
    }
}
