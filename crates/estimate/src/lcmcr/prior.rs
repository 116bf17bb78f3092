//! Does the answer hang on the prior?
//!
//! The table is refitted under other priors and with more classes, by short pooled chains: enough to see whether the
//! median moves by a quarter, which is what W10 warns of, and too few for a number that is printed alone.
//!
//! Source: Manrique-Vallier 2016, *Biometrics* 72:1246-1254, whose prior takes all chances as equally likely, which
//! expects a class to be on half of the lists; Beta(1, 4) expects a fifth, Beta(2, 2) keeps them from 0 and 1.

use serde::Serialize;

use super::run::Run;
use super::settings::CLASSES_MAX;
use super::{Priors, Refusal, Settings, Watch, subject};
use crate::CaptureTable;
use crate::diagnostics::{Gates, Summary};
use crate::honesty::{Findings, PriorResult, Warning};

/// What short chains must reach: their median is right to a tenth of the posterior's deviation.
const GATES: Gates =
    Gates { chains_min: 4, r_hat_max: 1.05, effective_draws_min: 100.0, mode_share_difference_max: 0.3 };

/// Draws of each short chain, at least.
const DRAWS: usize = 250;

/// Sweeps of each short chain before the first draw.
const BURN_IN: usize = 500;

/// Sweeps over all chains and temperatures after which a short refit gives up.
const SWEEPS_MAX: u64 = 4_000_000;

/// The table under another prior.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// What was changed.
    pub change: &'static str,
    /// The population, or why there is none.
    pub result: Result<Summary, Refusal>,
}

/// What other priors say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriorSensitivity {
    /// The population under the stated prior.
    pub stated: Summary,
    /// The others.
    pub variants: Vec<Variant>,
}

impl PriorSensitivity {
    /// The largest ratio of a variant's median to the stated one, or of the stated one to it.
    pub fn largest_ratio(&self) -> f64 {
        let medians = self.medians().map(|(_, median)| median);
        medians.map(|median| (median / self.stated.median).max(self.stated.median / median)).fold(1.0, f64::max)
    }

    /// The medians, the stated one first, as [`Findings::priors`] takes them; a prior without an estimate is not there.
    pub fn results(&self) -> Vec<PriorResult> {
        let stated = ("the stated prior", self.stated.median);
        let result =
            |(prior, persons): (&str, f64)| PriorResult { prior: prior.to_owned(), population_persons: persons };
        std::iter::once(stated).chain(self.medians()).map(result).collect()
    }

    /// W10, where the medians are too far apart.
    pub fn warning(&self) -> Option<Warning> {
        Findings { priors: self.results(), ..Findings::default() }.warnings().into_iter().next()
    }

    fn medians(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.variants.iter().filter_map(|variant| Some((variant.change, variant.result.as_ref().ok()?.median)))
    }
}

/// Refits a table with a tighter prior of `alpha`, with chances drawn towards 0, with chances kept from 0 and 1, and with
/// half as many classes again; `stated` is the summary that [`super::fit`] gave under `settings`. The watcher is asked
/// during each refit, whose sweeps are counted anew.
///
/// ```
/// use std::ops::ControlFlow;
/// use estimate::{CaptureTable, lcmcr::{Settings, fit, prior_sensitivity}};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let settings = Settings::for_lists(3);
/// let stated = fit(&table, &settings)?.summary();
/// let sensitivity = prior_sensitivity(&table, &settings, &stated, &|_| ControlFlow::Continue(()))?;
/// assert_eq!((sensitivity.variants.len(), sensitivity.results().len()), (4, 5));
/// assert!(sensitivity.largest_ratio() < 1.25 && sensitivity.warning().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where the table or the settings are refused whatever the prior, or the watcher ended it; another refusal under one of
/// the priors stands in its variant.
pub fn prior_sensitivity(
    table: &CaptureTable,
    settings: &Settings,
    stated: &Summary,
    watch: Watch<'_>,
) -> Result<PriorSensitivity, Refusal> {
    settings.check()?;
    let subject = subject(table)?;
    let short = Settings {
        draws: DRAWS.min(settings.draws),
        burn_in: BURN_IN.min(settings.burn_in),
        sweeps_max: SWEEPS_MAX.min(settings.sweeps_max),
        cap_persons: None,
        ..settings.clone()
    };
    let mut variants = Vec::new();
    for (change, settings) in changes(&short) {
        let result = Run::start(&subject, &settings, watch).through(GATES).until_converged();
        let result = match result {
            Err(cancelled @ Refusal::Cancelled { .. }) => return Err(cancelled),
            result => result.map(|(posterior, _)| posterior.summary()),
        };
        variants.push(Variant { change, result });
    }
    Ok(PriorSensitivity { stated: *stated, variants })
}

fn changes(settings: &Settings) -> [(&'static str, Settings); 4] {
    let priors = settings.priors;
    let with = |priors: Priors| Settings { priors, ..settings.clone() };
    let classes = (settings.classes * 3).div_ceil(2).min(CLASSES_MAX);
    [
        ("alpha ~ Gamma(1, 1)", with(Priors { alpha_shape: 1.0, alpha_rate: 1.0, ..priors })),
        ("lambda ~ Beta(1, 4)", with(Priors { listed: 1.0, unlisted: 4.0, ..priors })),
        ("lambda ~ Beta(2, 2)", with(Priors { listed: 2.0, unlisted: 2.0, ..priors })),
        ("half as many classes again", Settings { classes, ..settings.clone() }),
    ]
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::lcmcr::{ClassTable, fit};

    fn sensitivity(table: &CaptureTable) -> PriorSensitivity {
        let settings = Settings { draws: 400, ..Settings::for_lists(table.lists()) };
        let stated = fit(table, &settings).unwrap().summary();
        prior_sensitivity(table, &settings, &stated, &|_| ControlFlow::Continue(())).unwrap()
    }

    /// Lists of 5 to 6 %: hardly anybody is on two, and the prior of the chances speaks.
    #[test]
    fn a_table_with_little_overlap_hangs_on_the_prior() {
        let truth = ClassTable { classes: vec![(600, vec![0.06, 0.05, 0.06])] };
        let table = truth.draw(&mut crate::chance::Chance::new(5, 0)).unwrap();
        let found = sensitivity(&table);
        let warning = found.warning().unwrap();
        assert_eq!(warning.code(), "W10");
        assert!(found.largest_ratio() > 1.25, "{found:?}");
    }

    #[test]
    fn a_table_that_documents_nearly_everybody_does_not() {
        let truth = ClassTable { classes: vec![(2_000, vec![0.6, 0.5, 0.7, 0.6])] };
        let table = truth.draw(&mut crate::chance::Chance::new(6, 0)).unwrap();
        let found = sensitivity(&table);
        assert!(found.warning().is_none() && found.largest_ratio() < 1.05, "{found:?}");
    }

    #[test]
    fn a_watcher_ends_it() {
        let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100))).unwrap();
        let settings = Settings::for_lists(3);
        let stated = crate::diagnostics::summarise(&[800.0]);
        let ended = prior_sensitivity(&table, &settings, &stated, &|_| ControlFlow::Break(()));
        assert!(matches!(ended, Err(Refusal::Cancelled { .. })), "{ended:?}");
    }
}
