//! What can be found: articles, standing pages, figures, records, sources, topics and places; only what is public.
//!
//! Persons are found by name only where they may be named ([`crate::naming`]); other persons' records not at all.

use std::borrow::Cow;

use record::Language;

use super::super::{
    Edition, archived,
    archives::Archives,
    layout::pick,
    links::{document_path, in_language},
    records::label_of,
};
use crate::article::Section;

/// Characters of a summary.
const SUMMARY: usize = 160;

/// One page.
pub(super) struct Entry<'a> {
    /// From the root of the site.
    pub(super) path: String,
    pub(super) title: String,
    /// What kind of page it is, for readers.
    pub(super) kind: String,
    /// How it begins.
    pub(super) summary: String,
    /// Its words.
    pub(super) text: Cow<'a, str>,
    /// The language of its words.
    pub(super) language: Language,
}

/// Every page of a language, and the sources, which have one page for all.
pub(super) fn all<'a>(edition: &'a Edition<'_>, archives: &Archives<'_>, language: Language) -> Vec<Entry<'a>> {
    let mut entries = pages(edition, language);
    entries.extend(figures(edition, language));
    entries.extend(shelves(archives, language));
    entries.extend(records(edition, archives, language));
    entries.extend(documents(edition, language));
    entries.extend(old(edition, language));
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    entries
}

fn pages<'a>(edition: &'a Edition<'_>, language: Language) -> Vec<Entry<'a>> {
    let pages = edition.pages.iter().filter(|page| page.head.language == language);
    let entry = |page: &'a crate::CheckedPage| {
        let (folder, kind) = match page.head.section {
            Section::Article => ("articles", pick(language, "article", "artículo")),
            Section::Page => ("pages", pick(language, "page", "página")),
        };
        Entry {
            path: in_language(language, &format!("{folder}/{}.html", page.head.slug)),
            title: page.head.title.clone(),
            kind: kind.to_owned(),
            summary: page.head.summary.clone(),
            text: Cow::Borrowed(&page.text),
            language,
        }
    };
    pages.map(entry).collect()
}

fn figures(edition: &Edition<'_>, language: Language) -> Vec<Entry<'static>> {
    let entry = |figure: &figure::Figure| {
        let definition = &figure.definition;
        let keywords = match language {
            Language::En => &definition.keywords.en,
            Language::Es => &definition.keywords.es,
        };
        let texts = [&definition.definition, &definition.population, &definition.register, &definition.noun];
        let words: Vec<&str> =
            texts.map(|text| text.get(language)).into_iter().chain(keywords.iter().map(String::as_str)).collect();
        Entry {
            path: in_language(language, &format!("figures/{}.html", figure.id())),
            title: definition.title.get(language).to_owned(),
            kind: pick(language, "figure", "cifra").to_owned(),
            summary: format!("{} {}", figure.value_text(language), definition.noun.get(language)),
            text: words.join("\n").into(),
            language,
        }
    };
    edition.figures.iter().map(entry).collect()
}

fn shelves(archives: &Archives<'_>, language: Language) -> Vec<Entry<'static>> {
    let entry = |(path, title, kind): (String, String, &str)| Entry {
        path: in_language(language, &path),
        title,
        kind: kind.to_owned(),
        summary: String::new(),
        text: Cow::default(),
        language,
    };
    archives.named_shelves(language).into_iter().map(entry).collect()
}

fn records(edition: &Edition<'_>, archives: &Archives<'_>, language: Language) -> Vec<Entry<'static>> {
    let is_shown = |record: &&record::RecordId| record.kind() != "person" || edition.nameable.contains(*record);
    let entry = |record: &record::RecordId| {
        let kind = edition.schema.kinds.get(record.kind());
        let said: Vec<String> =
            edition.said_of(record).map(|(_, statement)| label_of(edition, statement, language)).collect();
        Entry {
            path: in_language(language, &format!("records/{record}.html")),
            title: archives.title(record).to_owned(),
            kind: kind.map_or(record.kind(), |kind| kind.label.get(language)).to_lowercase(),
            summary: cut(&said.join(" · ")),
            text: said.join("\n").into(),
            language,
        }
    };
    archives.records().filter(is_shown).map(entry).collect()
}

fn documents(edition: &Edition<'_>, language: Language) -> Vec<Entry<'static>> {
    let entry = |archived: &super::super::ArchivedDocument| {
        let described = &archived.document.description;
        Entry {
            path: document_path(&archived.document.id),
            title: described.title.get(language).to_owned(),
            kind: pick(language, "source", "fuente").to_owned(),
            summary: cut(&format!("{}. {}", described.producer, archived.text.text)),
            text: format!("{}\n{}", described.producer, archived.text.text).into(),
            language: described.language,
        }
    };
    edition.documents.iter().map(entry).collect()
}

fn old<'a>(edition: &'a Edition<'_>, language: Language) -> Vec<Entry<'a>> {
    let articles = edition.old.articles.iter().filter(|article| article.language == language);
    let entry = |article: &'a crate::old::OldArticle| Entry {
        path: archived::address(edition, article),
        title: article.head.title.clone(),
        kind: pick(language, "archived article, not checked", "artículo archivado, sin verificar").to_owned(),
        summary: cut(&article.text),
        text: Cow::Borrowed(&article.text),
        language,
    };
    articles.map(entry).collect()
}

/// The beginning of a text, up to a whole word.
fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SUMMARY) {
        None => line,
        Some((end, _)) => {
            let end = line[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &line[..end])
        }
    }
}
