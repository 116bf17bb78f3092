//! Whom and which time does the figure cover, and whom and which does the article speak of?

use std::collections::BTreeSet;

use record::{Edtf, Mention, MentionKind, date::Day};

use super::{Judge, Reason};
use crate::{
    Figure,
    compare::{
        evidence::{Link, overlaps},
        words::{fold, stem, stems},
    },
    qualifier::{admits, is_same},
};

/// Beginnings of the words with which a register says that it holds not everybody.
const REGISTERED: &[&str] = &[
    "presum",
    "presunt",
    "complaint",
    "denuncia",
    "registered",
    "registrad",
    "certif",
    "documented",
    "documentad",
    "reported",
];

/// An event lasts no longer.
const EVENT_DAYS: i64 = 7;

/// Groups of persons that make up a population.
const GROUPS: &[&str] =
    &["woman", "women", "man", "men", "girl", "boy", "child", "children", "mujer", "hombre", "varon", "niña", "niño"];

impl Judge<'_> {
    /// "Those being trafficked" for presumed victims named in complaints. Where the article's own source names no register,
    /// the register that counts the same is looked at.
    pub(super) fn population_widened(&self, mention: &Mention, link: &Link<'_>) -> Option<Reason> {
        let language = mention.language;
        let is_source_silent = link.figure.definition.period.as_deref() == Some("?");
        let others = self.of_question(link.figure).filter(|_| is_source_silent);
        let restricted = |figure: &&Figure| begins_any(figure.definition.population.get(language), REGISTERED);
        let figure = [link.figure].into_iter().chain(others).find(restricted)?;
        let sentence = &self.article.text[mention.sentence.clone()];
        let near = self.paragraph(mention);
        let counted = figure.definition.population.clone();
        (!begins_any(sentence, REGISTERED) && !begins_any(near, REGISTERED))
            .then(|| Reason::PopulationWidened { figure: figure.id().clone(), counted })
    }

    /// "Women and men" for a number of women.
    pub(super) fn group_changed(&self, mention: &Mention, link: &Link<'_>) -> Option<Reason> {
        let said = groups(&mention.noun);
        let printed = mention.value?;
        if said.len() < 2 || mention.kind != MentionKind::Count {
            return None;
        }
        let counts_fewer = |figure: &&Figure| {
            let counted = groups(figure.definition.noun.get(mention.language));
            let is_value = figure.printed().is_some_and(|value| admits(printed, mention.qualifier, value).is_ok());
            is_value && !counted.is_empty() && counted.is_subset(&said) && counted.len() < said.len()
        };
        // Where the article gives the other number too, its reader sees both.
        let figure = self.of_question(link.figure).chain([link.figure]).find(counts_fewer)?;
        if self.linked.contains(figure.id()) && figure.id() != link.figure.id() {
            return None;
        }
        let counted = figure.definition.noun.clone();
        Some(Reason::GroupChanged { figure: figure.id().clone(), counted, said: mention.noun.clone() })
    }

    /// The time of the article against that of the figure; or, where neither says one, that of a register with the same number.
    pub(super) fn period_reasons(&self, mention: &Mention, link: &Link<'_>) -> Vec<Reason> {
        // The time in a sentence on a verdict may be that of the crime.
        let counted = link.figure.period().filter(|_| link.figure.definition.decision.is_none());
        if let Some((said, counted)) = mention.period.clone().zip(counted) {
            let is_widened = holds(&said, &counted) && !holds(&counted, &said) && !is_event(&counted);
            let is_other = !overlaps(&said, &counted);
            let reason = Reason::PeriodDiffers { counted, said, is_widened };
            return if is_widened || is_other { vec![reason] } else { Vec::new() };
        }
        let told = link.retelling.unwrap_or(link.figure);
        if told.definition.period.as_deref() != Some("?") || mention.period.is_some() {
            return Vec::new();
        }
        let same = |figure: &&Figure| {
            figure.printed().zip(mention.value).is_some_and(|(value, printed)| is_same(printed, value))
        };
        let register = self.of_question(link.figure).filter(same).find_map(|figure| Some((figure, figure.period()?)));
        let reason =
            register.map(|(figure, counted)| Reason::PeriodOfRegister { figure: figure.id().clone(), counted });
        reason.into_iter().collect()
    }

    /// The figure was due for review before the article's day, or a newer one of the same register answers the question.
    pub(super) fn stale(&self, mention: &Mention, link: &Link<'_>) -> Option<Reason> {
        let day = self.article.date?;
        let is_before = |edtf: &Edtf| edtf.bounds().1.is_some_and(|end| end < day);
        if let Some(since) = link.figure.definition.review_by.clone().filter(is_before) {
            return Some(Reason::Stale { newer: None, since });
        }
        let end = link.figure.period()?.bounds().1?;
        if mention.period.is_some() {
            return None;
        }
        let register = &link.figure.definition.register;
        let newer = self.of_question(link.figure).filter(|figure| figure.definition.register == *register);
        let newer = newer.filter_map(|figure| Some((figure, figure.period()?)));
        let newest = newer
            .filter(|(_, period)| is_before(period) && period.bounds().0.is_some_and(|start| start > end))
            .max_by_key(|(_, period)| period.bounds().1)?;
        Some(Reason::Stale { newer: Some(newest.0.id().clone()), since: newest.1 })
    }

    /// Figures of the same question that are no retellings, but for the figure itself.
    fn of_question<'a>(&'a self, figure: &'a Figure) -> impl Iterator<Item = &'a Figure> {
        self.record.figures.iter().filter(move |other| {
            let is_retelling = other.definition.claim.as_ref().is_some_and(|claim| claim.retells.is_some());
            other.definition.question() == figure.definition.question() && other.id() != figure.id() && !is_retelling
        })
    }

    /// The paragraph up to the end of the number's sentence.
    fn paragraph(&self, mention: &Mention) -> &str {
        let before = &self.article.text[..mention.sentence.start];
        let start = before.rfind("\n\n").unwrap_or(0);
        &self.article.text[start..mention.sentence.end]
    }
}

/// True for a time so short that a longer one only dates the same event less exactly.
fn is_event(period: &Edtf) -> bool {
    let (start, end) = period.bounds();
    start.zip(end).is_some_and(|(start, end)| start.days_until(end) < EVENT_DAYS)
}

fn begins_any(text: &str, beginnings: &[&str]) -> bool {
    fold(text)
        .split(|char: char| !char.is_alphanumeric())
        .any(|word| beginnings.iter().any(|start| word.starts_with(start)))
}

fn groups(noun: &str) -> BTreeSet<String> {
    let named: BTreeSet<String> = GROUPS.iter().map(|group| stem(group)).collect();
    stems(noun).intersection(&named).cloned().collect()
}

/// True where one time lies within another.
fn holds(outer: &Edtf, inner: &Edtf) -> bool {
    let ((outer_start, outer_end), (inner_start, inner_end)) = (outer.bounds(), inner.bounds());
    let starts =
        |outer: Option<Day>, inner: Option<Day>| outer.is_none_or(|outer| inner.is_some_and(|inner| outer <= inner));
    let ends =
        |outer: Option<Day>, inner: Option<Day>| outer.is_none_or(|outer| inner.is_some_and(|inner| inner <= outer));
    starts(outer_start, inner_start) && ends(outer_end, inner_end)
}
