//! What every page has: head, skip link, navigation, language switch, foot.

use maud::{DOCTYPE, Markup, html};
use record::Language;

use super::{Edition, links};

/// One page of the site.
pub(super) struct Page<'a> {
    pub(super) language: Language,
    /// Its path below the language, such as `figures/x.html`.
    pub(super) path: &'a str,
    pub(super) title: &'a str,
    pub(super) depth: links::Depth,
    /// True where the page exists in the other language too.
    pub(super) is_translated: bool,
    pub(super) body: Markup,
}

/// One of two texts.
pub(super) fn pick(language: Language, en: &'static str, es: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Es => es,
    }
}

/// What a page may load: its style and its pictures, nothing else, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/// What the one page with a script may load besides: scripts of this site.
const SCRIPTED_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'";

/// The whole page.
pub(super) fn page(edition: &Edition<'_>, page: &Page<'_>) -> String {
    whole(edition, page, None)
}

/// The whole page with a script of this site.
pub(super) fn scripted(edition: &Edition<'_>, page: &Page<'_>, script: &str) -> String {
    whole(edition, page, Some(script))
}

fn whole(edition: &Edition<'_>, page: &Page<'_>, script: Option<&str>) -> String {
    let Page { language, depth, .. } = *page;
    let name = edition.settings.name.get(language);
    let to = |path: &str| depth.to(&links::in_language(language, path));
    let other =
        edition.settings.languages.iter().copied().find(|other| *other != language).filter(|_| page.is_translated);
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(if script.is_some() { SCRIPTED_POLICY } else { POLICY });
                title { (page.title) " · " (name) }
                link rel="stylesheet" href=(depth.to("style.css"));
                link rel="alternate" type="application/atom+xml" title=(name) href=(to("feed.xml"));
                @if let Some(script) = script { script src=(depth.to(script)) defer {} }
                link rel="alternate" type="application/feed+json" title=(name) href=(to("feed.json"));
                @if let Some(other) = other {
                    link rel="alternate" hreflang=(other.tag()) href=(depth.to(&links::in_language(other, page.path)));
                }
            }
            body {
                a.skip href="#main" { (pick(language, "Skip to the text", "Saltar al texto")) }
                header {
                    a.name href=(to("index.html")) { (name) }
                    nav aria-label=(pick(language, "Main", "Principal")) {
                        a href=(to("archive/index.html")) { (pick(language, "Articles", "Artículos")) }
                        a href=(to("figures/index.html")) { (pick(language, "Figures", "Cifras")) }
                        a href=(to("documents.html")) { (pick(language, "Sources", "Fuentes")) }
                        a href=(to("data.html")) { (pick(language, "Data", "Datos")) }
                        a href=(to(super::search::PAGE)) { (pick(language, "Search", "Buscar")) }
                        @for standing in edition.standing(language) {
                            a href=(to(&format!("pages/{}.html", standing.head.slug))) { (standing.head.title) }
                        }
                        @if let Some(other) = other {
                            a.language lang=(other.tag()) hreflang=(other.tag()) href=(depth.to(&links::in_language(other, page.path))) {
                                (pick(other, "English", "Español"))
                            }
                        }
                    }
                }
                main id="main" { (page.body) }
                footer {
                    p { a href=(to("corrections.html")) { (pick(language, "Corrections", "Correcciones")) } }
                    p { (pick(language, "As of entry", "Según el asiento")) " " (edition.as_of.size) " "
                        (pick(language, "of the ledger", "del libro")) ", " (edition.as_of.time.day()) ", "
                        (pick(language, "root", "raíz")) " " code { (&edition.as_of.root.to_string()[..16]) } "…" }
                    p { (pick(language, "Licence", "Licencia")) ": " (edition.settings.licence) ". "
                        (pick(language, "Check this site without us:", "Verifique este sitio sin nosotros:")) " " code { "willay verify site" } }
                }
            }
        }
    };
    markup.into_string() + "\n"
}
