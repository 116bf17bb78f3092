//! What was published before: the versions of each figure, and since when each article has stood.

use std::collections::{BTreeMap, BTreeSet};

use figure::{
    Figure,
    history::{Histories, Reason, Version},
};

use record::FigureId;

use crate::{
    CheckedPage,
    article::{Section, find},
    site::links::in_language,
};

/// What the ledger knows of earlier editions.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// The versions of each figure.
    pub histories: &'a Histories,
    /// The entry by which each file was published for the first time.
    pub first_published: &'a BTreeMap<String, u64>,
}

/// A number of an article that is not what it was when the article was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved<'a> {
    /// The figure.
    pub figure: &'a Figure,
    /// As it was when the article was published for the first time.
    pub was: &'a Version,
    /// As it is.
    pub is: &'a Version,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whether the editor has declared a correction that says what it is now.
    pub is_corrected: bool,
}

impl<'a> Past<'a> {
    /// The numbers of an article that moved since it was published; the figures stand in order of id.
    pub fn moved(&self, page: &CheckedPage, figures: &'a [Figure]) -> Vec<Moved<'a>> {
        let Some(first) = self.first_of(page) else { return Vec::new() };
        let used: BTreeSet<&FigureId> = page.figures.iter().collect();
        used.into_iter().filter_map(|id| self.moved_since(page, find(figures, id)?, first)).collect()
    }

    /// A number of an article, if it moved since that was published.
    pub fn moved_on(&self, page: &CheckedPage, figure: &'a Figure) -> Option<Moved<'a>> {
        self.moved_since(page, figure, self.first_of(page)?)
    }

    /// The entry by which an article was first published.
    fn first_of(&self, page: &CheckedPage) -> Option<u64> {
        if page.head.section != Section::Article {
            return None;
        }
        let path = in_language(page.head.language, &format!("articles/{}.html", page.head.slug));
        self.first_published.get(&path).copied()
    }

    fn moved_since(&self, page: &CheckedPage, figure: &'a Figure, first: u64) -> Option<Moved<'a>> {
        let was = self.histories.before(figure.id(), first)?;
        let is = self.histories.versions(figure.id()).last().filter(|is| !is.says_the_same(was))?;
        let reasons = self.histories.why(&figure.definition, (was, is));
        let is_corrected = page.head.corrections.iter().any(|said| said.covers(figure.id(), is.published.value));
        Some(Moved { figure, was, is, reasons, is_corrected })
    }
}
