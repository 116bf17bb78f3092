//! Which figure does a number speak of? Points for each field; none where they do not suffice.

use record::{Decision, FigureId, Mention, MentionKind, Qualifier, VerdictWord};
use serde::Serialize;

use super::Article;
use crate::{Figure, unit::CountingUnit};

mod context;
mod score;
mod words;

use context::Context;
pub(super) use score::overlaps;
use score::{Scored, score};
pub use words::{Evidence, Lack};

/// Points without which a number is not linked.
const ENOUGH: f64 = 5.0;

/// Points that a number needs where its value agrees with nothing.
const ENOUGH_WITHOUT_VALUE: f64 = 7.0;

/// A figure of another question with so few points less makes the link doubtful.
const MARGIN: f64 = 0.5;

/// The chance that a link is right, by the points above the threshold: a logistic curve, on the careful side. On the articles
/// of `conformance/prose` it expects 43 of 45 and 82 of 86 links to be right where all are; `prose-score` prints it.
const CHANCE_AT_THRESHOLD: f64 = 0.9;
const ODDS_PER_POINT: f64 = 2.0;

/// A figure that a number speaks of.
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    /// The figure to hold it against: the origin of a retelling.
    pub(super) figure: &'a Figure,
    /// The figure whose words were met, where that is a retelling.
    pub(super) retelling: Option<&'a Figure>,
    /// True for "all" and "none" of a group that was counted before.
    pub(super) is_whole_group: bool,
    /// Why.
    pub(super) evidence: Vec<Evidence>,
    /// The chance that it is right.
    pub(super) chance: f64,
    /// Decisions that the number's own words assert of all of it.
    pub(super) decisions: Vec<Decision>,
}

/// Why a number is linked to nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotInRecord {
    /// The figure that comes nearest.
    pub nearest: FigureId,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// What is missing.
    pub lacks: Lack,
}

/// A number's link, or why there is none; nothing where no figure is like it.
pub(super) enum Found<'a> {
    Linked(Link<'a>),
    Unlinked(Option<NotInRecord>),
}

impl<'a> Found<'a> {
    pub(super) fn link(&self) -> Option<&Link<'a>> {
        match self {
            Self::Linked(link) => Some(link),
            Self::Unlinked(_) => None,
        }
    }
}

/// True for the numbers that a figure can stand behind.
pub(super) fn is_checked(mention: &Mention) -> bool {
    mention.kind.is_claim() && mention.kind != MentionKind::Money
}

/// Links every mention, in order.
pub(super) fn link<'a>(article: &Article<'_>, figures: &'a [Figure]) -> Vec<Found<'a>> {
    let mut links: Vec<Found<'a>> = Vec::new();
    for mention in &article.prose.mentions {
        let link = if !is_checked(mention) {
            Found::Unlinked(None)
        } else if matches!(mention.qualifier, Qualifier::All | Qualifier::None) {
            whole_group(article, mention, figures, &links).map_or(Found::Unlinked(None), Found::Linked)
        } else {
            best(article, mention, figures)
        };
        links.push(link);
    }
    links
}

/// "All were acquitted": the figure of that decision in the proceeding that was spoken of just before.
fn whole_group<'a>(
    article: &Article<'_>,
    mention: &Mention,
    figures: &'a [Figure],
    earlier: &[Found<'a>],
) -> Option<Link<'a>> {
    let verdict = verdicts(article, mention).next()?;
    let near = earlier.iter().zip(&article.prose.mentions).rev();
    let mut spoken_of =
        near.filter(|(_, before)| mention.span.start - before.span.end < 300).filter_map(|(found, _)| found.link());
    let proceeding = spoken_of.find_map(|link| link.figure.definition.proceeding.as_ref())?;
    let decides = |figure: &&Figure| {
        let definition = &figure.definition;
        definition.proceeding.as_ref() == Some(proceeding) && definition.decision == Some(verdict.decision)
    };
    let is_origin = |figure: &&Figure| figure.definition.claim.as_ref().is_none_or(|claim| claim.retells.is_none());
    let figure = figures.iter().filter(decides).find(is_origin)?;
    let evidence = vec![Evidence::Group(verdict.decision)];
    let decisions = vec![verdict.decision];
    Some(Link { figure, retelling: None, is_whole_group: true, evidence, chance: CHANCE_AT_THRESHOLD, decisions })
}

/// Verdict words in the mention's sentence that assert an outcome.
pub(super) fn verdicts<'a>(article: &Article<'a>, mention: &Mention) -> impl Iterator<Item = &'a VerdictWord> {
    let sentence = mention.sentence.clone();
    article
        .prose
        .verdicts
        .iter()
        .filter(move |verdict| verdict.sentence == sentence && verdict.decision != Decision::Charged)
}

fn needed(scored: &Scored<'_>) -> f64 {
    if scored.is_value_borne { ENOUGH } else { ENOUGH_WITHOUT_VALUE }
}

fn best<'a>(article: &Article<'_>, mention: &Mention, figures: &'a [Figure]) -> Found<'a> {
    let context = Context::of(article, mention);
    let mut scored: Vec<Scored<'a>> = figures.iter().filter_map(|figure| score(mention, &context, figure)).collect();
    scored.sort_by(|left, right| {
        let enough = |scored: &Scored<'_>| scored.points >= needed(scored);
        let by_points = right.points.total_cmp(&left.points);
        enough(right).cmp(&enough(left)).then(by_points).then_with(|| left.figure.id().cmp(right.figure.id()))
    });
    let Some(winner) = scored.first() else { return Found::Unlinked(None) };
    let not_in_record = |lacks: Lack| {
        Found::Unlinked(Some(NotInRecord {
            nearest: winner.figure.id().clone(),
            evidence: winner.evidence.clone(),
            lacks,
        }))
    };
    if winner.points < needed(winner) {
        let (has, needs, is_value_borne) = (winner.points, needed(winner), winner.is_value_borne);
        return not_in_record(Lack::Points { has, needs, is_value_borne });
    }
    let question = winner.figure.definition.question();
    let is_rival =
        |other: &&Scored<'_>| other.figure.definition.question() != question && other.points >= needed(other);
    if let Some(rival) = scored.iter().find(is_rival).filter(|rival| winner.points - rival.points < MARGIN) {
        return not_in_record(Lack::FitsAsWell(rival.figure.id().clone()));
    }
    let figure = origin(winner.figure, figures);
    let retelling = (figure.id() != winner.figure.id()).then_some(winner.figure);
    let evidence = winner.evidence.clone();
    let chance = chance(winner.points - needed(winner));
    Found::Linked(Link {
        figure,
        retelling,
        is_whole_group: false,
        evidence,
        chance,
        decisions: context.decisions_of_all(),
    })
}

/// The chance that a link is right, by its points above the threshold.
fn chance(above: f64) -> f64 {
    let odds = CHANCE_AT_THRESHOLD / (1.0 - CHANCE_AT_THRESHOLD) * ODDS_PER_POINT.powf(above);
    odds / (1.0 + odds)
}

/// The first claim of a chain of retellings. A chain is never longer than the figures are many.
fn origin<'a>(figure: &'a Figure, figures: &'a [Figure]) -> &'a Figure {
    let mut at = figure;
    for _ in figures {
        let retells = at.definition.claim.as_ref().and_then(|claim| claim.retells.as_ref());
        let next = retells.and_then(|id| figures.iter().find(|figure| figure.id() == id));
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// The unit that the mention's noun names.
pub(super) fn unit_of(mention: &Mention) -> Option<&'static CountingUnit> {
    CountingUnit::of_noun(&mention.noun)
}
