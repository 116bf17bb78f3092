//! What anyone may see of the material, the pages checked against it, and the edition made of both.

use std::collections::{BTreeMap, BTreeSet};

use figure::{Figure, history::Histories, snapshot::Contents};
use ledger::{Hash, State};
use publish::{
    CheckedPage, Context, Edition, Past, SiteSettings,
    article::{FigureIndex, Lint, check_corrections, check_page, parse_page},
    site::{ArchivedDocument, Lookup},
};
use read::DocumentText;
use record::{DocumentId, Reader, RecordId, Statement, date::Day};

use super::{Ground, is_public, material::Material, past, refuse, write};
use crate::{
    clock,
    failure::{Cause, Failure},
    language::spoken,
    threads::each,
    workspace::{Workspace, WorkspaceFile},
};

/// What anyone may see: what pages are checked against, and what the site is made of.
pub(crate) struct Public {
    /// In order of id.
    pub(crate) figures: Vec<Figure>,
    pub(crate) histories: Histories,
    documents: Vec<ArchivedDocument>,
    /// The texts that pages may quote, by the names of their documents.
    texts: BTreeMap<String, (DocumentId, DocumentText)>,
    statements: Vec<(u64, Statement)>,
    record: Vec<u8>,
    nameable: BTreeSet<RecordId>,
}

impl Public {
    pub(crate) fn of(workspace: &Workspace, material: &Material, state: &State) -> Result<Self, Failure> {
        let access = &workspace.settings.access;
        let is_shown = |archived: &&ArchivedDocument| material.is_public(&archived.document);
        let documents: Vec<ArchivedDocument> = material.documents.values().filter(is_shown).cloned().collect();
        let shown: BTreeSet<DocumentId> = documents.iter().map(|archived| archived.document.id).collect();
        let is_open = |statement: &Statement| access.may_see(Reader::PUBLIC, statement);
        let has_shown_list = |statement: &Statement| shown.contains(&statement.origin.list_document);
        let all = material.run.statements.iter();
        let statements: Vec<(u64, Statement)> =
            all.filter(|(_, said)| is_open(said) && has_shown_list(said)).cloned().collect();
        let today = clock::now()?.calendar_day();
        let nameable = publish::naming::nameable(&material.schema, &material.run.statements, (&is_open, today));
        let record = public_record(material, &statements)?;
        let histories = past::histories(state, access);
        let (figures, texts) = (public_figures(material), public_documents(material));
        Ok(Self { figures, histories, documents, texts, statements, record, nameable })
    }
}

/// Pages that passed, by file, with the hash of what they were read from: they pass again as long as ground and day are the
/// same.
#[derive(Default)]
pub(crate) struct Passed {
    today: Option<Day>,
    pages: BTreeMap<String, (Hash, CheckedPage)>,
}

impl Passed {
    fn get(&self, file: &str, today: Option<Day>, text: &str) -> Option<&CheckedPage> {
        let (hash, page) = self.pages.get(file).filter(|_| self.today == today)?;
        (*hash == Hash::of(text.as_bytes())).then_some(page)
    }
}

/// Checks every article and standing page; those that passed before pass again unread, and those that pass are noted.
pub(crate) fn check_pages_again(
    workspace: &Workspace,
    ground: &Ground,
    passed: &mut Passed,
) -> Result<Vec<CheckedPage>, Failure> {
    let checked = check(workspace, ground, passed)?;
    let mut noted = Passed { today: clock::now()?.calendar_day(), pages: BTreeMap::new() };
    for (file, checked) in sources(workspace).zip(&checked) {
        if let Ok(page) = checked {
            noted.pages.insert(file.name.clone(), (Hash::of(file.text()?.as_bytes()), page.clone()));
        }
    }
    *passed = noted;
    all_good(checked)
}

/// Checks every article and standing page.
pub(crate) fn check_pages(workspace: &Workspace, ground: &Ground) -> Result<Vec<CheckedPage>, Failure> {
    all_good(check(workspace, ground, &Passed::default())?)
}

fn sources(workspace: &Workspace) -> impl Iterator<Item = &WorkspaceFile> {
    workspace.articles.iter().chain(&workspace.pages)
}

type Checked = Result<CheckedPage, Vec<Lint>>;

/// Each page in order, or why it is not published.
fn check(workspace: &Workspace, ground: &Ground, passed: &Passed) -> Result<Vec<Checked>, Failure> {
    let Ground { material, public, .. } = ground;
    let index = FigureIndex::of(&public.figures);
    let today = clock::now()?.calendar_day();
    let context = Context {
        figures: &public.figures,
        index: &index,
        proceedings: &material.run.proceedings,
        documents: &public.texts,
        today,
        threshold: material.threshold,
    };
    each(&sources(workspace).collect::<Vec<_>>(), |file| {
        let text = file.text()?;
        if let Some(page) = passed.get(&file.name, today, text) {
            return Ok(Some(Ok(page.clone())));
        }
        let checked = parse_page(&file.name, text).and_then(|page| {
            let lints = check_corrections(&page, &public.figures, &public.histories);
            if lints.is_empty() { check_page(&page, &context) } else { Err(lints) }
        });
        Ok(Some(checked))
    })
}

fn all_good(checked: Vec<Checked>) -> Result<Vec<CheckedPage>, Failure> {
    let (mut pages, mut messages) = (Vec::new(), Vec::new());
    for checked in checked {
        match checked {
            Ok(page) => pages.push(page),
            Err(lints) => messages.extend(lints.iter().map(|lint| lint.words(spoken()))),
        }
    }
    if messages.is_empty() { Ok(pages) } else { Err(refuse(messages)) }
}

/// The documents that anyone may see, by name.
pub(crate) fn public_documents(material: &Material) -> BTreeMap<String, (DocumentId, DocumentText)> {
    let public = material.documents.values().filter(|archived| material.is_public(&archived.document));
    public.map(|archived| (archived.document.name.clone(), (archived.document.id, archived.text.clone()))).collect()
}

/// The figures that anyone may see.
pub(crate) fn public_figures(material: &Material) -> Vec<figure::Figure> {
    material.run.figures.iter().filter(|figure| is_public(figure.definition.access)).cloned().collect()
}

/// The edition of what anyone may see, with these pages.
pub(crate) fn edition<'a>(workspace: &'a Workspace, ground: &'a Ground, pages: &'a [CheckedPage]) -> Edition<'a> {
    let Ground { material, draft, as_of, public } = ground;
    let settings = &workspace.settings;
    Edition {
        settings: SiteSettings {
            name: settings.name.clone(),
            description: settings.description.clone(),
            languages: settings.languages.clone(),
            base_url: settings.base_url.clone(),
            licence: settings.licence.clone(),
            pictures: settings.pictures,
        },
        schema: &material.schema,
        figures: &public.figures,
        disclosure: &material.run.disclosure.summary,
        documents: &public.documents,
        statements: &public.statements,
        record: &public.record,
        nameable: &public.nameable,
        pages,
        old: &workspace.old,
        past: Past { histories: &public.histories, first_published: &draft.state.first_published },
        bundles: None,
        drawn: None,
        as_of: *as_of,
        lookup: Lookup::default(),
    }
}

/// The snapshot of the statements that the site shows, as anyone may see it: the same statements as in its other files.
fn public_record(material: &Material, statements: &[(u64, Statement)]) -> Result<Vec<u8>, Failure> {
    let (schema, standards, reader) = (&material.schema, &material.standards, Reader::PUBLIC);
    let contents = Contents { schema, statements, clusters: &BTreeMap::new(), standards, reader };
    let snapshot = figure::snapshot::build(&contents)
        .map_err(|error| Failure::new(Cause::Internal, format!("the public snapshot: {error}"), ""))?;
    write::bytes_of(&snapshot)
}
