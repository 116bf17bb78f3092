//! What was decided, and was it the last word?

use record::{Decision, Edtf, Mention};

use super::{Judge, Reason};
use crate::compare::evidence::{Link, verdicts};

impl Judge<'_> {
    pub(super) fn verdict_reasons(&self, mention: &Mention, link: &Link<'_>) -> Vec<Reason> {
        let Some(proceeding) = &link.figure.definition.proceeding else { return Vec::new() };
        let mut reasons = Vec::new();
        for verdict in verdicts(self.article, mention) {
            let decided: Vec<_> =
                self.record.proceedings.decided(proceeding, verdict.decision, self.article.date).collect();
            if decided.is_empty() {
                let all = self.record.proceedings.decided(proceeding, verdict.decision, None);
                let later = all.filter_map(|decided| decided.date.clone()).min_by_key(Edtf::bounds);
                let told = link.retelling.unwrap_or(link.figure);
                let dispute = told.definition.reason.clone();
                reasons.push(Reason::VerdictNotFound { decision: verdict.decision, later, dispute });
            } else if verdict.is_final && decided.iter().all(|decided| !decided.is_final) {
                let is_appeal_announced = decided.iter().any(|decided| decided.is_appeal_announced);
                reasons.push(Reason::NotFinal { date: decided[0].date.clone(), is_appeal_announced });
            }
        }
        reasons
    }
}

/// "Twenty-seven soldiers were convicted" where twenty-seven were accused.
pub(super) fn overstated(link: &Link<'_>) -> Option<Reason> {
    let counted = link.figure.definition.decision.filter(|counted| *counted == Decision::Charged)?;
    let said = link.decisions.iter().copied().find(|said| *said != counted)?;
    (!link.is_whole_group).then_some(Reason::StageOverstated { counted, said })
}
