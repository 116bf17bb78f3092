//! The evidence of one figure in one file: what it counts, the ledger entries that say so with the proof that they stand in the
//! signed ledger, and the documents whose words they quote. Checked offline by [`verify()`], with nothing else.
//!
//! The file is a ZIP archive in one spelling ([`container`]) that holds an RO-Crate 1.2 (Sefton & others 2025,
//! <https://w3id.org/ro/crate/1.2>). Its metadata names every file with its hash and is signed by the ledger's key, so that no byte
//! of it can change unnoticed. Only what anyone may see goes in: it is made from an [`Edition`].

use std::collections::{BTreeMap, BTreeSet};

use figure::{Figure, Outcome};
use ledger::{Attestation, Checkpoint, Hash, Head, Secret, State, Tree, VerifierKey, fsck::RawEntry};
use record::{DocumentId, FigureId, Passage};

use crate::{
    parallel,
    site::{Edition, figure_json},
    verify::SiteFiles,
};

pub mod container;
mod metadata;
mod verify;

pub use verify::{BundleReport, is_bundle, verify};

pub(crate) const METADATA: &str = "ro-crate-metadata.json";
const SIGNATURE: &str = "signature";
const KEY: &str = "ledger/key";
const CHECKPOINT: &str = "ledger/checkpoint";
const ENTRIES: &str = "ledger/entries.jsonl";
const PROOF: &str = "ledger/proof";
const README: &str = "README.txt";

/// How the notes of these files begin, so that one figure's is never taken for another's.
fn subject(figure: &FigureId) -> String {
    format!("evidence of figure {figure}")
}

/// The ledger, as far as evidence needs it.
pub struct Source<'a> {
    entries: &'a [RawEntry],
    state: &'a State,
    tree: Tree,
    head: Head,
    origin: &'a str,
    secret: &'a Secret,
    /// The signed state of the ledger, and the key that checks it: the same in all evidence.
    checkpoint: String,
    key: String,
}

impl<'a> Source<'a> {
    /// Takes the entries of a ledger from its beginning, what they say, its name and its key. Evidence rests on the size that the
    /// state gives for it, which pages published later do not move.
    pub fn new(entries: &'a [RawEntry], state: &'a State, (origin, secret): (&'a str, &'a Secret)) -> Option<Self> {
        let tree = Tree::from_leaves(entries.iter().map(|raw| raw.leaf));
        let head = Head { size: state.evidence, root: tree.root_at(state.evidence)? };
        let checkpoint = Checkpoint { origin: origin.to_owned(), head }.sign(secret);
        let key = format!("{}\n", VerifierKey::of(origin, secret));
        Some(Self { entries, state, tree, head, origin, secret, checkpoint, key })
    }
}

/// What of an edition a figure rests on.
struct Rests<'a> {
    figures: Vec<&'a Figure>,
    documents: BTreeSet<DocumentId>,
    entries: BTreeSet<u64>,
}

/// The evidence of a figure; `None` where it is too large for a ZIP archive, or the ledger has not published it.
pub fn bundle(edition: &Edition<'_>, source: &Source<'_>, figure: &Figure) -> Option<Vec<u8>> {
    let rests = Rests::of(edition, source, figure)?;
    let mut files = SiteFiles::new();
    for figure in &rests.figures {
        files.insert(format!("figures/{}.json", figure.id()), figure_json(edition, figure));
    }
    for id in &rests.documents {
        files.insert(format!("documents/{id}.bin"), edition.document(id)?.bytes.clone());
    }
    seal(&mut files, source, &rests.entries)?;
    files.insert(README.to_owned(), metadata::readme(figure).into_bytes());
    let described = metadata::describe(edition, (figure, &rests.documents), &files);
    let origin = source.origin.to_owned();
    let note = Attestation { origin, subject: subject(figure.id()), sha256: Hash::of(&described) }.sign(source.secret);
    files.insert(METADATA.to_owned(), described);
    files.insert(SIGNATURE.to_owned(), note.into_bytes());
    container::write(&files)
}

/// The entries with the proof that they stand in the signed ledger.
fn seal(files: &mut SiteFiles, source: &Source<'_>, entries: &BTreeSet<u64>) -> Option<()> {
    let places: Vec<u64> = entries.iter().copied().collect();
    let proof = source.tree.inclusion_of(&places, source.head.size)?;
    let mut lines = Vec::new();
    for place in &places {
        lines.extend_from_slice(&source.entries.get(usize::try_from(*place).ok()?)?.bytes);
        lines.push(b'\n');
    }
    files.insert(ENTRIES.to_owned(), lines);
    files.insert(PROOF.to_owned(), proof.iter().map(|hash| format!("{hash}\n")).collect::<String>().into_bytes());
    files.insert(CHECKPOINT.to_owned(), source.checkpoint.clone().into_bytes());
    files.insert(KEY.to_owned(), source.key.clone().into_bytes());
    Some(())
}

impl<'a> Rests<'a> {
    fn of(edition: &'a Edition<'_>, source: &Source<'_>, figure: &'a Figure) -> Option<Self> {
        let mut rests = Self { figures: Vec::new(), documents: BTreeSet::new(), entries: BTreeSet::new() };
        rests.add(edition, source, figure)?;
        for id in &rests.documents {
            rests.entries.insert(source.state.documents.get(id)?.0);
        }
        Some(rests)
    }

    /// Adds a figure with those from which it is derived.
    fn add(&mut self, edition: &'a Edition<'_>, source: &Source<'_>, figure: &'a Figure) -> Option<()> {
        if self.figures.iter().any(|known| known.id() == figure.id()) {
            return Some(());
        }
        self.figures.push(figure);
        self.entries.insert(*source.state.defined_at.get(figure.id())?);
        self.entries.insert(source.state.publications.get(figure.id())?.sequence);
        match &figure.outcome {
            Outcome::Observed { members, .. } => {
                let wanted: BTreeSet<u64> = members
                    .iter()
                    .filter(|member| member.is_public)
                    .flat_map(|member| &member.statements)
                    .copied()
                    .collect();
                self.statements(edition, &wanted);
            }
            Outcome::Derived { inputs, .. } => {
                for input in inputs {
                    self.add(edition, source, edition.figure(input)?)?;
                }
            }
            Outcome::Claimed { passage } => self.passage(edition, passage),
            Outcome::Estimated { .. } | Outcome::Suppressed { .. } | Outcome::Refused { .. } => {}
        }
        Some(())
    }

    /// Adds the public statements among these, and the documents that hold their words; where none of a record's statements quotes
    /// words, the file of the list whose row says it.
    fn statements(&mut self, edition: &Edition<'_>, wanted: &BTreeSet<u64>) {
        let find = |at: &u64| edition.statements.binary_search_by_key(at, |(sequence, _)| *sequence).ok();
        let said: Vec<_> = wanted.iter().filter_map(find).map(|at| &edition.statements[at]).collect();
        let quoting: BTreeSet<_> =
            said.iter().filter(|(_, said)| said.origin.passage.is_some()).map(|(_, said)| &said.record).collect();
        for (sequence, statement) in &said {
            self.entries.insert(*sequence);
            if let Some(passage) = &statement.origin.passage {
                self.passage(edition, passage);
            } else if !quoting.contains(&statement.record)
                && edition.document(&statement.origin.list_document).is_some()
            {
                self.documents.insert(statement.origin.list_document);
            }
        }
    }

    fn passage(&mut self, edition: &Edition<'_>, passage: &Passage) {
        if edition.document(&passage.document).is_some() {
            self.documents.insert(passage.document);
        }
    }
}

/// The evidence of every figure that is no larger than so many bytes.
pub fn all(edition: &Edition<'_>, source: &Source<'_>, largest_bytes: usize) -> BTreeMap<FigureId, Vec<u8>> {
    if largest_bytes == 0 {
        return BTreeMap::new();
    }
    let bundles =
        parallel::map(edition.figures, |figure| Some((figure.id().clone(), bundle(edition, source, figure)?)));
    bundles.into_iter().flatten().filter(|(_, bytes)| bytes.len() <= largest_bytes).collect()
}
