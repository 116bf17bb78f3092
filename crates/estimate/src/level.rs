//! How sure is an interval to be? Its level, and the quantiles that go with it.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

/// The share of repetitions in which an interval of this level holds the truth, if its assumptions hold: 0.5 to 0.999.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Level(f64); // Invariant: 0.5 to 0.999.

/// A level that no interval should have.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("level {0}; 0.5 to 0.999 can be used")]
pub struct NoLevel(pub f64);

impl Level {
    /// 95 %.
    pub const USUAL: Self = Self(0.95);

    /// Checks a level.
    ///
    /// ```
    /// use estimate::Level;
    /// assert_eq!(Level::new(0.75)?.tail(), 0.125);
    /// assert!(Level::new(95.0).is_err());
    /// # Ok::<(), estimate::NoLevel>(())
    /// ```
    ///
    /// # Errors
    /// Outside 0.5 to 0.999.
    pub fn new(level: f64) -> Result<Self, NoLevel> {
        if (0.5..=0.999).contains(&level) { Ok(Self(level)) } else { Err(NoLevel(level)) }
    }

    /// The share itself.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The share left out at each end.
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The quantile of the normal distribution that leaves the upper tail out.
    pub(crate) fn normal(self) -> f64 {
        if self == Self::USUAL { crate::NORMAL_975 } else { normal_quantile(1.0 - self.tail()) }
    }

    /// Half the quantile of chi-square with one degree of freedom: how far a log-likelihood may fall.
    pub(crate) fn drop(self) -> f64 {
        self.normal().powi(2) / 2.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Self::USUAL
    }
}

pub(crate) fn normal_quantile(share: f64) -> f64 {
    standard_normal().inverse_cdf(share)
}

pub(crate) fn normal_share(value: f64) -> f64 {
    standard_normal().cdf(value)
}

fn standard_normal() -> Normal {
    Normal::new(0.0, 1.0).expect("a standard deviation of one is positive")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        assert!((Level::new(0.9).unwrap().normal() - 1.644_854).abs() < 1e-6);
        assert!((normal_quantile(0.975) - crate::NORMAL_975).abs() < 1e-9);
        assert!((Level::USUAL.drop() - 3.841_459 / 2.0).abs() < 1e-6);
    }
}
