//! Does the program still read, hash and prove a ledger as the kept vectors say? (conformance/ledger)

use ledger::{Checkpoint, Entry, Secret, Tree, VerifierKey, canonical_json, leaf_hash};

const ENTRIES: &str = include_str!("../../../conformance/ledger/version-1/entries.jsonl");
const LEAVES: &str = include_str!("../../../conformance/ledger/version-1/leaves");
const CHECKPOINT: &str = include_str!("../../../conformance/ledger/version-1/checkpoint");
const KEY: &str = include_str!("../../../conformance/ledger/version-1/key");

#[test]
fn every_entry_is_read_and_written_as_the_same_bytes() {
    for (sequence, line) in (0..).zip(ENTRIES.lines()) {
        let entry = Entry::parse(line.as_bytes()).unwrap();
        assert_eq!(entry.sequence, sequence);
        assert_eq!(canonical_json(&entry), line.as_bytes());
    }
}

#[test]
fn leaves_and_root_are_those_of_the_vectors() {
    let leaves: Vec<_> = ENTRIES.lines().map(|line| leaf_hash(line.as_bytes())).collect();
    let expected: Vec<_> = LEAVES.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(leaves, expected);
    let key: VerifierKey = KEY.trim().parse().unwrap();
    let checkpoint = Checkpoint::open(CHECKPOINT, &key).unwrap();
    assert_eq!(checkpoint.head.size, 18);
    assert_eq!(Tree::from_leaves(leaves).root(), checkpoint.head.root);
}

#[test]
fn the_secret_gives_the_key_and_the_signature() {
    let secret = Secret::from_bytes([3; 32]);
    let key = VerifierKey::of("example.org/new-workspace", &secret);
    assert_eq!(key.to_string(), KEY.trim());
    assert_eq!(Checkpoint::open(CHECKPOINT, &key).unwrap().sign(&secret), CHECKPOINT);
}

/// The worked example of RFC 8785, section 3.2.2: literals, numbers and a string with every kind of escape.
#[test]
fn canonical_json_is_that_of_the_rfc() {
    let input = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
    let value: serde_json::Value = serde_json::from_str(input).unwrap();
    let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(String::from_utf8(canonical_json(&value)).unwrap(), expected);
}
