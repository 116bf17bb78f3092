//! What every page has: head, skip link, navigation, language switch, foot.

use maud::{DOCTYPE, Markup, html};
use picture::Card;
use record::Language;

use super::{Edition, feeds::address, links, pictures};

/// One page of the site.
pub(super) struct Page<'a> {
    pub(super) language: Language,
    /// Its path below the language, such as `figures/x.html`.
    pub(super) path: &'a str,
    pub(super) title: &'a str,
    pub(super) depth: links::Depth,
    /// True where the page exists in the other language too.
    pub(super) is_translated: bool,
    pub(super) about: About,
    pub(super) body: Markup,
}

/// What a page says of itself to programs.
#[derive(Default)]
pub(super) struct About {
    /// One sentence on what it says; the site's own where there is none.
    pub(super) summary: String,
    /// True of an article.
    pub(super) is_article: bool,
    /// What its own picture shows; the site's where it has none.
    pub(super) card: Option<Card>,
    /// Data blocks of [`super::linked_data`].
    pub(super) data: Vec<Markup>,
}

impl Page<'_> {
    /// Its path from the root of the site in a language. Documents have one page for all languages.
    fn path_in(&self, language: Language) -> String {
        if self.path.starts_with("documents/") { self.path.to_owned() } else { links::in_language(language, self.path) }
    }
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
                (described(edition, page, other))
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
                    p.paper { (address(edition, &page.path_in(language))) }
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

/// What other sites show where somebody links to the page: Open Graph (<https://ogp.me>), whose terms the cards of others read too;
/// then the page's data blocks.
fn described(edition: &Edition<'_>, page: &Page<'_>, other: Option<Language>) -> Markup {
    let own = page.about.summary.as_str();
    let summary = if own.is_empty() { edition.settings.description.get(page.language) } else { own };
    let own_address = address(edition, &page.path_in(page.language));
    html! {
        link rel="canonical" href=(own_address);
        meta name="description" content=(summary);
        meta property="og:title" content=(page.title);
        meta property="og:description" content=(summary);
        meta property="og:type" content=(if page.about.is_article { "article" } else { "website" });
        meta property="og:url" content=(own_address);
        meta property="og:site_name" content=(edition.settings.name.get(page.language));
        meta property="og:locale" content=(locale(page.language));
        @if let Some(other) = other { meta property="og:locale:alternate" content=(locale(other)); }
        @match pictures::shown(edition, page.about.card.clone(), page.language) {
            Some((path, said)) => {
                meta property="og:image" content=(address(edition, &path));
                meta property="og:image:type" content="image/png";
                meta property="og:image:width" content=(picture::WIDTH);
                meta property="og:image:height" content=(picture::HEIGHT);
                meta property="og:image:alt" content=(said);
                meta name="twitter:card" content="summary_large_image";
            }
            None => meta name="twitter:card" content="summary";,
        }
        @for block in &page.about.data { (block) }
    }
}

/// A language with a territory, as Open Graph wants one.
fn locale(language: Language) -> &'static str {
    match language {
        Language::En => "en_GB",
        Language::Es => "es_LA",
    }
}
