//! Which values of a figure were published, and why did it move from one to the next?
//!
//! Read from the ledger alone: each version is an entry, and what lies between two of them is compared. Only what was public
//! when it was published, and still is, is used; the withheld are told as the difference of two published numbers, which
//! `disclosure` weighed before it let the second be printed. A version that names a record which has been closed since is
//! left out, as the published ledger leaves it out, so that no history shows by difference who is withheld today.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{State, Timestamp, state::Publication, state::Retracted};
use record::{Bilingual, FigureId, RecordId, Statement};
use serde::{Deserialize, Serialize};

use crate::{Definition, definition::Derive};

#[cfg(test)]
mod tests;

/// A figure as it was published once.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The ledger entry.
    pub sequence: u64,
    /// When it was published.
    pub time: Timestamp,
    /// Size of the ledger from which it was computed.
    pub as_of: u64,
    /// What was printed.
    pub published: Published,
}

/// What [`crate::Figure::published`] gives, as far as a history asks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Published {
    /// The value as printed; nothing where it was not shown.
    pub value: Option<f64>,
    /// Both ends of its interval.
    #[serde(default)]
    pub interval: Option<(f64, f64)>,
    /// The counting unit.
    #[serde(default)]
    pub unit: String,
    /// The public records that it counts.
    #[serde(default)]
    pub members: BTreeSet<RecordId>,
    /// How many it counts that are withheld.
    #[serde(default)]
    withheld: f64,
    /// What its query hashes to.
    #[serde(default)]
    query: Option<String>,
    /// Its definition in words; versions of early releases lack it.
    #[serde(default)]
    says: Option<Bilingual>,
    /// What its estimate was made by and from.
    #[serde(default)]
    estimate: Option<Estimate>,
    /// True where a figure that it is derived from was refused by its model.
    #[serde(default)]
    refused: bool,
}

impl Published {
    /// Whether it has no number because a model refused one, and not because it is hidden.
    pub fn is_refused(&self) -> bool {
        self.value.is_none() && (self.refused || self.estimate.is_some())
    }
}

/// By what and from what an estimate was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Estimate {
    /// What its declared settings hash to.
    pub(crate) settings: String,
    /// What its statements and the settings of their linkage hash to.
    pub(crate) input: String,
    /// Persons on its lists; nothing where it was refused.
    pub(crate) documented: Option<u64>,
    /// Version of the program.
    pub(crate) version: String,
}

/// One reason for which a figure moved.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// It was not shown before, or is not shown now, by the rules of disclosure; nothing more is said.
    NotShown,
    /// Public records count that did not.
    Counted(Vec<RecordId>),
    /// Public records count no more.
    NoLonger(Vec<RecordId>),
    /// So many more withheld records count; fewer where it is below nought.
    Withheld(f64),
    /// What a public statement on a record said was withdrawn, by the entry `by`.
    Corrected {
        /// The record.
        record: RecordId,
        /// The property.
        property: String,
        /// What it had said.
        was: String,
        /// The entry that withdrew it.
        by: u64,
    },
    /// It is defined in other words.
    Definition {
        /// The old ones.
        was: Bilingual,
        /// The new ones.
        is: Bilingual,
    },
    /// It is counted by another query, or derived by another expression.
    Query,
    /// It is counted in another unit.
    Unit,
    /// Its method has other settings.
    Settings,
    /// What it is estimated from has changed: persons on the lists then and now.
    Input(Option<u64>, Option<u64>),
    /// It was estimated by another version of the program.
    Program(String, String),
    /// A figure from which it is derived moved.
    Derived(FigureId, Option<f64>, Option<f64>),
    /// The claim that it records was read again.
    Claim,
    /// Nothing that is public tells.
    Unknown,
}

/// A version with what set it apart from the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// The version before; nothing for the first.
    pub before: Option<&'a Version>,
    /// The version.
    pub version: &'a Version,
    /// Why it differs.
    pub reasons: Vec<Reason>,
}

/// The published versions of all figures, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histories {
    figures: BTreeMap<FigureId, Vec<Version>>,
    retracted: Vec<Retracted>,
}

impl Version {
    fn read(publication: &Publication) -> Option<Self> {
        let Publication { sequence, time, as_of, value } = publication;
        let published = serde_json::from_value(value.clone()).ok()?;
        Some(Self { sequence: *sequence, time: *time, as_of: *as_of, published })
    }

    /// Whether a reader sees the same number.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let seen =
            |version: &Self| (version.published.value, version.published.interval, version.published.unit.clone());
        seen(self) == seen(other)
    }
}

impl Histories {
    /// Reads what the ledger knows. `may_name` says of a record whether anyone may learn of it today, `may_see` of a statement.
    pub fn read(state: &State, may_name: impl Fn(&RecordId) -> bool, may_see: impl Fn(&Statement) -> bool) -> Self {
        let open = |all: &Vec<Publication>| {
            let versions = all.iter().filter_map(Version::read);
            versions.filter(|version| version.published.members.iter().all(&may_name)).collect()
        };
        let figures = state.history.iter().map(|(id, all)| (id.clone(), open(all))).collect();
        let is_open = |retracted: &&Retracted| may_see(&retracted.statement) && may_name(&retracted.statement.record);
        Self { figures, retracted: state.retracted.iter().filter(is_open).cloned().collect() }
    }

    /// All versions of a figure, oldest first.
    pub fn versions(&self, figure: &FigureId) -> &[Version] {
        self.figures.get(figure).map_or(&[], Vec::as_slice)
    }

    /// The version that held just before an entry was made.
    pub fn before(&self, figure: &FigureId, entry: u64) -> Option<&Version> {
        self.versions(figure).iter().rev().find(|version| version.sequence < entry)
    }

    /// The versions in which a reader saw something change, each with its reasons.
    pub fn steps(&self, definition: &Definition) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = Vec::new();
        for version in self.versions(&definition.id) {
            let Some(before) = steps.last().map(|step| step.version) else {
                steps.push(Step { before: None, version, reasons: Vec::new() });
                continue;
            };
            let is_worded_anew = before.published.says.is_some() && before.published.says != version.published.says;
            if !before.says_the_same(version) || is_worded_anew {
                let reasons = self.why(definition, (before, version));
                steps.push(Step { before: Some(before), version, reasons });
            }
        }
        steps
    }

    /// Why a figure moved between two of its versions.
    pub fn why(&self, definition: &Definition, (before, after): (&Version, &Version)) -> Vec<Reason> {
        let (was, is) = (&before.published, &after.published);
        let mut reasons = Vec::new();
        if let (Some(was), Some(is)) = (&was.says, &is.says)
            && was != is
        {
            reasons.push(Reason::Definition { was: was.clone(), is: is.clone() });
        }
        if was.unit != is.unit {
            reasons.push(Reason::Unit);
        }
        if was.query != is.query {
            reasons.push(Reason::Query);
        }
        let is_refused = was.is_refused() || is.is_refused();
        if was.value.is_none() != is.value.is_none() && !is_refused {
            reasons.push(Reason::NotShown);
            return reasons;
        }
        self.records((before, after), &mut reasons);
        estimated((was, is), &mut reasons);
        self.inputs(definition, (before, after), &mut reasons);
        let is_claim = definition.claim.is_some() && !before.says_the_same(after);
        if is_claim {
            reasons.push(Reason::Claim);
        }
        if reasons.is_empty() {
            reasons.push(Reason::Unknown);
        }
        reasons
    }

    /// Which records came, went, or were corrected.
    fn records(&self, (before, after): (&Version, &Version), reasons: &mut Vec<Reason>) {
        let (was, is) = (&before.published, &after.published);
        let less = |all: &BTreeSet<RecordId>, but: &BTreeSet<RecordId>| -> Vec<RecordId> {
            all.difference(but).cloned().collect()
        };
        let (came, went) = (less(&is.members, &was.members), less(&was.members, &is.members));
        if !came.is_empty() {
            reasons.push(Reason::Counted(came));
        }
        if !went.is_empty() {
            reasons.push(Reason::NoLonger(went));
        }
        let withheld = is.withheld - was.withheld;
        if withheld != 0.0 {
            reasons.push(Reason::Withheld(withheld));
        }
        let between = |retracted: &&Retracted| (before.as_of..after.as_of).contains(&retracted.by);
        for Retracted { by, statement, .. } in self.retracted.iter().filter(between) {
            let Statement { record, property, value, .. } = statement;
            if was.members.contains(record) || is.members.contains(record) {
                let (record, property) = (record.clone(), property.clone());
                reasons.push(Reason::Corrected { record, property, was: value.plain(), by: *by });
            }
        }
    }

    /// Which of the figures from which it is derived moved.
    fn inputs(&self, definition: &Definition, (before, after): (&Version, &Version), reasons: &mut Vec<Reason>) {
        for input in definition.derive.as_ref().map(Derive::inputs).unwrap_or_default() {
            // A build publishes all its figures in one go, in order of name: what counts is from which ledger.
            let at = |version: &Version| self.versions(input).iter().rev().find(|input| input.as_of <= version.as_of);
            if let (Some(was), Some(is)) = (at(before), at(after))
                && !was.says_the_same(is)
            {
                reasons.push(Reason::Derived(input.clone(), was.published.value, is.published.value));
            }
        }
    }
}

fn estimated((was, is): (&Published, &Published), reasons: &mut Vec<Reason>) {
    let (Some(was), Some(is)) = (&was.estimate, &is.estimate) else { return };
    if was.settings != is.settings {
        reasons.push(Reason::Settings);
    }
    if was.input != is.input {
        reasons.push(Reason::Input(was.documented, is.documented));
    }
    if was.version != is.version {
        reasons.push(Reason::Program(was.version.clone(), is.version.clone()));
    }
}
