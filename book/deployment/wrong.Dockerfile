# Mistakes: each of them replaces some lines of the Dockerfile beside this file.

# ANCHOR: late
COPY . .
RUN cargo build --release --locked
# ANCHOR_END: late

# ANCHOR: latest
FROM debian:latest
# ANCHOR_END: latest

# ANCHOR: compiler
FROM rust:1.95.0-slim-bookworm
# ANCHOR_END: compiler

# ANCHOR: named-user
RUN useradd --system serre
USER serre
# ANCHOR_END: named-user

# ANCHOR: shell
ENTRYPOINT serre
# ANCHOR_END: shell

# ANCHOR: no-exec
ENTRYPOINT ["sh", "-c", "echo starting on $PORT; serre"]
# ANCHOR_END: no-exec

# ANCHOR: npm
CMD ["npm", "start"]
# ANCHOR_END: npm

# ANCHOR: port
EXPOSE 5000
# ANCHOR_END: port

# ANCHOR: secret
ARG CARGO_REGISTRIES_INTERNE_TOKEN
COPY Cargo.toml Cargo.lock ./
# ANCHOR_END: secret
