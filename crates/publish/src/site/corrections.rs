//! Corrections, where they belong: at the article, at the figure, on a page of their own, and in a feed.
//!
//! An editor declares what was wrong; a number that moved without such a word is told by the site itself. Nothing is
//! rewritten in silence.

use figure::{Figure, history::Step};
use maud::{Markup, html};
use record::{Edtf, FigureId, Language};

use super::{
    Edition, Files,
    figures::reasons,
    layout::{About, Page, page, pick},
    links::{Depth, in_language},
    syndication::{Feed, Item},
};
use crate::{
    article::{CheckedPage, Correction},
    elements,
};

/// The page of corrections.
pub(super) const PATH: &str = "corrections.html";

/// Writes the page and its feeds.
pub(super) fn render(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let title = pick(language, "Corrections", "Correcciones");
    let (depth, is_translated) = (Depth::of_root(language), edition.settings.languages.len() > 1);
    let body = body(edition, (language, depth));
    let html =
        page(edition, &Page { language, path: PATH, title, depth, is_translated, about: About::default(), body });
    files.add(in_language(language, PATH), html, Default::default());
    feed(edition, language).write(edition, files);
}

/// What editors declared in a language, newest first.
fn declared<'a>(edition: &'a Edition<'_>, language: Language) -> Vec<(&'a CheckedPage, &'a Correction)> {
    let pages = edition.corrected().into_iter().filter(|page| page.head.language == language);
    let mut all: Vec<_> = pages.flat_map(|page| page.head.corrections.iter().map(move |said| (page, said))).collect();
    all.sort_by(|(left, one), (right, other)| {
        (other.date.as_str(), &left.head.slug).cmp(&(one.date.as_str(), &right.head.slug))
    });
    all
}

/// Figures whose number moved, newest first.
fn moves<'a>(edition: &'a Edition<'_>) -> Vec<(&'a Figure, Step<'a>)> {
    let steps = edition.figures.iter().flat_map(|figure| {
        let steps = edition.past.histories.steps(&figure.definition).into_iter();
        steps
            .filter(|step| step.before.is_some_and(|before| !before.says_the_same(step.version)))
            .map(move |step| (figure, step))
    });
    let mut steps: Vec<_> = steps.collect();
    steps.sort_by_key(|(figure, step)| (std::cmp::Reverse(step.version.sequence), figure.id().clone()));
    steps
}

fn body(edition: &Edition<'_>, (language, depth): (Language, Depth)) -> Markup {
    let (declared, moves) = (declared(edition, language), moves(edition));
    html! {
        h1 { (pick(language, "Corrections", "Correcciones")) }
        p.lead { (pick(language, "What was wrong and was put right, and every number that moved since it was published.",
                       "Lo que estaba mal y se corrigió, y cada número que cambió desde que se publicó.")) }
        p { (pick(language, "Follow them:", "Seguirlas:")) " "
            a href=(depth.to(&in_language(language, "corrections.xml"))) { "Atom" } ", "
            a href=(depth.to(&in_language(language, "corrections.json"))) { "JSON Feed" } "." }
        h2 { (pick(language, "Corrected by the editors", "Corregido por la redacción")) }
        @if declared.is_empty() { p { (pick(language, "Nothing so far.", "Nada hasta ahora.")) } }
        @for (page, said) in declared {
            section.correction id=(said.anchor(&page.head.slug)) {
                h3 { (elements::date(&said.date, &said.date.words(language))) ": " (link(page, (language, depth))) }
                (words(edition, said, (language, depth)))
            }
        }
        h2 { (pick(language, "Figures that moved", "Cifras que cambiaron")) }
        @if moves.is_empty() { p { (pick(language, "None so far.", "Ninguna hasta ahora.")) } }
        @for (figure, step) in moves {
            section.correction id=(anchor(figure.id(), &step)) {
                h3 { (day(&step.version.time.day(), language)) ": "
                    a href=(depth.figure(language, figure.id())) { (reasons::title(figure, language)) } ": " (step_words(&step, language)) }
                (reasons::list(edition, &step.reasons, (language, depth)))
            }
        }
    }
}

/// A day in words, as those of the editors are.
fn day(day: &str, language: Language) -> Markup {
    match day.parse::<Edtf>() {
        Ok(date) => elements::date(&date, &date.words(language)),
        Err(_) => html! { (day) },
    }
}

fn anchor(figure: &FigureId, step: &Step<'_>) -> String {
    format!("m-{figure}-{}", step.version.sequence)
}

fn step_words(step: &Step<'_>, language: Language) -> String {
    let was = step.before.map(|before| reasons::value(before, language)).unwrap_or_default();
    format!("{was} → {}", reasons::value(step.version, language))
}

fn link(page: &CheckedPage, (language, depth): (Language, Depth)) -> Markup {
    let path = in_language(language, &format!("articles/{}.html", page.head.slug));
    html! { a href=(depth.to(&path)) { (page.head.title) } }
}

/// What a correction says.
fn words(edition: &Edition<'_>, said: &Correction, (language, depth): (Language, Depth)) -> Markup {
    html! {
        p {
            @if let Some(figure) = said.figure.as_ref().and_then(|id| edition.figure(id)) {
                a href=(depth.figure(language, figure.id())) { (reasons::title(figure, language)) } ": "
            }
            del { (said.was.text(language)) } " → " ins { (said.is.text(language)) } ". " (said.why)
        }
    }
}

/// The corrections of one article, and its numbers that moved.
pub(super) fn of_article(edition: &Edition<'_>, page: &CheckedPage) -> Markup {
    let (language, depth) = (page.head.language, Depth::of_section(page.head.language));
    let moved = edition.past.moved(page, edition.figures);
    html! {
        @if !page.head.corrections.is_empty() {
            section.corrections aria-label=(pick(language, "Corrections", "Correcciones")) {
                h2 { (pick(language, "Corrections", "Correcciones")) }
                @for said in &page.head.corrections {
                    div.correction id=(said.anchor(&page.head.slug)) {
                        p { (elements::date(&said.date, &said.date.words(language))) }
                        (words(edition, said, (language, depth)))
                    }
                }
            }
        }
        @if moved.iter().any(|moved| !moved.is_corrected) {
            section.corrections aria-label=(pick(language, "Moved since", "Cambios desde entonces")) {
                h2 { (pick(language, "Moved since this was published", "Cambió desde que se publicó")) }
                @for moved in moved.iter().filter(|moved| !moved.is_corrected) {
                    div.correction {
                        p { a href=(depth.figure(language, moved.figure.id())) { (reasons::title(moved.figure, language)) } ": "
                            (reasons::then_and_now(moved, language)) }
                        (reasons::list(edition, &moved.reasons, (language, depth)))
                    }
                }
            }
        }
    }
}

/// In the list of an article's numbers: what one of them was.
pub(super) fn beside(edition: &Edition<'_>, page: &CheckedPage, figure: &FigureId) -> Markup {
    let language = page.head.language;
    let moved = edition.figure(figure).and_then(|figure| edition.past.moved_on(page, figure));
    html! {
        @if let Some(moved) = moved {
            " — " strong { (pick(language, "moved since", "cambió desde entonces")) } ": " (reasons::then_and_now(&moved, language))
        }
    }
}

/// What articles had said of a figure.
pub(super) fn of_figure(edition: &Edition<'_>, figure: &Figure, (language, depth): (Language, Depth)) -> Markup {
    let mut declared = declared(edition, language);
    declared.retain(|(_, said)| said.figure.as_ref() == Some(figure.id()));
    let pages = edition.pages_with(figure.id(), language).into_iter();
    let moved = pages.filter_map(|page| Some((page, edition.past.moved_on(page, figure)?)));
    let moved: Vec<_> = moved.filter(|(_, moved)| !moved.is_corrected).collect();
    html! {
        @if !declared.is_empty() || !moved.is_empty() {
            h2 { (pick(language, "Corrections where it is used", "Correcciones donde se usa")) }
            @for (page, said) in declared {
                div.correction { p { (elements::date(&said.date, &said.date.words(language))) ": " (link(page, (language, depth))) }
                    (words(edition, said, (language, depth))) }
            }
            @for (page, moved) in moved {
                div.correction { p { (link(page, (language, depth))) ": " (reasons::then_and_now(&moved, language)) } }
            }
        }
    }
}

fn feed(edition: &Edition<'_>, language: Language) -> Feed {
    let page = in_language(language, PATH);
    let of_editors = declared(edition, language).into_iter().map(|(article, said)| {
        let was_and_is = format!("{} → {}", said.was.text(language), said.is.text(language));
        let figure = said.figure.as_ref().and_then(|id| edition.figure(id));
        let about = figure.map_or_else(String::new, |figure| format!("{}: ", reasons::title(figure, language)));
        Item {
            path: format!("{page}#{}", said.anchor(&article.head.slug)),
            title: format!("{}: {}", pick(language, "Correction", "Corrección"), article.head.title),
            text: format!("{about}{was_and_is}. {}", said.why),
            updated: format!("{}T00:00:00Z", said.date),
            tags: Vec::new(),
        }
    });
    let of_figures = moves(edition).into_iter().map(|(figure, step)| Item {
        path: format!("{page}#{}", anchor(figure.id(), &step)),
        title: format!("{}: {}", reasons::title(figure, language), step_words(&step, language)),
        text: reasons::plain(edition, &step.reasons, language),
        updated: step.version.time.to_string(),
        tags: Vec::new(),
    });
    let name = edition.settings.name.get(language);
    Feed {
        stem: "corrections".to_owned(),
        home: PATH.to_owned(),
        title: format!("{name}: {}", pick(language, "corrections", "correcciones")),
        language,
        items: of_editors.chain(of_figures).collect(),
    }
}
