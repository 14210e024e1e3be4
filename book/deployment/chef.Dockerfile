# The image of the greenhouse, with cargo-chef.
# ANCHOR: chef
FROM rust:1.95.0-slim-bookworm AS chef
RUN cargo install cargo-chef --version 0.1.73 --locked
WORKDIR /src

FROM chef AS plan
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM chef AS build
COPY --from=plan /src/recipe.json recipe.json
RUN cargo chef cook --release --locked --recipe-path recipe.json
COPY . .
RUN cargo build --release --locked
# ANCHOR_END: chef

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/serre /usr/local/bin/serre
ENV HOTE=0.0.0.0 PORT=8080
EXPOSE 8080
USER 10001
ENTRYPOINT ["serre"]
