//! Front page, articles, archive by year, standing pages, list of sources.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, PreEscaped, html};
use record::{DocumentId, Language, Nature};

use super::{
    Edition, Files, archives, corrections, figures,
    layout::{About, Page, page, pick},
    linked_data,
    links::{Depth, in_language},
    pictures,
};
use crate::{
    article::{CheckedPage, Section},
    elements,
};

pub(super) fn render(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let mut add = |path: &str,
                   title: &str,
                   (depth, about): (Depth, About),
                   (body, figures, is_translated): (Markup, BTreeSet<_>, bool)| {
        let html = page(edition, &Page { language, path, title, depth, is_translated, about, body });
        files.add(in_language(language, path), html, figures);
    };
    let root = Depth::of_root(language);
    let section = Depth::of_section(language);
    let is_translated = edition.settings.languages.len() > 1;
    add(
        "index.html",
        pick(language, "Home", "Inicio"),
        (root, About::default()),
        (front(edition, language), BTreeSet::new(), is_translated),
    );
    add(
        "documents.html",
        pick(language, "Sources", "Fuentes"),
        (root, About::default()),
        (sources(edition, language), BTreeSet::new(), is_translated),
    );
    for checked in edition.pages.iter().filter(|page| page.head.language == language) {
        let folder = if checked.head.section == Section::Article { "articles" } else { "pages" };
        let path = format!("{folder}/{}.html", checked.head.slug);
        let figures = checked.figures.iter().cloned().collect();
        let is_article = checked.head.section == Section::Article;
        let about = About {
            summary: checked.head.summary.clone(),
            is_article,
            card: is_article.then(|| pictures::of_article(edition, checked)),
            data: vec![linked_data::article::of(edition, checked)],
        };
        add(
            &path,
            &checked.head.title,
            (section, about),
            (text(edition, checked), figures, edition.is_translated(checked)),
        );
    }
    let title = pick(language, "Articles", "Artículos");
    add(
        "archive/index.html",
        title,
        (section, About::default()),
        (archive(edition, language), BTreeSet::new(), is_translated),
    );
}

fn front(edition: &Edition<'_>, language: Language) -> Markup {
    let depth = Depth::of_root(language);
    let articles = edition.articles(language);
    let shown: BTreeSet<_> = articles.iter().take(1).flat_map(|article| &article.figures).take(6).collect();
    html! {
        h1 { (edition.settings.name.get(language)) }
        p.lead { (edition.settings.description.get(language)) }
        h2 { (pick(language, "Latest", "Lo último")) }
        (list(&articles.into_iter().take(10).collect::<Vec<_>>(), depth, language))
        h2 { (pick(language, "Some figures", "Algunas cifras")) }
        ul.cards { @for figure in shown.iter().filter_map(|id| edition.figure(id)) {
            li { a href=(depth.figure(language, figure.id())) {
                strong { (figure.value_text(language)) } span { (figure.definition.title.get(language)) }
            } }
        } }
        h2 { (pick(language, "How to check a number", "Cómo verificar un número")) }
        ol {
            li { (pick(language, "Follow the number to its figure: what is counted, by whom, since when.",
                       "Siga el número hasta su cifra: qué se cuenta, quién, desde cuándo.")) }
            li { (pick(language, "From there to the records and the highlighted words of a source.",
                       "De ahí a los registros y a las palabras resaltadas de una fuente.")) }
            li { (pick(language, "Or copy the site and run", "O copie el sitio y ejecute")) " " code { "willay verify site" }
                 (pick(language, ": it checks every file, every hash and every signature, offline.",
                       ": comprueba cada archivo, cada huella y cada firma, sin conexión.")) }
        }
    }
}

/// The documents on whose words a page rests.
fn documents(edition: &Edition<'_>, checked: &CheckedPage) -> BTreeSet<DocumentId> {
    let figures = checked.figures.iter().filter_map(|id| edition.figure(id));
    let quoted = checked.passages.iter().map(|passage| passage.document);
    figures.flat_map(|figure| linked_data::dataset::documents(edition, figure)).chain(quoted).collect()
}

fn text(edition: &Edition<'_>, checked: &CheckedPage) -> Markup {
    let language = checked.head.language;
    let depth = Depth::of_section(language);
    html! {
        (body(edition, checked))
        @if checked.head.section == Section::Article { (archives::of_article(edition, checked, depth)) }
        @if !checked.figures.is_empty() {
            section.evidence {
                h2 { (pick(language, "The numbers of this page", "Los números de esta página")) }
                ul { @for figure in checked.figures.iter().filter_map(|id| edition.figure(id)) {
                    li { a href=(depth.figure(language, figure.id())) { (figure.definition.title.get(language)) } ": "
                         (figure.value_text(language)) (corrections::beside(edition, checked, figure.id())) }
                } }
            }
        }
        (figures::sources(edition, &documents(edition, checked), language))
        (accepted(checked))
    }
}

/// A page with its dateline and its corrections.
pub(super) fn body(edition: &Edition<'_>, checked: &CheckedPage) -> Markup {
    html! {
        article {
            h1 { (checked.head.title) }
            @if let Some(date) = &checked.head.date {
                p.dateline { (elements::date(date, &date.words(checked.head.language))) }
            }
            (corrections::of_article(edition, checked))
            (PreEscaped(&checked.html))
        }
    }
}

/// What was left unbound on purpose, and what the editor accepts.
pub(super) fn accepted(checked: &CheckedPage) -> Markup {
    let language = checked.head.language;
    html! {
        @if !checked.waivers.is_empty() {
            section.evidence {
                h2 { (pick(language, "Left unbound on purpose", "Sin cifra, a propósito")) }
                ul { @for (words, reason) in &checked.waivers { li { "“" (words) "”: " (reason) } } }
            }
        }
        @if !checked.head.waive.is_empty() {
            section.evidence {
                h2 { (pick(language, "Accepted by the editor", "Aceptado por la redacción")) }
                ul { @for waiver in &checked.head.waive {
                    li { "“" (waiver.words) "” (" (waiver.code) ", " (waiver.title(language)) "): " (waiver.reason) }
                } }
            }
        }
    }
}

fn by_year<'a>(edition: &'a Edition<'_>, language: Language) -> BTreeMap<i32, Vec<&'a CheckedPage>> {
    let mut years: BTreeMap<i32, Vec<&CheckedPage>> = BTreeMap::new();
    for article in edition.articles(language) {
        if let Some(year) = article.head.date.as_ref().and_then(record::Edtf::year) {
            years.entry(year).or_default().push(article);
        }
    }
    years
}

fn archive(edition: &Edition<'_>, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    html! {
        h1 { (pick(language, "Articles", "Artículos")) }
        (archives::doors(depth, language))
        @for (year, articles) in by_year(edition, language).into_iter().rev() {
            h2 { a href=(format!("{year}.html")) { (year) } }
            (list(&articles, depth, language))
        }
        @if !edition.old.articles.is_empty() {
            p { a href=(depth.to(&in_language(language, "archived/index.html"))) {
                (pick(language, "Archived articles of the earlier site", "Artículos archivados del sitio anterior"))
            } " (" (edition.old.articles.len()) ")" }
        }
    }
}

pub(super) fn list(articles: &[&CheckedPage], depth: Depth, language: Language) -> Markup {
    html! {
        ul.articles { @for article in articles {
            li {
                a href=(depth.to(&in_language(language, &format!("articles/{}.html", article.head.slug)))) { (article.head.title) }
                @if let Some(date) = &article.head.date { " " (elements::date(date, &date.words(language))) }
                p { (article.head.summary) }
            }
        } }
    }
}

/// What kind of source a document is.
pub(super) fn nature(nature: Nature, language: Language) -> &'static str {
    match nature {
        Nature::Original => pick(language, "original", "original"),
        Nature::Note => pick(language, "our note on a source", "nota nuestra sobre una fuente"),
        Nature::Synthetic => pick(language, "synthetic: describes nobody", "sintético: no describe a nadie"),
    }
}

fn sources(edition: &Edition<'_>, language: Language) -> Markup {
    let depth = Depth::of_root(language);
    html! {
        h1 { (pick(language, "Sources", "Fuentes")) }
        ul.sources { @for archived in edition.documents {
            @let described = &archived.document.description;
            li {
                a href=(depth.document(&archived.document.id)) { (described.title.get(language)) }
                " " span.nature { (nature(described.nature, language)) }
                p { (described.producer) @if let Some(date) = &described.published { ", " (date.words(language)) } }
            }
        } }
    }
}
