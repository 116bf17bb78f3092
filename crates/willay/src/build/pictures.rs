//! Pictures that the last build drew, so that they need not be drawn again: what they show is in their names.

use std::{collections::BTreeMap, fs, path::Path};

use ledger::Hash;
use publish::{
    manifest::{self, Manifest},
    site::pictures::{Drawn, FOLDER},
};

use super::draft::Draft;
use crate::{failure::Failure, threads::each};

/// The pictures of a site that are what the last manifest says, if the ledger says that it is the last one. Whatever else stands
/// there is drawn anew.
pub(super) fn of_site(site: &Path, draft: &Draft) -> Result<BTreeMap<String, Drawn>, Failure> {
    let Some(manifest) = vouched(site, draft) else { return Ok(BTreeMap::new()) };
    let pictures: Vec<(String, Hash)> = manifest
        .files
        .into_iter()
        .filter(|(path, _)| path.starts_with(FOLDER))
        .map(|(path, file)| (path, file.sha256))
        .collect();
    let drawn = each(&pictures, |(path, sha256)| {
        // A file that cannot be read is drawn and written again, and told if that fails.
        let bytes = fs::read(site.join(path)).ok().filter(|bytes| Hash::of(bytes) == *sha256);
        Ok(bytes.map(|bytes| (path.clone(), Drawn { bytes, sha256: *sha256 })))
    })?;
    Ok(drawn.into_iter().collect())
}

fn vouched(site: &Path, draft: &Draft) -> Option<Manifest> {
    let bytes = fs::read(site.join(manifest::PATH)).ok()?;
    let is_last = draft.state.pages.get(manifest::PATH) == Some(&Hash::of(&bytes));
    is_last.then(|| serde_json::from_slice(&bytes).ok())?
}
