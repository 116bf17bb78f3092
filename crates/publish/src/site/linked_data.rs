//! What pages say of themselves to programs: schema.org in JSON-LD, in blocks of data that no browser runs.
//!
//! A block of this type is not a script to a browser (HTML Living Standard, section 4.12.1, "data block"), so that the policy of the
//! pages, which allows none, does not concern it. Nothing is said here that the page does not show.
//!
//! Sources: <https://schema.org> (NewsArticle, CorrectionComment, Dataset, ClaimReview); JSON-LD 1.1 (Kellogg, Champin, Longley
//! 2020), section 7; PROV-O (Lebo, Sahoo, McGuinness 2013) in [`provenance`].

use maud::{Markup, PreEscaped, html};
use record::{DocumentId, Edtf, FigureId, Language};
use serde::Serialize;

use super::{
    Edition,
    feeds::address,
    links::{document_path, in_language},
};

pub(super) mod article;
pub(super) mod dataset;
pub(super) mod provenance;
pub(super) mod review;

const CONTEXT: &str = "https://schema.org";

/// A value as a block of data. No value can end the element: a `<` is written as JSON's escape for it.
pub(super) fn block(data: &impl Serialize) -> Markup {
    html! { script type="application/ld+json" { (PreEscaped(escaped(data))) } }
}

fn escaped(data: &impl Serialize) -> String {
    String::from_utf8_lossy(&ledger::canonical_json(data)).replace('<', "\\u003c")
}

/// How each block begins; `K` is the name of a type, or several.
#[derive(Debug, Serialize)]
struct Head<K> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: K,
    #[serde(rename = "@id")]
    id: String,
    url: String,
}

impl<K> Head<K> {
    fn of(kind: K, id: String, url: String) -> Self {
        Self { context: CONTEXT, kind, id, url }
    }
}

/// Something that is described elsewhere.
#[derive(Debug, Serialize)]
struct Reference {
    #[serde(rename = "@id")]
    id: String,
}

/// Whoever publishes the site.
#[derive(Debug, Serialize)]
struct Publisher<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: &'a str,
    url: String,
}

/// Somebody else by name. Whether it is a person or an organisation is not known, and so not said.
#[derive(Debug, Serialize)]
struct Named<'a> {
    name: &'a str,
}

/// Terms: an address, or words.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Licence<'a> {
    Address(String),
    Words {
        #[serde(rename = "@type")]
        kind: &'static str,
        name: &'a str,
    },
}

/// An archived source.
#[derive(Debug, Serialize)]
struct Source<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    publisher: Named<'a>,
}

impl<'a> Publisher<'a> {
    fn of(edition: &'a Edition<'_>, language: Language) -> Self {
        Self {
            kind: "Organization",
            id: address(edition, "#publisher"),
            name: edition.settings.name.get(language),
            url: address(edition, ""),
        }
    }
}

impl<'a> Licence<'a> {
    /// An identifier of SPDX has an address there; an address is one; anything else is words.
    fn of(licence: &'a str) -> Self {
        let is_identifier = !licence.is_empty()
            && licence.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'+'));
        if licence.starts_with("https://") {
            Self::Address(licence.to_owned())
        } else if is_identifier && licence.contains('-') {
            Self::Address(format!("https://spdx.org/licenses/{licence}"))
        } else {
            Self::Words { kind: "CreativeWork", name: licence }
        }
    }
}

impl<'a> Source<'a> {
    fn of(edition: &'a Edition<'_>, id: &DocumentId, language: Language) -> Option<Self> {
        let described = &edition.document(id)?.document.description;
        Some(Self {
            kind: "CreativeWork",
            id: address(edition, &document_path(id)),
            name: described.title.get(language),
            url: described.url.as_deref().filter(|url| url.starts_with("http")),
            publisher: Named { name: &described.producer },
        })
    }
}

/// The page of a figure as a whole address.
fn figure_page(edition: &Edition<'_>, id: &FigureId, language: Language) -> String {
    address(edition, &in_language(language, &format!("figures/{id}.html")))
}

/// What names a figure in all data: one for all languages.
fn figure_id(edition: &Edition<'_>, id: &FigureId) -> String {
    address(edition, &format!("figures/{id}.html#figure"))
}

/// A date as ISO 8601 has it; nothing where it is uncertain or unspecified.
fn iso(date: &Edtf) -> Option<&str> {
    Some(date.as_str())
        .filter(|date| date.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_end_its_element() {
        let data = serde_json::json!({ "name": "</script><script>alert(1)</script><!--" });
        let html = block(&data).into_string();
        assert_eq!(html.matches('<').count(), 2, "{html}");
        let json = html.split_once('>').unwrap().1.strip_suffix("</script>").unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(json).unwrap(), data);
    }

    #[test]
    fn a_licence_has_an_address_where_it_has_one() {
        let of = |licence| serde_json::to_value(Licence::of(licence)).unwrap();
        assert_eq!(of("CC-BY-4.0"), "https://spdx.org/licenses/CC-BY-4.0");
        assert_eq!(of("https://example.org/terms"), "https://example.org/terms");
        assert_eq!(of("Ask us")["name"], "Ask us");
    }

    #[test]
    fn only_certain_dates_are_dates_of_iso_8601() {
        assert_eq!(iso(&"2009/2017".parse().unwrap()), Some("2009/2017"));
        assert_eq!(iso(&"2016-06~".parse().unwrap()), None);
    }
}
