//! One answer from several imputations of the same thing.
//!
//! Rubin's rules on the logarithm of the undocumented: the variance is the mean variance within replicates plus
//! (1 + 1/m) times the variance between them, the interval is that of Student's t.
//!
//! Sources: Rubin 1987, *Multiple Imputation for Nonresponse in Surveys*, Wiley, pp. 76-77; Barnard & Rubin 1999,
//! *Biometrika* 86:948-955 (degrees of freedom without a small-sample term).

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::Level;

/// With fewer replicates the variance between them is hardly known.
pub const REPLICATES_WANTED: usize = 10;

/// Stands for no undocumented person, whose logarithm does not exist.
const NOBODY: f64 = 0.1;

/// What a model says of one replicate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Moments {
    /// Persons on at least one list.
    pub documented: u64,
    /// Mean of the undocumented, in persons.
    pub mean_persons: f64,
    /// Mean of the logarithm of the undocumented.
    pub ln_mean: f64,
    /// Variance of that logarithm.
    pub ln_variance: f64,
}

impl Moments {
    /// Moments of draws of the undocumented; a draw of 0 counts as 0.1 in the logarithm. Moments of no draw are NaN, and
    /// [`combine`] refuses them.
    pub fn of_draws(documented: u64, undocumented: &[f64]) -> Self {
        let number = undocumented.len() as f64;
        let logarithms: Vec<f64> =
            undocumented.iter().map(|draw| if *draw < NOBODY { NOBODY } else { *draw }.ln()).collect();
        let ln_mean = logarithms.iter().sum::<f64>() / number;
        let squares: f64 = logarithms.iter().map(|value| (value - ln_mean).powi(2)).sum();
        Self {
            documented,
            mean_persons: undocumented.iter().sum::<f64>() / number,
            ln_mean,
            ln_variance: squares / (number - 1.0),
        }
    }

    /// Moments of an estimate of the undocumented with its variance, both in persons, by the delta method.
    pub fn of_estimate(documented: u64, undocumented: f64, variance: f64) -> Self {
        let persons = undocumented.max(NOBODY);
        Self {
            documented,
            mean_persons: undocumented,
            ln_mean: persons.ln(),
            ln_variance: variance / (persons * persons),
        }
    }
}

/// The combined answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Combined {
    /// Replicates.
    pub replicates: usize,
    /// Mean of the documented persons, rounded.
    pub documented: u64,
    /// Population: the documented and the mean of the undocumented, rounded.
    pub population_persons: f64,
    /// Lower end of the interval, of 95 % where no other level was asked for.
    pub low: f64,
    /// Upper end of that.
    pub high: f64,
    /// Mean of the logarithm of the undocumented.
    pub ln_mean: f64,
    /// Mean variance of the logarithm within replicates.
    pub within: f64,
    /// Variance of its means between replicates.
    pub between: f64,
    /// Variance in all.
    pub total: f64,
    /// Degrees of freedom.
    pub degrees_of_freedom: f64,
    /// Share of the variance that the replicates bring, from 0 to 1.
    pub share_between: f64,
}

/// Replicates that cannot be combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
pub enum TooFewReplicates {
    /// One replicate has no variance between replicates.
    #[error("{0} replicates; at least 2 are needed, and 10 are wanted")]
    Number(usize),
    /// A replicate whose model gave no number.
    #[error("replicate {0} has no finite mean and variance")]
    NotFinite(usize),
}

/// Combines replicates.
///
/// ```
/// use estimate::pool::{Moments, combine};
/// let replicate = |ln_mean| Moments { documented: 100, mean_persons: 50.0, ln_mean, ln_variance: 0.04 };
/// let combined = combine(&[replicate(3.9), replicate(4.1)])?;
/// // Between: (0.1^2 + 0.1^2) / 1 = 0.02; in all: 0.04 + 1.5 * 0.02 = 0.07.
/// assert!((combined.between - 0.02).abs() < 1e-12 && (combined.total - 0.07).abs() < 1e-12);
/// // Degrees of freedom: 1 * (1 + 0.04 / (3 * 0.02))^2 = (5 / 3)^2, where 3 is m + 1.
/// assert!((combined.degrees_of_freedom - 25.0 / 9.0).abs() < 1e-12);
/// assert_eq!(combined.population_persons, 150.0);
/// # Ok::<(), estimate::pool::TooFewReplicates>(())
/// ```
///
/// # Errors
/// Where there are fewer than two replicates, or one has no finite moments.
pub fn combine(replicates: &[Moments]) -> Result<Combined, TooFewReplicates> {
    let number = replicates.len();
    if number < 2 {
        return Err(TooFewReplicates::Number(number));
    }
    let sound = |moments: &Moments| {
        moments.mean_persons.is_finite() && moments.ln_mean.is_finite() && moments.ln_variance.is_finite()
    };
    if let Some(place) = replicates.iter().position(|moments| !sound(moments)) {
        return Err(TooFewReplicates::NotFinite(place));
    }
    let m = number as f64;
    let mean = |of: fn(&Moments) -> f64| replicates.iter().map(of).sum::<f64>() / m;
    let (within, centre) = (mean(|moments| moments.ln_variance), mean(|moments| moments.ln_mean));
    let between = replicates.iter().map(|moments| (moments.ln_mean - centre).powi(2)).sum::<f64>() / (m - 1.0);
    let total = within + (1.0 + 1.0 / m) * between;
    let degrees_of_freedom = (m - 1.0) * (1.0 + within / ((m + 1.0) * between)).powi(2);
    let documented = mean(|moments| moments.documented as f64).round();
    let combined = Combined {
        replicates: number,
        documented: documented as u64,
        population_persons: documented + mean(|moments| moments.mean_persons).round(),
        low: documented,
        high: documented,
        ln_mean: centre,
        within,
        between,
        total,
        degrees_of_freedom,
        share_between: if total > 0.0 { 1.0 - within / total } else { 0.0 },
    };
    Ok(combined.at(Level::USUAL))
}

impl Combined {
    /// The same with the ends of an interval of another level.
    ///
    /// ```
    /// use estimate::{Level, pool::{Moments, combine}};
    /// let replicate = Moments { documented: 100, mean_persons: 50.0, ln_mean: 4.0, ln_variance: 0.04 };
    /// let half = combine(&[replicate; 12])?.at(Level::new(0.5)?);
    /// assert_eq!(half.high, 162.0); // 100 + exp(4 + 0.67449 * 0.2)
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(self, level: Level) -> Self {
        let reach = quantile(self.degrees_of_freedom, level) * self.total.sqrt();
        let end = |ln_persons: f64| self.documented as f64 + ln_persons.exp().round();
        Self { low: end(self.ln_mean - reach), high: end(self.ln_mean + reach), ..self }
    }
}

/// The quantile of Student's t that leaves the level's upper tail out; that of the normal law where the degrees of freedom
/// are beyond counting.
fn quantile(degrees_of_freedom: f64, level: Level) -> f64 {
    if degrees_of_freedom > 1e6 || degrees_of_freedom.is_nan() {
        return level.normal();
    }
    let law = StudentsT::new(0.0, 1.0, degrees_of_freedom);
    law.map_or(level.normal(), |law| law.inverse_cdf(1.0 - level.tail()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published combination (HRDAG, co-recruitment example): 991 documented, W 0.0848141, B 0.0346588 over 20
    /// replicates give 23.686 degrees of freedom and 1,266 to 2,148; the mean of the logarithm follows from the ends.
    #[test]
    fn gives_the_published_interval_of_twenty_replicates() {
        let (within, between) = (0.084_814_1_f64, 0.034_658_8_f64);
        let centre = 0.5 * ((1266.0 - 991.0_f64).ln() + (2148.0 - 991.0_f64).ln());
        // Twenty means with exactly that variance: ten above and ten below.
        let step = (between * 19.0 / 20.0).sqrt();
        let replicates: Vec<Moments> = (0..20)
            .map(|place| Moments {
                documented: 991,
                mean_persons: 602.0,
                ln_mean: centre + if place % 2 == 0 { step } else { -step },
                ln_variance: within,
            })
            .collect();
        let combined = combine(&replicates).unwrap();
        assert!((combined.degrees_of_freedom - 23.686).abs() < 1e-3, "{combined:?}");
        assert!((combined.low - 1266.0).abs() <= 1.0 && (combined.high - 2148.0).abs() <= 1.0, "{combined:?}");
        assert_eq!(combined.population_persons, 1593.0);
    }

    #[test]
    fn one_replicate_and_one_without_number_are_refused() {
        let sound = Moments::of_draws(10, &[0.0, 1.0, 2.0]);
        assert!((sound.ln_mean - (0.1_f64.ln() + 2.0_f64.ln()) / 3.0).abs() < 1e-12);
        assert_eq!(combine(&[sound]), Err(TooFewReplicates::Number(1)));
        assert_eq!(combine(&[sound, Moments::of_draws(10, &[])]), Err(TooFewReplicates::NotFinite(1)));
    }

    #[test]
    fn replicates_that_agree_bring_no_variance() {
        let same = Moments::of_estimate(10, 40.0, 16.0);
        let combined = combine(&[same; 12]).unwrap();
        assert!(combined.between < 1e-20 && combined.share_between < 1e-12);
        assert!((combined.total - 0.01).abs() < 1e-12); // 16 / 40^2
        assert_eq!(combined.high, (10.0 + (40.0_f64.ln() + 1.959_964 * 0.1).exp().round()));
    }
}
