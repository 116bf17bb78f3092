//! `cargo fuzz run pack`: the target of this name in crates/fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(target) = fuzz::target("pack") {
        target(bytes);
    }
});
