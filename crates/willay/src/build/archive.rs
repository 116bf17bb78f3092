//! Documents with their sidecars: read, described, and entered where they are new.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Body;
use publish::site::ArchivedDocument;
use record::{Description, Document, MediaType};
use store::DocumentStore;

use super::{draft::Draft, refuse};
use crate::{
    failure::Failure,
    workspace::{Workspace, WorkspaceFile},
};

/// Archived documents by their name in the workspace.
pub(crate) type Archive = BTreeMap<String, ArchivedDocument>;

/// Reads every document of the workspace and drafts an entry for each that is new or described anew.
pub(crate) fn documents(workspace: &Workspace, draft: &mut Draft) -> Result<Archive, Failure> {
    let mut archive = Archive::new();
    let mut messages = Vec::new();
    let sidecars: BTreeMap<&str, &WorkspaceFile> =
        workspace.documents.iter().filter_map(|file| Some((file.name.strip_suffix(".toml")?, file))).collect();
    for file in workspace.documents.iter().filter(|file| !file.name.ends_with(".toml")) {
        let Some(sidecar) = sidecars.get(file.name.as_str()) else {
            messages.push(format!(
                "{}: it has no sidecar\n  mend: write {}.toml with title, producer and nature",
                file.name, file.name
            ));
            continue;
        };
        match read(file, sidecar) {
            Ok(archived) => {
                enter(&archived.document, draft);
                archive.insert(file.name.clone(), archived);
            }
            Err(message) => messages.push(message),
        }
    }
    let present: BTreeSet<&str> = workspace.documents.iter().map(|file| file.name.as_str()).collect();
    for (name, sidecar) in sidecars.iter().filter(|(name, _)| !present.contains(**name)) {
        messages.push(format!(
            "{name}: the document is missing, its sidecar is there\n  mend: put the file back, or remove {}",
            sidecar.name
        ));
    }
    if messages.is_empty() { Ok(archive) } else { Err(refuse(messages)) }
}

fn read(file: &WorkspaceFile, sidecar: &WorkspaceFile) -> Result<ArchivedDocument, String> {
    let media_type = MediaType::from_file_name(&file.name).ok_or_else(|| {
        format!(
            "{}: no kind of file that can be read\n  mend: archive it as .html, .txt, .md, .pdf or .docx",
            file.name
        )
    })?;
    let text = std::str::from_utf8(&sidecar.bytes)
        .map_err(|_| format!("{}: not UTF-8\n  mend: save the file as UTF-8", sidecar.name))?;
    let description: Description = toml::from_str(text).map_err(|error| {
        format!(
            "{}: {}\n  mend: docs/workspace.md lists the keys of a sidecar",
            sidecar.name,
            error.to_string().trim_end()
        )
    })?;
    let text = read::read_document(&file.bytes, media_type)
        .map_err(|error| format!("{}: {error}\n  mend: put back the file as it was archived", file.name))?;
    let document = Document { id: DocumentStore::id_of(&file.bytes), name: file.name.clone(), media_type, description };
    Ok(ArchivedDocument { document, text, bytes: file.bytes.clone() })
}

/// Drafts an entry for a document that the ledger does not know as it is described now.
pub(crate) fn enter(document: &Document, draft: &mut Draft) {
    if draft.state.documents.get(&document.id).is_none_or(|(_, known)| known != document) {
        draft.add(Body::DocumentArchived { document: document.clone() });
    }
}
