//! Addresses within the site, relative, so that it works from a folder.

use record::{DocumentId, FigureId, Language, Passage, RecordId};

/// How deep a page lies, and so how it climbs to the root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Depth(usize);

impl Depth {
    /// A page at the root of its language.
    pub(crate) fn of_root(language: Language) -> Self {
        Self(usize::from(language == Language::Es))
    }

    /// A document's page: one for all languages.
    pub(crate) fn of_document() -> Self {
        Self(1)
    }

    /// A page in a folder of its language: `articles/`, `figures/`.
    pub(crate) fn of_section(language: Language) -> Self {
        Self(1 + usize::from(language == Language::Es))
    }

    /// A record's page: `records/KIND/`.
    pub(crate) fn of_record(language: Language) -> Self {
        Self(2 + usize::from(language == Language::Es))
    }

    /// A page at any path.
    pub(crate) fn of_path(path: &str) -> Self {
        Self(path.matches('/').count())
    }

    /// Climbs to the root of the site.
    pub(crate) fn to(self, path: &str) -> String {
        let climb = "../".repeat(self.0);
        if climb.is_empty() { format!("./{path}") } else { format!("{climb}{path}") }
    }

    pub(crate) fn figure(self, language: Language, id: &FigureId) -> String {
        self.to(&in_language(language, &format!("figures/{id}.html")))
    }

    pub(crate) fn record(self, language: Language, record: &RecordId) -> String {
        self.to(&in_language(language, &format!("records/{record}.html")))
    }

    pub(crate) fn passage(self, passage: &Passage) -> String {
        self.to(&format!("{}#{}", document_path(&passage.document), anchor(passage)))
    }

    pub(crate) fn row(self, document: &DocumentId, row: u64) -> String {
        self.to(&format!("{}#row-{row}", document_path(document)))
    }

    pub(crate) fn document(self, document: &DocumentId) -> String {
        self.to(&document_path(document))
    }
}

/// The path of a page in a language: Spanish below `es/`.
pub(crate) fn in_language(language: Language, path: &str) -> String {
    match language {
        Language::En => path.to_owned(),
        Language::Es => format!("es/{path}"),
    }
}

/// The page of a document.
pub(crate) fn document_path(document: &DocumentId) -> String {
    format!("documents/{}.html", document.short())
}

/// The place of a passage on its document's page.
pub(crate) fn anchor(passage: &Passage) -> String {
    format!("p-{}-{}", passage.selector.start, passage.selector.end)
}
