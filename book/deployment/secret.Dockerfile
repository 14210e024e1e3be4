# syntax=docker/dockerfile:1
# The image of a greenhouse whose dependencies come from a private registry.
FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
# ANCHOR: mount
RUN --mount=type=secret,id=registre,env=CARGO_REGISTRIES_INTERNE_TOKEN \
    mkdir src \
 && echo 'fn main() {}' > src/main.rs \
 && cargo build --release --locked
# ANCHOR_END: mount
COPY src src
RUN touch src/main.rs && cargo build --release --locked

FROM debian:bookworm-slim
COPY --from=build /src/target/release/serre /usr/local/bin/serre
ENV HOTE=0.0.0.0 PORT=8080
EXPOSE 8080
USER 10001
ENTRYPOINT ["serre"]
