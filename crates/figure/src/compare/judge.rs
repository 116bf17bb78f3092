//! How does a number compare with its figure? Each difference has a name, a sentence, and a weight.

use std::collections::BTreeSet;

use record::{Decision, Edtf, FigureId, Language, Mention, MentionKind, Qualifier, short_numeral};
use serde::Serialize;

use super::{
    Article,
    evidence::{Link, unit_of, verdicts},
    words::stems,
};
use crate::{
    Figure, Proceedings,
    qualifier::{admits, is_same},
};

/// How bad a reason is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing to say.
    Fine,
    /// Worth knowing.
    Note,
    /// Does not stand as it is.
    Fault,
}

/// What is to be said of a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// It says what the figure says.
    Agrees,
    /// The source qualified it, the article does not.
    QualifierLost {
        /// Who qualified it.
        by: String,
        /// How.
        qualifier: Qualifier,
    },
    /// The qualifier is not true of the value.
    QualifierNotBorne {
        /// The value.
        value: f64,
    },
    /// The source counted something else.
    UnitChanged {
        /// What the source counted.
        counted: String,
        /// What the article says was counted.
        said: String,
    },
    /// Another number.
    ValueDiffers {
        /// The value.
        value: f64,
    },
    /// Called the last word, while it was not.
    NotFinal {
        /// When it was decided.
        date: Option<Edtf>,
        /// True where an appeal was announced.
        is_appeal_announced: bool,
    },
    /// A verdict that the proceeding does not show.
    VerdictNotFound {
        /// What was said to be decided.
        decision: Decision,
        /// The first such decision that the record knows, after the article's date.
        later: Option<Edtf>,
        /// What is disputed, in the words of the figure.
        dispute: String,
    },
    /// Others count differently.
    RivalFigures {
        /// Which figures, with their values.
        rivals: Vec<Rival>,
    },
    /// A model's estimate without interval, not called an estimate.
    EstimatePrintedAsCount {
        /// Its interval.
        interval: Option<(f64, f64)>,
        /// True where it counts the disappeared too and the article speaks of the dead only.
        is_definition_narrowed: bool,
    },
    /// The source does not say which time it covers.
    PeriodNotStated,
    /// A figure of the same source that belongs beside it.
    SiblingOmitted {
        /// Which.
        figure: FigureId,
    },
    /// A pointing word that points nowhere.
    DanglingReference {
        /// True for a place on the page, false for a moving time.
        is_place: bool,
    },
}

impl Reason {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Agrees => Severity::Fine,
            Self::RivalFigures { .. }
            | Self::PeriodNotStated
            | Self::SiblingOmitted { .. }
            | Self::DanglingReference { .. } => Severity::Note,
            Self::QualifierLost { .. }
            | Self::QualifierNotBorne { .. }
            | Self::UnitChanged { .. }
            | Self::ValueDiffers { .. }
            | Self::NotFinal { .. }
            | Self::VerdictNotFound { .. }
            | Self::EstimatePrintedAsCount { .. } => Severity::Fault,
        }
    }

    /// One sentence for a reader of the article.
    pub fn sentence(&self) -> String {
        match self {
            Self::Agrees => "agrees with the record".to_owned(),
            Self::QualifierLost { by, qualifier } => {
                format!("qualifier lost: {by} says '{}'", qualifier.words(Language::En))
            }
            Self::QualifierNotBorne { value } => format!("qualifier not borne: the value is {}", print(*value)),
            Self::UnitChanged { counted, said } => {
                format!("unit changed: the source counts {counted}, the article says {said}")
            }
            Self::ValueDiffers { value } => format!("value differs: the record has {}", print(*value)),
            Self::NotFinal { date, is_appeal_announced } => {
                let when = date.as_ref().map(|date| format!(" of {}", date.words(Language::En))).unwrap_or_default();
                let why = if *is_appeal_announced { "an appeal was announced" } else { "it could be appealed" };
                format!("not final: the decision{when} was not the last word, {why}")
            }
            Self::VerdictNotFound { decision, later, dispute } => {
                let later = later
                    .as_ref()
                    .map(|date| format!("; the first that the record knows is of {}", date.words(Language::En)));
                let dispute = if dispute.is_empty() { String::new() } else { format!(". {dispute}") };
                let decision = format!("{decision:?}").to_lowercase();
                format!(
                    "verdict not found in the proceedings by that date ({decision}){}{dispute}",
                    later.unwrap_or_default()
                )
            }
            Self::RivalFigures { rivals } => {
                let list: Vec<String> =
                    rivals.iter().map(|rival| format!("{} by {}", rival.words, rival.figure)).collect();
                format!("rival figures: {}", list.join(", "))
            }
            Self::EstimatePrintedAsCount { interval, is_definition_narrowed } => {
                let interval =
                    interval.map(|(low, high)| format!(" with the interval {} to {}", print(low), print(high)));
                let interval = interval.unwrap_or_default();
                let narrowed = if *is_definition_narrowed {
                    "; it counts people killed or disappeared, not only the dead"
                } else {
                    ""
                };
                format!("estimate printed as a count: it is a model's estimate{interval}{narrowed}")
            }
            Self::PeriodNotStated => {
                "period not stated: the source does not say which time the number covers".to_owned()
            }
            Self::SiblingOmitted { figure } => format!("left out: {figure} belongs beside it"),
            Self::DanglingReference { is_place: true } => {
                "dangling reference: nothing stands there on another page".to_owned()
            }
            Self::DanglingReference { is_place: false } => {
                "dangling reference: give the date, it will not move with the reader".to_owned()
            }
        }
    }
}

/// A figure that answers the same question otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rival {
    /// Which.
    pub figure: FigureId,
    /// Its value.
    pub value: Option<f64>,
    /// Its value as a reader reads it.
    pub words: String,
}

impl Rival {
    fn of(figure: &Figure) -> Self {
        Self { figure: figure.id().clone(), value: figure.printed(), words: figure.value_text(Language::En) }
    }
}

fn print(value: f64) -> String {
    short_numeral(value, Language::En)
}

/// Everything that a comparison looks at.
pub(super) struct Judge<'a> {
    pub(super) article: &'a Article<'a>,
    pub(super) figures: &'a [Figure],
    pub(super) proceedings: &'a Proceedings,
    pub(super) linked: &'a BTreeSet<&'a FigureId>,
}

impl Judge<'_> {
    /// Every reason, worst first; [`Reason::Agrees`] where there is no fault.
    pub(super) fn reasons(&self, mention: &Mention, link: &Link<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        reasons.extend(unit_changed(mention, link.figure));
        reasons.extend(value_reason(mention, link));
        reasons.extend(self.verdict_reasons(mention, link));
        reasons.extend(self.estimate_reason(mention, link.figure));
        reasons.extend(self.rivals(mention, link));
        if link.figure.definition.period.as_deref() == Some("?") {
            reasons.push(Reason::PeriodNotStated);
        }
        let omitted = link.figure.definition.related.iter().filter(|id| !self.linked.contains(id));
        reasons.extend(omitted.map(|figure| Reason::SiblingOmitted { figure: figure.clone() }));
        if reasons.iter().all(|reason| reason.severity() < Severity::Fault) {
            reasons.push(Reason::Agrees);
        }
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.severity()));
        reasons
    }

    fn verdict_reasons(&self, mention: &Mention, link: &Link<'_>) -> Vec<Reason> {
        let Some(proceeding) = &link.figure.definition.proceeding else { return Vec::new() };
        let mut reasons = Vec::new();
        for verdict in verdicts(self.article, mention) {
            let decided: Vec<_> = self.proceedings.decided(proceeding, verdict.decision, self.article.date).collect();
            if decided.is_empty() {
                let all = self.proceedings.decided(proceeding, verdict.decision, None);
                let later = all.filter_map(|decided| decided.date.clone()).min_by_key(Edtf::bounds);
                let told = link.retelling.unwrap_or(link.figure);
                let dispute = told.definition.reason.get(mention.language).to_owned();
                reasons.push(Reason::VerdictNotFound { decision: verdict.decision, later, dispute });
            } else if verdict.is_final && decided.iter().all(|decided| !decided.is_final) {
                let is_appeal_announced = decided.iter().any(|decided| decided.is_appeal_announced);
                reasons.push(Reason::NotFinal { date: decided[0].date.clone(), is_appeal_announced });
            }
        }
        reasons
    }

    fn estimate_reason(&self, mention: &Mention, figure: &Figure) -> Option<Reason> {
        if !figure.is_estimate() {
            return None;
        }
        let sentence = &self.article.text[mention.sentence.clone()];
        let words = stems(sentence);
        let is_called_so = ["estimat", "estimated", "estimation", "estim", "estima", "estimacion"]
            .iter()
            .any(|word| words.contains(*word));
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
        let includes_missing =
            ["disappear", "desapareci"].iter().any(|stem| super::words::fold(&counted).contains(stem));
        let says_missing = ["disappear", "desapareci"].iter().any(|stem| super::words::fold(sentence).contains(stem));
        let is_definition_narrowed = includes_missing && !says_missing;
        ((!is_called_so && !has_interval) || is_definition_narrowed)
            .then_some(Reason::EstimatePrintedAsCount { interval, is_definition_narrowed })
    }

    fn rivals(&self, mention: &Mention, link: &Link<'_>) -> Option<Reason> {
        let question = link.figure.definition.question();
        let others = self.figures.iter().filter(|other| {
            let is_retelling = other.definition.claim.as_ref().is_some_and(|claim| claim.retells.is_some());
            other.definition.question() == question && other.id() != link.figure.id() && !is_retelling
        });
        let printed = mention.value.or(link.figure.printed());
        let differs = |value: f64| printed.is_none_or(|printed| !is_same(printed, value));
        let rivals: Vec<Rival> = others.filter(|other| other.printed().is_some_and(differs)).map(Rival::of).collect();
        (!rivals.is_empty()).then_some(Reason::RivalFigures { rivals })
    }
}

fn unit_changed(mention: &Mention, figure: &Figure) -> Option<Reason> {
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

fn value_reason(mention: &Mention, link: &Link<'_>) -> Option<Reason> {
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
    match admits(printed, mention.qualifier, value) {
        Ok(()) => None,
        Err(crate::qualifier::NotBorne::Qualifier) if mention.qualifier != Qualifier::Exact => {
            Some(Reason::QualifierNotBorne { value })
        }
        Err(_) => Some(Reason::ValueDiffers { value }),
    }
}
