//! The site onto the disk: changed files only, each whole or not at all, what is no longer published taken away.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use publish::manifest;

use super::stamp::{self, Trusted};
use crate::failure::{Cause, Failure};

/// How the names of files begin that are not whole yet.
const HALF_WRITTEN: &str = ".willay-";

/// More threads than this only wait for each other: a folder takes one new name at a time.
const MOST_THREADS: usize = 4;

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) changed: usize,
    pub(crate) removed: usize,
}

/// Writes a site. A folder that holds something else is refused. The manifest comes last, so that a file that was
/// changed after it was changed by somebody else.
pub(crate) fn site(folder: &Path, state_folder: &Path, files: &BTreeMap<String, &[u8]>) -> Result<Written, Failure> {
    let existing = list(folder)?;
    // A first build that was killed leaves some of the files, and perhaps a half-written one beside its place.
    let is_begun = |path: &String| files.contains_key(path) || path.rsplit('/').next().is_some_and(is_half_written);
    let is_ours = existing.iter().any(|path| path == manifest::PATH) || existing.iter().all(is_begun);
    if !is_ours {
        let hint = "name an empty folder, or one that an earlier build wrote";
        return Err(Failure::new(Cause::Usage, format!("{}: holds files that no build wrote", folder.display()), hint));
    }
    let new = files.get(manifest::PATH).copied().unwrap_or_default();
    let trusted = Trusted::of(state_folder, folder, new);
    let changed: Vec<(PathBuf, &[u8])> = each(&files.iter().collect::<Vec<_>>(), |(path, bytes)| {
        let target = folder.join(path);
        let is_there =
            trusted.holds(path, &target, bytes.len()) || fs::read(&target).is_ok_and(|found| found == **bytes);
        Ok((!is_there && *path != manifest::PATH).then_some((target, **bytes)))
    })?;
    let folders: BTreeSet<&Path> = changed.iter().filter_map(|(target, _)| target.parent()).collect();
    for folder in folders.into_iter().chain([folder]) {
        fs::create_dir_all(folder).map_err(|error| Failure::of_path(folder, &error))?;
    }
    each(&changed, |(target, bytes)| write_beside(target, bytes).map(Some))?;
    let mut written = Written { changed: changed.len(), removed: 0 };
    for path in existing.iter().filter(|path| !files.contains_key(*path)) {
        let target = folder.join(path);
        fs::remove_file(&target).map_err(|error| Failure::of_path(&target, &error))?;
        written.removed += 1;
    }
    let target = folder.join(manifest::PATH);
    if fs::read(&target).map_or(true, |found| found != new) {
        write_beside(&target, new)?;
        written.changed += 1;
        stamp::note(state_folder, folder)?;
    }
    Ok(written)
}

/// Does something with each of many on several threads, and gives what came of them in their order, or what went wrong
/// with the first.
fn each<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(&T) -> Result<Option<R>, Failure> + Sync,
) -> Result<Vec<R>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let part = all.len().div_ceil(threads).max(1);
    let of_part = |part: &[T]| part.iter().filter_map(|one| work(one).transpose()).collect::<Result<Vec<R>, Failure>>();
    let of_part = &of_part;
    let done: Vec<Result<Vec<R>, Failure>> = std::thread::scope(|scope| {
        let started: Vec<_> = all.chunks(part).map(|part| scope.spawn(move || of_part(part))).collect();
        started.into_iter().map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut gathered = Vec::new();
    for part in done {
        gathered.extend(part?);
    }
    Ok(gathered)
}

fn is_half_written(name: &str) -> bool {
    name.starts_with(HALF_WRITTEN)
}

/// Writes beside the target first, then puts it in its place.
pub(crate) fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Failure::of_path(target, &error))?;
    write_beside(target, bytes)
}

/// The same into a folder that is there.
fn write_beside(target: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let refusal = |error: &std::io::Error| Failure::of_path(target, error);
    let mut file =
        tempfile::Builder::new().prefix(HALF_WRITTEN).tempfile_in(folder).map_err(|error| refusal(&error))?;
    file.write_all(bytes).map_err(|error| refusal(&error))?;
    readable_by_all(file.as_file()).map_err(|error| refusal(&error))?;
    file.persist(target).map_err(|error| refusal(&error.error))?;
    Ok(())
}

#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> std::io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}

/// Every file below a folder, with `/` in its path. What a killed build left half written counts too, so that it goes.
pub(crate) fn list(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let path = folder.join(&relative);
        if !path.exists() {
            continue;
        }
        for entry in fs::read_dir(&path).map_err(|error| Failure::of_path(&path, &error))? {
            let entry = entry.map_err(|error| Failure::of_path(&path, &error))?;
            let below = relative.join(entry.file_name());
            let kind = entry.file_type().map_err(|error| Failure::of_path(&path, &error))?;
            if kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()) {
                folders.push(below);
            } else {
                files.push(
                    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"),
                );
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The bytes of a snapshot's file: the same for the same contents.
pub(crate) fn bytes_of(snapshot: &figure::snapshot::Connection) -> Result<Vec<u8>, Failure> {
    let refuse = |error: String| {
        Failure::new(Cause::Machine, format!("the public snapshot: {error}"), "make room for temporary files")
    };
    let folder = tempfile::tempdir().map_err(|error| refuse(error.to_string()))?;
    let path = folder.path().join("record.sqlite");
    figure::snapshot::write(snapshot, &path).map_err(|error| refuse(error.to_string()))?;
    fs::read(&path).map_err(|error| refuse(error.to_string()))
}

/// The log of everything that is hidden, and the certificate, for those who hold the workspace.
pub(crate) const DISCLOSURE: &str = "disclosure.json";

/// Writes the log and the certificate of disclosure control, which hold counts that are not public.
pub(crate) fn disclosure(state_folder: &Path, report: &figure::disclosure::Report) -> Result<(), Failure> {
    let target = state_folder.join(DISCLOSURE);
    let mut bytes = serde_json::to_vec_pretty(report).map_err(|error| {
        Failure::new(
            Cause::Internal,
            format!("{}: {error}", target.display()),
            "report this with the workspace's figures",
        )
    })?;
    bytes.push(b'\n');
    if fs::read(&target).is_ok_and(|found| found == bytes) {
        return Ok(());
    }
    write_whole(&target, &bytes)?;
    readable_by_owner(&target).map_err(|error| Failure::of_path(&target, &error))
}

#[cfg(unix)]
fn readable_by_owner(path: &Path) -> std::io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn readable_by_owner(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Writes the snapshot for those who write SQL, where it is missing or the ledger grew.
pub(crate) fn snapshot(
    state_folder: &Path,
    snapshot: &figure::snapshot::Connection,
    has_grown: bool,
) -> Result<(), Failure> {
    let target = state_folder.join("snapshot.sqlite");
    if target.exists() && !has_grown {
        return Ok(());
    }
    let fresh = state_folder.join("snapshot.new");
    fs::remove_file(&fresh)
        .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
        .map_err(|error| Failure::of_path(&fresh, &error))?;
    figure::snapshot::write(snapshot, &fresh).map_err(|error| {
        Failure::new(Cause::Machine, format!("{}: {error}", fresh.display()), "make room and build again")
    })?;
    fs::rename(&fresh, &target).map_err(|error| Failure::of_path(&target, &error))
}
