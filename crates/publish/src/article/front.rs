//! The head of a page: its title, date and topics, in TOML between lines of `+++`.

use record::{Bilingual, Edtf, Language, both};
use serde::Deserialize;

use super::{Correction, Lint, Objection, Waiver};

mod unread;

/// Where a page stands on the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Dated, in the archive.
    Article,
    /// Standing.
    Page,
}

/// What a page says of itself before its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Article or standing page.
    pub section: Section,
    /// Its name: the file's, without language and ending; a translation has the same.
    pub slug: String,
    /// Its language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// One sentence for lists and feeds.
    pub summary: String,
    /// Date of an article.
    pub date: Option<Edtf>,
    /// Topics of an article.
    pub topics: Vec<String>,
    /// Place among the standing pages.
    pub order: i64,
    /// What the editor accepts.
    pub waive: Vec<Waiver>,
    /// What was wrong in an article and was put right.
    pub corrections: Vec<Correction>,
}

/// A page as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct PageSource {
    /// The file, within the workspace.
    pub file: String,
    /// Its head.
    pub head: Head,
    /// The whole file.
    pub source: String,
    /// Where the body begins in it.
    pub body: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    summary: String,
    date: Option<Edtf>,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    order: i64,
    #[serde(default)]
    waive: Vec<Waiver>,
    #[serde(default)]
    correction: Vec<Correction>,
}

/// Reads the head of a page. The file's name is `SLUG.LANGUAGE.md` in `articles/` or `pages/`.
///
/// # Errors
/// Where name or head are wrong.
pub fn parse_page(file: &str, source: &str) -> Result<PageSource, Vec<Lint>> {
    // Files written on Windows end their lines with two characters.
    let source = &source.replace("\r\n", "\n");
    let refuse = |reason: Bilingual, mend: Bilingual| vec![Lint::of_file(file, Objection::new(reason, mend))];
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let parts: Vec<&str> = name.split('.').collect();
    let (slug, language) = match parts[..] {
        [slug, "en", "md"] if record::id::is_slug(slug) => (slug, Language::En),
        [slug, "es", "md"] if record::id::is_slug(slug) => (slug, Language::Es),
        _ => {
            return Err(refuse(
                both!("the name is not NAME.en.md or NAME.es.md", "el nombre no es NOMBRE.es.md o NOMBRE.en.md"),
                both!(
                    "rename it; NAME takes a-z, 0-9 and '-'",
                    "cámbielo; NOMBRE lleva a-z, 0-9 y '-', sin tildes ni ñ"
                ),
            ));
        }
    };
    let section = if folder.ends_with("articles") { Section::Article } else { Section::Page };
    let head = source.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let Some((head, body)) = head else {
        return Err(refuse(
            both!(
                "it does not begin with a head between lines of +++",
                "no empieza con un encabezado entre dos líneas de +++"
            ),
            both!(
                "see docs/articles.md for a page to begin from",
                "vea en docs/articulos.md una página de la que partir"
            ),
        ));
    };
    let front: Front = toml::from_str(head).map_err(|error| {
        let at = "+++\n".len() + error.span().map_or(0, |span| span.start);
        vec![Lint::at_place((file, source), at, "L00", unread::objection(error.message()))]
    })?;
    let is_day = front.date.as_ref().is_some_and(|date| date.as_str().len() == 10);
    if section == Section::Article && !is_day {
        return Err(refuse(
            both!("an article needs the day of its publication", "un artículo necesita el día de su publicación"),
            both!(
                "write date = \"2017-03-20\" in its head",
                "escriba en su encabezado date = \"2017-03-20\" (año, mes, día)"
            ),
        ));
    }
    let head = Head {
        section,
        slug: slug.to_owned(),
        language,
        title: front.title,
        summary: front.summary,
        date: front.date,
        topics: front.topics,
        order: front.order,
        waive: front.waive,
        corrections: front.correction,
    };
    Ok(PageSource { file: file.to_owned(), head, body: source.len() - body.len(), source: source.to_owned() })
}
