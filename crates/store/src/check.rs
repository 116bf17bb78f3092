//! Are the entries those that were written? Databases do not notice a flipped bit in a value; the hashes do.

use ledger::{Entry, Tree, leaf_hash};

use crate::{CopiedEntry, Store, StoreError};

/// Re-hashes every entry and compares every signed state.
pub(crate) fn every_entry(store: &dyn Store) -> Result<(), StoreError> {
    let changed =
        |sequence, reason: &str| StoreError::Changed { place: store.place(), sequence, reason: reason.to_owned() };
    let mut tree = Tree::default();
    store.for_each(0..u64::MAX >> 1, &mut |raw| {
        let expected = tree.size();
        if raw.sequence != expected {
            return Err(changed(expected, "it is missing"));
        }
        if leaf_hash(&raw.bytes) != raw.leaf {
            return Err(changed(expected, "its bytes do not have the hash that was stored with them"));
        }
        tree.push(raw.leaf);
        Ok(())
    })?;
    for kept in store.checkpoints()? {
        if tree.root_at(kept.head.size) != Some(kept.head.root) {
            let sequence = kept.head.size.saturating_sub(1);
            return Err(changed(sequence, "the entries to here do not have the signed root"));
        }
    }
    Ok(())
}

/// Each commitment has what opens it, unless that was erased; nothing else has.
pub(crate) fn opening(place: String, entry: &Entry, (is_open, is_erased): (bool, bool)) -> Result<(), StoreError> {
    let is_right = if entry.body.is_committed() { is_open != is_erased } else { !is_open && !is_erased };
    if is_right {
        return Ok(());
    }
    let reason = "its confidential value was lost, or put back after it was erased".to_owned();
    Err(StoreError::Changed { place, sequence: entry.sequence, reason })
}

/// Refuses entries that do not follow one another from a place, or are not what their leaf says.
pub(crate) fn copied(place: &str, first: u64, entries: &[CopiedEntry]) -> Result<(), StoreError> {
    for (sequence, copied) in (first..).zip(entries) {
        let changed =
            |reason: &str| StoreError::Changed { place: place.to_owned(), sequence, reason: reason.to_owned() };
        if copied.raw.sequence != sequence {
            return Err(changed("another entry stands in its place"));
        }
        if leaf_hash(&copied.raw.bytes) != copied.raw.leaf {
            return Err(changed("its bytes do not have the hash that came with them"));
        }
    }
    Ok(())
}
