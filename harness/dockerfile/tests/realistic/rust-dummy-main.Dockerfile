FROM rust:1.90-alpine3.22 AS build
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY Cargo.toml Cargo.lock rust-toolchain.toml ./
# Only the dependencies are compiled here.
RUN mkdir src \
 && echo 'fn main() { println!("dummy"); }' > src/main.rs \
 && cargo build --release --locked \
 && rm -rf src target/release/deps/shop*
COPY migrations ./migrations
COPY src ./src
RUN touch src/main.rs && cargo build --release --locked

FROM scratch
COPY --from=build /src/target/release/shop /shop
ENV HOTE=0.0.0.0
EXPOSE 3000
USER 65532:65532
ENTRYPOINT ["/shop"]
# .dockerignore
*
!Cargo.toml
!Cargo.lock
!rust-toolchain.toml
!migrations
!src
