//! Which published numbers would show a person, alone or together, on other pages or beside what was published before?
//!
//! All counted figures, their breakdowns and the sums and differences of them are one system ([`disclose::System`]), with every
//! earlier version that the ledger knows. Small cells are hidden by their rule; others are hidden at least cost until the small
//! ones cannot be worked out. Where a figure grew by fewer withheld records than its threshold, its last version stays until
//! there are more. Then a stranger, with code of its own and nothing but what will be printed, tries to work out every protected
//! cell; where that succeeds nothing is published.
//!
//! Source: Hundepool & others 2012, *Statistical Disclosure Control* (Wiley), chapter 4.

use std::collections::{BTreeMap, BTreeSet};

use disclose::{CellId, Finding, Protected, Rule, protect};
use record::FigureId;
use serde::{Deserialize, Serialize};

use crate::{Definition, Figure, Outcome, Problem};

mod certify;
mod earlier;
mod linked;
mod print;
mod scale;
mod subject;

pub use disclose::coarse::Words;
pub use earlier::Earlier;
use linked::{Assume, Linked, Wish};
use subject::Key;
pub(crate) use subject::Subject;

/// What stands for a row in the ledger, by figure, column and label: the same for the same row, and telling nobody which.
pub type RowMark<'a> = &'a dyn Fn(&FigureId, &str, &str) -> String;

/// The smallest counts that are published, by how much harm being recognised can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Of acts against persons.
    pub threshold: u64,
    /// Of sexual violence, minors, detention.
    pub grave: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { threshold: disclose::Sensitivity::Ordinary.threshold(), grave: disclose::Sensitivity::Grave.threshold() }
    }
}

/// One number that is not printed, or not as it is. For those who hold the workspace: it says what is hidden and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suppression {
    /// The figure.
    pub figure: FigureId,
    /// Column and label; nothing for the figure's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<(String, String)>,
    /// The count.
    pub count: f64,
    /// The rule that hides it.
    pub rule: Rule,
    /// Why, in words.
    pub reason: String,
    /// Since which size of the ledger it has been hidden without a break; nothing where it is hidden for the first time.
    pub since: Option<u64>,
}

/// What disclosure control did. Holds counts that are not public: it never leaves the workspace.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// What may be told.
    pub summary: Summary,
    /// Figures whose last version stays until more withheld records have come. That there are some is not published.
    pub held: BTreeSet<FigureId>,
    /// Every number that is hidden or held.
    pub suppressed: Vec<Suppression>,
    /// What a stranger can work out of every protected cell.
    pub certificate: Vec<Finding>,
    /// Small rows of which all records are public: hiding them protects nobody.
    pub public_all_the_same: Vec<String>,
    /// Entries of versions that the numbers of today are not set beside, because they are of another query.
    pub not_compared: BTreeMap<FigureId, Vec<u64>>,
    /// Figures of which the last version is among those: what came since may show by difference.
    pub new_query: BTreeSet<FigureId>,
    /// Rules that are waived, with the reason.
    pub waived: BTreeMap<FigureId, String>,
}

/// What strangers may know of it: how much is hidden, never which rule hides which cell, for that would tell which are small.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// The thresholds.
    pub thresholds: Thresholds,
    /// Counts that could be printed: figures and rows.
    pub numbers: usize,
    /// Counts that are hidden.
    pub hidden: usize,
    /// Rows that are printed in bands or rounded.
    pub coarse: usize,
    /// Whether no protected count can be worked out more closely than is allowed; a build in which one can is refused.
    pub is_certified: bool,
}

/// What was decided on all figures.
#[derive(Debug)]
pub(crate) struct Decided<'a> {
    linked: Linked<'a>,
    hidden: BTreeSet<CellId>,
    /// What stays open whatever is hidden.
    unprotected: Vec<Protected>,
}

/// Decides on all counted figures together; `published` is what was published before.
///
/// Where a figure that was shown would have to be hidden for the sake of what came to another, or where hiding does not help,
/// all figures that are tied to it stay at their last version instead: nothing is learned from what does not change, and no
/// number goes missing.
///
/// # Errors
/// Where something must stay in doubt and cannot.
pub(crate) fn decide<'a>(
    subjects: &'a [Subject<'a>],
    definitions: &'a [Definition],
    published: &BTreeMap<FigureId, Vec<Earlier>>,
) -> Result<Decided<'a>, Vec<Problem>> {
    let derivations: Vec<&Definition> = definitions.iter().filter(|one| one.derive.is_some()).collect();
    let mut tied = BTreeSet::new();
    loop {
        let decided = decide_once(subjects, &derivations, &tied)?;
        let before = tied.len();
        for figure in decided.newly_hidden(published).into_iter().chain(decided.open_figures()) {
            tied.extend(decided.linked.tied_to(&figure));
        }
        if tied.len() == before {
            return decided.checked();
        }
    }
}

/// Protects the figures as one system, with all that may be known of it, or with less where that contradicts itself.
fn decide_once<'a>(
    subjects: &'a [Subject<'a>],
    derivations: &[&Definition],
    tied: &BTreeSet<FigureId>,
) -> Result<Decided<'a>, Vec<Problem>> {
    let mut refusal = Vec::new();
    for assume in [Assume::All, Assume::Tables] {
        let linked = Linked::new(subjects, derivations, (assume, tied));
        let primary: BTreeSet<CellId> = linked.primary.keys().copied().collect();
        let protected: Vec<_> = linked.wishes.iter().map(|wish| wish.protected).collect();
        match protect(&linked.system, &primary, &protected) {
            Ok(done) => return Ok(Decided { linked, hidden: done.hidden, unprotected: done.unprotected }),
            Err(impossible) => {
                let reason = format!("disclosure control: {impossible}");
                let mend = "the same records are counted with different weights, or two figures that were one are not: see \
                            docs/disclosure.md";
                refusal = vec![Problem { file: "figures".to_owned(), figure: None, reason, mend: mend.to_owned() }];
            }
        }
    }
    Err(refusal)
}

fn breach(key: &Key, rule: Rule) -> Problem {
    let what = match rule {
        Rule::Version => "what came to it since the last version",
        Rule::Nested => "what distinguishes it from a figure that is a part of it",
        Rule::Threshold | Rule::OneSource | Rule::Complementary | Rule::Derived => "its number",
    };
    let reason = format!("{key}: {what} can be worked out from other published numbers, whatever is hidden");
    let mend =
        "waive the rule with its reason ([figure.disclosure] waived), or take the waiver from the figure that shows it";
    Problem { file: "figures".to_owned(), figure: Some(key.figure.clone()), reason, mend: mend.to_owned() }
}

impl Decided<'_> {
    /// Figures that were shown and are hidden now, though they are not small.
    fn newly_hidden(&self, published: &BTreeMap<FigureId, Vec<Earlier>>) -> Vec<FigureId> {
        let was_shown = |figure: &FigureId| {
            let last = published.get(figure).and_then(|versions| versions.last());
            last.is_some_and(|last| !last.value["value"].is_null())
        };
        let totals = self.linked.now.iter().filter(|(key, _)| key.part.is_none());
        let hidden = totals.filter(|(_, id)| self.hidden.contains(*id) && !self.linked.primary.contains_key(*id));
        hidden.map(|(key, _)| key.figure.clone()).filter(|figure| was_shown(figure)).collect()
    }

    /// What must stay in doubt and does not.
    fn open(&self) -> impl Iterator<Item = &Wish> {
        self.linked.wishes.iter().filter(|wish| wish.is_strict && self.unprotected.contains(&wish.protected))
    }

    fn open_figures(&self) -> Vec<FigureId> {
        self.open().map(|wish| wish.key.figure.clone()).collect()
    }

    /// Itself, where all that must stay in doubt does.
    fn checked(self) -> Result<Self, Vec<Problem>> {
        let problems: Vec<Problem> = self.open().map(|wish| breach(&wish.key, wish.rule)).collect();
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// What is printed of each counted figure.
    pub(crate) fn outcomes(&self) -> BTreeMap<FigureId, Outcome> {
        let all = self.linked.subjects.iter();
        all.map(|subject| (subject.id().clone(), print::outcome(&self.linked, subject, &self.hidden))).collect()
    }

    /// Sums and differences that are not printed.
    pub(crate) fn hides(&self, figure: &FigureId) -> bool {
        self.linked.now.get(&Key::total(figure)).is_some_and(|id| self.hidden.contains(id))
    }

    /// Attacks what will be printed, and reports.
    ///
    /// # Errors
    /// Each protected cell that a stranger can work out.
    pub(crate) fn certify(
        &self,
        figures: &BTreeMap<FigureId, Figure>,
        thresholds: Thresholds,
    ) -> Result<Report, Vec<Problem>> {
        certify::report(&self.linked, figures, thresholds)
    }
}

#[cfg(test)]
mod tests;
