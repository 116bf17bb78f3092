//! `cargo fuzz run statements`: the target of this name in crates/fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(target) = fuzz::target("statements") {
        target(bytes);
    }
});
