FROM rust:1.90.0-bookworm@sha256:1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef AS deps
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY --parents crates/*/Cargo.toml ./
COPY .cargo .cargo
RUN cargo fetch --locked

FROM deps AS server
COPY crates crates
COPY .sqlx .sqlx
ENV SQLX_OFFLINE=true
RUN --mount=type=cache,target=/build/target \
    cargo build --offline --release -p server && cp target/release/server /usr/local/bin/

FROM deps AS test
COPY . .
CMD cargo test

FROM ubuntu:24.04
ARG UID=10001
RUN useradd --uid "${UID}" --no-create-home --shell /usr/sbin/nologin app
COPY --from=server /usr/local/bin/server /usr/local/bin/
ENV HOTE 0.0.0.0
ENV PORT 9000
USER ${UID}
EXPOSE ${PORT}
HEALTHCHECK --interval=10s CMD ["/usr/local/bin/server", "--check"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["server"]
# .dockerignore
**/.git
**/target
**/node_modules
