FROM rust:1-bookworm AS build
WORKDIR /app
COPY Cargo.toml Cargo.lock ./
COPY build.rs ./
COPY <<'EOF' src/main.rs
fn main() {}
EOF
RUN cargo build --profile release
COPY . .
RUN cargo install --locked --path . --root /out

FROM debian:12.7-slim
RUN apt-get update -qq && apt-get install -qq tini && apt-get clean
COPY --from=build --chown=0:0 --chmod=0755 /out/bin/ /usr/local/bin/
ENV HOTE=0.0.0.0
EXPOSE 3000
USER 1000:1000
ENTRYPOINT ["/usr/bin/tini", "-g", "--"]
CMD ["shop", "serve"]
# .dockerignore
# Version control
.git*
# Build
/target
# Local settings
.env
!.env.example
