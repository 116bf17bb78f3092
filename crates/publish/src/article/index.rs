//! Which figures belong together: asked for each bound number of each page, so found once for all of them.

use std::collections::BTreeMap;

use figure::{Figure, Outcome, unit::CountingUnit};
use record::FigureId;

use super::lint::claims::passage_unit;

/// Figures by what they are asked for.
#[derive(Debug, Clone, Default)]
pub struct FigureIndex<'a> {
    answers: BTreeMap<&'a str, Vec<&'a Figure>>,
    /// Counts that are to hide small numbers, and those of them that count records which are not public.
    guarded: Vec<&'a Figure>,
    holding: Vec<&'a Figure>,
    /// What the passage of a claim counts, where the figure counts something else.
    passage_units: BTreeMap<&'a FigureId, &'static CountingUnit>,
}

impl<'a> FigureIndex<'a> {
    /// The index of figures that stand in order of id.
    pub fn of(figures: &'a [Figure]) -> Self {
        let mut index = Self::default();
        for figure in figures {
            index.answers.entry(figure.definition.question()).or_default().push(figure);
            index.passage_units.extend(passage_unit(figure).map(|unit| (figure.id(), unit)));
            let is_waived = figure.definition.disclosure.as_ref().is_some_and(|rule| rule.waived.is_some());
            if let (Outcome::Observed { members, .. }, false) = (&figure.outcome, is_waived) {
                index.guarded.push(figure);
                if members.iter().any(|member| !member.is_public) {
                    index.holding.push(figure);
                }
            }
        }
        index
    }

    /// What the passage of a claim counts, where the figure counts something else.
    pub(super) fn passage_unit(&self, figure: &Figure) -> Option<&'static CountingUnit> {
        self.passage_units.get(figure.id()).copied()
    }

    /// The figures that answer the question of one, itself among them.
    pub(super) fn answers(&self, figure: &Figure) -> &[&'a Figure] {
        self.answers.get(figure.definition.question()).map_or(&[], Vec::as_slice)
    }

    /// Counts that could be subtracted from one, or it from them, with a rest that is not public.
    pub(super) fn beside(&self, figure: &Figure) -> &[&'a Figure] {
        let is_holding = self.holding.iter().any(|other| other.id() == figure.id());
        if is_holding { &self.guarded } else { &self.holding }
    }
}
