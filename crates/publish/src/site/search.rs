//! Search without a server: an index of the public pages in small files, of which a query loads few, and lists of the words of
//! all titles, which need no script.
//!
//! The words of a page are folded and stemmed as `search` does it for a workspace. A part of the index holds the stems that
//! begin alike, with the pages that have them; forms that do not begin with their stem stand beside it. A query's word is
//! found where a stem and an ending that the site knows make it up, so the script on the page needs no rules of any language.

use std::collections::BTreeSet;

use maud::{Markup, html};
use record::Language;

use super::{
    Edition, Files,
    archives::Archives,
    layout::{About, Page, pick, scripted},
    links::{Depth, in_language},
};

mod entries;
mod index;
mod words;

/// The one script of the site.
const SCRIPT: &str = include_str!("search/search.js");
const SCRIPT_PATH: &str = "search.js";
/// The page to search on.
pub(super) const PAGE: &str = "search.html";

/// Adds index, word lists and page of one language.
pub(super) fn render(edition: &Edition<'_>, archives: &Archives<'_>, (language, files): (Language, &mut Files)) {
    let entries = entries::all(edition, archives, language);
    let folder = format!("search/{}", language.tag());
    for (name, text) in index::files(&entries, language) {
        files.add(format!("{folder}/{name}.js"), text, BTreeSet::new());
    }
    files.add(SCRIPT_PATH.to_owned(), SCRIPT, BTreeSet::new());
    let letters = words::render(edition, &entries, (language, files));
    let depth = Depth::of_root(language);
    let title = pick(language, "Search", "Buscar");
    let is_translated = edition.settings.languages.len() > 1;
    let body = body(&letters, (depth, language));
    let page = Page { language, path: PAGE, title, depth, is_translated, about: About::default(), body };
    files.add(in_language(language, PAGE), scripted(edition, &page, SCRIPT_PATH), BTreeSet::new());
}

fn body(letters: &[String], (depth, language): (Depth, Language)) -> Markup {
    html! {
        h1 { (pick(language, "Search", "Buscar")) }
        form id="search" role="search" method="get" hidden
            data-root=(depth.to("")) data-language=(language.tag())
            data-none=(pick(language, "No page has these words.", "Ninguna página tiene estas palabras."))
            data-one=(pick(language, "page", "página"))
            data-some=(pick(language, "pages", "páginas"))
            data-broken=(pick(language, "A part of the index could not be loaded.", "No se pudo cargar una parte del índice.")) {
            label for="q" { (pick(language, "Words in any form, with or without accents", "Palabras en cualquier forma, con o sin tildes")) }
            input id="q" name="q" type="search" autocomplete="off";
            button type="submit" { (pick(language, "Search", "Buscar")) }
        }
        noscript { p { (pick(language, "To search, the page needs its own script. The lists of words below need none.",
            "Para buscar, la página necesita su propio script. Las listas de palabras de abajo no necesitan ninguno.")) } }
        p id="status" role="status" {}
        ol id="results" class="sources" {}
        h2 { (pick(language, "All titles by their words", "Todos los títulos por sus palabras")) }
        (words::letters(letters, (depth, language)))
        p { (pick(language, "The search runs in your browser, on files of this site: nobody learns what you looked for.",
            "La búsqueda se hace en su navegador, con archivos de este sitio: nadie se entera de lo que buscó.")) }
    }
}
