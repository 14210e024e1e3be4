# `just` lists the recipes. All but the book is also reachable as `cargo lab …` and
# `cargo author …`, which need nothing installed.

# Arguments reach the command as they were typed, quotation marks included.
set positional-arguments

_list:
    @just --list --unsorted

# Check labs, by number or name; all of them without one
[no-cd, no-exit-message]
test *ARGS: _preflight
    @cargo lab test "$@"

# Check a lab on every save
[no-cd, no-exit-message]
watch *ARGS: _preflight
    @cargo lab watch "$@"

# Show a hint; again for the next one
[no-cd, no-exit-message]
hint *ARGS: _preflight
    @cargo lab hint "$@"

# Show how far you are
[no-cd, no-exit-message]
progress: _preflight
    @cargo lab progress

# Start the server of a lab
[no-cd, no-exit-message]
run LAB *ARGS: _preflight
    @cargo lab run "$@"

# Start a lab anew; your version is kept aside
[no-cd, no-exit-message]
reset LAB *ARGS: _preflight
    @cargo lab reset "$@"

# Serve the book with live reload; `just book en` begins in English, --open opens a browser
[no-exit-message]
book *ARGS: _preflight
    @cargo run --package book -- serve "$@"

# Grade submissions and write the reports
[no-cd, no-exit-message]
grade *ARGS: _preflight
    @cargo grade "$@"

# Run the project's own tests
check: _preflight
    @cargo author check

# Make the starters anew from the solutions
starters:
    @cargo author starters

# Prove that the suites fail what is wrong and pass what is right; --whole takes more than an hour
audit *ARGS:
    @cargo author audit "$@"

# Print the figures that the project promises
bench *ARGS:
    @cargo author bench "$@"

# Take the pictures of the READMEs anew, in a real browser
screenshots:
    cargo test --package suite-swagger --test page
    cp target/tmp/swagger-ui.png docs/

# Say what is missing on the machine before cargo fails on it
[no-exit-message]
_preflight:
    @command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs"; exit 2; }
    @command -v cc >/dev/null || { echo "the linker cc is missing: apt install build-essential, dnf install gcc, or xcode-select --install"; exit 2; }
    @for lab in {{justfile_directory()}}/labs/[0-9]*/; do [ -f "$lab/Cargo.toml" ] || { echo "${lab}Cargo.toml is gone, and cargo starts nothing without it: git checkout -- ${lab}Cargo.toml brings it back"; exit 2; }; done
