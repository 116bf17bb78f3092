//! Pages of the preview: those of the site with a banner and a script that loads them anew, and those that say what is wrong.
//!
//! The policy that a page of the site carries in its head is sent as a header instead, widened by the preview's own three files.

use maud::{DOCTYPE, Markup, html};
use record::Language;

use super::shown::{Shown, Trouble};
use crate::language::spoken;

/// Messages that the banner shows; the page of errors shows all.
const SHORT: usize = 3;

const POLICY_OPENS: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// A page with the policy under which it is shown.
pub(super) struct Page {
    pub(super) html: String,
    pub(super) policy: String,
}

/// A page of the site.
pub(super) fn of_site(html: &str, shown: &Shown, host: &str) -> Page {
    let (html, policy) = without_policy(html);
    let language = if html.contains("<html lang=\"es\"") { Language::Es } else { Language::En };
    let html = match html.split_once("</head>") {
        Some((head, rest)) => head.to_owned() + &links(shown).into_string() + "</head>" + rest,
        None => html,
    };
    let (before, after) = html.split_at(place_of_banner(&html));
    Page { html: before.to_owned() + &banner(shown, language).into_string() + after, policy: widened(&policy, host) }
}

/// Where the banner stands: behind the link that skips to the text, which stays the first, or else at the beginning of the body.
fn place_of_banner(html: &str) -> usize {
    let behind = |opens: &str, closes: &str| {
        let at = html.find(opens)?;
        Some(at + html[at..].find(closes)? + closes.len())
    };
    behind("<a class=\"skip\"", "</a>").or_else(|| behind("<body", ">")).unwrap_or(0)
}

/// What cannot be built; or that the first build goes on, or that all is well.
pub(super) fn errors(shown: &Shown, host: &str) -> Page {
    let body = match (&shown.trouble, &shown.files) {
        (Some(trouble), files) => html! {
            h1 { (both("This cannot be built", "Esto no se puede construir")) }
            div lang=(spoken().tag()) { (list(trouble, usize::MAX, spoken())) }
            @if files.is_some() { p { a href="/" { (both("The last site that could be built", "El último sitio que se pudo construir")) } } }
        },
        (None, Some(_)) => {
            html! { h1 { (both("All is well", "Todo está bien")) } p { a href="/" { (both("The site", "El sitio")) } } }
        }
        (None, None) => html! { h1 { (both("The first build goes on", "La primera construcción está en marcha")) } },
    };
    own(shown, host, &body)
}

/// An address that the site does not have.
pub(super) fn missing(name: &str, shown: &Shown, host: &str) -> Page {
    own(
        shown,
        host,
        &html! {
            h1 { (both("The site has no such page", "El sitio no tiene esa página")) }
            p { code { (name) } }
            p { a href="/" { (both("The site", "El sitio")) } }
        },
    )
}

/// Words in both languages: the preview's own pages are of none.
fn both(en: &str, es: &str) -> Markup {
    html! { (en) " / " span lang="es" { (es) } }
}

fn own(shown: &Shown, host: &str, body: &Markup) -> Page {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "willay serve --preview" }
                (links(shown))
            }
            body.willay-own { main { (body) } }
        }
    };
    Page { html: page.into_string() + "\n", policy: widened("default-src 'none'", host) }
}

fn links(shown: &Shown) -> Markup {
    html! {
        link rel="stylesheet" href="/.preview/preview.css";
        script src="/.preview/reload.js" data-seen=(shown.version) defer {}
    }
}

fn banner(shown: &Shown, language: Language) -> Markup {
    let pick = |en: &'static str, es: &'static str| if language == Language::Es { es } else { en };
    match &shown.trouble {
        None => html! {
            aside.willay-preview { strong { (pick("Preview", "Vista previa")) } ": " (pick(
                "what a build would publish now. Nothing here is signed or published.",
                "lo que se publicaría ahora. Nada de esto está firmado ni publicado."
            )) }
        },
        Some(trouble) => html! {
            aside.willay-preview.willay-broken { div role="alert" {
                strong { "✗ " (pick("This cannot be built", "Esto no se puede construir")) } ": "
                (pick("the page is as it was before.", "la página está como antes.")) " "
                a href="/.preview/errors" { (pick("All that is wrong", "Todo lo que falla")) " (" (trouble.messages.len()) ")" }
                (list(trouble, SHORT, language))
            } }
        },
    }
}

fn list(trouble: &Trouble, most: usize, language: Language) -> Markup {
    html! {
        ul { @for message in trouble.messages.iter().take(most) { li { (message) } } }
        @if !trouble.mend.is_empty() { p { (if language == Language::Es { "remedio: " } else { "mend: " }) (trouble.mend) } }
    }
}

/// The page without the policy in its head, and that policy.
fn without_policy(html: &str) -> (String, String) {
    let found = html.split_once(POLICY_OPENS).and_then(|(before, rest)| {
        let (policy, after) = rest.split_once("\">")?;
        Some((before.to_owned() + after, policy.replace("&#39;", "'")))
    });
    found.unwrap_or_else(|| (html.to_owned(), "default-src 'none'".to_owned()))
}

/// A policy that also allows the preview's own files, each by its whole address.
fn widened(policy: &str, host: &str) -> String {
    let mut directives: Vec<String> = policy.split(';').map(|directive| directive.trim().to_owned()).collect();
    for (name, file) in [("script-src", "reload.js"), ("style-src", "preview.css"), ("connect-src", "changes")] {
        let source = format!("http://{host}/.preview/{file}");
        match directives.iter_mut().find(|directive| directive.split(' ').next() == Some(name)) {
            Some(directive) => *directive = format!("{directive} {source}"),
            None => directives.push(format!("{name} {source}")),
        }
    }
    directives.push("frame-ancestors 'none'".to_owned());
    directives.join("; ")
}
