//! The page of a document: where it is from, and its text with every passage that the site rests on highlighted.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use maud::{Markup, html};
use record::{Language, MediaType, Passage, SearchedText, Selector};

use super::{
    ArchivedDocument, Edition, Files,
    layout::{About, Page, page, pick},
    links::{self, Depth},
    pages::nature,
};
use crate::elements;

/// Documents are rendered once, in the language of the site.
pub(super) fn render(edition: &Edition<'_>, files: &mut Files) {
    let language = edition.settings.languages.first().copied().unwrap_or_default();
    let passages = edition.passages();
    for archived in edition.documents {
        let id = archived.document.id;
        let found = passages.get(&id).map_or(&[][..], Vec::as_slice);
        let title = archived.document.description.title.get(language);
        let path = links::document_path(&id);
        let body = body(archived, found, language);
        let html = page(
            edition,
            &Page {
                language,
                path: &path,
                title,
                depth: Depth::of_document(),
                is_translated: false,
                about: About::default(),
                body,
            },
        );
        let figures = edition.figures_of_document(&id);
        files.add(path, html, figures.clone());
        files.add(format!("documents/{id}.bin"), archived.bytes.clone(), figures);
    }
}

fn body(archived: &ArchivedDocument, passages: &[&Passage], language: Language) -> Markup {
    let document = &archived.document;
    let described = &document.description;
    let facts = [
        (pick(language, "Published by", "Publicado por"), Some(described.producer.clone())),
        (pick(language, "Published", "Fecha"), described.published.as_ref().map(|date| date.words(language))),
        (pick(language, "Had on", "Obtenido"), described.accessed.as_ref().map(|date| date.words(language))),
        (pick(language, "Address", "Dirección"), described.url.clone()),
        (pick(language, "Cite as", "Citar como"), described.citation.clone()),
        (pick(language, "Licence", "Licencia"), described.licence.clone()),
    ];
    // In plain text and PDF the lines are the author's; in Markdown and HTML they are only where the file wraps.
    let has_lines = matches!(document.media_type, MediaType::Text | MediaType::Pdf | MediaType::Docx);
    let is_list = matches!(document.media_type, MediaType::Csv | MediaType::Xlsx);
    html! {
        p.class { (nature(described.nature, language)) }
        h1 { (described.title.get(language)) }
        dl.facts {
            @for (name, text) in facts { @if let Some(text) = text { dt { (name) } dd { (text) } } }
            dt { "SHA-256" } dd { code { (document.id) } }
            dt { (pick(language, "As archived", "Tal como se archivó")) } dd { a href=(format!("{}.bin", document.id)) download=(document.name) { (document.name) } }
        }
        h2 { (pick(language, "Text", "Texto")) }
        @if is_list { (rows(archived, language)) } @else { div.document.lines[has_lines] lang=(described.language.tag()) { (highlighted(&archived.text.text, passages)) } }
    }
}

/// The rows of a list, each with its number; the first names the columns.
fn rows(archived: &ArchivedDocument, language: Language) -> Markup {
    let text = &archived.text.text;
    let delimiter = if archived.document.media_type == MediaType::Xlsx { '\t' } else { ',' };
    let mut rows = (1..).zip(text.lines().map(|line| split_row(line, delimiter)));
    let names = rows.next();
    html! {
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table.list {
            @if let Some((number, names)) = names {
                thead { tr id=(format!("row-{number}")) { th scope="col" { (number) } @for name in names { th scope="col" { (name) } } } }
            }
            tbody { @for (number, cells) in rows {
                tr id=(format!("row-{number}")) { th scope="row" { (number) } @for cell in cells { td { (cell) } } }
            } }
        } }
    }
}

fn split_row(line: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for char in line.chars() {
        match char {
            '"' => is_quoted = !is_quoted,
            char if char == delimiter && !is_quoted => cells.push(String::new()),
            char => cells.last_mut().into_iter().for_each(|cell| cell.push(char)),
        }
    }
    cells
}

/// Paragraphs of a text with its passages marked. Passages may overlap.
fn highlighted(text: &str, passages: &[&Passage]) -> Markup {
    let marks = Marks::of(text, passages);
    let mut borders = marks.borders.clone();
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        paragraphs.push(at..at + part.len());
        borders.extend([at, at + part.len()]);
        at += part.len() + 2;
    }
    let mut named: BTreeSet<&str> = BTreeSet::new();
    html! {
        @for paragraph in paragraphs.iter().filter(|paragraph| !text[(*paragraph).clone()].trim().is_empty()) {
            p {
                @let inner: Vec<usize> = borders.range(paragraph.start..=paragraph.end).copied().collect();
                @for pair in inner.windows(2) {
                    @for anchor in marks.anchors.get(&pair[0]).into_iter().flatten() {
                        @if named.insert(anchor) { span.anchor id=(anchor) {} }
                    }
                    @if marks.holds(pair[0]) { mark { (text[pair[0]..pair[1]]) } } @else { (text[pair[0]..pair[1]]) }
                }
            }
        }
    }
}

/// Where the passages of a text begin and end.
#[derive(Default)]
struct Marks {
    borders: BTreeSet<usize>,
    /// Anchors of the passages that begin at a place.
    anchors: BTreeMap<usize, Vec<String>>,
    /// Where passages begin, with the furthest end of those that have begun by then.
    reach: BTreeMap<usize, usize>,
}

impl Marks {
    fn of(text: &str, passages: &[&Passage]) -> Self {
        let mut marks = Self::default();
        let searched = SearchedText::of(text);
        let mut seen = BTreeSet::new();
        for passage in passages {
            let Selector { start, end, exact, prefix, suffix, .. } = &passage.selector;
            if !seen.insert((start, end, exact, prefix, suffix)) {
                continue;
            }
            let Some(place) = searched.place_of(&passage.selector) else { continue };
            marks.borders.extend([place.start, place.end]);
            marks.anchors.entry(place.start).or_default().push(links::anchor(passage));
            let end = marks.reach.entry(place.start).or_default();
            *end = place.end.max(*end);
        }
        let mut furthest = 0;
        for end in marks.reach.values_mut() {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        marks
    }

    /// True where a passage holds what follows a place.
    fn holds(&self, place: usize) -> bool {
        self.reach.range(..=place).next_back().is_some_and(|(_, end)| place < *end)
    }
}
