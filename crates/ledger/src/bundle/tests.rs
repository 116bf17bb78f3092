//! What a bundle proves, and what it refuses.

use super::*;
use crate::{Body, Timestamp, Tree};

fn entry(sequence: u64) -> Entry {
    let body = Body::BatchUndone { sequence, reason: "test".to_owned() };
    Entry { sequence, time: Timestamp::default(), actor: "rosa".to_owned(), body }
}

/// Entries 3, 4 and 5 of six, the middle one as a leaf only.
fn example() -> (Bundle, Secret) {
    let secret = Secret::from_bytes([5; 32]);
    let tree = Tree::from_leaves((0..6).map(|sequence| entry(sequence).leaf()));
    let head = crate::Head { size: 6, root: tree.root() };
    let office = "example.org/cusco".to_owned();
    let bundle = Bundle {
        note: Checkpoint { origin: office.clone(), head }.sign(&secret),
        office,
        recipient: "age1lima".to_owned(),
        before: tree.frontier(3).unwrap(),
        entries: vec![
            Sent::Entry(Box::new(entry(3)), None),
            Sent::Leaf(entry(4).leaf()),
            Sent::Entry(Box::new(entry(5)), None),
        ],
        documents: vec![b"a register".to_vec(), Vec::new()],
    };
    (bundle, secret)
}

fn key(secret: &Secret) -> VerifierKey {
    VerifierKey::of("example.org/cusco", secret)
}

#[test]
fn comes_out_as_it_went_in() {
    let (bundle, secret) = example();
    let bytes = bundle.seal(&secret);
    assert_eq!(Bundle::claimed_office(&bytes).as_deref(), Some("example.org/cusco"));
    let opened = Bundle::open(&bytes, &key(&secret), "age1lima").unwrap();
    assert_eq!((opened.bundle, opened.checkpoint.head.size), (bundle, 6));
}

#[test]
fn is_refused_by_another_recipient_and_from_another_sender() {
    let (bundle, secret) = example();
    let bytes = bundle.seal(&secret);
    assert!(matches!(Bundle::open(&bytes, &key(&secret), "age1puno"), Err(InvalidBundle::ForAnother(_))));
    let other = Secret::from_bytes([6; 32]);
    assert!(matches!(Bundle::open(&bytes, &key(&other), "age1lima"), Err(InvalidBundle::Signature(_))));
    let forged = bundle.seal(&other);
    assert!(matches!(Bundle::open(&forged, &key(&secret), "age1lima"), Err(InvalidBundle::Signature(_))));
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let (bundle, secret) = example();
    let good = bundle.seal(&secret);
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert!(Bundle::open(&bad, &key(&secret), "age1lima").is_err(), "byte {at} bit {bit}");
        }
        assert!(Bundle::open(&good[..at], &key(&secret), "age1lima").is_err(), "cut at {at}");
    }
    let longer = [good.as_slice(), &[0]].concat();
    assert!(Bundle::open(&longer, &key(&secret), "age1lima").is_err());
}

#[test]
fn a_sender_cannot_leave_out_an_entry_or_tell_of_another_place() {
    let (bundle, secret) = example();
    let mut shorter = bundle.clone();
    shorter.entries.remove(1);
    let refused = Bundle::open(&shorter.seal(&secret), &key(&secret), "age1lima");
    assert!(matches!(refused, Err(InvalidBundle::OutOfSequence(5))), "{refused:?}");
    let mut swapped = bundle;
    swapped.entries.swap(0, 1);
    assert!(Bundle::open(&swapped.seal(&secret), &key(&secret), "age1lima").is_err());
    let mut other = swapped;
    other.entries = vec![Sent::Leaf(entry(3).leaf()), Sent::Leaf(entry(4).leaf()), Sent::Leaf(entry(9).leaf())];
    let refused = Bundle::open(&other.seal(&secret), &key(&secret), "age1lima");
    assert!(matches!(refused, Err(InvalidBundle::WrongRoot(_))), "{refused:?}");
}
