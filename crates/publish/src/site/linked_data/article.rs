//! Articles and standing pages: by whom, when, resting on which figures, with every correction.

use maud::Markup;
use record::Edtf;
use serde::Serialize;

use super::{
    super::{Edition, corrections, feeds::address, links::in_language, pictures},
    Head, Licence, Publisher, Reference, block, figure_id, iso,
};
use crate::article::{CheckedPage, Section};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'a> {
    #[serde(flatten)]
    head: Head<&'static [&'static str]>,
    main_entity_of_page: String,
    headline: &'a str,
    description: &'a str,
    /// The picture that others show beside a link to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    in_language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'a str>,
    author: Publisher<'a>,
    publisher: Publisher<'a>,
    license: Licence<'a>,
    is_accessible_for_free: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'a [String],
    /// The figures that bear its numbers.
    citation: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<Correction<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Correction<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Reference>,
}

/// The block of an article or a standing page.
pub(in crate::site) fn of(edition: &Edition<'_>, page: &CheckedPage) -> Markup {
    let head = &page.head;
    let (folder, kinds): (_, &[_]) = match head.section {
        Section::Article => ("articles", &["NewsArticle", "ReportageNewsArticle"]),
        Section::Page => ("pages", &["WebPage"]),
    };
    let language = head.language;
    let url = address(edition, &in_language(language, &format!("{folder}/{}.html", head.slug)));
    let card = (head.section == Section::Article).then(|| pictures::of_article(edition, page));
    let picture = pictures::shown(edition, card, language).map(|(path, _)| address(edition, &path));
    let date_published = head.date.as_ref().and_then(iso);
    let corrected = head.corrections.iter().filter_map(|said| iso(&said.date)).max();
    block(&Article {
        main_entity_of_page: url.clone(),
        head: Head::of(kinds, format!("{url}#text"), url),
        headline: &head.title,
        description: &head.summary,
        image: picture,
        in_language: language.tag(),
        date_published,
        date_modified: corrected.or(date_published),
        author: Publisher::of(edition, language),
        publisher: Publisher::of(edition, language),
        license: Licence::of(&edition.settings.licence),
        is_accessible_for_free: true,
        keywords: &head.topics,
        citation: page.figures.iter().map(|id| Reference { id: figure_id(edition, id) }).collect(),
        correction: corrections_of(edition, page),
    })
}

fn corrections_of<'a>(edition: &Edition<'_>, page: &'a CheckedPage) -> Vec<Correction<'a>> {
    let language = page.head.language;
    let list = address(edition, &in_language(language, corrections::PATH));
    let one = |said: &'a crate::article::Correction| Correction {
        kind: "CorrectionComment",
        text: format!("{} → {}. {}", said.was.text(language), said.is.text(language), said.why),
        date_published: iso(&said.date as &Edtf),
        url: format!("{list}#{}", said.anchor(&page.head.slug)),
        about: said.figure.as_ref().map(|id| Reference { id: figure_id(edition, id) }),
    };
    page.head.corrections.iter().map(one).collect()
}
