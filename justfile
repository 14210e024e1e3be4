# `just` lists the recipes. Each recipe calls a cargo command, so the course also works without just.

# Pass arguments to the commands exactly as they were typed, quotation marks included.
set positional-arguments

_list:
    @just --list --unsorted

# Check labs, given by number or name; all labs if none is given
[no-cd, no-exit-message]
test *ARGS: _preflight
    @cargo lab test "$@"

# Check a lab on every save
[no-cd, no-exit-message]
watch *ARGS: _preflight
    @cargo lab watch "$@"

# Show a hint; run it again for the next one
[no-cd, no-exit-message]
hint *ARGS: _preflight
    @cargo lab hint "$@"

# Show your progress
[no-cd, no-exit-message]
progress: _preflight
    @cargo lab progress

# Start the server of a lab
[no-cd, no-exit-message]
run LAB *ARGS: _preflight
    @cargo lab run "$@"

# Go back to the starter of a lab; your version is kept
[no-cd, no-exit-message]
reset LAB *ARGS: _preflight
    @cargo lab reset "$@"

# Make the archive to hand in
[no-cd, no-exit-message]
pack *ARGS: _preflight
    @cargo lab pack "$@"

# Bring back a version of a lab that reset kept
[no-cd, no-exit-message]
restore *ARGS: _preflight
    @cargo lab restore "$@"

# Serve the book with live reload; `just book en` starts in English, --open opens a browser
[no-exit-message]
book *ARGS: _preflight
    @cargo run --package book -- serve "$@"

# Write the book as EPUB files for e-readers, into target/book
[no-exit-message]
epub: _preflight
    @cargo run --package book -- epub

# Print the book on A4, as PDF files, into target/book; needs Chromium
[no-exit-message]
pdf: _preflight
    @cargo run --package book -- pdf

# Grade submissions and write the reports
[no-cd, no-exit-message]
grade *ARGS: _preflight
    @cargo grade "$@"

# Run the project's own tests
check: _preflight
    @cargo author check

# Generate the starters from the solutions
starters:
    @cargo author starters

# Test the suites with faulty and correct servers; --whole takes more than an hour
audit *ARGS:
    @cargo author audit "$@"

# Measure the performance figures of the README
bench *ARGS:
    @cargo author bench "$@"

# Take the screenshot of the READMEs again, in a real browser
screenshots:
    cargo test --package suite-swagger --test page
    cp target/tmp/swagger-ui.png docs/

# Report what is missing on the machine before cargo fails on it
[no-exit-message]
_preflight:
    @command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs"; exit 2; }
    @command -v cc >/dev/null || { echo "the linker cc is missing: apt install build-essential, dnf install gcc, or xcode-select --install"; exit 2; }
    @for lab in {{justfile_directory()}}/labs/[0-9]*/; do [ -f "$lab/Cargo.toml" ] || { echo "${lab}Cargo.toml is missing, and cargo needs it: restore it with git checkout -- ${lab}Cargo.toml"; exit 2; }; done
