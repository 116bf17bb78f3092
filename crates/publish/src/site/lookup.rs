//! What belongs to what on the site: asked for on every page, so found once for all of them.
//!
//! Everything is held by its place in the edition. Each table is made in one pass, so that a site of a hundred thousand
//! pages is rendered in a time that grows with its size and not with the square of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use figure::{Figure, Outcome};
use record::{BoundaryMap, DocumentId, FigureId, Language, Passage, RecordId, Statement, Value};

use super::{
    ArchivedDocument, Edition,
    pictures::{self, Cards},
    places,
};
use crate::{
    article::{CheckedPage, Section, find},
    chart::Outline,
    old::OldArticle,
};

/// The tables of an edition, made when they are first asked for; empty before that.
#[derive(Debug, Default)]
pub struct Lookup {
    tables: OnceLock<Tables>,
    /// The borders of maps, in the order of the schema's.
    outlines: OnceLock<Vec<(BoundaryMap, Outline)>>,
    cards: OnceLock<Cards>,
}

/// Places in the edition's lists.
type Places = Vec<usize>;

#[derive(Debug, Default)]
struct Tables {
    documents: BTreeMap<DocumentId, usize>,
    records: BTreeMap<RecordId, OfRecord>,
    /// Statements whose list or words a document holds.
    held_by: BTreeMap<DocumentId, Places>,
    /// Figures that others claim in a document.
    claims: BTreeMap<DocumentId, Places>,
    /// Figures by the proceeding that they are about.
    proceedings: BTreeMap<RecordId, Places>,
    /// Figures derived from each, by its place.
    derived: Vec<Places>,
    /// Figures by the question that they answer.
    answers: BTreeMap<String, Places>,
    /// Pages that show each figure, by its place.
    shown: Vec<Places>,
    /// Pages in whose heads a correction is declared.
    corrected: Places,
    /// Articles of each language, newest first.
    articles: BTreeMap<Language, Places>,
    /// Standing pages of each language in their order.
    standing: BTreeMap<Language, Places>,
    /// Languages in which a page of a section is there, by its slug.
    translations: BTreeMap<(bool, String), BTreeSet<Language>>,
    /// Redirects of the old site by their address; the first where one is named twice.
    leads: BTreeMap<String, usize>,
    /// Redirects of the old site by the article to which they lead.
    led: BTreeMap<String, Places>,
}

#[derive(Debug, Default)]
struct OfRecord {
    statements: Places,
    /// Figures that count it.
    figures: Places,
}

impl Tables {
    fn of(edition: &Edition<'_>) -> Self {
        let mut tables = Self::default();
        tables.add_documents(edition);
        tables.add_statements(edition);
        tables.add_figures(edition);
        tables.add_pages(edition);
        for (place, redirect) in edition.old.redirects.redirect.iter().enumerate() {
            tables.leads.entry(redirect.from.clone()).or_insert(place);
            tables.led.entry(redirect.to.clone()).or_default().push(place);
        }
        tables
    }

    fn add_documents(&mut self, edition: &Edition<'_>) {
        let documents = edition.documents.iter().enumerate().rev();
        self.documents = documents.map(|(place, archived)| (archived.document.id, place)).collect();
    }

    fn add_statements(&mut self, edition: &Edition<'_>) {
        for (place, (_, statement)) in edition.statements.iter().enumerate() {
            self.record(&statement.record).statements.push(place);
            let list = statement.origin.list_document;
            self.held_by.entry(list).or_default().push(place);
            let quoted = statement.origin.passage.as_ref().map(|passage| passage.document);
            if let Some(document) = quoted.filter(|document| *document != list) {
                self.held_by.entry(document).or_default().push(place);
            }
        }
    }

    fn add_figures(&mut self, edition: &Edition<'_>) {
        self.derived = vec![Places::new(); edition.figures.len()];
        for (place, figure) in edition.figures.iter().enumerate() {
            self.answers.entry(figure.definition.question().to_owned()).or_default().push(place);
            if let Some(proceeding) = &figure.definition.proceeding {
                self.proceedings.entry(proceeding.clone()).or_default().push(place);
            }
            match &figure.outcome {
                Outcome::Observed { members, .. } => {
                    members.iter().for_each(|member| self.record(&member.record).figures.push(place));
                }
                Outcome::Derived { inputs, .. } => {
                    for input in inputs.iter().filter_map(|input| edition.place_of(input)) {
                        self.derived[input].push(place);
                    }
                }
                Outcome::Claimed { passage } => self.claims.entry(passage.document).or_default().push(place),
                Outcome::Estimated { .. } | Outcome::Suppressed { .. } | Outcome::Refused { .. } => {}
            }
        }
    }

    fn add_pages(&mut self, edition: &Edition<'_>) {
        self.shown = vec![Places::new(); edition.figures.len()];
        for (place, page) in edition.pages.iter().enumerate() {
            let (head, is_article) = (&page.head, page.head.section == Section::Article);
            self.corrected.extend((!head.corrections.is_empty()).then_some(place));
            page.figures.iter().filter_map(|id| edition.place_of(id)).for_each(|figure| self.shown[figure].push(place));
            self.translations.entry((is_article, head.slug.clone())).or_default().insert(head.language);
            let section = if is_article { &mut self.articles } else { &mut self.standing };
            section.entry(head.language).or_default().push(place);
        }
        let head = |place: &usize| &edition.pages[*place].head;
        for articles in self.articles.values_mut() {
            articles.sort_by(|left, right| {
                let day = |place: &usize| head(place).date.as_ref().map(|date| date.as_str());
                day(right).cmp(&day(left)).then_with(|| head(left).slug.cmp(&head(right).slug))
            });
        }
        for pages in self.standing.values_mut() {
            pages.sort_by(|left, right| {
                let key = |place| (head(place).order, head(place).slug.as_str());
                key(left).cmp(&key(right))
            });
        }
    }

    fn record(&mut self, record: &RecordId) -> &mut OfRecord {
        if !self.records.contains_key(record) {
            self.records.insert(record.clone(), OfRecord::default());
        }
        self.records.get_mut(record).expect("it was just put there")
    }
}

impl Edition<'_> {
    fn tables(&self) -> &Tables {
        self.lookup.tables.get_or_init(|| Tables::of(self))
    }

    /// What pictures show, by their paths.
    pub(crate) fn cards(&self) -> &Cards {
        self.lookup.cards.get_or_init(|| pictures::cards(self))
    }

    /// The maps of boundaries, each area with its name, and how they are drawn.
    pub(crate) fn outlines(&self) -> &[(BoundaryMap, Outline)] {
        let named = |map: &BoundaryMap| {
            let mut map = map.clone();
            for (code, name) in map.areas.iter_mut().filter(|(_, name)| name.is_empty()) {
                let language = self.settings.languages.first().copied().unwrap_or_default();
                *name = places::called(self.schema, (&map.scheme, code), language);
            }
            map
        };
        let places = &self.schema.places;
        let drawn = |map: &BoundaryMap| (named(map), Outline::of(map, places));
        self.lookup.outlines.get_or_init(|| places.maps().iter().map(drawn).collect())
    }

    /// The place of a figure, which stand in order of id.
    fn place_of(&self, id: &FigureId) -> Option<usize> {
        self.figures.binary_search_by(|figure| figure.id().cmp(id)).ok()
    }

    /// A public figure by its id.
    pub fn figure(&self, id: &FigureId) -> Option<&Figure> {
        find(self.figures, id)
    }

    pub(crate) fn document(&self, id: &DocumentId) -> Option<&ArchivedDocument> {
        self.tables().documents.get(id).map(|place| &self.documents[*place])
    }

    /// Statements on one record.
    pub(crate) fn said_of<'a>(&'a self, record: &RecordId) -> impl Iterator<Item = &'a (u64, Statement)> + use<'a> {
        let found = self.tables().records.get(record).map_or(&[][..], |of| &of.statements);
        found.iter().map(|place| &self.statements[*place])
    }

    /// The articles of a language, newest first.
    pub(crate) fn articles(&self, language: Language) -> Vec<&CheckedPage> {
        self.pages_at(self.tables().articles.get(&language))
    }

    /// The standing pages of a language in their order.
    pub(crate) fn standing(&self, language: Language) -> Vec<&CheckedPage> {
        self.pages_at(self.tables().standing.get(&language))
    }

    /// The pages of a language that show a figure.
    pub(crate) fn pages_with(&self, figure: &FigureId, language: Language) -> Vec<&CheckedPage> {
        let mut pages = self.pages_at(self.place_of(figure).map(|place| &self.tables().shown[place]));
        pages.retain(|page| page.head.language == language);
        pages
    }

    /// The pages in whose heads a correction is declared.
    pub(crate) fn corrected(&self) -> Vec<&CheckedPage> {
        self.pages_at(Some(&self.tables().corrected))
    }

    fn pages_at(&self, places: Option<&Places>) -> Vec<&CheckedPage> {
        places.into_iter().flatten().map(|place| &self.pages[*place]).collect()
    }

    /// True where a page is there in another language too.
    pub(crate) fn is_translated(&self, page: &CheckedPage) -> bool {
        let key = (page.head.section == Section::Article, page.head.slug.clone());
        self.tables().translations.get(&key).is_some_and(|languages| languages.len() > 1)
    }

    /// The figures that answer the question of one, itself among them.
    pub(crate) fn answers(&self, figure: &Figure) -> Vec<&Figure> {
        let places = self.tables().answers.get(figure.definition.question());
        places.into_iter().flatten().map(|place| &self.figures[*place]).collect()
    }

    /// The article of the old site to which one of its addresses leads.
    pub(crate) fn old_target(&self, from: &str) -> Option<&OldArticle> {
        let place = self.tables().leads.get(from)?;
        self.old.article(&self.old.redirects.redirect[*place].to)
    }

    /// The addresses at which an article of the old site stood.
    pub(crate) fn old_addresses<'a>(&'a self, article: &OldArticle) -> impl Iterator<Item = &'a str> + use<'a> {
        let places = self.tables().led.get(&article.slug);
        places.into_iter().flatten().map(|place| self.old.redirects.redirect[*place].from.as_str())
    }

    /// Every passage that the site shows, by document.
    pub(crate) fn passages(&self) -> BTreeMap<DocumentId, Vec<&Passage>> {
        let claimed = self.figures.iter().filter_map(|figure| match &figure.outcome {
            Outcome::Claimed { passage } => Some(passage),
            Outcome::Observed { .. }
            | Outcome::Derived { .. }
            | Outcome::Estimated { .. }
            | Outcome::Suppressed { .. }
            | Outcome::Refused { .. } => None,
        });
        let said = self.statements.iter().filter_map(|(_, statement)| statement.origin.passage.as_ref());
        let quoted = self.pages.iter().flat_map(|page| &page.passages);
        let mut passages: BTreeMap<DocumentId, Vec<&Passage>> = BTreeMap::new();
        for passage in claimed.chain(said).chain(quoted) {
            passages.entry(passage.document).or_default().push(passage);
        }
        passages
    }

    /// The figures that rest on a record, directly or through others.
    pub(crate) fn figures_on(&self, record: &RecordId) -> BTreeSet<FigureId> {
        self.with_derived(self.directly_on(record).collect())
    }

    /// The figures that rest on a document: its claims, and the records whose lists or words it holds.
    pub(crate) fn figures_of_document(&self, document: &DocumentId) -> BTreeSet<FigureId> {
        let tables = self.tables();
        let claims = tables.claims.get(document).into_iter().flatten().copied();
        let held = tables.held_by.get(document).into_iter().flatten();
        let records: BTreeSet<&RecordId> = held.map(|place| &self.statements[*place].1.record).collect();
        self.with_derived(claims.chain(records.into_iter().flat_map(|record| self.directly_on(record))).collect())
    }

    /// The figures that count a record, or are about the proceeding that it is or is part of.
    fn directly_on<'a>(&'a self, record: &'a RecordId) -> impl Iterator<Item = usize> + 'a {
        let tables = self.tables();
        let counting = tables.records.get(record).map_or(&[][..], |of| &of.figures);
        let wholes = self.said_of(record).filter_map(|(_, said)| match &said.value {
            Value::Reference(whole) => Some(whole),
            Value::Text(_)
            | Value::Integer(_)
            | Value::Count(_)
            | Value::Geometry(_)
            | Value::Date(_)
            | Value::Term(_)
            | Value::Place { .. }
            | Value::Flag(_) => None,
        });
        let about = std::iter::once(record).chain(wholes).filter_map(|proceeding| tables.proceedings.get(proceeding));
        counting.iter().chain(about.flatten()).copied()
    }

    /// Adds the figures that are derived from some, and names all.
    fn with_derived(&self, found: BTreeSet<usize>) -> BTreeSet<FigureId> {
        let derived = &self.tables().derived;
        let mut waiting: Places = found.iter().copied().collect();
        let mut all = found;
        while let Some(place) = waiting.pop() {
            waiting.extend(derived[place].iter().copied().filter(|further| all.insert(*further)));
        }
        all.into_iter().map(|place| self.figures[place].id().clone()).collect()
    }
}
