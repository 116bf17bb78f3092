//! What each importer makes of bytes that nobody chose: one function for each, shared by the stable runner of this crate
//! (`cargo xtask fuzz`) and by the targets of cargo-fuzz in `fuzz/`.
//!
//! A target returns what the importer said, so that the runner keeps inputs that were answered in a new way. It must
//! neither panic, nor hang, nor keep memory.

mod bundle;
mod dates;
mod exports;
mod files;
pub mod mutate;
mod tables;

/// Gives bytes to an importer, and returns what was said.
pub type Target = fn(&[u8]) -> String;

/// Every importer by its name, which is also its folder in `fuzz/corpus`.
pub const TARGETS: &[(&str, Target)] = &[
    ("csv", tables::csv),
    ("xlsx", tables::xlsx),
    ("json-lines", tables::json_lines),
    ("follow-the-money", tables::follow_the_money),
    ("statements", exports::statements),
    ("esf-xml", files::esf_xml),
    ("geojson", files::geojson),
    ("mapping", files::mapping),
    ("pack", files::pack),
    ("dates", dates::dates),
    ("bundle", bundle::bundle),
];

/// The target of a name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// The kept files are answered in different ways, so that the runner begins everywhere.
    #[test]
    fn every_target_reads_its_corpus() {
        for (name, target) in TARGETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
            let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let answers: BTreeSet<String> =
                files.map(|file| target(&fs::read(file.unwrap().path()).unwrap())).collect();
            assert!(answers.len() > 1, "{name}: {answers:?}");
            assert!(answers.iter().any(|answer| answer.starts_with("read")), "{name} reads none: {answers:?}");
        }
    }
}
