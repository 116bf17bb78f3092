//! What can be followed: articles, topics, cases, figures; sitemap and robots file.

use std::collections::{BTreeMap, BTreeSet};

use figure::Figure;
use maud::{PreEscaped, html};
use record::{Language, RecordId};

use super::{
    Edition, Files,
    figures::reasons,
    layout::pick,
    links::in_language,
    syndication::{Feed, Item},
};
use crate::article::CheckedPage;

/// A path of the site as the whole address that it will have.
pub(super) fn address(edition: &Edition<'_>, path: &str) -> String {
    format!("{}/{path}", edition.settings.base_url.trim_end_matches('/'))
}

/// The articles of a language; those of each topic, what came of each case, and each figure's values.
pub(super) fn render(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let articles = edition.articles(language);
    let name = edition.settings.name.get(language);
    let feed =
        |stem: String, home: String, title: String, items: Vec<Item>| Feed { stem, home, title, language, items };
    let all = articles.iter().map(|page| article(page)).collect();
    feed("feed".to_owned(), "index.html".to_owned(), name.to_owned(), all).write(edition, files);
    let topics: BTreeMap<String, &String> =
        articles.iter().flat_map(|page| &page.head.topics).map(|topic| (slug(topic), topic)).collect();
    for (name_of_file, topic) in topics {
        let is_on = |page: &&&CheckedPage| page.head.topics.iter().any(|other| slug(other) == name_of_file);
        let items = articles.iter().filter(is_on).map(|page| article(page)).collect();
        let (stem, home) = (format!("feeds/topic-{name_of_file}"), "archive/index.html".to_owned());
        feed(stem, home, format!("{name}: {topic}"), items).write(edition, files);
    }
    for figure in edition.figures {
        let (stem, home) = (format!("feeds/figure-{}", figure.id()), format!("figures/{}.html", figure.id()));
        feed(stem, home, figure.definition.title.get(language).to_owned(), values(edition, figure, language))
            .write(edition, files);
    }
    let records: BTreeSet<&RecordId> = edition.statements.iter().map(|(_, said)| &said.record).collect();
    for case in records.into_iter().filter(|record| record.kind() == "proceeding") {
        let figures = edition.figures_on(case);
        let resting = articles.iter().filter(|page| page.figures.iter().any(|id| figures.contains(id)));
        let numbers = figures.iter().filter_map(|id| edition.figure(id));
        let items =
            resting.map(|page| article(page)).chain(numbers.flat_map(|figure| values(edition, figure, language)));
        let (stem, home) = (format!("feeds/case-{}", case.name()), format!("records/{case}.html"));
        feed(stem, home, format!("{name}: {}", title_of(edition, case)), items.collect()).write(edition, files);
    }
}

/// A case by its name in the record, or by its id.
fn title_of(edition: &Edition<'_>, case: &RecordId) -> String {
    let named = edition.said_of(case).find(|(_, said)| matches!(said.property.as_str(), "name" | "title"));
    named.map_or_else(|| case.as_str().to_owned(), |(_, said)| said.value.plain())
}

fn article(page: &CheckedPage) -> Item {
    let days = page.head.date.iter().chain(page.head.corrections.iter().map(|said| &said.date));
    let newest = days.map(record::Edtf::as_str).max().unwrap_or_default();
    Item {
        path: in_language(page.head.language, &format!("articles/{}.html", page.head.slug)),
        title: page.head.title.clone(),
        text: page.head.summary.clone(),
        updated: format!("{newest}T00:00:00Z"),
        tags: page.head.topics.clone(),
    }
}

/// The values of a figure, each with what changed.
fn values(edition: &Edition<'_>, figure: &Figure, language: Language) -> Vec<Item> {
    let page = in_language(language, &format!("figures/{}.html", figure.id()));
    let steps = edition.past.histories.steps(&figure.definition).into_iter();
    let item = |step: figure::history::Step<'_>| Item {
        path: format!("{page}#v-{}", step.version.sequence),
        title: format!("{}: {}", reasons::title(figure, language), reasons::value(step.version, language)),
        text: match step.before {
            None => pick(language, "First published.", "Primera publicación.").to_owned(),
            Some(_) => reasons::plain(edition, &step.reasons, language),
        },
        updated: step.version.time.to_string(),
        tags: vec![figure.definition.topic.clone()],
    };
    steps.map(item).collect()
}

/// A topic as a file's name: its letters without accents and its digits, everything else one hyphen.
pub(super) fn slug(topic: &str) -> String {
    let mut slug = String::new();
    for char in topic.to_lowercase().chars() {
        match char {
            'á' => slug.push('a'),
            'é' => slug.push('e'),
            'í' => slug.push('i'),
            'ó' => slug.push('o'),
            'ú' | 'ü' => slug.push('u'),
            'ñ' => slug.push('n'),
            char if char.is_alphanumeric() => slug.push(char),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Every page that a reader may look for, each with its translation.
pub(super) fn sitemap(edition: &Edition<'_>, files: &mut Files) {
    let pages: Vec<&String> = files.files.keys().filter(|path| path.ends_with(".html")).collect();
    let translations = |path: &str| -> Vec<(Language, String)> {
        let plain = path.strip_prefix("es/").unwrap_or(path);
        let all = edition.settings.languages.iter().map(|language| (*language, in_language(*language, plain)));
        let there: Vec<(Language, String)> = all.filter(|(_, path)| files.files.contains_key(path)).collect();
        if there.len() > 1 { there } else { Vec::new() }
    };
    let map = html! {
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" {
            @for path in pages { url {
                loc { (address(edition, path)) }
                @for (language, other) in translations(path) {
                    xhtml:link rel="alternate" hreflang=(language.tag()) href=(address(edition, &other)) {}
                }
            } }
        }
    };
    let text = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", PreEscaped(map.into_string()).0);
    files.add("sitemap.xml".to_owned(), text, BTreeSet::new());
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", address(edition, "sitemap.xml"));
    files.add("robots.txt".to_owned(), robots, BTreeSet::new());
}
