//! What is to be checked: files, folders, and lists of saved pages. Nothing is fetched.

use std::{
    fs,
    path::{Path, PathBuf},
};

use record::MediaType;

use super::article::Unread;
use crate::{
    arguments,
    failure::{Cause, Failure},
    folder::{Refusal, walk},
    language::words,
};

/// A list of more lines was not written by a newsroom.
const MAX_LIST_BYTES: u64 = 16 << 20;

/// One thing to look at.
#[derive(Debug)]
pub(super) struct Input {
    /// How it is called in every output: the address of a saved page, or the path.
    pub(super) address: String,
    /// How a report names it to others: the address of a saved page, the name of a file, or its path within the folder that
    /// was named. It says nothing of where that folder lies.
    pub(super) label: String,
    /// Where its bytes are.
    pub(super) path: PathBuf,
    /// What is known of it before it is looked at.
    pub(super) known: Option<Known>,
}

/// Why something is not looked at.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// It is no article.
    Skipped(Skip),
    /// The machine does not give it.
    Unread(Unread),
}

/// Why a file of a folder is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    Hidden,
    NoArticle,
    Refused(Refusal),
}

impl Input {
    /// A file that was named by itself.
    fn of(path: &Path) -> Self {
        Self { address: path.display().to_string(), label: name_of(path), path: path.to_owned(), known: None }
    }

    /// A file of a folder that was named.
    fn within(folder: &Path, name: &str) -> Self {
        let label = [name_of(folder).as_str(), name].join("/");
        Self { label: label.trim_matches('/').to_owned(), ..Self::of(&folder.join(name)) }
    }
}

/// The last part of a path, without those above it.
fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The kind of an article; none where it is no article.
pub(super) fn media_of(path: &Path) -> Option<MediaType> {
    MediaType::from_file_name(&path.file_name()?.to_string_lossy())
        .filter(|media| !matches!(media, MediaType::Csv | MediaType::Xlsx))
}

/// Everything that the command line names, in its order.
pub(super) fn inputs(options: &arguments::Check) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for path in &options.articles {
        named(path, &mut inputs)?;
    }
    if let Some(list) = &options.list {
        listed(list, &mut inputs)?;
    }
    if inputs.iter().all(|input| matches!(input.known, Some(Known::Skipped(_)))) {
        let places = options.articles.iter().chain(&options.list).map(|path| path.display().to_string());
        let places = places.collect::<Vec<_>>().join(", ");
        return Err(Failure::new(
            Cause::Material,
            words!("{places}: no article in it", "{places}: no contiene ningún artículo"),
            words!(
                "name .html, .docx, .md, .txt or .pdf files, or a folder that holds some",
                "nombre archivos .html, .docx, .md, .txt o .pdf, o una carpeta que los contenga"
            ),
        ));
    }
    Ok(inputs)
}

/// A file, or every file below a folder.
fn named(path: &Path, inputs: &mut Vec<Input>) -> Result<(), Failure> {
    if !path.is_dir() {
        inputs.push(Input::of(path));
        return Ok(());
    }
    let files = walk(path);
    let mut found: Vec<Input> = Vec::new();
    for name in &files.names {
        let mut input = Input::within(path, name);
        if name.split('/').any(|part| part.starts_with('.')) {
            input.known = Some(Known::Skipped(Skip::Hidden));
        } else if media_of(&input.path).is_none() {
            input.known = Some(Known::Skipped(Skip::NoArticle));
        }
        found.push(input);
    }
    for (name, reason) in &files.refused {
        let known = Some(Known::Skipped(Skip::Refused(*reason)));
        found.push(Input { known, ..Input::within(path, name) });
    }
    for (name, error) in &files.unread {
        let input = Input::within(path, name);
        let known = Some(Known::Unread(Unread::of_machine(&input.path, error)));
        found.push(Input { known, ..input });
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    inputs.extend(found);
    Ok(())
}

/// The lines of a list: a path, or an address, a tabulator and the path of the saved page.
fn listed(list: &Path, inputs: &mut Vec<Input>) -> Result<(), Failure> {
    let size = fs::metadata(list).map_err(|error| Failure::of_input(list, &error))?.len();
    if size > MAX_LIST_BYTES {
        let (list, size, most) = (list.display(), size >> 20, MAX_LIST_BYTES >> 20);
        let message = words!(
            "{list}: {size} MiB; at most {most} MiB are read",
            "{list}: {size} MiB; se leen {most} MiB como máximo"
        );
        return Err(Failure::new(Cause::Material, message, words!("split the list", "divida la lista")));
    }
    let text = fs::read_to_string(list).map_err(|error| Failure::of_input(list, &error))?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let mut messages = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{}:{number}", list.display());
        match line.split_once('\t') {
            Some((address, path)) if is_address(address) && !path.is_empty() => {
                let (label, path) = (address.to_owned(), folder.join(path));
                inputs.push(Input { address: address.to_owned(), label, path, known: None });
            }
            Some(_) => messages.push(words!(
                "{place}: neither a path nor an address with its page\n  mend: write ADDRESS, a tabulator, and the path of the saved page",
                "{place}: ni una ruta ni una dirección con su página\n  remedio: escriba DIRECCIÓN, un tabulador y la ruta de la página guardada"
            )),
            None if is_address(line) => messages.push(words!(
                "{place}: an address without its saved page; nothing is fetched\n  mend: save the page, and write its path behind a tabulator",
                "{place}: una dirección sin su página guardada; nada se descarga\n  remedio: guarde la página, y escriba su ruta tras un tabulador"
            )),
            None => named(&folder.join(line), inputs)?,
        }
    }
    if messages.is_empty() {
        return Ok(());
    }
    let mend = words!("mend the list; its lines are counted from 1", "corrija la lista; sus líneas se cuentan desde 1");
    Err(Failure::several(messages, mend))
}

/// Addresses of pages; other schemes are none that a report should link to.
pub(super) fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
        && !text.contains(char::is_whitespace)
}
