//! Atom feeds, sitemap and robots file.

use std::collections::BTreeSet;

use maud::{PreEscaped, html};
use record::Language;

use super::{Edition, Files, links::in_language};

fn address(edition: &Edition<'_>, path: &str) -> String {
    format!("{}/{path}", edition.settings.base_url.trim_end_matches('/'))
}

/// The articles of a language, newest first.
pub(super) fn atom(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let updated =
        |date: Option<&record::Edtf>| date.map_or(edition.as_of.time.to_string(), |date| format!("{date}T00:00:00Z"));
    let articles = edition.articles(language);
    let newest = articles.first().and_then(|article| article.head.date.as_ref());
    let feed = html! {
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang=(language.tag()) {
            title { (edition.settings.name.get(language)) }
            id { (address(edition, &in_language(language, "feed.xml"))) }
            link rel="self" href=(address(edition, &in_language(language, "feed.xml"))) {}
            link href=(address(edition, &in_language(language, "index.html"))) {}
            updated { (updated(newest)) }
            author { name { (edition.settings.name.get(language)) } }
            @for article in articles {
                @let path = address(edition, &in_language(language, &format!("articles/{}.html", article.head.slug)));
                entry {
                    title { (article.head.title) }
                    id { (path) }
                    link href=(path) {}
                    updated { (updated(article.head.date.as_ref())) }
                    summary { (article.head.summary) }
                }
            }
        }
    };
    let text = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", feed.into_string());
    files.add(in_language(language, "feed.xml"), text, BTreeSet::new());
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
