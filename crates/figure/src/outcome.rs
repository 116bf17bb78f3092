//! A figure's value, of one of four kinds that never share a label, or the reason why it has none.

use record::{Bilingual, Edtf, FigureId, Passage, RecordId};
use serde::Serialize;

use crate::{
    Definition,
    estimated::{Defence, Number},
    suppress::Breakdown,
};

/// A figure: what it says it is, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// As declared.
    pub definition: Definition,
    /// As computed.
    pub outcome: Outcome,
}

/// What came of a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Outcome {
    /// Counted in the record.
    Observed {
        /// The count, or the sum of the weights.
        value: f64,
        /// What was counted.
        members: Vec<Member>,
        /// Counts by each further column of the query.
        breakdowns: Vec<Breakdown>,
    },
    /// Computed from other figures.
    Derived {
        /// The result.
        value: f64,
        /// From which figures.
        inputs: Vec<FigureId>,
    },
    /// Estimated by a model: never called a count.
    Estimated {
        /// The number.
        #[serde(flatten)]
        number: Number,
        /// What stands beside it.
        defence: Box<Defence>,
    },
    /// Said by somebody else.
    Claimed {
        /// The words that say it.
        passage: Passage,
    },
    /// Too small to be shown.
    Suppressed {
        /// The threshold that it does not reach.
        threshold: u64,
    },
    /// No estimate: the reason is the result.
    Refused {
        /// Why.
        reason: Bilingual,
        /// What stands beside the refusal; nothing where a figure from which this one is derived was refused.
        #[serde(skip_serializing_if = "Option::is_none")]
        defence: Option<Box<Defence>>,
    },
}

/// How many of the matches between lists a linkage looks at: those that no blocking rule reaches cannot be found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Estimated, with its 95 % confidence interval.
    Estimated {
        /// Share of the matches, from 0 to 1.
        share: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// It cannot be told, and why.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// One record that a figure counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The record.
    pub record: RecordId,
    /// How many it stands for.
    pub weight: f64,
    /// True where anyone may see which record it is.
    pub is_public: bool,
    /// The statements on it, by entry.
    pub statements: Vec<u64>,
}

impl Figure {
    /// Its id.
    pub fn id(&self) -> &FigureId {
        &self.definition.id
    }

    /// The value, where there is one: persons, percent, and so on.
    pub fn value(&self) -> Option<f64> {
        match (&self.outcome, &self.definition.claim) {
            (Outcome::Observed { value, .. } | Outcome::Derived { value, .. }, _) => Some(*value),
            (Outcome::Estimated { number, .. }, _) => Some(number.population_persons),
            (Outcome::Claimed { .. }, Some(claim)) => Some(claim.value),
            (Outcome::Claimed { .. }, None) | (Outcome::Suppressed { .. } | Outcome::Refused { .. }, _) => None,
        }
    }

    /// The interval of an estimate, ours (of its declared level) or claimed.
    pub fn interval(&self) -> Option<(f64, f64)> {
        match (&self.outcome, &self.definition.claim) {
            (Outcome::Estimated { number, .. }, _) => Some((number.interval.low, number.interval.high)),
            (Outcome::Claimed { .. }, Some(claim)) => claim.low.zip(claim.high),
            (_, _) => None,
        }
    }

    /// True for estimates, ours or claimed.
    pub fn is_estimate(&self) -> bool {
        matches!(self.outcome, Outcome::Estimated { .. })
            || self.definition.claim.as_ref().is_some_and(|claim| claim.is_estimate)
    }

    /// The time that it covers; none where its source does not say.
    pub fn period(&self) -> Option<Edtf> {
        self.definition.period.as_ref()?.parse().ok()
    }

    /// True where the value is a percentage.
    pub fn is_share(&self) -> bool {
        self.definition.unit == "percent"
    }

    /// The value as it is printed: whole for counts, one decimal for shares that are not whole.
    pub fn printed(&self) -> Option<f64> {
        let value = self.value()?;
        Some(if self.is_share() { (value * 10.0).round() / 10.0 } else { value.round() })
    }

    /// What the ledger keeps of it: the value, its interval, and what was counted.
    pub fn published(&self) -> serde_json::Value {
        let members: Vec<&str> = match &self.outcome {
            Outcome::Observed { members, .. } => {
                members.iter().filter(|m| m.is_public).map(|m| m.record.as_str()).collect()
            }
            Outcome::Derived { .. }
            | Outcome::Estimated { .. }
            | Outcome::Claimed { .. }
            | Outcome::Suppressed { .. }
            | Outcome::Refused { .. } => Vec::new(),
        };
        let interval = self.interval().map(|(low, high)| [number(low.round()), number(high.round())]);
        let value = self.printed().map(number);
        serde_json::json!({ "value": value, "interval": interval, "unit": self.definition.unit, "members": members })
    }
}

/// A number as canonical JSON reads it back: whole ones as integers, so that the same value is always equal.
fn number(value: f64) -> serde_json::Value {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and far below 2^53")]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        serde_json::Value::from(value as i64)
    } else {
        serde_json::Value::from(value)
    }
}
