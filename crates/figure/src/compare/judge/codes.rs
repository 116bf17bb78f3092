//! What does each reason mean, and what mends it? The table that reports, SARIF and docs/check.md speak from.

use record::Bilingual;
use serde::Deserialize;

use super::Reason;

const TABLE: &str = include_str!("codes.toml");

/// A reason, explained.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonCode {
    /// Its name, as JSON has it; never used for anything else.
    pub code: String,
    /// A few words.
    pub title: Bilingual,
    /// When it is said.
    pub means: Bilingual,
    /// What mends it.
    pub mend: Bilingual,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    reason: Vec<ReasonCode>,
}

/// Every reason, in the order of the table.
///
/// ```
/// let reasons = figure::compare::reason_codes();
/// assert!(reasons.iter().any(|reason| reason.code == "unit-changed"));
/// ```
pub fn reason_codes() -> Vec<ReasonCode> {
    let table: Table = toml::from_str(TABLE).expect("a test reads the table");
    table.reason
}

impl Reason {
    /// Its name, as JSON has it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::QualifierLost { .. } => "qualifier-lost",
            Self::QualifierNotBorne { .. } => "qualifier-not-borne",
            Self::UnitChanged { .. } => "unit-changed",
            Self::ValueDiffers { .. } => "value-differs",
            Self::NotFinal { .. } => "not-final",
            Self::VerdictNotFound { .. } => "verdict-not-found",
            Self::RivalFigures { .. } => "rival-figures",
            Self::EstimatePrintedAsCount { .. } => "estimate-printed-as-count",
            Self::PeriodNotStated => "period-not-stated",
            Self::SiblingOmitted { .. } => "sibling-omitted",
            Self::DanglingReference { .. } => "dangling-reference",
            Self::PopulationWidened { .. } => "population-widened",
            Self::GroupChanged { .. } => "group-changed",
            Self::PeriodDiffers { .. } => "period-differs",
            Self::PeriodOfRegister { .. } => "period-of-register",
            Self::StageOverstated { .. } => "stage-overstated",
            Self::OutsideInterval { .. } => "outside-interval",
            Self::SeparatorError { .. } => "separator-error",
            Self::PercentAndPoints { .. } => "percent-and-points",
            Self::Stale { .. } => "stale",
            Self::DateDiffers { .. } => "date-differs",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use record::Language;

    use super::*;

    #[test]
    fn every_code_is_explained_once_in_both_languages_and_in_the_manual() {
        let codes = reason_codes();
        let names: BTreeSet<&str> = codes.iter().map(|code| code.code.as_str()).collect();
        assert!(names.len() == codes.len() && names.contains(Reason::Agrees.code()));
        // `code` is the only match on all of them; each of its names is in the table.
        let source = include_str!("codes.rs").split("mod tests").next().unwrap();
        let said: BTreeSet<&str> = source.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(said, names);
        let manuals = [include_str!("../../../../../docs/check.md"), include_str!("../../../../../docs/comprobar.md")];
        for (code, manual) in codes.iter().flat_map(|code| manuals.map(|manual| (code, manual))) {
            assert!(manual.contains(&format!("`{}`", code.code)), "{}", code.code);
        }
        for (code, language) in codes.iter().flat_map(|code| Language::ALL.map(|language| (code, language))) {
            for text in [&code.title, &code.means, &code.mend] {
                assert!(!text.get(language).is_empty() && code.title.get(Language::En) != code.title.get(Language::Es));
            }
        }
    }

    #[test]
    fn a_code_is_the_name_that_json_has() {
        let reason = Reason::PeriodNotStated;
        assert_eq!(serde_json::to_value(&reason).unwrap()["reason"], reason.code());
        let reason = Reason::ValueDiffers { value: 1.0 };
        assert_eq!(serde_json::to_value(&reason).unwrap()["reason"], reason.code());
    }
}
