//! The results onto the disk: all of them whole, or none.
//!
//! Each is written under a name of its own first; once all are whole, they take their places. They can be as confidential
//! as the lists, so only their owner may read them.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::failure::{Cause, Failure};

/// How the names of files begin that are not whole yet.
const HALF_WRITTEN: &str = ".willay-";

/// Results that a run may not make again: what an earlier run left of them would belong to other lists.
const OBSOLETE: [&str; 5] = ["pairs.csv", "pairs.parquet", "clusters.csv", "clusters.parquet", "problems.csv"];

/// Bytes that are written at once.
const BLOCK_BYTES: usize = 1 << 20;

/// Files that are whole but not in their places.
pub(crate) struct Files {
    folder: PathBuf,
    ready: Vec<(&'static str, NamedTempFile)>,
}

impl Files {
    /// Makes the folder.
    pub(crate) fn begin(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|error| Failure::of_path(folder, &error))?;
        Ok(Self { folder: folder.to_owned(), ready: Vec::new() })
    }

    /// Writes one file beside its place.
    pub(crate) fn add(
        &mut self,
        name: &'static str,
        write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let target = self.folder.join(name);
        let refusal = |error: &io::Error| Failure::of_path(&target, error);
        let file = tempfile::Builder::new().prefix(HALF_WRITTEN).tempfile_in(&self.folder);
        let file = file.map_err(|error| refusal(&error))?;
        let mut writer = BufWriter::with_capacity(BLOCK_BYTES, file.as_file());
        write(&mut writer).and_then(|()| writer.flush()).map_err(|error| refusal(&error))?;
        drop(writer);
        self.ready.push((name, file));
        Ok(())
    }

    /// Writes a text beside its place.
    pub(crate) fn text(&mut self, name: &'static str, text: &str) -> Result<(), Failure> {
        self.add(name, |file| file.write_all(text.as_bytes()))
    }

    /// Puts all files into their places, and takes away what an earlier run left that this one does not make. Returns
    /// their names.
    pub(crate) fn finish(self, is_whole_run: bool) -> Result<Vec<&'static str>, Failure> {
        let mut written = Vec::new();
        for (name, file) in self.ready {
            let target = self.folder.join(name);
            file.persist(&target).map_err(|error| Failure::of_path(&target, &error.error))?;
            written.push(name);
        }
        for name in OBSOLETE.into_iter().filter(|name| is_whole_run && !written.contains(name)) {
            let target = self.folder.join(name);
            match fs::remove_file(&target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::of_path(&target, &error)),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(written)
    }
}

/// Names of results, so that no list is taken for one.
const RESULTS: [&str; 9] = [
    "pairs.csv",
    "pairs.parquet",
    "clusters.csv",
    "clusters.parquet",
    "problems.csv",
    "model.json",
    "summary.json",
    "settings.toml",
    "report.html",
];

/// Refuses a folder in which a result would take the place of a list, or of a review that people fill in.
pub(crate) fn check(folder: &Path, lists: &[PathBuf], writes_review: bool) -> Result<(), Failure> {
    let place = |path: &Path| fs::canonicalize(path).ok();
    for name in RESULTS {
        let target = folder.join(name);
        if let Some(list) = lists.iter().find(|list| place(list).is_some_and(|list| place(&target) == Some(list))) {
            let message = format!("{}: this list would be overwritten by the result of that name", list.display());
            return Err(Failure::new(Cause::Usage, message, "name another folder with --out"));
        }
    }
    let review = folder.join("review.csv");
    if writes_review && review.exists() {
        let message = format!("{}: it is there already, and people may have filled it in", review.display());
        return Err(Failure::new(Cause::Usage, message, "move it away, or name another folder with --out"));
    }
    if folder.exists() && !folder.is_dir() {
        let message = format!("{}: this is a file, and --out names a folder", folder.display());
        return Err(Failure::new(Cause::Usage, message, "name another folder with --out"));
    }
    Ok(())
}
