//! The user is a number other than 0.

use crate::common::{accepts, image, refuses};
use dockerfile::{Reason, Rule};

#[test]
fn the_last_user_is_a_number() {
    accepts(
        Rule::User,
        &[
            "FROM debian:12\nUSER 10001",
            "FROM debian:12\nUSER 10001:10001",
            "FROM debian:12\nUSER 10001:app",
            "FROM debian:12\nUSER \"65532\"",
            "FROM debian:12\nUSER root\nRUN id\nUSER 1000",
            "FROM debian:12\nARG UID=10001\nUSER ${UID}",
            "FROM debian:12\nARG UID=10001\nARG GID=10001\nUSER $UID:$GID",
            "FROM debian:12\nENV APP_UID=1654\nUSER $APP_UID",
            "FROM debian:12\nUSER ${UID:-1000}",
            "ARG UID=1000\nFROM debian:12\nARG UID\nUSER $UID",
            "FROM debian:12\nARG UID=0\nENV UID=7\nUSER $UID",
            "FROM debian:12 AS base\nUSER 1000\nFROM base",
            "FROM debian:12 AS base\nARG UID=1000\nFROM base\nUSER $UID",
            "FROM debian:12 AS base\nONBUILD USER 1000\nFROM base",
            "FROM debian:12 AS base\nUSER 0\nFROM base\nUSER 1000",
            "FROM debian:12 AS build\nUSER 0\nFROM debian:12\nUSER 1000",
        ],
    );
}

#[test]
fn a_name_or_0_or_nothing_is_wrong() {
    let text = str::to_owned;
    for (dockerfile, line, reason) in [
        ("FROM debian:12", 1, Reason::NoUser),
        ("FROM gcr.io/distroless/cc-debian12:nonroot", 1, Reason::NoUser),
        ("FROM debian:12 AS a\nUSER 1000\nFROM debian:12", 3, Reason::NoUser),
        ("FROM debian:12\nONBUILD USER 1000", 1, Reason::NoUser),
        ("FROM debian:12\nUSER app", 2, Reason::NamedUser { user: text("app") }),
        ("FROM debian:12\nUSER app:1000", 2, Reason::NamedUser { user: text("app:1000") }),
        (
            "FROM debian:12\nUSER nonroot:nonroot",
            2,
            Reason::NamedUser { user: text("nonroot:nonroot") },
        ),
        ("FROM debian:12\nUSER +1000", 2, Reason::NamedUser { user: text("+1000") }),
        ("FROM debian:12\nUSER 1000\nUSER root", 3, Reason::Root { user: text("root") }),
        ("FROM debian:12\nUSER 0", 2, Reason::Root { user: text("0") }),
        ("FROM debian:12\nUSER 000:1000", 2, Reason::Root { user: text("000:1000") }),
        ("FROM debian:12 AS b\nUSER 1000\nFROM b\nUSER 0:0", 4, Reason::Root { user: text("0:0") }),
        ("FROM debian:12\nUSER $APP_UID", 2, Reason::UnknownUser { user: text("$APP_UID") }),
        ("FROM debian:12\nUSER ${UID}:1", 2, Reason::UnknownUser { user: text("${UID}:1") }),
        ("ARG UID=1000\nFROM debian:12\nUSER $UID", 3, Reason::UnknownUser { user: text("$UID") }),
    ] {
        refuses(Rule::User, dockerfile, line, reason);
    }
}

#[test]
fn the_number_of_the_user_is_known() {
    assert_eq!(image("FROM debian:12\nUSER 1000:app").user(), Some(1000));
    assert_eq!(image("FROM debian:12\nUSER 0").user(), Some(0));
    assert_eq!(image("FROM debian:12\nUSER app").user(), None);
    assert_eq!(image("FROM debian:12").user(), None);
}
