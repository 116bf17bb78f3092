//! How many are missing over all strata, over imputations, and over what linkage leaves open?
//!
//! Every stratum is fitted by itself or refused with its reason; totals are sums of posterior draws, never of bounds; parts
//! add up to the printed total. Replicates (imputed labels, sampled linkages) are combined by Rubin's rules, and the share
//! of the variance that they bring is told. Strata may lend one another strength where that is asked for.
//!
//! Assumes that strata are independent given the data, and that within a stratum the model's own assumptions hold.

mod linkage;
mod lists;
mod partial;
mod replicates;
mod strata;
mod whole;

pub use linkage::{LinkagePool, NoPool, Replicate, StrataPool, pool_linkages, pool_strata_linkages};
pub use lists::{LeftOutList, UsableLists, usable_lists};
pub use partial::{OwnDraws, PartialPool, Shrunk, partial_pool, partial_pool_draws};
pub use replicates::{Combined, Moments, REPLICATES_WANTED, TooFewReplicates, combine};
pub(crate) use strata::in_parallel;
pub use strata::{Part, Stratum, StratumFit, Total, WatchStrata, fit_strata, fit_strata_watched, total};
pub use whole::{apportion, round_persons};
