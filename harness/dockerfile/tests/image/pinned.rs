//! Images have a digest or a version.

use crate::common::{accepts, refuses};
use dockerfile::{Reason, Rule};
use images::Unpinned;

#[test]
fn defaults_are_resolved_and_stages_need_no_version() {
    accepts(
        Rule::Pinned,
        &[
            "ARG V=1.90\nFROM rust:${V}-slim",
            "ARG V=1.90\nARG TAG=$V-slim\nFROM rust:$TAG",
            "FROM rust:${V:-1.90}",
            "ARG V=\nFROM rust:${V:-1.90}",
            "ARG SLIM=yes\nFROM rust:1${SLIM:+-slim}",
            "ARG IMAGE=\"debian:12\"\nFROM $IMAGE",
            "ARG R=docker.io\nARG I='rust:1'\nFROM --platform=$BUILDPLATFORM ${R}/${I} AS b",
            "ARG V=1.90\nFROM rust:${V%.*}",
            "ARG REGISTRY\nFROM ${REGISTRY}rust:1",
            "FROM scratch",
            "FROM debian:12 AS base\nFROM base AS last",
            "FROM debian:12 AS Base\nFROM BASE",
            "FROM rust:1 AS build\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /b /b",
            "FROM debian:12\nCOPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /bin/",
            "FROM debian:12\nRUN --mount=from=tools,target=/t /t/a",
            "FROM node AS docs\nRUN npm ci\nFROM debian:12",
        ],
    );
}

#[test]
fn images_that_the_last_one_needs_have_a_version() {
    for (dockerfile, line, image, problem) in [
        ("FROM rust", 1, "rust", Unpinned::NoTag),
        ("FROM rust AS rust", 1, "rust", Unpinned::NoTag),
        ("ARG V\nFROM rust:$V", 2, "rust:", Unpinned::Unresolved),
        ("ARG V=latest\nFROM rust:$V", 2, "rust:latest", Unpinned::Latest),
        ("FROM debian:12 AS a\nARG V=1\nFROM rust:$V", 3, "rust:", Unpinned::Unresolved),
        ("FROM rust:$V\nFROM scratch\nCOPY --from=0 / /", 1, "rust:", Unpinned::Unresolved),
        ("FROM debian:12\nCOPY --from=nginx /a /a", 2, "nginx", Unpinned::NoTag),
        ("FROM debian:12\nCOPY --from=build /a /a", 2, "build", Unpinned::NoTag),
        ("FROM debian:12\nCOPY --from=nginx:$V /a /a", 2, "nginx:$V", Unpinned::Unresolved),
        ("FROM debian:12\nCOPY --from=3 /a /a", 2, "3", Unpinned::NoTag),
        (
            "FROM golang AS t\nFROM debian:12\nRUN --mount=from=t,target=/t ls",
            1,
            "golang",
            Unpinned::NoTag,
        ),
    ] {
        let image = image.to_owned();
        refuses(Rule::Pinned, dockerfile, line, Reason::Unpinned { image, problem });
    }
}
