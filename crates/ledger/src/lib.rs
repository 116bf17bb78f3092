//! Proof that nothing changed: entries, their canonical bytes, the Merkle tree over them, and signed checkpoints.
//!
//! The ledger is the only truth; every table is a projection of it ([`State`]). This crate does no I/O, reads no
//! clock and draws no random numbers: `store` keeps what it makes.

pub mod attestation;
pub mod bundle;
pub mod canonical;
pub mod checkpoint;
pub mod entry;
pub mod exchange;
pub mod fsck;
pub mod hash;
mod note;
pub mod secret;
pub mod state;
pub mod time;
pub mod tree;

pub use attestation::Attestation;
pub use bundle::{Bundle, InvalidBundle};
pub use canonical::canonical_json;
pub use checkpoint::{Checkpoint, InvalidCheckpoint, VerifierKey};
pub use entry::{
    Body, CommittedStatement, Content, Entry, InvalidEntry, Judgement, Opening, Payload, canonical, canonical_at,
};
pub use hash::{Hash, leaf_hash};
pub use secret::{Salt, Secret};
pub use state::State;
pub use time::Timestamp;
pub use tree::{Frontier, Head, Tree, root_of, verify_consistency, verify_inclusion};
