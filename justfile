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

# what the ledger does under faults, in the counts of a night
faults:
    cargo build -p willay
    cargo xtask faults --kills 5000 --command-kills 300 --postgres-kills 100 --power-loss 50000 --system-calls 2000 --disk-full 64 --flips 20000
