//! One feed, written as Atom and as JSON Feed.
//!
//! Sources: RFC 4287 (Nottingham, Sayre 2005) and JSON Feed 1.1 (Reece, Simmons 2020). Ids are the addresses of what they are
//! about and never change; times come from the ledger and from the articles' own days, so that the same edition gives the same
//! bytes.

use std::{cmp::Reverse, collections::BTreeSet};

use maud::html;
use record::Language;

use super::{Edition, Files, feeds::address, links::in_language};

/// A feed. Paths are below the site's root.
pub(super) struct Feed {
    /// Its path below its language, without ending.
    pub(super) stem: String,
    /// The page below its language that it follows.
    pub(super) home: String,
    pub(super) title: String,
    pub(super) language: Language,
    pub(super) items: Vec<Item>,
}

/// One item.
pub(super) struct Item {
    /// Where it stands: its id too.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) text: String,
    /// RFC 3339.
    pub(super) updated: String,
    pub(super) tags: Vec<String>,
}

impl Feed {
    /// Adds both files, newest item first.
    pub(super) fn write(mut self, edition: &Edition<'_>, files: &mut Files) {
        self.items.sort_by_key(|item| (Reverse(item.updated.clone()), item.path.clone()));
        let (atom, json) = (self.atom(edition), self.json(edition));
        files.add(self.path("xml"), atom, BTreeSet::new());
        files.add(self.path("json"), json, BTreeSet::new());
    }

    fn path(&self, ending: &str) -> String {
        in_language(self.language, &format!("{}.{ending}", self.stem))
    }

    fn updated(&self, edition: &Edition<'_>) -> String {
        self.items.first().map_or_else(|| edition.as_of.time.to_string(), |item| item.updated.clone())
    }

    fn atom(&self, edition: &Edition<'_>) -> String {
        let own = address(edition, &self.path("xml"));
        let feed = html! {
            feed xmlns="http://www.w3.org/2005/Atom" xml:lang=(self.language.tag()) {
                title { (self.title) }
                id { (own) }
                link rel="self" type="application/atom+xml" href=(own) {}
                link rel="alternate" type="text/html" href=(address(edition, &in_language(self.language, &self.home))) {}
                updated { (self.updated(edition)) }
                author { name { (edition.settings.name.get(self.language)) } }
                @for item in &self.items {
                    @let place = address(edition, &item.path);
                    entry {
                        title { (item.title) }
                        id { (place) }
                        link rel="alternate" type="text/html" href=(place) {}
                        updated { (item.updated) }
                        @for tag in &item.tags { category term=(tag) {} }
                        summary { (item.text) }
                    }
                }
            }
        };
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", feed.into_string())
    }

    fn json(&self, edition: &Edition<'_>) -> Vec<u8> {
        let item = |item: &Item| {
            let place = address(edition, &item.path);
            serde_json::json!({
                "id": place, "url": place, "title": item.title, "content_text": item.text,
                "date_published": item.updated, "tags": item.tags,
            })
        };
        let feed = serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": address(edition, &in_language(self.language, &self.home)),
            "feed_url": address(edition, &self.path("json")),
            "language": self.language.tag(),
            "authors": [{ "name": edition.settings.name.get(self.language) }],
            "items": self.items.iter().map(item).collect::<Vec<_>>(),
        });
        let mut bytes = ledger::canonical_json(&feed);
        bytes.push(b'\n');
        bytes
    }
}
