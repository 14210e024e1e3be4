FROM rust:latest
WORKDIR /serre
COPY . .
RUN cargo build --release
EXPOSE 5000
CMD cargo run --release
