//! What to doubt in a model, in few sentences: what many levels have in common is said once, with the levels after it.

use link::weight::warnings::ModelWarning;

/// Warnings of one kind.
#[derive(Default)]
struct Kind(Vec<String>);

/// The warnings of a model: those that many levels have together, the others one by one.
pub(super) fn warnings<'a>(warnings: impl Iterator<Item = &'a ModelWarning>) -> Vec<String> {
    let (mut unseen, mut inverted, mut dependent) = (Kind::default(), Kind::default(), Kind::default());
    let mut said = Vec::new();
    for warning in warnings {
        match warning {
            ModelWarning::NotObserved { comparison, level, .. } => unseen.0.push(format!("{comparison} '{level}'")),
            ModelWarning::Inverted { comparison, stronger, stronger_bits, weaker, weaker_bits } => {
                inverted
                    .0
                    .push(format!("{comparison} '{stronger}' {stronger_bits:.1} under '{weaker}' {weaker_bits:.1}"));
            }
            ModelWarning::Dependent { first, second, bits, .. } => {
                dependent.0.push(format!("{first} and {second} ({bits:.2} bits)"));
            }
            ModelWarning::TellsNothing { .. }
            | ModelWarning::HardlyKnown { .. }
            | ModelWarning::NotConverged { .. }
            | ModelWarning::NotAProbability { .. }
            | ModelWarning::AtBound { .. }
            | ModelWarning::SessionsDisagree { .. }
            | ModelWarning::PriorAgainstCandidates { .. }
            | ModelWarning::OnlyOne { .. }
            | ModelWarning::NeverTrained { .. } => said.push(warning.to_string()),
        }
    }
    said.extend(inverted.said(
        ("level", "levels"),
        "with less weight than the weaker next one; merge the two or look at pairs of both",
    ));
    said.extend(dependent.said(
        ("pair of comparisons", "pairs of comparisons"),
        "going together more than the model knows; correct for dependence or make the two one comparison",
    ));
    said.extend(unseen.said(
        ("level", "levels"),
        "not seen among matches, or not among others, so that the weight is a guess; merge with a neighbour or fix the \
         probability",
    ));
    said
}

impl Kind {
    fn said(mut self, (one, many): (&str, &str), what: &str) -> Option<String> {
        self.0.dedup();
        let noun = if self.0.len() == 1 { one } else { many };
        (!self.0.is_empty()).then(|| format!("{} {noun} {what}: {}", self.0.len(), self.0.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use link::weight::fixed::Side;

    use super::*;

    #[test]
    fn what_many_levels_have_in_common_is_said_once() {
        let unseen =
            |level: &str, side| ModelWarning::NotObserved { comparison: "sex".into(), level: level.into(), side };
        let inverted = ModelWarning::Inverted {
            comparison: "given".into(),
            stronger: "the same".into(),
            stronger_bits: 7.2,
            weaker: "alike".into(),
            weaker_bits: 7.4,
        };
        let alone = ModelWarning::TellsNothing { comparison: "sex".into() };
        let all = [
            unseen("different", Side::Match),
            inverted,
            unseen("different", Side::NonMatch),
            unseen("other", Side::Match),
            alone,
        ];
        let said = warnings(all.iter());
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].starts_with("sex: no level weighs"), "{}", said[0]);
        assert!(
            said[1].starts_with("1 level with less weight")
                && said[1].ends_with("given 'the same' 7.2 under 'alike' 7.4")
        );
        assert!(said[2].starts_with("2 levels not seen") && said[2].ends_with(": sex 'different'; sex 'other'"));
    }
}
