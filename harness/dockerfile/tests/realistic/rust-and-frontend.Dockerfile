FROM node:22-alpine AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit
COPY web/ ./
RUN npx vite build

FROM rust:1.90-slim AS api
RUN apt-get update && apt-get install -y pkg-config libssl-dev
WORKDIR /api
COPY Cargo.toml Cargo.lock ./
RUN mkdir -p src && printf 'fn main() {}' > src/main.rs && cargo build --release && rm src/main.rs
COPY --from=web /web/dist ./static
COPY src ./src
COPY templates ./templates
RUN cargo build --release

FROM debian:trixie-slim
COPY --from=api /api/target/release/shop /usr/local/bin/
COPY --from=web /web/dist /srv/static
COPY --from=busybox:1.37-musl /bin/busybox /bin/busybox
ENV HOTE=0.0.0.0 TOKEN_FILE=/run/secrets/token
EXPOSE 3000
USER 2000
CMD ["/usr/local/bin/shop"]
# .dockerignore
.git
target
web/node_modules
web/dist
