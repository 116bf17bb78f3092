//! What an old site left: its articles as they were, by year, and pages that stand at its old addresses.
//!
//! A site of plain files cannot tell `news.php?id=7` from `news.php?id=8`: the page at `news.php` lists both. Every
//! address also stands in `archived/redirects.csv`, for a server that can be told.

use std::collections::{BTreeMap, BTreeSet};

use maud::{DOCTYPE, Markup, html};
use record::Language;

use super::{
    Edition, Files,
    layout::{About, Page, page, pick},
    links::{Depth, in_language},
};
use crate::{
    elements,
    old::{OldArticle, Reason},
};

/// Names at the root that the build writes last.
const RESERVED: &[&str] = &["sitemap.xml", "robots.txt", "manifest.json", "ledger"];

/// Old addresses and what stands there now.
#[derive(Default)]
pub(super) struct OldAddresses {
    /// Pages that lead on, by their path on the site.
    pages: BTreeMap<String, Markup>,
    /// Addresses whose place the new site takes itself.
    taken: BTreeSet<String>,
}

/// The tree in which an article stands: its own language's, or the main one where the site has no such tree.
fn tree(edition: &Edition<'_>, article: &OldArticle) -> Language {
    let languages = &edition.settings.languages;
    if languages.contains(&article.language) { article.language } else { languages[0] }
}

pub(super) fn address(edition: &Edition<'_>, article: &OldArticle) -> String {
    in_language(tree(edition, article), &format!("archived/{}.html", article.slug))
}

/// Renders the articles and lists of a language.
pub(super) fn render(edition: &Edition<'_>, language: Language, files: &mut Files) {
    if edition.old.articles.is_empty() {
        return;
    }
    let depth = Depth::of_section(language);
    let several = edition.settings.languages.len() > 1;
    let mut add = |path: &str, title: &str, is_translated: bool, body: Markup| {
        let html = page(edition, &Page { language, path, title, depth, is_translated, about: About::default(), body });
        files.add(in_language(language, path), html, BTreeSet::new());
    };
    let title = pick(language, "Archived articles", "Artículos archivados");
    add("archived/index.html", title, several, index(edition, language, title));
    for (year, articles) in by_year(edition) {
        let name = year.map_or_else(|| unknown(language).to_owned(), |year| year.to_string());
        let body = html! { h1 { (title) ": " (name) } (notice(language)) (list(edition, &articles, language)) };
        add(&format!("archived/{}.html", file_of(year)), &format!("{title}: {name}"), several, body);
    }
    for article in edition.old.articles.iter().filter(|article| tree(edition, article) == language) {
        let path = format!("archived/{}.html", article.slug);
        add(&path, &article.head.title, false, text(edition, article, language));
    }
}

fn file_of(year: Option<i32>) -> String {
    year.map_or_else(|| "undated".to_owned(), |year| format!("{year:04}"))
}

fn unknown(language: Language) -> &'static str {
    pick(language, "date not known", "fecha no conocida")
}

/// Articles by year; those without a date under none.
fn by_year<'a>(edition: &'a Edition<'_>) -> BTreeMap<Option<i32>, Vec<&'a OldArticle>> {
    let mut years: BTreeMap<Option<i32>, Vec<&OldArticle>> = BTreeMap::new();
    for article in &edition.old.articles {
        years.entry(article.head.date.as_ref().and_then(record::Edtf::year)).or_default().push(article);
    }
    for articles in years.values_mut() {
        articles.sort_by(|left, right| {
            let day = |article: &OldArticle| article.head.date.as_ref().map(|date| date.as_str().to_owned());
            day(right).cmp(&day(left)).then_with(|| left.slug.cmp(&right.slug))
        });
    }
    years
}

fn notice(language: Language) -> Markup {
    html! {
        p.unchecked lang=(language.tag()) {
            strong { (pick(language, "Archived, not checked by Willay.", "Archivado, no verificado por Willay.")) } " "
            (pick(language,
                "What stands here comes from the earlier site, as it was. Its numbers are bound to no figure, and no source stands behind them here.",
                "Lo que está aquí viene del sitio anterior, tal como estaba. Sus números no están ligados a ninguna cifra, y ninguna fuente los respalda aquí."))
        }
    }
}

fn index(edition: &Edition<'_>, language: Language, title: &str) -> Markup {
    let years = by_year(edition);
    let dated = years.iter().rev().filter_map(|(year, articles)| year.map(|year| (year, articles.len())));
    html! {
        h1 { (title) }
        (notice(language))
        ul { @for (year, count) in dated { li { a href=(format!("{}.html", file_of(Some(year)))) { (year) } " (" (count) ")" } }
            @if let Some(articles) = years.get(&None) {
                li { a href="undated.html" { (unknown(language)) } " (" (articles.len()) ")" }
            }
        }
        p { a href="addresses.html" { (pick(language, "Where the old addresses lead", "A dónde llevan las direcciones antiguas")) } }
    }
}

fn list(edition: &Edition<'_>, articles: &[&OldArticle], language: Language) -> Markup {
    let depth = Depth::of_section(language);
    html! {
        ul.articles { @for article in articles {
            li {
                a lang=(article.language.tag()) href=(depth.to(&address(edition, article))) { (article.head.title) }
                " " @if let Some(date) = &article.head.date { (elements::date(date, &date.words(language))) }
            }
        } }
    }
}

fn text(edition: &Edition<'_>, article: &OldArticle, language: Language) -> Markup {
    let head = &article.head;
    let paragraphs = article.text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    // What the text repeats at its beginning is not printed twice.
    let paragraphs = paragraphs.enumerate().filter(|(at, paragraph)| *at > 0 || paragraph.trim() != head.title);
    html! {
        (notice(language))
        @if article.language != language { (notice(article.language)) }
        article lang=(article.language.tag()) {
            h1 { (head.title) }
            p.dateline lang=(language.tag()) { @match &head.date {
                Some(date) => (elements::date(date, &date.words(language))),
                None => (not_dated(article, language)),
            } }
            div.document.lines { @for (_, paragraph) in paragraphs { p { (paragraph.trim()) } } }
        }
        section.evidence { h2 { (pick(language, "Where it comes from", "De dónde viene")) }
            dl.facts {
                dt { (pick(language, "File", "Archivo")) } dd { code { (head.file) } }
                dt { "SHA-256" } dd { code { (head.sha256) } }
                @for from in edition.old_addresses(article) {
                    dt { (pick(language, "Old address", "Dirección antigua")) } dd { code { (from) } }
                }
                dt { (pick(language, "Letters", "Letras")) } dd { (letters(article, language)) }
            }
        }
    }
}

fn not_dated(article: &OldArticle, language: Language) -> String {
    let known = pick(language, "Date not known", "Fecha no conocida");
    match (&article.head.date_stated, article.flag()) {
        (Some(words), Some(flag)) => {
            let stated = pick(language, "the page says", "la página dice");
            format!("{known} ({stated} “{words}”: {})", flag.reason(language))
        }
        _ => known.to_owned(),
    }
}

fn letters(article: &OldArticle, language: Language) -> String {
    let head = &article.head;
    let counted = |count: usize, [one, one_es, more, more_es]: [&'static str; 4]| {
        let said = if count == 1 { pick(language, one, one_es) } else { pick(language, more, more_es) };
        format!("; {count} {said}")
    };
    let mut words = format!("{} {}", pick(language, "read as", "leídas como"), head.encoding);
    if head.repaired > 0 {
        words.push_str(&counted(
            head.repaired,
            [
                "character repaired that had been encoded twice",
                "carácter reparado que estaba codificado dos veces",
                "characters repaired that had been encoded twice",
                "caracteres reparados que estaban codificados dos veces",
            ],
        ));
    }
    if head.broken > 0 {
        words.push_str(&counted(
            head.broken,
            [
                "character is broken and left as it came",
                "carácter está roto y queda como vino",
                "characters are broken and left as they came",
                "caracteres están rotos y quedan como vinieron",
            ],
        ));
    }
    words
}

/// Renders what is known of old addresses, and gives the pages that stand there.
pub(super) fn addresses(edition: &Edition<'_>, files: &mut Files) -> OldAddresses {
    let mut found = OldAddresses::default();
    if edition.old.articles.is_empty() {
        return found;
    }
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let redirects = &edition.old.redirects;
    let all = redirects.redirect.iter().map(|entry| &entry.from);
    for from in all.chain(redirects.unresolvable.iter().map(|entry| &entry.from)) {
        let entries = places.entry(place_of(from)).or_default();
        if !entries.contains(&from.as_str()) {
            entries.push(from);
        }
    }
    for (path, from) in places {
        let is_taken = collides(&files.files, &path) || collides(&found.pages, &path);
        if is_taken || RESERVED.iter().any(|name| path == *name || path.starts_with(&format!("{name}/"))) {
            found.taken.extend(from.into_iter().map(str::to_owned));
        } else {
            let standing = standing(edition, &path, &from);
            found.pages.insert(path, standing);
        }
    }
    for language in &edition.settings.languages {
        let path = "archived/addresses.html";
        let title = pick(*language, "Old addresses", "Direcciones antiguas");
        let body = explain(edition, (*language, title), &found);
        let is_translated = edition.settings.languages.len() > 1;
        let html = page(
            edition,
            &Page {
                language: *language,
                path,
                title,
                depth: Depth::of_section(*language),
                is_translated,
                about: About::default(),
                body,
            },
        );
        files.add(in_language(*language, path), html, BTreeSet::new());
    }
    files.add("archived/redirects.csv".to_owned(), table(edition, &found), BTreeSet::new());
    found
}

/// Adds the pages at the old addresses; no map of the site names them.
pub(super) fn stand(addresses: OldAddresses, files: &mut Files) {
    for (path, markup) in addresses.pages {
        files.add(path, markup.into_string() + "\n", BTreeSet::new());
    }
}

/// The file that a server of plain files gives for an old address.
fn place_of(from: &str) -> String {
    let path = from.split('?').next().unwrap_or_default().trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else if path.ends_with(".html") || path.ends_with(".htm") {
        path.to_owned()
    } else {
        format!("{path}/index.html")
    }
}

/// True where a file cannot be beside others: it is one of them, or one would have to be the other's folder.
fn collides<T>(others: &BTreeMap<String, T>, path: &str) -> bool {
    let folder = format!("{path}/");
    let is_folder = others.range(folder.clone()..).next().is_some_and(|(other, _)| other.starts_with(&folder));
    let is_below = path.match_indices('/').any(|(end, _)| others.contains_key(&path[..end]));
    is_folder || is_below || others.contains_key(path)
}

/// Where an address leads, from the root of the site.
fn target(edition: &Edition<'_>, from: &str) -> Option<(String, String)> {
    let article = edition.old_target(from)?;
    Some((address(edition, article), article.head.title.clone()))
}

/// The page at an old address: it leads on at once where one article is meant, and lets choose where several are.
fn standing(edition: &Edition<'_>, path: &str, from: &[&str]) -> Markup {
    let depth = Depth::of_path(path);
    let language = edition.settings.languages[0];
    let targets: Vec<(&str, Option<(String, String)>)> =
        from.iter().map(|from| (*from, target(edition, from))).collect();
    let only = match &targets[..] {
        [(from, Some((to, _)))] if !from.contains('?') => Some(depth.to(to)),
        _ => None,
    };
    let title = pick(language, "This page has moved", "Esta página se ha mudado");
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                @if let Some(to) = &only {
                    meta http-equiv="refresh" content=(format!("0; url={to}"));
                    link rel="canonical" href=(to);
                }
                title { (title) }
                link rel="stylesheet" href=(depth.to("style.css"));
            }
            body { main {
                h1 { (title) }
                @for language in &edition.settings.languages { (chooser_words(*language, only.is_some())) }
                ul { @for (from, target) in &targets { li {
                    @match target {
                        Some((to, title)) => { code { (from) } ": " a lang=[edition.old_target(from).map(|article| article.language.tag())] href=(depth.to(to)) { (title) } },
                        None => { code { (from) } ": " a href=(depth.to(&in_language(language, "archived/addresses.html"))) { (pick(language, "leads nowhere; see why", "no lleva a ninguna parte; vea por qué")) } },
                    }
                } } }
                p { a href=(depth.to(&in_language(language, "archived/index.html"))) { (pick(language, "All archived articles", "Todos los artículos archivados")) } }
            } }
        }
    }
}

fn chooser_words(language: Language, is_one: bool) -> Markup {
    let words = if is_one {
        pick(language, "The article that stood here is archived:", "El artículo que estaba aquí está archivado:")
    } else {
        pick(
            language,
            "Several articles stood at this address. Find the one whose old address you have:",
            "En esta dirección había varios artículos. Busque el de la dirección antigua que usted tiene:",
        )
    };
    html! { p lang=(language.tag()) { (words) } }
}

/// The page that explains where old addresses lead.
fn explain(edition: &Edition<'_>, (language, title): (Language, &str), found: &OldAddresses) -> Markup {
    let redirects = &edition.old.redirects;
    let depth = Depth::of_section(language);
    html! {
        h1 { (title) }
        p { (redirects.redirect.len()) " "
            (match redirects.redirect.len() {
                1 => pick(language, "old address leads to an archived article.", "dirección antigua lleva a un artículo archivado."),
                _ => pick(language, "old addresses lead to an archived article.", "direcciones antiguas llevan a un artículo archivado."),
            })
            " " (pick(language, "The whole list for a server:", "La lista completa para un servidor:"))
            " " a href=(depth.to("archived/redirects.csv")) { "redirects.csv" } }
        @if !redirects.unresolvable.is_empty() {
            h2 { (pick(language, "Addresses that lead nowhere", "Direcciones que no llevan a ninguna parte")) }
            p { (pick(language,
                "An address that counts from the newest item meant another article each time that one was added. Nobody can say which one a link to it meant. The article that stood there when the site was copied is named.",
                "Una dirección que cuenta desde el artículo más reciente señalaba otro artículo cada vez que se añadía uno. Nadie puede decir a cuál se refería un enlace. Se nombra el artículo que estaba allí cuando se copió el sitio.")) }
            div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
                thead { tr { th scope="col" { (pick(language, "Old address", "Dirección antigua")) } th scope="col" { (pick(language, "Reason", "Razón")) } th scope="col" { (pick(language, "Stood there last", "Lo último que hubo allí")) } } }
                tbody { @for entry in &redirects.unresolvable { tr {
                    td { code { (entry.from) } } td { (why(entry.reason, language)) }
                    td { @if let Some(article) = edition.old.article(&entry.article) {
                        a lang=(article.language.tag()) href=(depth.to(&address(edition, article))) { (article.head.title) }
                    } }
                } } }
            } }
        }
        @if !found.taken.is_empty() {
            h2 { (pick(language, "Addresses at which this site has a page of its own", "Direcciones en las que este sitio tiene una página propia")) }
            ul { @for from in &found.taken { li { code { (from) }
                @if let Some((to, title)) = target(edition, from) { ": " a href=(depth.to(&to)) { (title) } }
            } } }
        }
    }
}

fn why(reason: Reason, language: Language) -> &'static str {
    match reason {
        Reason::Offset => pick(language, "counted from the newest item", "contaba desde el más reciente"),
        Reason::Contested => pick(language, "several pages claim it", "varias páginas la reclaman"),
    }
}

/// Addresses and targets for a server; what the new site has a page at must not be led away.
fn table(edition: &Edition<'_>, found: &OldAddresses) -> String {
    let mut out = "from,to\n".to_owned();
    for entry in edition.old.redirects.redirect.iter().filter(|entry| !found.taken.contains(&entry.from)) {
        if let Some((to, _)) = target(edition, &entry.from) {
            out.push_str(&format!("\"{}\",\"/{to}\"\n", entry.from));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_has_a_file_that_a_plain_server_finds() {
        for (from, place) in [
            ("/article-7.html", "article-7.html"),
            ("/news.php?id=7", "news.php/index.html"),
            ("/a/b/", "a/b/index.html"),
            ("/?p=7", "index.html"),
        ] {
            assert_eq!(place_of(from), place);
        }
        let among = |others: &[&str], path: &str| {
            collides(&others.iter().map(|other| ((*other).to_owned(), ())).collect(), path)
        };
        assert!(among(&["style.css"], "style.css/index.html") && among(&["a/b/c"], "a/b") && among(&["a"], "a"));
        assert!(!among(&["a.html", "a-b/c"], "a.htm") && !among(&["a-b/c", "a0"], "a"));
    }
}
