//! The warnings W1 to W14: what was found, why it matters, what to do.
//!
//! Codes never change their meaning; a warning that is no longer given leaves a gap.

use std::fmt;

use serde::Serialize;

use super::sentences;
use crate::log_linear::Existence;

/// Something that must be said beside an estimate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "warning")]
pub enum Warning {
    /// W1: fewer than three lists carry information.
    FewLists {
        /// Lists that carry information.
        usable: usize,
        /// The others, with the reason: "clinic holds nobody".
        left_out: Vec<String>,
    },
    /// W2: two lists share nobody.
    NoOverlap {
        /// Names of the lists of each such pair.
        pairs: Vec<[String; 2]>,
    },
    /// W2: two lists depend on each other within a third.
    DependentPair {
        /// Names of the two lists.
        pair: [String; 2],
        /// Name of the third.
        within: String,
        /// Odds ratio, above 1 where they attract each other.
        ratio: f64,
        /// Lower end of its 95 % confidence interval.
        low: f64,
        /// Upper end of that.
        high: f64,
    },
    /// W3: the model has no maximum likelihood estimate, or is not identified.
    NoMaximum {
        /// The model.
        model: String,
        /// What the check found.
        existence: Existence,
    },
    /// W4: models that fit about as well as the best differ in the population.
    RivalModels {
        /// The model with the smallest population, and that in persons.
        lowest: (String, f64),
        /// The model with the largest, and that in persons.
        highest: (String, f64),
        /// Models within [`super::RIVAL_BIC`] units of the best.
        models: usize,
    },
    /// W5: a dependence that no table shows would move the population far.
    DependenceBand {
        /// Population if the interaction of all lists is 1/2.
        low_persons: f64,
        /// Population if it is 2.
        high_persons: f64,
    },
    /// W6: part of the posterior is cut off.
    CutOff {
        /// Share of the posterior beyond the limit, between 0 and 1.
        share: f64,
        /// The limit, in persons.
        limit_persons: f64,
    },
    /// W7: chains do not agree, or say too little.
    Chains {
        /// In what they fail.
        failures: Vec<String>,
    },
    /// W7: the posterior has more than one hill.
    SeveralHills {
        /// Where they are, in persons, from low to high.
        at_persons: Vec<f64>,
    },
    /// W8: most persons are not documented.
    MostlyUndocumented {
        /// Population over documented.
        ratio: f64,
    },
    /// W9: the estimate changes without one list, or with two read as one.
    ListDecides {
        /// What gives the smallest population, and that in persons.
        lowest: (String, f64),
        /// What gives the largest, and that in persons.
        highest: (String, f64),
        /// Changes that leave nothing to estimate from.
        not_estimable: usize,
    },
    /// W10: the estimate changes with the prior.
    PriorDecides {
        /// The prior with the smallest population, and that in persons.
        lowest: (String, f64),
        /// The prior with the largest, and that in persons.
        highest: (String, f64),
    },
    /// W11: an estimate is the difference of two others.
    Subtraction {
        /// What was estimated so.
        name: String,
        /// The estimate, in persons.
        persons: f64,
        /// Documented persons of that kind.
        documented: u64,
    },
    /// W11: more persons were documented later than the estimate allows.
    Refuted {
        /// Upper end of the interval, in persons.
        high_persons: f64,
        /// Persons documented later.
        documented: u64,
        /// By whom.
        source: String,
    },
    /// W12: strata have no estimate, and the total is without them.
    StrataLeftOut {
        /// Their names.
        names: Vec<String>,
        /// Documented persons in them.
        documented: u64,
        /// Share of all documented persons, between 0 and 1.
        share: f64,
    },
    /// W13: one table of everybody gives another total than the strata.
    PoolingDiffers {
        /// From one table, in persons.
        pooled_persons: f64,
        /// Sum of the strata, in persons.
        stratified_persons: f64,
    },
    /// W14: too few linkages or imputations to know what they leave open.
    FewReplicates {
        /// How many.
        found: usize,
    },
}

impl Warning {
    /// Its stable code, "W1" to "W14".
    pub fn code(&self) -> &'static str {
        match self {
            Self::FewLists { .. } => "W1",
            Self::NoOverlap { .. } | Self::DependentPair { .. } => "W2",
            Self::NoMaximum { .. } => "W3",
            Self::RivalModels { .. } => "W4",
            Self::DependenceBand { .. } => "W5",
            Self::CutOff { .. } => "W6",
            Self::Chains { .. } | Self::SeveralHills { .. } => "W7",
            Self::MostlyUndocumented { .. } => "W8",
            Self::ListDecides { .. } => "W9",
            Self::PriorDecides { .. } => "W10",
            Self::Subtraction { .. } | Self::Refuted { .. } => "W11",
            Self::StrataLeftOut { .. } => "W12",
            Self::PoolingDiffers { .. } => "W13",
            Self::FewReplicates { .. } => "W14",
        }
    }

    /// Why it matters, in a sentence.
    pub fn why(&self) -> &'static str {
        match self {
            Self::FewLists { .. } => {
                "Two lists cannot show whether they depend on each other, so the estimate rests on the belief that they do not."
            }
            Self::NoOverlap { .. } => {
                "Lists that share nobody may serve different persons; then no overlap tells how many both miss."
            }
            Self::DependentPair { .. } => {
                "Lists that attract each other make the population look too small, lists that avoid each other too large."
            }
            Self::NoMaximum { .. } => {
                "The likelihood has no highest point, so any number printed for this model is where a program happened to stop."
            }
            Self::RivalModels { .. } => {
                "The table does not tell these models from one another, so the choice of the model makes the number."
            }
            Self::DependenceBand { .. } => {
                "The interaction of all lists is assumed to be nil and no table can test it; halved or doubled, it gives these populations."
            }
            Self::CutOff { .. } => {
                "The mean and the upper end are those of the part that was looked at, and too small."
            }
            Self::Chains { .. } => {
                "Chains that do not agree have not found the posterior, and their quantiles are those of where they stood."
            }
            Self::SeveralHills { .. } => {
                "The table supports populations that lie far apart; a mean or median between them may be supported by nothing."
            }
            Self::MostlyUndocumented { .. } => {
                "Most of the number comes from the model and not from the lists, and errors of the model grow with it."
            }
            Self::ListDecides { .. } => {
                "The population does not change when a list is left out or merged; if the estimate does, a single list or an assumption on it makes the number."
            }
            Self::PriorDecides { .. } => "Where the prior moves the number, the table says little about it.",
            Self::Subtraction { .. } => {
                "The two numbers share persons and errors, so the difference has a wider interval than either and may fall below those documented."
            }
            Self::Refuted { .. } => "A population cannot be smaller than the persons who are known to belong to it.",
            Self::StrataLeftOut { .. } => {
                "The total leaves out whoever was not documented in these strata, and is too small."
            }
            Self::PoolingDiffers { .. } => {
                "Persons of different strata have different chances to be listed; one table for all of them reads this as dependence between lists."
            }
            Self::FewReplicates { .. } => {
                "The variance between linkages or imputations is hardly known from so few, and the interval is too narrow or too wide."
            }
        }
    }

    /// What to do, in a sentence.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::FewLists { .. } => "Find a third list, or give Chao's bias-corrected lower bound and call it one.",
            Self::NoOverlap { .. } => {
                "Check the linkage of these lists; if they cannot share anybody by design, declare the patterns impossible."
            }
            Self::DependentPair { .. } => {
                "Use a model with this pair, and look at the result with both lists read as one."
            }
            Self::NoMaximum { .. } => "Leave the model out, merge lists, or use a method with a prior.",
            Self::RivalModels { .. } => {
                "Give the range, average over models, or take an interval that includes the choice of the model."
            }
            Self::DependenceBand { .. } => {
                "Print the band beside the number, and say what is known of how the lists came about."
            }
            Self::CutOff { .. } => "Raise the limit or leave it out.",
            Self::Chains { .. } => "Run longer, temper, or merge lists; until then give no number.",
            Self::SeveralHills { .. } => {
                "Give each hill with its share, and look for evidence that decides between them."
            }
            Self::MostlyUndocumented { .. } => "Give the lower bound as well, and the documented count first.",
            Self::ListDecides { .. } => "Show these estimates, and find out how the list that decides came about.",
            Self::PriorDecides { .. } => {
                "Show the estimates under each prior, and say which was chosen before the table was seen."
            }
            Self::Subtraction { .. } => {
                "Estimate the group directly where it can be, and give the interval from joint draws."
            }
            Self::Refuted { .. } => "Withdraw the estimate, and say which of its assumptions failed.",
            Self::StrataLeftOut { .. } => {
                "Say so beside the total, with the documented count of these strata; merge them with neighbours where that makes sense."
            }
            Self::PoolingDiffers { .. } => "Use the strata, and say why the pooled number is not.",
            Self::FewReplicates { .. } => "Draw ten or more.",
        }
    }
}

impl fmt::Display for Warning {
    /// What was found, as a sentence without its code.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&sentences::finding(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_says_what_why_and_what_to_do() {
        let warning = Warning::RivalModels {
            lowest: ("[123,14,34]".to_owned(), 10_356.5),
            highest: ("[134,12,23]".to_owned(), 18_393.3),
            models: 3,
        };
        assert_eq!(
            warning.to_string(),
            "3 models fit about alike and give populations from 10,356 ([123,14,34]) to 18,393 ([134,12,23])."
        );
        assert_eq!(warning.code(), "W4");
        assert!(warning.why().ends_with('.') && warning.advice().ends_with('.'));
    }
}
