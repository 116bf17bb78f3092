//! Which crate may use which: only those to its left, in the order in which data flows.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

/// Every crate with the crates that it may use directly. ARCHITECTURE.md draws the same table.
const ALLOWED: &[(&str, &[&str])] = &[
    ("record", &[]),
    ("ledger", &["record"]),
    ("store", &["record", "ledger"]),
    ("read", &["record"]),
    ("link", &["record"]),
    ("estimate", &[]),
    ("disclose", &[]),
    ("picture", &[]),
    ("figure", &["record", "ledger", "store", "link", "estimate", "disclose"]),
    ("publish", &["record", "ledger", "read", "figure", "search", "picture"]),
    ("search", &["record", "link"]),
    ("report", &["record", "ledger", "figure", "publish"]),
    ("test-server", &[]),
    ("fuzz", &["record", "ledger", "read", "publish"]),
    ("prose-score", &["record", "read"]),
    (
        "willay",
        &["record", "ledger", "store", "read", "link", "estimate", "disclose", "figure", "publish", "search", "report"],
    ),
];

/// Says of each forbidden edge where it stands.
pub(crate) fn findings(root: &Path) -> Result<Vec<String>> {
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let mut findings = Vec::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let manifest = entry?.path().join("Cargo.toml");
        let text = fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
        let table: toml::Table = text.parse()?;
        let name = table["package"]["name"].as_str().unwrap_or_default().to_owned();
        let Some(may_use) = allowed.get(name.as_str()) else {
            findings.push(format!("crates/{name}: not in the table of edges (xtask/src/tidy/edges.rs)"));
            continue;
        };
        let uses = table.get("dependencies").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
        for used in uses.filter(|used| allowed.contains_key(used.as_str())) {
            if !may_use.contains(&used.as_str()) {
                findings.push(format!("crates/{name}/Cargo.toml: {name} may not use {used}: data flows the other way"));
            }
        }
    }
    findings.sort();
    Ok(findings)
}
