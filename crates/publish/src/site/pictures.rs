//! What a link to a page looks like where somebody shares it: a card of what the page says first, and nothing that it does not say.
//!
//! Articles and figures have one of their own; all other pages show the site's. A picture is named by what it shows, so one
//! that stands in the site already is not drawn again, and a page whose words changed has another.

use std::collections::{BTreeMap, BTreeSet};

use figure::Figure;
use ledger::Hash;
use picture::{Card, Number, Studio};
use record::{Edtf, FigureId, Language};

use super::{Edition, Files, figures, layout::pick};
use crate::{
    article::{CheckedPage, Section},
    parallel,
};

/// Where pictures stand.
pub const FOLDER: &str = "pictures/";

/// Between the parts of a label, and of what is said of a picture.
const PART: &str = " · ";

/// A picture that stands in the site already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub sha256: Hash,
}

/// The cards of an edition by their paths, each with the figures whose values it shows.
pub(super) type Cards = BTreeMap<String, (Card, BTreeSet<FigureId>)>;

/// All cards that have a picture.
pub(super) fn cards(edition: &Edition<'_>) -> Cards {
    let mut cards = Cards::new();
    let mut add = |card: Card, figures: BTreeSet<FigureId>| {
        cards.entry(path(&card)).or_insert_with(|| (card, BTreeSet::new())).1.extend(figures);
    };
    if !has_pictures(edition) {
        return cards;
    }
    for language in &edition.settings.languages {
        add(of_site(edition, *language), BTreeSet::new());
        for figure in edition.figures {
            add(of_figure(edition, figure, *language), [figure.id().clone()].into());
        }
    }
    for page in edition.pages.iter().filter(|page| page.head.section == Section::Article) {
        add(of_article(edition, page), BTreeSet::new());
    }
    let studio = Studio::open();
    cards.retain(|_, (card, _)| card.is_drawable(&studio));
    cards
}

/// Whether anybody could fetch one: readers of Open Graph want whole addresses.
fn has_pictures(edition: &Edition<'_>) -> bool {
    let address = &edition.settings.base_url;
    edition.settings.pictures && (address.starts_with("https://") || address.starts_with("http://"))
}

/// A picture's path, from all that decides how it looks.
fn path(card: &Card) -> String {
    let mut bytes = vec![picture::EDITION];
    for text in card.texts() {
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    format!("{FOLDER}{}.png", &Hash::of(&bytes).to_string()[..20])
}

/// The card of a page without one of its own.
pub(super) fn of_site(edition: &Edition<'_>, language: Language) -> Card {
    Card { title: edition.settings.name.get(language).to_owned(), ..Card::default() }
}

/// The card of an article.
pub(super) fn of_article(edition: &Edition<'_>, page: &CheckedPage) -> Card {
    let language = page.head.language;
    Card {
        title: page.head.title.clone(),
        publisher: edition.settings.name.get(language).to_owned(),
        date: page.head.date.as_ref().map(|date| date.words(language)).unwrap_or_default(),
        ..Card::default()
    }
}

/// The card of a figure, with its number as its page prints it and the day on which that was published.
pub(super) fn of_figure(edition: &Edition<'_>, figure: &Figure, language: Language) -> Card {
    let definition = &figure.definition;
    let synthetic = definition.is_synthetic.then(|| pick(language, "synthetic", "sintética").to_owned());
    let label = [
        Some(figures::class(figure, language).to_owned()),
        figure.period().map(|date| date.words(language)),
        synthetic,
    ];
    let interval = figure
        .interval_text(language)
        .map(|interval| format!("{} {interval}", pick(language, "interval", "intervalo")));
    let published = edition.past.histories.steps(definition).last().map(|step| step.version.time.day());
    let day = published.and_then(|day| Some(day.parse::<Edtf>().ok()?.words(language)));
    Card {
        label: label.into_iter().flatten().collect::<Vec<_>>().join(PART),
        title: definition.title.get(language).to_owned(),
        number: Some(Number {
            headline: figure.headline(language),
            interval: interval.unwrap_or_default(),
            noun: definition.noun.get(language).to_owned(),
        }),
        publisher: edition.settings.name.get(language).to_owned(),
        date: day.map(|day| format!("{} {day}", pick(language, "Published", "Publicado el"))).unwrap_or_default(),
    }
}

/// The picture of a page, or the site's where it has none, with what it says; `None` where neither is drawn.
pub(super) fn shown(edition: &Edition<'_>, own: Option<Card>, language: Language) -> Option<(String, String)> {
    let cards = own.into_iter().chain([of_site(edition, language)]).map(|card| (path(&card), card));
    let (path, card) = cards.into_iter().find(|(path, _)| edition.cards().contains_key(path))?;
    Some((path, said(&card)))
}

/// What a picture says, for those who do not see it.
fn said(card: &Card) -> String {
    let number = card.number.iter().flat_map(|number| [&number.headline, &number.interval, &number.noun]);
    let parts = [&card.title].into_iter().chain(number).chain([&card.label, &card.publisher, &card.date]);
    parts.filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(PART)
}

/// Draws what does not stand in the site already; nothing in an edition that draws none.
pub(super) fn render(edition: &Edition<'_>) -> Files {
    let mut files = Files::default();
    let Some(known) = &edition.drawn else { return files };
    let studio = Studio::open();
    let all: Vec<_> = edition.cards().iter().collect();
    let drawn = parallel::map(&all, |(path, (card, _))| {
        known.get(*path).cloned().or_else(|| {
            let bytes = card.draw(&studio)?;
            Some(Drawn { sha256: Hash::of(&bytes), bytes })
        })
    });
    for ((path, (_, figures)), drawn) in all.into_iter().zip(drawn) {
        if let Some(drawn) = drawn {
            files.add_hashed(path.clone(), drawn, figures.clone());
        }
    }
    files
}
