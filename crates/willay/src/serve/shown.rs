//! What is shown just now: the last site that could be built, and what is wrong since.

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What cannot be built, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Each with its place and reason, and perhaps a mend of its own.
    pub(super) messages: Vec<String>,
    /// What mends them all.
    pub(super) mend: String,
}

/// A state of the preview.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Counts the states. Two previews, one after the other, begin with different numbers.
    pub(super) version: u64,
    /// The last site that could be built.
    pub(super) files: Option<Arc<BTreeMap<String, Vec<u8>>>>,
    /// Pages that are newer than it, until the site is made of them.
    newer: Option<Arc<BTreeMap<String, Vec<u8>>>>,
    /// Why the files as they are now cannot be built.
    pub(super) trouble: Option<Arc<Trouble>>,
    /// The state before this one; not the one before that.
    before: Option<Arc<Shown>>,
}

impl Shown {
    /// A file of the site.
    pub(super) fn file(&self, name: &str) -> Option<&Vec<u8>> {
        let newer = self.newer.as_ref().and_then(|newer| newer.get(name));
        newer.or_else(|| self.files.as_ref()?.get(name))
    }

    /// True where a page looks as it did in the state that was seen.
    pub(super) fn is_as_seen(&self, seen: &str, name: &str) -> bool {
        let before = self.before.as_ref().filter(|before| before.version.to_string() == seen);
        before.is_some_and(|before| {
            let is_well = before.trouble.is_none() && self.trouble.is_none();
            is_well && before.file(name).is_some() && before.file(name) == self.file(name)
        })
    }
}

/// Where builds put up what is shown, and where requests look.
#[derive(Debug, Default)]
pub(super) struct Board {
    shown: Mutex<Shown>,
    changed: Condvar,
}

impl Board {
    /// A board whose states are counted from a number.
    pub(super) fn counting_from(version: u64) -> Self {
        Self { shown: Mutex::new(Shown { version, ..Shown::default() }), changed: Condvar::new() }
    }

    /// Shows pages over the last site, until the site is made of them; before there is a site there is nothing to read.
    pub(super) fn show_first(&self, pages: BTreeMap<String, Vec<u8>>) {
        if self.lock().files.is_some() {
            self.change(|shown| {
                shown.newer = Some(Arc::new(pages));
                shown.trouble = None;
            });
        }
    }

    /// Shows a site that could be built.
    pub(super) fn show(&self, files: BTreeMap<String, Vec<u8>>) {
        self.change(|shown| {
            shown.files = Some(Arc::new(files));
            shown.newer = None;
            shown.trouble = None;
        });
    }

    /// Says what cannot be built; the last site stays.
    pub(super) fn trouble(&self, trouble: Trouble) {
        self.change(|shown| shown.trouble = Some(Arc::new(trouble)));
    }

    /// What is shown.
    pub(super) fn now(&self) -> Shown {
        self.lock().clone()
    }

    /// What is shown once it is another state than that which was seen, or when the time is over.
    pub(super) fn after(&self, seen: &str, patience: Duration) -> Shown {
        let is_old = |shown: &mut Shown| shown.version.to_string() == seen;
        let waited = self.changed.wait_timeout_while(self.lock(), patience, is_old);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn change(&self, change: impl FnOnce(&mut Shown)) {
        let mut shown = self.lock();
        let before = Shown { before: None, ..shown.clone() };
        change(&mut shown);
        shown.before = Some(Arc::new(before));
        shown.version += 1;
        self.changed.notify_all();
    }

    /// The state is whole after each change, also where a thread that held it ended badly.
    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
