//! Pages checked against the material, and the site made of both.

use std::collections::{BTreeMap, BTreeSet};

use figure::{history::Histories, snapshot::Contents};
use publish::{
    CheckedPage, Context, Edition, Past, SiteSettings,
    article::{FigureIndex, check_corrections, check_page, parse_page},
    site::{ArchivedDocument, AsOf},
};
use read::DocumentText;
use record::{DocumentId, Reader, Statement};

use super::{is_public, material::Material, refuse, write};
use crate::{
    clock,
    failure::{Cause, Failure},
    language::spoken,
    threads::each,
    workspace::Workspace,
};

/// Checks every article and standing page.
pub(crate) fn check_pages(
    workspace: &Workspace,
    material: &Material,
    histories: &Histories,
) -> Result<Vec<CheckedPage>, Failure> {
    let documents = public_documents(material);
    let figures: Vec<figure::Figure> = public_figures(material);
    let index = FigureIndex::of(&figures);
    let context = Context {
        figures: &figures,
        index: &index,
        proceedings: &material.run.proceedings,
        documents: &documents,
        today: clock::now()?.calendar_day(),
        threshold: material.threshold,
    };
    let files: Vec<_> = workspace.articles.iter().chain(&workspace.pages).collect();
    let checked = each(&files, |file| {
        let checked = parse_page(&file.name, file.text()?).and_then(|page| {
            let lints = check_corrections(&page, &figures, histories);
            if lints.is_empty() { check_page(&page, &context) } else { Err(lints) }
        });
        Ok(Some(checked))
    })?;
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

/// Makes the edition of what anyone may see, and hands it on.
pub(crate) fn with_edition<T>(
    workspace: &Workspace,
    material: &Material,
    (pages, as_of, past): (Vec<CheckedPage>, AsOf, Past<'_>),
    then: impl FnOnce(Edition<'_>) -> T,
) -> Result<T, Failure> {
    let settings = &workspace.settings;
    let is_shown = |archived: &&ArchivedDocument| material.is_public(&archived.document);
    let documents: Vec<ArchivedDocument> = material.documents.values().filter(is_shown).cloned().collect();
    let shown: BTreeSet<DocumentId> = documents.iter().map(|archived| archived.document.id).collect();
    let has_shown_list = |statement: &Statement| shown.contains(&statement.origin.list_document);
    let statements: Vec<(u64, Statement)> = material
        .run
        .statements
        .iter()
        .filter(|(_, s)| settings.access.may_see(Reader::PUBLIC, s) && has_shown_list(s))
        .cloned()
        .collect();
    let today = clock::now()?.calendar_day();
    let is_open = |statement: &Statement| settings.access.may_see(Reader::PUBLIC, statement);
    let nameable = publish::naming::nameable(&material.schema, &material.run.statements, (&is_open, today));
    let figures = public_figures(material);
    let record = public_record(material, &statements)?;
    Ok(then(Edition {
        settings: SiteSettings {
            name: settings.name.clone(),
            description: settings.description.clone(),
            languages: settings.languages.clone(),
            base_url: settings.base_url.clone(),
            licence: settings.licence.clone(),
        },
        schema: &material.schema,
        figures: &figures,
        disclosure: &material.run.disclosure.summary,
        documents,
        statements,
        record,
        nameable,
        pages,
        old: workspace.old.clone(),
        past,
        bundles: None,
        as_of,
        lookup: publish::site::Lookup::default(),
    }))
}

/// The snapshot of the statements that the site shows, as anyone may see it: the same statements as in its other files.
fn public_record(material: &Material, statements: &[(u64, Statement)]) -> Result<Vec<u8>, Failure> {
    let (schema, standards, reader) = (&material.schema, &material.standards, Reader::PUBLIC);
    let contents = Contents { schema, statements, clusters: &BTreeMap::new(), standards, reader };
    let snapshot = figure::snapshot::build(&contents)
        .map_err(|error| Failure::new(Cause::Internal, format!("the public snapshot: {error}"), ""))?;
    write::bytes_of(&snapshot)
}
