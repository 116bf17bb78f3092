//! What must be said beside a number, so that nobody takes it for more than it is?
//!
//! Fourteen warnings with stable codes, each with what was found, why it matters and what to do; the band of populations
//! that dependence between lists allows; what happens without one list or with two merged; whether the model could have
//! produced the table; and the checklist of the field's reporting guideline.
//!
//! A capture table fixes the chances of the patterns that are seen and nothing else: the unseen come from an assumption
//! that no table can test, and two models that fit alike can differ without bound (Link 2003, *Biometrics* 59:1123-1130;
//! Aleshin-Guendel, Sadinle & Wakefield 2024, *Biometrics* 80, ujad028). Warnings make this visible; they do not mend it.
//!
//! Takes plain results, so that it serves every method.

mod dependence;
mod findings;
mod gather;
mod predictive;
mod rules;
mod sentences;
mod variants;
mod warning;

pub use dependence::{BAND, BandPoint, NoBand, dependence_band, no_highest_interaction};
pub use findings::{ChainResult, Findings, LaterCount, ModelResult, PriorResult, RIVAL_BIC, Subtraction, Totals};
pub use gather::{Answer, Facts, Item, Section, WhoAnswers, checklist, items};
pub use predictive::{CellCheck, NotChecked, PredictiveCheck, predictive_check};
pub use rules::{RULES, Rule, RuleAnswer, by_rules};
pub use variants::{Variant, leave_one_list_out, merge_two_lists};
pub use warning::Warning;
