//! A workspace as it stands on the disk: its files read whole, nothing interpreted yet but `willay.toml`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use publish::old::{OldSite, REDIRECTS};

use crate::{
    arguments,
    failure::{Cause, Failure},
    language::words,
    location::Location,
    settings::Settings,
    threads::each,
};

/// No file of a workspace may be larger: it would not fit an old laptop's memory.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// A file with its path relative to the workspace.
#[derive(Debug, Clone)]
pub(crate) struct WorkspaceFile {
    /// Path with `/`, such as `documents/amnesty-2017.md`.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl WorkspaceFile {
    /// The file as text, or a failure that names the first byte that is not UTF-8.
    pub(crate) fn text(&self) -> Result<&str, Failure> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let before = &self.bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            Failure::new(
                Cause::Material,
                words!(
                    "{}:{line}: not UTF-8 (byte 0x{:02x})", self.name, self.bytes[error.valid_up_to()];
                    "{}:{line}: no está en UTF-8 (byte 0x{:02x})", self.name, self.bytes[error.valid_up_to()]
                ),
                words!("save the file as UTF-8", "guarde el archivo en UTF-8"),
            )
        })
    }
}

/// The files of a workspace.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// `willay.toml`.
    pub(crate) settings: Settings,
    /// Where its ledger is.
    pub(crate) location: Location,
    /// `documents/*`, sidecars among them.
    pub(crate) documents: Vec<WorkspaceFile>,
    /// `lists/*`, mappings among them.
    pub(crate) lists: Vec<WorkspaceFile>,
    /// `judgements/*.jsonl`.
    pub(crate) judgements: Vec<WorkspaceFile>,
    /// `figures/*.toml`.
    pub(crate) figures: Vec<WorkspaceFile>,
    /// `articles/*.md`.
    pub(crate) articles: Vec<WorkspaceFile>,
    /// `pages/*.md`.
    pub(crate) pages: Vec<WorkspaceFile>,
    /// `archive/*.txt` and `redirects.toml`.
    pub(crate) old: OldSite,
}

impl Workspace {
    /// Reads a workspace's files.
    pub(crate) fn open(root: &Path, ledger: &arguments::Ledger) -> Result<Self, Failure> {
        let settings_path = root.join("willay.toml");
        if !settings_path.is_file() {
            return Err(Failure::new(
                Cause::Usage,
                words!(
                    "{}: no willay.toml here, so this is no workspace", root.display();
                    "{}: aquí no hay willay.toml, así que no es un espacio de trabajo", root.display()
                ),
                words!(
                    "`willay init {}` makes one", root.join("my-workspace").display();
                    "`willay init {}` hace uno", root.join("mi-espacio").display()
                ),
            ));
        }
        let settings = read_settings(root)?;
        Ok(Self {
            root: root.to_owned(),
            location: Location::of_workspace(root, Some(&settings), ledger)?,
            settings,
            documents: read_folder(root, "documents")?,
            lists: read_folder(root, "lists")?,
            judgements: only(".jsonl", read_folder(root, "judgements")?)?,
            figures: only(".toml", read_folder(root, "figures")?)?,
            articles: only(".md", read_folder(root, "articles")?)?,
            pages: only(".md", read_folder(root, "pages")?)?,
            old: read_old_site(root)?,
        })
    }

    /// Reads the articles and standing pages again.
    pub(crate) fn read_pages_again(&mut self) -> Result<(), Failure> {
        self.articles = only(".md", read_folder(&self.root, "articles")?)?;
        self.pages = only(".md", read_folder(&self.root, "pages")?)?;
        Ok(())
    }

    /// The folder of the program's own state.
    pub(crate) fn state_folder(&self) -> PathBuf {
        self.root.join(".willay")
    }
}

/// `willay.toml` alone.
pub(crate) fn read_settings(root: &Path) -> Result<Settings, Failure> {
    let path = root.join("willay.toml");
    let file = read_file(root, &path)?;
    Settings::parse(&path.display().to_string(), file.text()?)
}

/// What an old site left: `archive/` and `redirects.toml`.
pub(crate) fn read_old_site(root: &Path) -> Result<OldSite, Failure> {
    let files = only(".txt", read_folder(root, "archive")?)?;
    let path = root.join(REDIRECTS);
    let redirects = if path.is_file() { Some(read_file(root, &path)?) } else { None };
    let mut texts = Vec::new();
    for file in &files {
        texts.push((file.name.as_str(), file.text()?));
    }
    let redirects = redirects.as_ref().map(WorkspaceFile::text).transpose()?;
    OldSite::parse(&texts, redirects).map_err(|problems| {
        let mend = words!("mend the files named here", "corrija los archivos nombrados");
        Failure::several(problems.iter().map(ToString::to_string).collect(), mend)
    })
}

/// Refuses files of another kind than the folder's: what is passed over in silence is missed too late.
fn only(ending: &str, files: Vec<WorkspaceFile>) -> Result<Vec<WorkspaceFile>, Failure> {
    match files.iter().find(|file| !file.name.ends_with(ending)) {
        Some(other) => Err(Failure::new(
            Cause::Material,
            words!(
                "{}: only {ending} files belong here", other.name;
                "{}: aquí solo van archivos {ending}", other.name
            ),
            words!(
                "rename it to end in {ending}, or move it out of the folder",
                "cámbiele el nombre para que termine en {ending}, o sáquelo de la carpeta"
            ),
        )),
        None => Ok(files),
    }
}

/// The files of one folder by name; a folder that is not there is empty. Hidden files are passed over.
fn read_folder(root: &Path, folder: &str) -> Result<Vec<WorkspaceFile>, Failure> {
    let path = root.join(folder);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(&path).map_err(|error| Failure::of_path(&path, &error))? {
        let entry = entry.map_err(|error| Failure::of_path(&path, &error))?.path();
        let is_hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_dir() && !is_hidden {
            return Err(Failure::new(
                Cause::Material,
                words!(
                    "{}: folders within {folder}/ are not read", entry.display();
                    "{}: las carpetas dentro de {folder}/ no se leen", entry.display()
                ),
                words!(
                    "move its files into {folder}/, or out of the workspace",
                    "ponga sus archivos en {folder}/, o fuera del espacio de trabajo"
                ),
            ));
        }
        if !is_hidden {
            paths.push(entry);
        }
    }
    paths.sort();
    each(&paths, |path| read_file(root, path).map(Some))
}

pub(crate) fn read_file(root: &Path, path: &Path) -> Result<WorkspaceFile, Failure> {
    let size = fs::metadata(path).map_err(|error| Failure::of_path(path, &error))?.len();
    if size > MAX_FILE_BYTES {
        return Err(Failure::new(
            Cause::Material,
            words!(
                "{}: {} MiB; at most {} MiB are read", path.display(), size >> 20, MAX_FILE_BYTES >> 20;
                "{}: {} MiB; se leen {} MiB como máximo", path.display(), size >> 20, MAX_FILE_BYTES >> 20
            ),
            words!("split the file", "divida el archivo"),
        ));
    }
    let bytes = fs::read(path).map_err(|error| Failure::of_path(path, &error))?;
    let relative = path.strip_prefix(root).unwrap_or(path);
    let name = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    Ok(WorkspaceFile { name, bytes })
}
