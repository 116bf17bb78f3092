//! The main job: archive, import, link, estimate, count, check every page, publish. All or nothing.
//!
//! Everything is computed in memory first; then the new entries go into the ledger in one transaction, and the files of
//! the site are written, changed ones only, each atomically. Whatever goes wrong before that leaves all as it was;
//! whatever goes wrong after it is mended by running the command again.

use std::{collections::BTreeMap, process::ExitCode};

use ledger::{Body, Hash, Head, Tree, canonical_json, fsck::RawEntry};
use publish::{
    evidence::{self, Source},
    manifest,
    site::AsOf,
    verify,
};
use record::{DocumentId, Reader};
use store::NewEntry;

use crate::{
    arguments, clock,
    failure::{Cause, Failure},
    language::words,
    office::{Office, of_store},
    packs,
    progress::Progress,
    workspace::Workspace,
};

mod archive;
pub(crate) mod desk;
mod draft;
mod flows;
mod import;
mod judged;
pub(crate) mod material;
mod past;
mod pictures;
mod stamp;
mod summary;
mod write;

use draft::Draft;
pub(crate) use material::Material;
pub(crate) use write::{list as list_files, write_whole};

/// Runs `willay build`.
pub(crate) fn run(options: &arguments::Build) -> Result<ExitCode, Failure> {
    let progress = Progress::begin()?;
    let workspace = Workspace::open(&options.workspace, &options.ledger).map_err(Failure::nothing_written)?;
    let mut office = if options.dry_run { Office::peek(&workspace)? } else { Office::open(&workspace)? };
    let site = options.site.clone().unwrap_or_else(|| workspace.root.join("site"));
    let plan = plan((&workspace, &site), &office, &progress).map_err(Failure::nothing_written)?;
    progress.step(&words!("writing", "escribiendo"))?;
    let mut written = write::Written::default();
    if !options.dry_run {
        progress.finish();
        enter(&mut office, &plan)?;
        let sealed = seal(&workspace, &mut office)?;
        let files = plan.files.iter().chain(&sealed).map(|(path, bytes)| (path.clone(), bytes.as_slice()));
        written = write::site(&site, &workspace.state_folder(), &files.collect())?;
        // Others may have entered something in a shared ledger since this snapshot was written.
        let has_grown = workspace.location.is_shared() || !plan.draft.entries.is_empty();
        write::disclosure(&workspace.state_folder(), &plan.material.run.disclosure)?;
        write::snapshot(&workspace.state_folder(), &plan.material.run.snapshot, has_grown)?;
    }
    progress.finish();
    summary::print(&summary::Summary {
        options,
        workspace: &workspace,
        plan: &plan,
        site: &site,
        written,
        seconds: progress.seconds(),
    });
    Ok(ExitCode::SUCCESS)
}

/// Everything that a build will do, computed and checked.
pub(crate) struct Plan {
    pub(crate) material: Material,
    pub(crate) draft: Draft,
    /// Bytes to archive.
    pub(crate) archive: BTreeMap<DocumentId, Vec<u8>>,
    /// The site but the ledger's files.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) pages: Vec<publish::CheckedPage>,
    /// Numbers of articles that moved without a correction, in words.
    pub(crate) moved: Vec<String>,
}

/// The figures of a workspace as a build would compute them; nothing is entered or published.
pub(crate) fn compute(
    (folder, ledger): (&std::path::Path, &arguments::Ledger),
    progress: &Progress,
) -> Result<Material, Failure> {
    let workspace = Workspace::open(folder, ledger)?;
    let office = Office::peek(&workspace)?;
    let mut draft = Draft::new(&office, workspace.settings.actor.clone(), clock::now()?)?;
    gather(&workspace, &office, (&mut draft, progress))
}

/// Archives, imports, links and counts, into a draft.
fn gather(
    workspace: &Workspace,
    office: &Office,
    (draft, progress): (&mut Draft, &Progress),
) -> Result<Material, Failure> {
    let schema = packs::schema(workspace)?;
    progress.step(&words!("reading documents", "leyendo los documentos"))?;
    let archived = archive::documents(workspace, draft)?;
    progress.step(&words!("importing lists", "importando las listas"))?;
    let lists = import::lists((workspace, &schema), (&archived, office), draft)?;
    let mut judgements = material::judgements(workspace)?;
    judged::enter(&workspace.settings.linkage, &judgements, draft);
    judged::receive(&workspace.settings.linkage, &mut judgements, &draft.state);
    progress.step(&words!("linking and counting", "vinculando y contando"))?;
    let documents = archived.into_iter().chain(lists).collect();
    material::compute(workspace, (schema, &judgements), documents, draft)
}

fn plan(
    (workspace, folder): (&Workspace, &std::path::Path),
    office: &Office,
    progress: &Progress,
) -> Result<Plan, Failure> {
    let (ground, entries) = ground(workspace, office, progress)?;
    let source = Source::new(&entries, &ground.draft.state, (&workspace.settings.origin, &office.secret));
    progress.step(&words!("checking pages", "revisando las páginas"))?;
    let pages = desk::check_pages(workspace, &ground)?;
    let drawn = if workspace.settings.pictures { pictures::of_site(folder, &ground.draft)? } else { BTreeMap::new() };
    let site = site(workspace, (&ground, pages), (Some((source.as_ref(), drawn)), progress))?;
    let Ground { material, mut draft, .. } = ground;
    publish_files(&site.files, &mut draft);
    let archive = material.documents.values().map(|archived| (archived.document.id, archived.bytes.clone())).collect();
    Ok(Plan { material, draft, archive, files: site.files, pages: site.pages, moved: site.moved })
}

/// What stands before anybody looks at a page.
pub(crate) struct Ground {
    material: Material,
    draft: Draft,
    as_of: AsOf,
    public: desk::Public,
}

/// The site but the ledger's files.
pub(crate) struct Site {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pages: Vec<publish::CheckedPage>,
    /// Numbers of articles that moved without a correction, in words.
    pub(crate) moved: Vec<String>,
}

/// Computes what pages rest on, and the ledger as it will be before they are entered.
fn ground(workspace: &Workspace, office: &Office, progress: &Progress) -> Result<(Ground, Vec<RawEntry>), Failure> {
    let mut draft = Draft::new(office, workspace.settings.actor.clone(), clock::now()?)?;
    let material = gather(workspace, office, (&mut draft, progress))?;
    figures(&material, &mut draft);
    let entries = all_entries(office, &draft)?;
    let as_of = as_of(&entries, &draft);
    let public = desk::Public::of(workspace, &material, &draft.state)?;
    Ok((Ground { material, draft, as_of, public }, entries))
}

/// What a build makes and a preview does not: evidence, which is signed with a source, and pictures, those that are there already among
/// them.
type Made<'a> = (Option<&'a Source<'a>>, BTreeMap<String, publish::site::pictures::Drawn>);

/// Renders the site with pages that passed.
fn site(
    workspace: &Workspace,
    (ground, pages): (&Ground, Vec<publish::CheckedPage>),
    (made, progress): (Option<Made<'_>>, &Progress),
) -> Result<Site, Failure> {
    progress.step(&words!("rendering the site", "componiendo el sitio"))?;
    let mut edition = desk::edition(workspace, ground, &pages);
    let moved = past::without_correction(&pages, edition.figures, &edition.past);
    let largest_bytes = workspace.settings.bundles.largest_bytes();
    if let Some((source, drawn)) = made {
        edition.bundles = source.map(|source| evidence::all(&edition, source, largest_bytes));
        edition.drawn = Some(drawn);
    }
    let files = publish::site::render(&edition);
    Ok(Site { files, pages, moved })
}

/// What pages would rest on if a build ran now; nothing is entered or signed.
pub(crate) fn preview_ground(workspace: &Workspace, progress: &Progress) -> Result<Ground, Failure> {
    Ok(ground(workspace, &Office::peek(workspace)?, progress)?.0)
}

/// The site that a build would write, but for all that is signed. Pages that passed on this ground are not checked again;
/// articles and standing pages are shown first.
pub(crate) fn preview(
    workspace: &Workspace,
    (ground, passed): (&Ground, &mut desk::Passed),
    (progress, show_first): (&Progress, impl FnOnce(BTreeMap<String, Vec<u8>>)),
) -> Result<Site, Failure> {
    progress.step(&words!("checking pages", "revisando las páginas"))?;
    let pages = desk::check_pages_again(workspace, ground, passed)?;
    show_first(publish::site::render_pages(&desk::edition(workspace, ground, &pages)));
    site(workspace, (ground, pages), (None, progress))
}

/// The evidence of one figure as the ledger has published it, however large.
pub(crate) fn evidence_of(
    (folder, ledger): (&std::path::Path, &arguments::Ledger),
    figure: &record::FigureId,
    progress: &Progress,
) -> Result<Vec<u8>, Failure> {
    let workspace = Workspace::open(folder, ledger)?;
    let office = Office::peek(&workspace)?;
    let (ground, entries) = published_ground(&workspace, &office, progress)?;
    let source = Source::new(&entries, &ground.draft.state, (&workspace.settings.origin, &office.secret));
    let edition = desk::edition(&workspace, &ground, &[]);
    let known = edition.figures.iter().find(|known| known.id() == figure);
    let bundle = known.zip(source.as_ref()).and_then(|(figure, source)| evidence::bundle(&edition, source, figure));
    let hint = "`willay figures` lists them; evidence is made of public figures, and is no larger than 4 GiB";
    bundle.ok_or_else(|| Failure::new(Cause::Usage, format!("there is no evidence of '{figure}'"), hint))
}

/// Hands on the edition that the last build published; a workspace that says more than the ledger has published is refused.
pub(crate) fn as_published<T>(
    (folder, ledger): (&std::path::Path, &arguments::Ledger),
    progress: &Progress,
    make: impl FnOnce(&publish::Edition<'_>) -> T,
) -> Result<T, Failure> {
    let workspace = Workspace::open(folder, ledger)?;
    let office = Office::peek(&workspace)?;
    let (ground, _) = published_ground(&workspace, &office, progress)?;
    progress.step(&words!("checking pages", "revisando las páginas"))?;
    let pages = desk::check_pages(&workspace, &ground)?;
    progress.step(&words!("writing", "escribiendo"))?;
    let edition = desk::edition(&workspace, &ground, &pages);
    let files = publish::site::render(&edition);
    let is_known = |(path, sha256): (&String, Hash)| ground.draft.state.pages.get(path) == Some(&sha256);
    published(pages_of(&files).all(is_known))?;
    Ok(make(&edition))
}

/// What pages rest on, if all of it is published.
fn published_ground(
    workspace: &Workspace,
    office: &Office,
    progress: &Progress,
) -> Result<(Ground, Vec<RawEntry>), Failure> {
    let (ground, entries) = ground(workspace, office, progress)?;
    published(ground.draft.entries.is_empty())?;
    Ok((ground, entries))
}

/// Refuses a workspace that says more than the ledger has published.
fn published(says_no_more: bool) -> Result<(), Failure> {
    if says_no_more {
        return Ok(());
    }
    let hint = "run `willay build` first: this is of what was published";
    Err(Failure::new(Cause::Usage, "the workspace says more than the ledger has published", hint))
}

/// Enters definitions and values that are new.
fn figures(material: &Material, draft: &mut Draft) {
    for figure in &material.run.figures {
        let id = figure.id().clone();
        let access = figure.definition.access;
        let definition = Hash::of(&canonical_json(&figure.definition));
        if draft.state.definitions.get(&id) != Some(&definition) {
            draft.add(Body::FigureDefined { figure: id, definition, access });
        }
    }
    let as_of = draft.material_size();
    for figure in &material.run.figures {
        let value = figure.published();
        if draft.state.publications.get(figure.id()).is_none_or(|publication| publication.value != value) {
            let access = figure.definition.access;
            draft.add(Body::FigurePublished { figure: figure.id().clone(), value, as_of, access });
        }
    }
}

/// Articles and standing pages among the files of a site.
fn pages_of(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&String, Hash)> {
    let is_page = |path: &str| path.contains("articles/") || path.contains("pages/");
    files.iter().filter(move |(path, _)| is_page(path)).map(|(path, bytes)| (path, Hash::of(bytes)))
}

/// Enters the pages and the manifest that are new.
fn publish_files(files: &BTreeMap<String, Vec<u8>>, draft: &mut Draft) {
    let mut changed: Vec<(&String, Hash)> = pages_of(files).collect();
    // The manifest comes last: it is the newest entry that a verifier looks for.
    changed.extend(files.get_key_value(manifest::PATH).map(|(path, bytes)| (path, Hash::of(bytes))));
    for (path, sha256) in changed {
        if draft.state.pages.get(path) != Some(&sha256) {
            draft.add(Body::PagePublished { path: path.clone(), sha256 });
        }
    }
}

/// The ledger as it will be before pages are entered.
fn all_entries(office: &Office, draft: &Draft) -> Result<Vec<RawEntry>, Failure> {
    let mut entries = office.store.entries(0..office.state.size).map_err(|error| of_store(&error))?;
    entries.extend(draft.raw_entries());
    Ok(entries)
}

/// Size, root and time of the ledger from which the figures are computed.
fn as_of(entries: &[RawEntry], draft: &Draft) -> AsOf {
    let size = draft.material_size();
    let entries = &entries[..entries.len().min(usize::try_from(size).unwrap_or(usize::MAX))];
    let time =
        entries.last().and_then(|raw| ledger::Entry::parse(&raw.bytes).ok()).map_or(draft.time, |entry| entry.time);
    let root = Tree::from_leaves(entries.iter().map(|raw| raw.leaf)).root();
    AsOf { size, root, time }
}

/// Archives the bytes, then enters everything in one transaction.
fn enter(office: &mut Office, plan: &Plan) -> Result<(), Failure> {
    for bytes in plan.archive.values() {
        office.documents.put(bytes).map_err(|error| of_store(&error))?;
    }
    if plan.draft.entries.is_empty() {
        return Ok(());
    }
    let new: Vec<NewEntry> = plan.draft.entries.clone();
    office.store.append(plan.draft.base, &new).map_err(|error| of_store(&error).nothing_written())?;
    Ok(())
}

/// Signs the ledger as it now is, and gives its files for the site.
fn seal(workspace: &Workspace, office: &mut Office) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let origin = &workspace.settings.origin;
    let size = office.store.size().map_err(|error| of_store(&error))?;
    let entries = office.store.entries(0..size).map_err(|error| of_store(&error))?;
    let head = Head { size, root: Tree::from_leaves(entries.iter().map(|raw| raw.leaf)).root() };
    let checkpoint = ledger::Checkpoint { origin: origin.clone(), head };
    let note = checkpoint.sign(&office.secret);
    office.store.keep_checkpoint(&checkpoint, &note).map_err(|error| of_store(&error))?;
    Ok(verify::seal(&entries, (origin, &office.secret), &workspace.settings.access))
}

/// Documents and figures that anyone may see.
pub(crate) fn is_public(access: record::Access) -> bool {
    Reader::PUBLIC.may_see(access)
}

/// Several messages about the workspace's files.
pub(crate) fn refuse(messages: Vec<String>) -> Failure {
    if messages.is_empty() {
        return Failure::new(Cause::Internal, "refused without a reason", "");
    }
    let mend =
        words!("mend the files named here and build again", "corrija los archivos nombrados y vuelva a construir");
    Failure::several(messages, mend)
}
