//! Is it the same number, of the same unit, with its qualifier? And is an estimate called one?

use record::{Mention, MentionKind, Qualifier};

use super::{Judge, Reason, Rival};
use crate::{
    Figure,
    compare::{
        evidence::{Link, unit_of},
        words::{fold, stems},
    },
    qualifier::{NotBorne, admits, is_same},
};

/// Powers of ten by which a misplaced separator changes a number.
const SHIFTS: [f64; 3] = [10.0, 100.0, 1_000.0];

/// Stems of the words that call a number an estimate.
const ESTIMATES: [&str; 6] = ["estimat", "estimated", "estimation", "estim", "estima", "estimacion"];

/// Stems of the words that count those who disappeared.
const MISSING: [&str; 2] = ["disappear", "desapareci"];

impl Judge<'_> {
    pub(super) fn estimate_reason(&self, mention: &Mention, figure: &Figure) -> Option<Reason> {
        if !figure.is_estimate() {
            return None;
        }
        let sentence = &self.article.text[mention.sentence.clone()];
        let words = stems(sentence);
        let is_called_so = ESTIMATES.iter().any(|word| words.contains(*word));
        let interval = figure.interval();
        let in_sentence = |value: f64| {
            let near = self.article.prose.mentions.iter().filter(|other| other.sentence == mention.sentence);
            near.flat_map(|other| [other.value, other.upper]).flatten().any(|found| is_same(found, value.round()))
        };
        let has_interval = interval.is_some_and(|(low, high)| in_sentence(low) && in_sentence(high));
        let counted = format!(
            "{} {}",
            figure.definition.noun.get(mention.language),
            figure.definition.definition.get(mention.language)
        );
        let includes_missing = MISSING.iter().any(|stem| fold(&counted).contains(stem));
        let says_missing = MISSING.iter().any(|stem| fold(sentence).contains(stem));
        let is_definition_narrowed = includes_missing && !says_missing;
        ((!is_called_so && !has_interval) || is_definition_narrowed)
            .then_some(Reason::EstimatePrintedAsCount { interval, is_definition_narrowed })
    }

    pub(super) fn rivals(&self, mention: &Mention, link: &Link<'_>) -> Option<Reason> {
        let question = link.figure.definition.question();
        let others = self.record.figures.iter().filter(|other| {
            let is_retelling = other.definition.claim.as_ref().is_some_and(|claim| claim.retells.is_some());
            other.definition.question() == question && other.id() != link.figure.id() && !is_retelling
        });
        let printed = mention.value.or(link.figure.printed());
        let differs = |value: f64| printed.is_none_or(|printed| !is_same(printed, value));
        let rivals: Vec<Rival> = others.filter(|other| other.printed().is_some_and(differs)).map(Rival::of).collect();
        (!rivals.is_empty()).then_some(Reason::RivalFigures { rivals })
    }
}

pub(super) fn unit_changed(mention: &Mention, figure: &Figure) -> Option<Reason> {
    // The noun beside an age or a duration is whose it is, not what was counted.
    if mention.kind != MentionKind::Count {
        return None;
    }
    let (said, counted) = unit_of(mention).zip(figure.definition.counting_unit())?;
    // A share's noun names what it is a share of, not its unit.
    let is_told = said.name != counted.name && !said.is_comparable(counted) && !figure.is_share();
    let names_it = crate::unit::CountingUnit::of_noun(figure.definition.noun.get(mention.language))
        .is_some_and(|unit| unit.name == said.name);
    (is_told && !names_it).then(|| Reason::UnitChanged { counted: counted.en.to_owned(), said: said.en.to_owned() })
}

/// Percent for percentage points, or the other way.
pub(super) fn points(mention: &Mention, figure: &Figure) -> Option<Reason> {
    let is_points = figure.definition.unit == "points";
    let differs = match mention.kind {
        MentionKind::Points => figure.is_share(),
        MentionKind::Share => is_points,
        MentionKind::Count
        | MentionKind::Rate
        | MentionKind::Ratio
        | MentionKind::Measure
        | MentionKind::Money
        | MentionKind::Age
        | MentionKind::Duration
        | MentionKind::Year
        | MentionKind::Date
        | MentionKind::Ordinal
        | MentionKind::Identifier => false,
    };
    differs.then_some(Reason::PercentAndPoints { is_points })
}

pub(super) fn value_reason(mention: &Mention, link: &Link<'_>) -> Option<Reason> {
    let printed = mention.value?;
    let value = link.figure.printed()?;
    let is_its_interval = mention
        .upper
        .zip(link.figure.interval())
        .is_some_and(|(upper, (low, high))| is_same(printed, low.round()) && is_same(upper, high.round()));
    if is_its_interval {
        return None;
    }
    let claim = link.figure.definition.claim.as_ref();
    if let Some(claim) = claim.filter(|claim| is_same(printed, claim.value)) {
        let is_lost = mention.qualifier == Qualifier::Exact
            && !matches!(claim.qualifier, Qualifier::Exact | Qualifier::All | Qualifier::Majority | Qualifier::None);
        return is_lost.then(|| Reason::QualifierLost { by: claim.by.clone(), qualifier: claim.qualifier });
    }
    let interval = link.figure.interval().filter(|_| link.figure.is_estimate());
    if let Some((low, high)) = interval.filter(|(low, high)| printed < *low || printed > *high)
        && !is_shifted(printed, value)
        && admits(printed, mention.qualifier, value).is_err()
    {
        return Some(Reason::OutsideInterval { low, high });
    }
    match admits(printed, mention.qualifier, value) {
        Ok(()) => None,
        Err(_) if is_shifted(printed, value) => Some(Reason::SeparatorError { value }),
        Err(NotBorne::Qualifier) if mention.qualifier != Qualifier::Exact => Some(Reason::QualifierNotBorne { value }),
        Err(_) => Some(Reason::ValueDiffers { value }),
    }
}

/// True for the same digits with the separator elsewhere: 69.28 for 69,280, 669 for 66.9.
pub(in crate::compare) fn is_shifted(printed: f64, value: f64) -> bool {
    let is_equal = |left: f64, right: f64| (left - right).abs() < 1e-6 * right.abs().max(1.0);
    // A round number times ten is a number of its own.
    let significant = |value: f64| {
        format!("{value}").chars().filter(char::is_ascii_digit).collect::<String>().trim_matches('0').len()
    };
    significant(value) >= 3
        && SHIFTS.iter().any(|shift| is_equal(printed * shift, value) || is_equal(printed, value * shift))
}
