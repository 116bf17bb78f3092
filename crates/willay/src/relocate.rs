//! `willay move`: a ledger with its documents copied to another place, and compared there to the last byte.
//!
//! Nothing is taken away where it was. A move that was stopped goes on where it stood: what is there already is
//! compared, not copied again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::ExitCode,
};

use ledger::{Checkpoint, Head, Opening, Tree};
use store::{CopiedEntry, Documents, Store};

use record::counted;

use crate::{
    arguments,
    failure::{Cause, Failure},
    location::{Location, Opened},
    office::of_store,
    output::say,
    progress::Progress,
    workspace::Workspace,
};

/// Entries that are entered in one transaction: bounds memory, and what a stopped move does again.
const ENTRIES_AT_ONCE: u64 = 2_000;

/// Runs `willay move`.
pub(crate) fn run(options: &arguments::Move) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let target = Location::of_text(&options.to)?;
    if target.words() == workspace.location.words() {
        return Err(Failure::new(
            Cause::Usage,
            format!("{}: the ledger is there already", target.words()),
            "name another place",
        ));
    }
    let progress = Progress::begin()?;
    let Some((store, documents)) = workspace.location.open_to_read()? else {
        let hint = "there is nothing to move: name the new place with --database or in willay.toml, and build";
        return Err(Failure::new(
            Cause::Usage,
            format!("{}: there is no ledger yet", workspace.location.words()),
            hint,
        ));
    };
    let from = Side { store, documents };
    if options.dry_run {
        let there = target.open_to_read()?.map(|(store, documents)| Side { store, documents });
        let kept = there.as_ref().map_or(Ok(0), |there| compare_entries(&from, there))?;
        let entries = counted(from.size()? - kept, ["entry", "entries"]);
        say!("{entries} and {} would go to {}", counted(from.ids()?, ["document", "documents"]), target.words());
        say!("{} there already. Nothing was written.", counted(kept, ["entry is", "entries are"]));
        return Ok(ExitCode::SUCCESS);
    }
    if let Location::File(path) = &target {
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).map_err(|error| Failure::of_path(folder, &error))?;
    }
    let (store, documents) = target.open()?;
    let mut to = Side { store, documents };
    copy(&from, &mut to, &progress)?;
    progress.step("comparing")?;
    let head = compare(&from, target.open_to_read()?.unwrap_or((to.store, to.documents)))?;
    progress.finish();
    let documents = counted(from.ids()?, ["document", "documents"]);
    let entries = counted(head.size, ["entry", "entries"]);
    say!("{entries} and {documents} stand in {}, compared to the last byte.", target.words());
    say!("Root {}", head.root);
    say!("Nothing was taken away from {}.\n\nNext   {}", workspace.location.words(), next(&target));
    Ok(ExitCode::SUCCESS)
}

fn next(target: &Location) -> String {
    match target {
        Location::Database(url) => format!(
            "write into willay.toml:\n  [ledger]\n  database = \"{}\"   # without the password: set PGPASSWORD\n\
             and give .willay/secret, by a safe way, to all who work on this ledger",
            url.place()
        ),
        Location::File(path) => format!(
            "take [ledger] database out of willay.toml, where {} is the workspace's .willay/ledger.sqlite",
            path.display()
        ),
    }
}

struct Side {
    store: Box<dyn Store>,
    documents: Box<dyn Documents>,
}

impl Side {
    fn size(&self) -> Result<u64, Failure> {
        self.store.size().map_err(|error| of_store(&error))
    }

    fn ids(&self) -> Result<usize, Failure> {
        self.documents.ids().map(|ids| ids.len()).map_err(|error| of_store(&error))
    }

    fn openings(&self) -> Result<BTreeMap<u64, Opening>, Failure> {
        self.store.openings().map_err(|error| of_store(&error))
    }

    fn erased(&self) -> Result<BTreeSet<u64>, Failure> {
        self.store.erased().map_err(|error| of_store(&error))
    }
}

/// Copies documents first, so that no entry speaks of one that is not there; then entries, then signed states.
fn copy(from: &Side, to: &mut Side, progress: &Progress) -> Result<(), Failure> {
    progress.step("copying documents")?;
    for id in from.documents.ids().map_err(|error| of_store(&error))? {
        let bytes = from.documents.get(&id).map_err(|error| of_store(&error))?;
        to.documents.put(&bytes).map_err(|error| of_store(&error))?;
        progress.step("copying documents")?;
    }
    let (openings, erased) = (from.openings()?, from.erased()?);
    let size = from.size()?;
    let mut next = compare_entries(from, to)?;
    while next < size {
        let end = size.min(next + ENTRIES_AT_ONCE);
        let entries = from.store.entries(next..end).map_err(|error| of_store(&error))?;
        let copied = entries.into_iter().map(|raw| CopiedEntry {
            opening: openings.get(&raw.sequence).cloned(),
            is_erased: erased.contains(&raw.sequence),
            raw,
        });
        to.store.copy_in(next, copied.collect()).map_err(|error| of_store(&error))?;
        next = end;
        progress.step(&format!("copying entries: {next} of {size}"))?;
    }
    for kept in from.store.checkpoints().map_err(|error| of_store(&error))? {
        let origin = kept.note.lines().next().unwrap_or_default().to_owned();
        let checkpoint = Checkpoint { origin, head: kept.head };
        to.store.keep_checkpoint(&checkpoint, &kept.note).map_err(|error| of_store(&error))?;
    }
    Ok(())
}

/// How many entries the other place has already; refused where one of them is not ours.
fn compare_entries(from: &Side, to: &Side) -> Result<u64, Failure> {
    let (ours, theirs) = (from.size()?, to.size()?);
    let other = |reason: String| {
        let hint = "name an empty database or a new file; nothing was written there";
        Failure::new(Cause::Usage, format!("{}: holds another ledger: {reason}", to.store.place()), hint)
    };
    if theirs > ours {
        return Err(other(format!("{theirs} entries, ours has {ours}")));
    }
    let mut next = 0;
    while next < theirs {
        let end = theirs.min(next + ENTRIES_AT_ONCE);
        let left = from.store.entries(next..end).map_err(|error| of_store(&error))?;
        let right = to.store.entries(next..end).map_err(|error| of_store(&error))?;
        if let Some((ours, _)) = left.iter().zip(&right).find(|(ours, theirs)| ours != theirs) {
            return Err(other(format!("entry {} is not ours", ours.sequence)));
        }
        next = end;
    }
    Ok(theirs)
}

/// Compares everything; the other place is opened anew, which re-hashes each of its entries.
fn compare(from: &Side, (store, documents): Opened) -> Result<Head, Failure> {
    let to = Side { store, documents };
    let differs = |what: &str| {
        let message = format!("{}: {what} are not those of {}", to.store.place(), from.store.place());
        Failure::new(Cause::Machine, message, "run the command again; nothing was taken away where the ledger was")
    };
    let of = of_store;
    if compare_entries(from, &to)? != from.size()? {
        return Err(differs("the entries"));
    }
    if from.openings()? != to.openings()? || from.erased()? != to.erased()? {
        return Err(differs("the confidential values"));
    }
    let notes = |side: &Side| side.store.checkpoints().map_err(|error| of(&error));
    if notes(from)? != notes(&to)? {
        return Err(differs("the signed states"));
    }
    // Each is read, and with that compared to the hash that is its name.
    for id in from.documents.ids().map_err(|error| of(&error))? {
        to.documents.get(&id).map_err(|error| of(&error))?;
    }
    let mut tree = Tree::default();
    let walked = to.store.for_each(0..to.size()?, &mut |raw| {
        tree.push(raw.leaf);
        Ok(())
    });
    walked.map_err(|error| of(&error))?;
    Ok(Head { size: tree.size(), root: tree.root() })
}
