# The recipes of the project. `cargo xtask test` is what CI runs.

# everything CI runs
test:
    cargo xtask test

# only the shape of the code
tidy:
    cargo xtask tidy

# the main job
example:
    cargo run --release -- build examples/peru-2016

# format all crates
fmt:
    cargo fmt --all
