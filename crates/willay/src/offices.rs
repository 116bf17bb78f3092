//! `willay office`, `bundle`, `merge` and `disagreements`: what passes between offices that are offline for long.

use std::{collections::BTreeMap, process::ExitCode};

use ledger::{
    Body, Bundle, Checkpoint, Entry, Head, InvalidBundle, Secret, Tree, VerifierKey,
    bundle::{OpenedBundle, Sent},
    exchange::{Disagreement, Intake, take_in},
};
use record::{Access, Clearance, DocumentId, Reader};
use store::{DocumentStore, NewEntry, StoreError};

use crate::{
    arguments, clock, envelope,
    failure::{Cause, Failure},
    office::{Office, of_store},
    settings::OfficeSettings,
    workspace::Workspace,
};

mod door;
mod report;

use door::{Door, Withheld};

/// Runs `willay office`: what the others must know of this office, and what is known of them.
pub(crate) fn office(options: &arguments::OfficeCommand) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let office = Office::open(&workspace)?;
    report::ours(
        &workspace,
        &envelope::recipient(&office.secret)?,
        &VerifierKey::of(&workspace.settings.origin, &office.secret),
    );
    report::others(&workspace, &office.state);
    Ok(ExitCode::SUCCESS)
}

/// Runs `willay disagreements`.
pub(crate) fn disagreements(options: &arguments::OfficeCommand) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let office = Office::peek(&workspace)?;
    let open = office.state.union.disagreements();
    report::disagreements(&workspace.settings.origin, &open);
    Ok(if open.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Runs `willay bundle`.
pub(crate) fn bundle(options: &arguments::BundleCommand) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let mut office = Office::open(&workspace)?;
    let to = find(&workspace, &options.recipient)?;
    let from =
        options.from.unwrap_or_else(|| office.state.union.acknowledged(to.key.name(), &workspace.settings.origin));
    let size = office.state.size;
    if from > size {
        return Err(Failure::new(
            Cause::Usage,
            format!("--from {from}: the ledger has {size} entries"),
            "name a smaller one",
        ));
    }
    let clearance = Clearance::up_to(options.clearance.map_or(to.clearance, Access::from));
    let reader = Reader::new(clearance, &to.groups);
    check_groups(&workspace, to)?;
    let (bundle, checkpoint, withheld) = gather(&workspace, &office, (to, reader), from)?;
    // What was sent is a signed state: keep it, so that a later change of it is noticed here too.
    office.store.keep_checkpoint(&checkpoint, &bundle.note).map_err(|error| of_store(&error))?;
    let sealed = envelope::seal(&to.recipient, &bundle.seal(&office.secret))?;
    envelope::write(&options.out, &sealed)?;
    report::sent(options, &bundle, (checkpoint.head.size, size), &withheld);
    Ok(ExitCode::SUCCESS)
}

fn find<'a>(workspace: &'a Workspace, name: &str) -> Result<&'a OfficeSettings, Failure> {
    let known = &workspace.settings.office;
    known.iter().find(|office| office.name == name || office.key.name() == name).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|office| office.name.as_str()).collect();
        let hint = if names.is_empty() {
            "put the [[office]] lines that `willay office` prints in the other office into willay.toml".to_owned()
        } else {
            format!("willay.toml knows {}", names.join(", "))
        };
        Failure::new(Cause::Usage, format!("no office '{name}'"), hint)
    })
}

/// Refuses groups that willay.toml does not declare: a slip of the pen would keep from an office what is meant for it.
fn check_groups(workspace: &Workspace, to: &OfficeSettings) -> Result<(), Failure> {
    let known: Vec<&str> = workspace.settings.access.group_names().collect();
    to.groups.iter().find(|group| !known.contains(&group.as_str())).map_or(Ok(()), |unknown| {
        let message = format!("willay.toml: the office '{}' is of no group '{unknown}'", to.name);
        let hint = format!("[access.groups] declares: {}", known.join(", "));
        Err(Failure::new(Cause::Material, message, hint))
    })
}

/// Entries from a place on, as many as a bundle may hold, with the documents that they archive.
fn gather(
    workspace: &Workspace,
    office: &Office,
    (to, reader): (&OfficeSettings, Reader<'_>),
    from: u64,
) -> Result<(Bundle, Checkpoint, Withheld), Failure> {
    let origin = workspace.settings.origin.clone();
    let openings = office.store.openings().map_err(|error| of_store(&error))?;
    let mut door = Door::new(workspace, office, reader)?;
    let mut left = envelope::LARGEST_BYTES / 2;
    let (mut tree, mut entries, mut documents) = (Tree::default(), Vec::new(), BTreeMap::new());
    let mut is_full = false;
    let walked = office.store.for_each(0..office.state.size, &mut |raw| {
        if raw.sequence < from {
            tree.push(raw.leaf);
            return Ok(());
        }
        let entry = Entry::parse(&raw.bytes).map_err(StoreError::Entry)?;
        let sent = door.send(entry, openings.get(&raw.sequence), to.key.name())?;
        let mut cost = raw.bytes.len() as u64;
        let is_new = |id: &DocumentId| !documents.contains_key(id) && !office.state.erased_documents.contains_key(id);
        if let Some(id) = archives(&sent).filter(is_new) {
            let bytes = office.documents.get(&id)?;
            cost += bytes.len() as u64;
            if !is_full && cost <= left {
                documents.insert(id, bytes);
            }
        }
        is_full |= cost > left;
        if !is_full {
            left -= cost;
            tree.push(raw.leaf);
            entries.push(sent);
        }
        Ok(())
    });
    walked.map_err(|error| of_store(&error))?;
    let before =
        tree.frontier(from).ok_or_else(|| Failure::new(Cause::Internal, "the tree is shorter than the ledger", ""))?;
    let checkpoint = Checkpoint { origin: origin.clone(), head: Head { size: tree.size(), root: tree.root() } };
    let bundle = Bundle {
        office: origin,
        recipient: to.recipient.clone(),
        note: checkpoint.sign(&office.secret),
        before,
        entries,
        documents: documents.into_values().collect(),
    };
    Ok((bundle, checkpoint, door.withheld))
}

/// The document that an entry archives, where it is sent in full.
fn archives(sent: &Sent) -> Option<DocumentId> {
    let Sent::Entry(entry, _) = sent else { return None };
    if let Body::DocumentArchived { document } = entry.body.said() { Some(document.id) } else { None }
}

/// Runs `willay merge`.
pub(crate) fn merge(options: &arguments::MergeCommand) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let mut office = if options.dry_run { Office::peek(&workspace)? } else { Office::open(&workspace)? };
    let opened = open(&workspace, &office.secret, &options.file)?;
    let place = options.file.display();
    let refuse = |reason: String| {
        let hint = "the ledger is as it was; speak with the other office, and keep the file as evidence";
        Failure::new(Cause::Material, format!("{place}: {reason}"), hint)
    };
    let intake =
        take_in(&office.state, &workspace.settings.origin, &opened).map_err(|refusal| refuse(refusal.to_string()))?;
    let before = office.state.size;
    let erased_before = office.state.erased.len();
    if !options.dry_run {
        enter(&workspace, &mut office, (&opened, &intake))?;
        office.state = office.store.state().map_err(|error| of_store(&error))?;
        office.finish_erasures(&workspace)?;
    }
    let state = &office.state;
    let erased = state.erased.len() - erased_before;
    let origin = &workspace.settings.origin;
    report::merged(options, &report::Merged { opened: &opened, intake: &intake, state, before, erased, origin })?;
    Ok(ExitCode::SUCCESS)
}

/// Decrypts a bundle, and checks it with the key of the office that it says it comes from.
fn open(workspace: &Workspace, secret: &Secret, path: &std::path::Path) -> Result<OpenedBundle, Failure> {
    let identity = envelope::identity(secret)?;
    let bytes = envelope::open(path, &identity)?;
    let refuse =
        |reason: String, hint: &str| Failure::new(Cause::Material, format!("{}: {reason}", path.display()), hint);
    let claimed = Bundle::claimed_office(&bytes)
        .ok_or_else(|| refuse(InvalidBundle::NotABundle.to_string(), "`willay bundle` makes one"))?;
    let from = workspace.settings.office.iter().find(|office| office.key.name() == claimed).ok_or_else(|| {
        let hint = "put the [[office]] lines of that office into willay.toml, after you made sure by another way that they are its own";
        refuse(format!("from '{claimed}', which willay.toml does not know"), hint)
    })?;
    Bundle::open(&bytes, &from.key, &identity.to_public().to_string()).map_err(|error| {
        let why = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        refuse(format!("{error}{why}"), "ask for the bundle again; the ledger is as it was")
    })
}

/// Archives the documents, but none that was erased; then enters everything in one transaction.
fn enter(
    workspace: &Workspace,
    office: &mut Office,
    (opened, intake): (&OpenedBundle, &Intake),
) -> Result<(), Failure> {
    let is_erased = |bytes: &&Vec<u8>| office.state.erased_documents.contains_key(&DocumentStore::id_of(bytes));
    for bytes in opened.bundle.documents.iter().filter(|bytes| !is_erased(bytes)) {
        office.documents.put(bytes).map_err(|error| of_store(&error))?;
    }
    if intake.entries.is_empty() {
        return Ok(());
    }
    let time = clock::now()?;
    let actor = &workspace.settings.actor;
    let new: Vec<NewEntry> = intake
        .entries
        .iter()
        .map(|(body, opening)| NewEntry { time, actor: actor.clone(), body: body.clone(), opening: opening.clone() })
        .collect();
    office.store.append(office.state.size, &new).map_err(|error| of_store(&error).nothing_written())?;
    Ok(())
}

/// How one office's part in a disagreement is named.
fn named<'a>(origin: &'a str, office: &'a str) -> &'a str {
    if office.is_empty() { origin } else { office }
}

/// The disagreements of a state, for those who settle them.
fn lines(origin: &str, open: &[Disagreement]) -> Vec<String> {
    let mut lines = Vec::new();
    for disagreement in open {
        lines.push(format!("{} and {}", disagreement.pair.0, disagreement.pair.1));
        for (office, judged) in &disagreement.decisions {
            let said = format!("{:?}", judged.judgement).to_lowercase();
            let reason = if judged.reason.is_empty() { String::new() } else { format!(": {}", judged.reason) };
            lines.push(format!(
                "    {said:<10} {} · {} · {}{reason}",
                named(origin, office),
                judged.actor,
                judged.time
            ));
        }
    }
    lines
}
