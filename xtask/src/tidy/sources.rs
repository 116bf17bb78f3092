//! What each source file must have and must not have.

/// A longer file is a question; beyond this it fails unless it is listed below with a reason.
const MAX_LINES: usize = 600;

/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Crates that read no clock, no file, no network and no global randomness.
const PURE_CRATES: &[&str] = &["record", "ledger", "read", "link", "estimate", "disclose"];

/// What a pure crate must not name, outside its tests and examples.
const IMPURE: &[&str] = &["std::fs", "std::net", "std::env::", "SystemTime", "Instant::now", "rand::rng", "thread_rng"];

/// File names that say nothing.
const EMPTY_NAMES: &[&str] = &["utils", "util", "misc", "common", "types", "helpers", "helper", "manager"];

/// Every finding in one file.
pub(crate) fn findings(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let mut add = |line: usize, what: &str| findings.push(format!("{name}:{line}: {what}"));
    if !text.starts_with("//!") && !text.starts_with("#!") {
        add(1, "no module doc: begin with `//!` and the question that the file answers");
    }
    let lines = text.lines().count();
    if lines > MAX_LINES && !LONG_FILES.iter().any(|(file, _)| *file == name) {
        add(lines, "more than 600 lines: split it, or list it with its reason in xtask/src/tidy/sources.rs");
    }
    let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".rs");
    if EMPTY_NAMES.contains(&stem) {
        add(1, "a name that says nothing: name the thing that the file is about");
    }
    let production = text.split("#[cfg(test)]").next().unwrap_or(text);
    let is_test = name.ends_with("/tests.rs");
    let is_pure = !is_test && PURE_CRATES.iter().any(|pure| name.starts_with(&format!("crates/{pure}/src/")));
    for (index, line) in text.lines().enumerate() {
        for word in ["#[allow(", "#![allow(", "#[ignore", "todo!(", "unimplemented!(", "dbg!("] {
            if line.trim_start().starts_with(word) {
                add(index + 1, &format!("`{word}` does not belong here"));
            }
        }
    }
    for (index, line) in production.lines().enumerate() {
        let is_comment = line.trim_start().starts_with("//");
        for word in IMPURE.iter().filter(|word| is_pure && !is_comment && line.contains(**word)) {
            add(index + 1, &format!("`{word}` in a crate without input, output, clock or chance"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_a_small_documented_file() {
        assert_eq!(findings("crates/record/src/id.rs", "//! Names.\nfn f() {}\n"), Vec::<String>::new());
    }

    #[test]
    fn names_each_fault_with_its_line() {
        let found = findings("crates/link/src/utils.rs", "fn f() {\n    std::fs::read(\"x\");\n}\n#[ignore]\n");
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found.iter().any(|line| line.starts_with("crates/link/src/utils.rs:2: `std::fs`")), "{found:#?}");
    }

    #[test]
    fn refuses_a_long_file() {
        let text = format!("//! Long.\n{}", "\n".repeat(MAX_LINES));
        assert_eq!(findings("crates/record/src/long.rs", &text).len(), 1);
    }
}
