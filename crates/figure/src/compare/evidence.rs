//! Which figure does a number speak of? Points for value, noun and words; none where they do not suffice.

use std::collections::{BTreeMap, BTreeSet};

use record::{Decision, Language, Mention, MentionKind, Qualifier, VerdictWord};

use super::{
    Article,
    words::{holds, is_function_word, stem, stems},
};
use crate::{
    Figure,
    qualifier::{admits, is_same},
    unit::CountingUnit,
};

/// Points without which a number is not linked.
const ENOUGH: f64 = 5.0;

/// Points that a number needs where its value agrees with nothing.
const ENOUGH_WITHOUT_VALUE: f64 = 7.0;

/// A figure of another question with so few points less makes the link doubtful.
const MARGIN: f64 = 0.5;

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
    pub(super) evidence: Vec<String>,
}

/// True for the numbers that a figure can stand behind.
pub(super) fn is_checked(mention: &Mention) -> bool {
    mention.kind.is_claim() && mention.kind != MentionKind::Money
}

/// Links every mention, in order.
pub(super) fn link<'a>(article: &Article<'_>, figures: &'a [Figure]) -> Vec<Option<Link<'a>>> {
    let mut links: Vec<Option<Link<'a>>> = Vec::new();
    for mention in &article.prose.mentions {
        let link = if !is_checked(mention) {
            None
        } else if matches!(mention.qualifier, Qualifier::All | Qualifier::None) {
            whole_group(article, mention, figures, &links)
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
    earlier: &[Option<Link<'a>>],
) -> Option<Link<'a>> {
    let verdict = verdicts(article, mention).next()?;
    let near = earlier.iter().zip(&article.prose.mentions).rev();
    let mut spoken_of =
        near.filter(|(_, before)| mention.span.start - before.span.end < 300).filter_map(|(link, _)| link.as_ref());
    let proceeding = spoken_of.find_map(|link| link.figure.definition.proceeding.as_ref())?;
    let decides = |figure: &&Figure| {
        let definition = &figure.definition;
        definition.proceeding.as_ref() == Some(proceeding) && definition.decision == Some(verdict.decision)
    };
    let is_origin = |figure: &&Figure| figure.definition.claim.as_ref().is_none_or(|claim| claim.retells.is_none());
    let figure = figures.iter().filter(decides).find(is_origin)?;
    let evidence =
        vec![format!("the group that was counted just before, and the decision {:?}", verdict.decision).to_lowercase()];
    Some(Link { figure, retelling: None, is_whole_group: true, evidence })
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

struct Scored<'a> {
    figure: &'a Figure,
    points: f64,
    is_value_borne: bool,
    evidence: Vec<String>,
}

fn best<'a>(article: &Article<'_>, mention: &Mention, figures: &'a [Figure]) -> Option<Link<'a>> {
    let context = Context::of(article, mention);
    let mut scored: Vec<Scored<'a>> = figures.iter().filter_map(|figure| score(mention, &context, figure)).collect();
    scored.retain(|scored| scored.points >= if scored.is_value_borne { ENOUGH } else { ENOUGH_WITHOUT_VALUE });
    scored.sort_by(|left, right| {
        right.points.total_cmp(&left.points).then_with(|| left.figure.id().cmp(right.figure.id()))
    });
    let winner = scored.first()?;
    let question = winner.figure.definition.question();
    let rival = scored.iter().find(|other| other.figure.definition.question() != question);
    if rival.is_some_and(|rival| winner.points - rival.points < MARGIN) {
        return None;
    }
    let figure = origin(winner.figure, figures);
    let retelling = (figure.id() != winner.figure.id()).then_some(winner.figure);
    Some(Link { figure, retelling, is_whole_group: false, evidence: winner.evidence.clone() })
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

/// The words around a number.
struct Context {
    /// Stem to the word as it stands.
    noun: BTreeMap<String, String>,
    sentence: BTreeSet<String>,
    near: BTreeSet<String>,
    language: Language,
}

impl Context {
    fn of(article: &Article<'_>, mention: &Mention) -> Self {
        let sentences = &article.prose.sentences;
        let at = sentences.iter().position(|sentence| *sentence == mention.sentence).unwrap_or(0);
        let near = sentences[at.saturating_sub(2)..].iter().take(4).filter(|sentence| {
            // Not across a paragraph that ends between.
            let (from, to) = (sentence.start.min(mention.sentence.start), sentence.end.max(mention.sentence.end));
            !article.text[from..to].contains("\n\n")
        });
        Self {
            noun: mention.noun.split_whitespace().map(|word| (stem(word), word.to_owned())).collect(),
            sentence: stems(&article.text[mention.sentence.clone()]),
            near: near.flat_map(|sentence| stems(&article.text[sentence.clone()])).collect(),
            language: mention.language,
        }
    }
}

fn score<'a>(mention: &Mention, context: &Context, figure: &'a Figure) -> Option<Scored<'a>> {
    let definition = &figure.definition;
    let mut evidence = Vec::new();
    if !is_same_kind(mention, figure) {
        return None;
    }
    let (value_points, is_value_borne) = value_points(mention, figure, &mut evidence);
    let noun = stems(definition.noun.get(context.language));
    // The noun of an age or a duration is a unit of time: it tells nothing.
    let is_telling = !matches!(mention.kind, MentionKind::Age | MentionKind::Duration);
    let shares = |(stem, _): &(&String, &String)| is_telling && noun.contains(*stem) && !is_function_word(stem);
    let shared: Vec<&str> = context.noun.iter().filter(shares).map(|(_, word)| word.as_str()).collect();
    if !shared.is_empty() {
        evidence.push(format!("counted noun: {}", shared.join(", ")));
    }
    let keywords = match context.language {
        Language::En => &definition.keywords.en,
        Language::Es => &definition.keywords.es,
    };
    // A word of the counted noun is no further evidence.
    let counted: BTreeSet<String> = shared.iter().map(|word| stem(word)).collect();
    let is_new = |word: &&str| !holds(&counted, word);
    let in_sentence: Vec<&str> =
        keywords.iter().map(String::as_str).filter(|word| holds(&context.sentence, word)).filter(is_new).collect();
    let nearby: Vec<&str> = keywords
        .iter()
        .map(String::as_str)
        .filter(|word| holds(&context.near, word) && !in_sentence.contains(word))
        .filter(is_new)
        .collect();
    let is_named = !in_sentence.is_empty() || shared.len() > 1 || (!nearby.is_empty() && !shared.is_empty());
    if !is_named {
        return None;
    }
    let words: Vec<&str> = in_sentence.iter().chain(&nearby).copied().collect();
    if !words.is_empty() {
        evidence.push(format!("words: {}", words.join(", ")));
    }
    let count = |words: &[&str]| f64::from(u8::try_from(words.len().min(3)).unwrap_or(3));
    let points = value_points + count(&shared) + 1.5 * count(&in_sentence) + 0.5 * count(&nearby);
    Some(Scored { figure, points, is_value_borne, evidence })
}

/// Percentages are held against shares, ages against years, durations against hours and years, counts against the rest.
fn is_same_kind(mention: &Mention, figure: &Figure) -> bool {
    let unit = figure.definition.unit.as_str();
    match mention.kind {
        MentionKind::Share => unit == "percent",
        MentionKind::Age => unit == "years",
        MentionKind::Duration => unit == "hours" || unit == "years",
        MentionKind::Count => !matches!(unit, "percent" | "years" | "hours"),
        MentionKind::Points
        | MentionKind::Rate
        | MentionKind::Ratio
        | MentionKind::Measure
        | MentionKind::Money
        | MentionKind::Year
        | MentionKind::Date
        | MentionKind::Ordinal
        | MentionKind::Identifier => false,
    }
}

fn value_points(mention: &Mention, figure: &Figure, evidence: &mut Vec<String>) -> (f64, bool) {
    let Some(value) = figure.printed() else { return (0.0, false) };
    let claimed_majority = figure.definition.claim.as_ref().is_some_and(|claim| claim.qualifier == Qualifier::Majority);
    let Some(printed) = mention.value else {
        let is_majority = mention.qualifier == Qualifier::Majority && (claimed_majority || value > 50.0);
        if is_majority {
            evidence.push("value: more than half".to_owned());
        }
        return (if claimed_majority && is_majority { 3.0 } else { f64::from(u8::from(is_majority)) }, is_majority);
    };
    if claimed_majority {
        return (0.0, false);
    }
    if is_same(printed, value) {
        evidence.push(format!("value: {value}"));
        return (3.0, true);
    }
    if admits(printed, mention.qualifier, value).is_ok() {
        evidence.push(format!("value: {value}, as the qualifier says"));
        return (2.0, true);
    }
    (0.0, false)
}

/// The unit that the mention's noun names.
pub(super) fn unit_of(mention: &Mention) -> Option<&'static CountingUnit> {
    CountingUnit::of_noun(&mention.noun)
}
