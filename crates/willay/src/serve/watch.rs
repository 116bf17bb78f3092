//! Which files of a workspace changed since it was last looked at?
//!
//! Times and sizes of some hundred files are asked for every 50 ms. That costs less than a thousandth of a second, and
//! tells the same on every system, over every network drive and for every way in which an editor saves.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, SystemTime},
};

use crate::{progress::Progress, workspace::read_settings};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// A change is taken once it has lasted for so long: an editor may write a file in several steps.
const SETTLED: Duration = Duration::from_millis(15);

/// Folders whose files are articles and standing pages.
const PAGES: [&str; 2] = ["articles", "pages"];

/// What else a build reads; the ledger is that of a file.
const GROUND: [&str; 8] = [
    "willay.toml",
    "redirects.toml",
    "documents",
    "lists",
    "judgements",
    "figures",
    "archive",
    ".willay/ledger.sqlite",
];

/// By which a change of a file is noticed.
type Stamp = (Option<SystemTime>, u64);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    pages: BTreeMap<PathBuf, Stamp>,
    ground: BTreeMap<PathBuf, Stamp>,
}

/// A workspace that is being watched.
pub(super) struct Watch {
    root: PathBuf,
    last: Look,
    has_only_pages_changed: bool,
}

impl Watch {
    pub(super) fn begin(root: &Path) -> Self {
        Self { root: root.to_owned(), last: Look::at(root), has_only_pages_changed: false }
    }

    /// True where the last change was one of articles and standing pages alone.
    pub(super) const fn has_only_pages_changed(&self) -> bool {
        self.has_only_pages_changed
    }

    /// Waits for a change that has settled, or for Ctrl-C.
    pub(super) fn wait(&mut self, progress: &Progress) {
        while progress.goes_on().is_continue() {
            let mut found = Look::at(&self.root);
            if found == self.last {
                sleep(PAUSE);
                continue;
            }
            loop {
                sleep(SETTLED);
                let again = Look::at(&self.root);
                if again == found {
                    break;
                }
                found = again;
            }
            self.has_only_pages_changed = found.ground == self.last.ground;
            self.last = found;
            return;
        }
    }
}

impl Look {
    fn at(root: &Path) -> Self {
        let mut look = Self { pages: BTreeMap::new(), ground: BTreeMap::new() };
        PAGES.iter().for_each(|name| note(&root.join(name), &mut look.pages));
        GROUND.iter().for_each(|name| note(&root.join(name), &mut look.ground));
        // Where the settings cannot be read, the build says so.
        let packs = read_settings(root).map(|settings| settings.packs).unwrap_or_default();
        packs.iter().for_each(|folder| note(&root.join(folder), &mut look.ground));
        look
    }
}

/// Notes a file, or the files of a folder. What is not there is not noted, and is noticed when it comes.
fn note(path: &Path, into: &mut BTreeMap<PathBuf, Stamp>) {
    let Ok(found) = fs::metadata(path) else { return };
    if !found.is_dir() {
        into.insert(path.to_owned(), (found.modified().ok(), found.len()));
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if let Some(found) = entry.metadata().ok().filter(|_| !is_hidden) {
            into.insert(entry.path(), (found.modified().ok(), found.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_page_is_told_from_one_of_what_pages_rest_on() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
            Look::at(folder.path())
        };
        let before = write("articles/a.en.md", "one");
        let page = write("articles/a.en.md", "three");
        assert!(page.pages != before.pages && page.ground == before.ground);
        let figure = write("figures/a.toml", "x");
        assert!(figure.pages == page.pages && figure.ground != page.ground);
        assert_eq!(write("articles/.a.en.md.swp", "half"), figure);
        assert_eq!(write("site/index.html", "built"), figure);
        fs::remove_file(folder.path().join("articles/a.en.md")).unwrap();
        assert!(Look::at(folder.path()).pages.is_empty());
    }
}
