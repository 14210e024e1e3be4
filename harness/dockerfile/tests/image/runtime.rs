//! The last stage has no compiler.

use crate::common::{accepts, refuses};
use dockerfile::{Reason, Rule};

#[test]
fn small_images_are_right() {
    for image in [
        "scratch",
        "debian:bookworm-slim",
        "ubuntu:24.04",
        "alpine:3.22",
        "gcr.io/distroless/static-debian12:nonroot",
        "gcr.io/distroless/nodejs22-debian12",
        "gcr.io/distroless/java21-debian12",
        "node:22-slim",
        "node:22.11-bookworm-slim",
        "node:22-alpine3.20",
        "python:3.13-slim",
        "python:3.13-alpine",
        "docker.io/library/node:22-slim",
        "node@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "eclipse-temurin:21-jre",
        "eclipse-temurin:21-jre-alpine",
        "amazoncorretto:21-al2023-headless",
        "mcr.microsoft.com/dotnet/aspnet:9.0",
        "mcr.microsoft.com/dotnet/runtime-deps:9.0-noble-chiseled",
        "cgr.dev/chainguard/node:22",
        "tomcat:11-jre21",
        "ruby:3.4-slim",
        "nginx:1.27",
        "example.org/golang-server:1",
    ] {
        accepts(Rule::Runtime, &[&format!("FROM {image}")]);
    }
}

#[test]
fn the_images_of_compilers_are_wrong() {
    for image in [
        "rust:1.90",
        "rust:1.90-slim",
        "rust:1-alpine",
        "docker.io/library/rust:1",
        "golang:1.25-alpine",
        "gcc:15",
        "mcr.microsoft.com/dotnet/sdk:9.0",
        "example.org/shop-sdk:1",
        "openjdk:21",
        "openjdk:21-jdk-slim",
        "eclipse-temurin:21",
        "eclipse-temurin:21-jdk-alpine",
        "amazoncorretto:21",
        "sapmachine:21-jdk-headless",
        "tomcat:11-jdk21-temurin",
        "maven:3.9-eclipse-temurin-21",
        "gradle:8-jdk21",
        "node:22",
        "node:22-bookworm",
        "docker.io/node:22",
        "public.ecr.aws/docker/library/python:3.13",
        "python:3.13-bookworm",
        "buildpack-deps:bookworm",
    ] {
        let reason = || Reason::CompilerImage { image: image.to_owned() };
        refuses(Rule::Runtime, &format!("FROM {image}"), 1, reason());
        let dockerfile = format!("FROM scratch AS a\nFROM {image} AS base\nFROM base AS last");
        refuses(Rule::Runtime, &dockerfile, 2, reason());
    }
}

#[test]
fn the_last_stage_does_not_compile() {
    for run in [
        "RUN useradd app",
        "RUN pip install -r requirements.txt",
        "RUN npm ci --omit=dev && npm cache clean --force",
        "RUN cargo --version",
        "RUN gcc --version",
        "RUN go version",
        "RUN echo cargo build",
        "RUN ln -s /usr/bin/make /x",
        "RUN python -m compileall .",
        "RUN npm prune --omit=dev",
        "RUN [\"/bin/ldconfig\"]",
        "RUN poetry install --only main",
    ] {
        accepts(Rule::Runtime, &[&format!("FROM debian:12\n{run}")]);
    }
    for (run, command) in [
        ("RUN cargo build --release", "cargo build --release"),
        ("RUN cd /a && CGO_ENABLED=0 go build -o /b .", "go build -o /b ."),
        ("RUN --mount=type=cache,target=/c cargo install --path .", "cargo install --path ."),
        ("RUN cargo chef cook", "cargo chef cook"),
        ("RUN ./mvnw package", "./mvnw package"),
        ("RUN gradle bootJar", "gradle bootJar"),
        ("RUN dotnet publish -o /app", "dotnet publish -o /app"),
        ("RUN gcc -o a a.c", "gcc -o a a.c"),
        ("RUN make", "make"),
        ("RUN npm run build", "npm run build"),
        ("RUN npx tsc -p .", "npx tsc -p ."),
        ("RUN bash -c 'set -e; cargo b'", "cargo b"),
        ("RUN [\"cargo\", \"build\"]", "cargo build"),
        ("RUN <<EOF\nset -e\ncargo build\nEOF", "cargo build"),
        ("RUN bash -e <<'EOF'\ncargo build\nEOF", "cargo build"),
        ("RUN if true; then cargo build; fi", "cargo build"),
    ] {
        let reason = || Reason::Compiles { command: command.to_owned() };
        refuses(Rule::Runtime, &format!("FROM debian:12\n{run}"), 2, reason());
        refuses(Rule::Runtime, &format!("FROM debian:12 AS base\n{run}\nFROM base"), 2, reason());
        accepts(
            Rule::Runtime,
            &[&format!("FROM debian:12 AS b\n{run}\nFROM debian:12\nCOPY --from=b /a /a")],
        );
    }
    // One base image may serve both.
    accepts(
        Rule::Runtime,
        &[
            "FROM debian:12 AS base\nFROM base AS b\nRUN cargo build\nFROM base\nCOPY --from=b /a /a",
        ],
    );
}

#[test]
fn the_last_stage_copies_no_compiler() {
    let copy = |path: &str| format!("FROM golang:1 AS b\nFROM debian:12\nCOPY --from=b {path} /a");
    accepts(Rule::Runtime, &[&copy("/usr/local/go/lib/time/zoneinfo.zip"), &copy("/go/bin/a")]);
    let package = "/usr/local/go".to_owned();
    refuses(Rule::Runtime, &copy("/usr/local/go"), 3, Reason::InstallsCompiler { package });
}

#[test]
fn the_last_stage_installs_no_compiler() {
    for run in [
        "RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libpq5",
        "RUN apk add --no-cache tini libgcc",
        "RUN apt-get install -y openjdk-21-jre-headless",
        "RUN apk add openjdk21-jre",
        "RUN apt-get install -y libgcc-s1 gcc-12-base clang-format",
        "RUN apk add --virtual .b gcc musl-dev && pip install -r a.txt && apk del .b",
        "RUN apt-get install -y gcc && pip install x && apt-get purge -y gcc",
        "RUN pip install golang",
        "RUN echo apt-get install gcc",
        "RUN apt-get install -y dotnet-runtime-9.0",
    ] {
        accepts(Rule::Runtime, &[&format!("FROM debian:12\n{run}")]);
    }
    for (run, package) in [
        ("RUN apt-get update && apt-get install -y gcc", "gcc"),
        ("RUN apt-get -y install build-essential=12.9", "build-essential=12.9"),
        ("RUN apt install -y curl g++-14", "g++-14"),
        ("RUN apk add --no-cache build-base", "build-base"),
        ("RUN apk add cargo", "cargo"),
        ("RUN dnf install -y gcc-c++", "gcc-c++"),
        ("RUN microdnf install java-21-openjdk-devel", "java-21-openjdk-devel"),
        ("RUN apt-get install -y openjdk-21-jdk-headless", "openjdk-21-jdk-headless"),
        ("RUN apk add openjdk21", "openjdk21"),
        ("RUN apt-get install -y golang-1.24-go", "golang-1.24-go"),
        ("RUN apt-get install -y dotnet-sdk-9.0", "dotnet-sdk-9.0"),
        ("RUN zypper in -y clang", "clang"),
        ("RUN curl https://sh.rustup.rs -sSf | sh -s -- -y", "https://sh.rustup.rs"),
        ("RUN <<EOF\napt-get update\napt-get install -y \\\n  curl \\\n  gcc\nEOF", "gcc"),
    ] {
        let reason = Reason::InstallsCompiler { package: package.to_owned() };
        refuses(Rule::Runtime, &format!("FROM debian:12\n{run}"), 2, reason);
    }
}
