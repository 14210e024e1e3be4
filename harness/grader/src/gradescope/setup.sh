#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the autograder.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo
apt-get update
apt-get install -y --no-install-recommends build-essential ca-certificates curl git bubblewrap @PACKAGES@
curl --proto '=https' --tlsv1.2 --silent --show-error --fail https://sh.rustup.rs |
    sh -s -- -y --no-modify-path --profile minimal --default-toolchain none
export PATH="$CARGO_HOME/bin:$PATH"
cd "$(dirname "$0")/course"
# The toolchain is that of rust-toolchain.toml.
cargo build --locked --package grader
# A submission is judged now, so that the judges and the libraries are compiled in the image.
trial="$(mktemp -d)"
mkdir -p "$trial/submission" "$trial/results"
cp -r labs/@FOLDER@ "$trial/submission/"
AUTOGRADER="$trial" ATELIER_COURSE="$PWD" bash ../run_autograder
rm -rf "$trial"
