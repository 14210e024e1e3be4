//! The image is built in stages.

use crate::common::{accepts, refuses};
use dockerfile::{Reason, Rule};

#[test]
fn the_last_image_needs_a_stage() {
    accepts(
        Rule::Stages,
        &[
            "FROM rust:1 AS build\nFROM scratch\nCOPY --from=build /a /a",
            "FROM rust:1 AS Build\nFROM scratch\nCOPY --from=bUILD /a /a",
            "from rust:1 as build\nfrom scratch\ncopy --from=build /a /a",
            "FROM rust:1\nFROM scratch\nCOPY --from=0 /a /a",
            "FROM rust:1 AS build\nFROM scratch\nCOPY --link --chown=1:1 --from=build /a /a",
            "FROM rust:1 AS build\nFROM debian:12\nRUN --mount=type=bind,from=build,target=/b cp /b/a /a",
            "FROM debian:12 AS base\nFROM base",
            "ARG BASE=base\nFROM debian:12 AS base\nFROM ${BASE}",
            "FROM debian:12 AS run-amd64\nFROM run-${TARGETARCH}",
            "FROM --platform=$BUILDPLATFORM rust:1 AS build\nFROM scratch\nCOPY --from=build /a /a",
            "FROM debian:12 AS base\nONBUILD COPY --from=build /a /a\nFROM rust:1 AS build\nFROM base",
        ],
    );
}

#[test]
fn one_stage_is_not_enough() {
    for (dockerfile, line) in [
        ("FROM rust:1", 1),
        ("# syntax=docker/dockerfile:1\n\nFROM rust:1 AS build\nRUN cargo build", 3),
        ("FROM rust:1 AS build\nRUN cargo build\nFROM debian:12-slim\nCOPY target/release/a /a", 3),
        ("FROM rust:1 AS build\nFROM debian:12\nCOPY --from=nginx:1.27 /a /a", 2),
        ("FROM rust:1 AS rust\nFROM debian:12\nCOPY --from=7 /a /a", 2),
    ] {
        refuses(Rule::Stages, dockerfile, line, Reason::SingleStage);
    }
}
