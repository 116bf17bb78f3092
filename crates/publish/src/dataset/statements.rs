//! Every statement with everything that is known of it, one a line of JSON, and the root by which two ledgers are compared.

use ledger::{Hash, Tree, canonical_json, leaf_hash};
use record::Statement;

/// Statements as JSON Lines in canonical form, in the order in which they were made.
pub fn write(statements: &[Statement]) -> String {
    let mut text = String::new();
    for statement in statements {
        text.push_str(&String::from_utf8_lossy(&canonical_json(statement)));
        text.push('\n');
    }
    text
}

/// Something on a line, counted from 1.
pub type OnLine<T> = (u64, T);

/// Reads statements; what is wrong with a line is told with its number.
pub fn read(text: &str) -> (Vec<OnLine<Statement>>, Vec<OnLine<String>>) {
    let (mut statements, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(statement) => statements.push((number, statement)),
            Err(error) => problems.push((number, error.to_string())),
        }
    }
    (statements, problems)
}

/// The root of a set of statements, whatever order they were made in: that of a Merkle tree (RFC 6962) whose leaves are
/// their canonical forms, sorted, each once.
///
/// ```
/// assert_eq!(publish::dataset::statements::root(&[]).to_string(),
///            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "SHA-256 of nothing");
/// ```
pub fn root(statements: &[Statement]) -> Hash {
    let mut leaves: Vec<Hash> = statements.iter().map(|statement| leaf_hash(&canonical_json(statement))).collect();
    leaves.sort();
    leaves.dedup();
    Tree::from_leaves(leaves).root()
}
