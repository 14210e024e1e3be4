//! One port is exposed: that of the server.

use crate::common::{accepts, image, refuses};
use dockerfile::{Reason, Rule};

#[test]
fn the_port_of_the_server_is_exposed() {
    accepts(
        Rule::Port,
        &[
            "FROM debian:12\nEXPOSE 3000",
            "FROM debian:12\nEXPOSE 3000/tcp",
            "FROM debian:12\nEXPOSE 3000/TCP",
            "FROM debian:12\nEXPOSE \"3000\"",
            "FROM debian:12\nENV PORT=8080\nEXPOSE 8080",
            "FROM debian:12\nENV PORT 8080\nEXPOSE 8080",
            "FROM debian:12\nEXPOSE 8080\nENV HOTE=0.0.0.0 PORT=8080",
            "FROM debian:12\nENV PORT=8080\nEXPOSE $PORT",
            "FROM debian:12\nENV PORT=8080\nEXPOSE ${PORT}/tcp",
            "FROM debian:12\nARG PORT=8080\nENV PORT=$PORT\nEXPOSE ${PORT}",
            "ARG PORT=8080\nFROM debian:12\nARG PORT\nENV PORT=${PORT}\nEXPOSE 8080",
            "FROM debian:12 AS base\nENV PORT=8080\nEXPOSE 8080\nFROM base",
            "FROM debian:12 AS base\nENV PORT=8080\nFROM base\nEXPOSE 8080",
            "FROM debian:12\nEXPOSE 3000 3000/tcp\nEXPOSE 3000",
            "FROM debian:12 AS build\nEXPOSE 9000\nFROM debian:12\nEXPOSE 3000",
            // An ARG is not part of the environment of the server.
            "FROM debian:12\nARG PORT=8080\nEXPOSE 3000",
        ],
    );
}

#[test]
fn other_ports_are_wrong() {
    let text = str::to_owned;
    let several =
        |ports: &[&str]| Reason::SeveralPorts { ports: ports.iter().map(|p| text(p)).collect() };
    for (dockerfile, line, reason) in [
        ("FROM debian:12", 1, Reason::NoPort),
        ("FROM debian:12 AS a\nEXPOSE 3000\nFROM debian:12", 3, Reason::NoPort),
        ("FROM debian:12\nEXPOSE 8080", 2, Reason::OtherPort { exposed: 8080, listens: 3000 }),
        (
            "FROM debian:12\nENV PORT=80\nEXPOSE 3000",
            3,
            Reason::OtherPort { exposed: 3000, listens: 80 },
        ),
        (
            "FROM debian:12\nARG PORT=80\nEXPOSE $PORT",
            3,
            Reason::OtherPort { exposed: 80, listens: 3000 },
        ),
        ("FROM debian:12\nEXPOSE 3000 9090", 2, several(&["3000", "9090"])),
        ("FROM debian:12\nEXPOSE 3000\nEXPOSE 9090", 3, several(&["3000", "9090"])),
        ("FROM debian:12\nEXPOSE 3000/tcp 3000/udp", 2, several(&["3000/tcp", "3000/udp"])),
        ("FROM debian:12 AS b\nEXPOSE 80\nFROM b\nEXPOSE 3000", 4, several(&["80", "3000"])),
        ("FROM debian:12\nEXPOSE 3000/udp", 2, Reason::OtherProtocol { found: text("3000/udp") }),
        ("FROM debian:12\nEXPOSE 3000-3001", 2, Reason::NotAPort { found: text("3000-3001") }),
        ("FROM debian:12\nEXPOSE $PORT", 2, Reason::NotAPort { found: text("$PORT") }),
        ("FROM debian:12\nEXPOSE 0", 2, Reason::NotAPort { found: text("0") }),
        ("FROM debian:12\nEXPOSE 70000", 2, Reason::NotAPort { found: text("70000") }),
        (
            "FROM debian:12\nENV PORT=http\nEXPOSE 80",
            1,
            Reason::InvalidPort { value: text("http") },
        ),
        ("FROM debian:12\nENV PORT=0\nEXPOSE 80", 1, Reason::InvalidPort { value: text("0") }),
    ] {
        refuses(Rule::Port, dockerfile, line, reason);
    }
}

#[test]
fn the_exposed_port_is_known() {
    assert_eq!(image("FROM debian:12\nEXPOSE 8080/tcp 8080").exposed(), Some(8080));
    assert_eq!(image("FROM debian:12\nEXPOSE 8080 9090").exposed(), None);
    assert_eq!(image("FROM debian:12").exposed(), None);
}
