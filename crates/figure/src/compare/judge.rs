//! How does a number compare with its figure? Each difference has a name, a sentence, and a weight.

use std::collections::BTreeSet;

use record::{FigureId, Mention};

use super::{Article, Record, evidence::Link};

mod codes;
mod reason;
mod scope;
mod sentence;
mod spanish;
mod stage;
mod value;

pub use codes::{ReasonCode, reason_codes};
pub use reason::{Reason, Rival, Severity};
pub(super) use sentence::decided;
pub(super) use value::is_shifted;

/// Everything that a comparison looks at.
pub(super) struct Judge<'a> {
    pub(super) article: &'a Article<'a>,
    pub(super) record: &'a Record<'a>,
    pub(super) linked: &'a BTreeSet<&'a FigureId>,
}

impl Judge<'_> {
    /// Every reason, worst first; [`Reason::Agrees`] where there is no fault.
    pub(super) fn reasons(&self, mention: &Mention, link: &Link<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        reasons.extend(value::unit_changed(mention, link.figure));
        reasons.extend(value::points(mention, link.figure));
        reasons.extend(value::value_reason(mention, link));
        reasons.extend(stage::overstated(link));
        reasons.extend(self.verdict_reasons(mention, link));
        reasons.extend(self.estimate_reason(mention, link.figure));
        reasons.extend(self.population_widened(mention, link));
        reasons.extend(self.group_changed(mention, link));
        reasons.extend(self.period_reasons(mention, link));
        reasons.extend(self.rivals(mention, link));
        reasons.extend(self.stale(mention, link));
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
}
