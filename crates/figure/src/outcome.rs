//! A figure's value, of one of four kinds that never share a label, or the reason why it has none.

use ledger::{Hash, canonical_json};
use record::{Bilingual, Edtf, FigureId, Passage, RecordId};
use serde::Serialize;

use crate::{
    Definition,
    disclosure::Words,
    estimated::{Defence, Number},
    history::Estimate,
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
        /// How many of them are withheld: counted, but not public.
        withheld: f64,
        /// What was counted.
        members: Vec<Member>,
        /// Counts by each further column of the query.
        breakdowns: Vec<Breakdown>,
        /// Where so few withheld records were added that they would be recognised: the size of the ledger from which the
        /// numbers are that stay until there are more. It is not published, for it says that there are some.
        #[serde(skip)]
        held_at: Option<u64>,
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
    /// Not shown: it is too small, or from it one that is too small could be worked out. Which of the two is not said.
    Suppressed {
        /// The threshold of its rule.
        threshold: u64,
        /// What is said instead of the number, where its rule says bands.
        #[serde(skip_serializing_if = "Option::is_none")]
        instead: Option<Words>,
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

/// Counts by one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// The column.
    pub column: String,
    /// Its cells in order of label.
    pub cells: Vec<BreakdownCell>,
    /// How many persons are in the rows that are not shown, so that all adds up to the figure; nothing where none is hidden or
    /// rows are printed in bands or rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<f64>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreakdownCell {
    /// What the column says.
    pub label: String,
    /// What stands for the label in the ledger, where it would outlast the day on which it is closed.
    #[serde(skip)]
    pub mark: String,
    /// How many; `None` where it is hidden, or printed in a band or rounded.
    pub count: Option<f64>,
    /// How many of them are public, so that anyone can count them.
    #[serde(skip_serializing_if = "is_nought")]
    pub public: f64,
    /// The band or the rounded count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_nought(number: &f64) -> bool {
    *number == 0.0
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

    /// What the ledger keeps of it: the value, its interval, what was counted, and by which query, so that a later version
    /// is not set beside one of another query.
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
        let mut json = serde_json::json!({ "value": value, "interval": interval, "unit": self.definition.unit, "members": members });
        if let Some(query) = self.definition.query() {
            json["query"] = serde_json::Value::from(query);
        }
        json["says"] = serde_json::json!(self.definition.definition);
        if let Some(estimate) = self.estimate_published() {
            json["estimate"] = serde_json::json!(estimate);
        }
        if matches!(&self.outcome, Outcome::Refused { defence: None, .. }) {
            json["refused"] = serde_json::Value::from(true);
        }
        if let Outcome::Observed { withheld, breakdowns, .. } = &self.outcome {
            json["withheld"] = number(*withheld);
            if !breakdowns.is_empty() {
                json["breakdowns"] = breakdowns.iter().map(published_breakdown).collect();
            }
        }
        json
    }
}

impl Figure {
    /// By what and from what it was estimated, so that a later version can say what changed.
    fn estimate_published(&self) -> Option<Estimate> {
        let (defence, documented) = match &self.outcome {
            Outcome::Estimated { number, defence } => (defence.as_ref(), Some(number.documented)),
            Outcome::Refused { defence, .. } => (defence.as_deref()?, None),
            Outcome::Observed { .. }
            | Outcome::Derived { .. }
            | Outcome::Claimed { .. }
            | Outcome::Suppressed { .. } => return None,
        };
        Some(Estimate {
            settings: Hash::of(&canonical_json(&self.definition.estimate)).to_string(),
            input: defence.input.sha256.to_string(),
            documented,
            version: defence.version.to_owned(),
        })
    }
}

/// A breakdown as the ledger keeps it.
fn published_breakdown(breakdown: &Breakdown) -> serde_json::Value {
    let cell = |cell: &BreakdownCell| {
        let mut json = serde_json::json!({ "row": cell.mark, "count": cell.count.map(number) });
        if cell.public != 0.0 {
            json["public"] = number(cell.public);
        }
        if let Some(words) = &cell.words {
            json["words"] = serde_json::json!(words);
        }
        json
    };
    serde_json::json!({ "column": breakdown.column, "cells": breakdown.cells.iter().map(cell).collect::<Vec<_>>() })
}

impl Definition {
    /// What its query hashes to; nothing for claims and estimates.
    pub(crate) fn query(&self) -> Option<String> {
        if self.members.is_none() && self.derive.is_none() {
            return None;
        }
        Some(Hash::of(&canonical_json(&(&self.members, &self.derive))).to_string())
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
