//! The words around a number: its own, those of its sentence, and those near it.

use std::{collections::BTreeMap, collections::BTreeSet, ops::Range};

use record::{Decision, Language, Mention};

use crate::compare::{
    Article,
    words::{stem, stems},
};

/// At these a phrase ends that stands between two numbers.
const BORDERS: &[&str] = &[",", ";", ":", "(", ")", " and ", " y ", " e ", " but ", " pero "];

/// The words around a number, as stems.
pub(super) struct Context {
    /// Of the counted noun: stem to the word as it stands.
    pub(super) noun: BTreeMap<String, String>,
    /// Between the numbers beside it.
    pub(super) own: BTreeSet<String>,
    /// Of the sentence.
    pub(super) sentence: BTreeSet<String>,
    /// Of the sentences beside it, within the paragraph.
    pub(super) near: BTreeSet<String>,
    /// Decisions that its own words assert.
    pub(super) decisions: Vec<Decision>,
    /// True where it is the whole of which another number is a part.
    pub(super) is_whole: bool,
    pub(super) language: Language,
}

impl Context {
    pub(super) fn of(article: &Article<'_>, mention: &Mention) -> Self {
        let sentences = &article.prose.sentences;
        let at = sentences.iter().position(|sentence| *sentence == mention.sentence).unwrap_or(0);
        let near = sentences[at.saturating_sub(2)..].iter().take(4).filter(|sentence| {
            // Not across a paragraph that ends between.
            let (from, to) = (sentence.start.min(mention.sentence.start), sentence.end.max(mention.sentence.end));
            !article.text[from..to].contains("\n\n")
        });
        let own = own_ranges(article, mention);
        let verdicts = article.prose.verdicts.iter();
        let is_own = |span: &Range<usize>| own.iter().any(|range| range.start <= span.start && span.end <= range.end);
        Self {
            noun: mention.noun.split_whitespace().map(|word| (stem(word), word.to_owned())).collect(),
            own: own.iter().flat_map(|range| stems(&article.text[range.clone()])).collect(),
            sentence: stems(&article.text[mention.sentence.clone()]),
            near: near.flat_map(|sentence| stems(&article.text[sentence.clone()])).collect(),
            decisions: verdicts.filter(|verdict| is_own(&verdict.span)).map(|verdict| verdict.decision).collect(),
            is_whole: is_whole(article, mention),
            language: mention.language,
        }
    }
}

impl Context {
    /// Decisions that its own words assert of all whom it counts: "52 of the 53 were acquitted" asserts none of the 53.
    pub(super) fn decisions_of_all(&self) -> Vec<Decision> {
        if self.is_whole { Vec::new() } else { self.decisions.clone() }
    }
}

/// The text before and behind a number that belongs to no other number of its sentence.
fn own_ranges(article: &Article<'_>, mention: &Mention) -> [Range<usize>; 2] {
    let others = || {
        let same = |other: &&Mention| other.sentence == mention.sentence && other.kind.is_claim();
        article.prose.mentions.iter().filter(same)
    };
    let before = others().map(|other| other.span.end).filter(|end| *end <= mention.span.start).max();
    let behind = others().map(|other| other.span.start).filter(|start| *start >= mention.span.end).min();
    let mut start = before.unwrap_or(mention.sentence.start);
    let mut end = behind.unwrap_or(mention.sentence.end);
    if before.is_some() {
        let gap = &article.text[start..mention.span.start];
        let cut = BORDERS.iter().filter_map(|border| gap.rfind(border).map(|at| at + border.len())).max();
        start += cut.unwrap_or(0);
    }
    if behind.is_some() {
        let gap = &article.text[mention.span.end..end];
        let cut = BORDERS.iter().filter_map(|border| gap.find(border)).min();
        end = mention.span.end + cut.unwrap_or(gap.len());
    }
    [start..mention.span.start, mention.span.end..end]
}

/// True where another number of the sentence is a part of this one: the 27 in "twelve of the 27".
fn is_whole(article: &Article<'_>, mention: &Mention) -> bool {
    let is_part = |other: &Mention| {
        other.sentence == mention.sentence
            && other.span != mention.span
            && other.whole.is_some()
            && other.whole == mention.value
    };
    article.prose.mentions.iter().any(is_part)
}
