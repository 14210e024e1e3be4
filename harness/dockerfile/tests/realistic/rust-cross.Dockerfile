# syntax=docker/dockerfile:1.9
FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx

FROM --platform=$BUILDPLATFORM rust:1.90-bookworm AS base
COPY --from=xx / /
ARG TARGETPLATFORM
RUN apt-get update && apt-get install -y clang lld && xx-apt-get install -y gcc libc6-dev
WORKDIR /work

FROM base AS vendored
RUN --mount=type=bind,source=Cargo.toml,target=Cargo.toml \
    --mount=type=bind,source=Cargo.lock,target=Cargo.lock \
    --mount=type=cache,target=/usr/local/cargo/registry \
    mkdir -p src && touch src/lib.rs && cargo fetch --locked

FROM vendored AS build
RUN --mount=type=bind,target=.,rw \
    --mount=type=cache,target=/build/target <<EOF
set -eux
xx-cargo build --release --locked --target-dir /build/target
cp "/build/target/$(xx-cargo --print-target-triple)/release/shop" /shop
xx-verify /shop
EOF

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --link --from=build /shop /shop
ENV HOTE="0.0.0.0" \
    PORT="8080"
EXPOSE 8080/tcp
USER 65532
CMD ["/shop"]
# .dockerignore
/.git/
/target/
/.env
