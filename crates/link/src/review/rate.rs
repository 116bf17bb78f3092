//! A share estimated from a review: its number, its interval, and how far the pairs that nobody could decide move it.

use super::chance::Chance;

/// Two ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends {
    /// The lower.
    pub low: f64,
    /// The upper.
    pub high: f64,
}

impl Ends {
    /// The ends of what was drawn: 95 % lie between them. Widened to hold the estimate, which at 0 or 1 would lie outside
    /// (Brown, Cai & DasGupta 2001, *Stat. Sci.* 16:101-133, on the Jeffreys interval).
    pub(crate) fn of_draws(mut draws: Vec<f64>, estimate: f64) -> Self {
        draws.sort_by(f64::total_cmp);
        let last = draws.len().saturating_sub(1);
        let at = |place: usize| draws.get(place).copied().unwrap_or(estimate);
        let tail = draws.len() / 40;
        Self { low: at(tail).min(estimate), high: at(last - tail.min(last)).max(estimate) }
    }
}

/// A share between 0 and 1 with what is not known about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Estimated from the pairs that were decided.
    pub estimate: f64,
    /// 95 % interval of sampling, credible.
    pub interval_95: Ends,
    /// The estimate where every unsure pair turns out in the worst way, and in the best.
    pub unsure_bounds: Ends,
    /// From the lower end of the 95 % interval in the worst case to the upper end in the best.
    pub unsure_interval_95: Ends,
}

impl Rate {
    /// One minus the share: of precision, the share of false matches.
    pub fn complement(self) -> Self {
        let turned = |ends: Ends| Ends { low: 1.0 - ends.high, high: 1.0 - ends.low };
        Self {
            estimate: 1.0 - self.estimate,
            interval_95: turned(self.interval_95),
            unsure_bounds: turned(self.unsure_bounds),
            unsure_interval_95: turned(self.unsure_interval_95),
        }
    }
}

/// The share of true pairs that blocking lets through, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockingRecall {
    estimate: f64, // Invariant: 0 < low <= estimate <= high <= 1.
    ends: Ends,
}

/// A blocking recall that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a blocking recall of {estimate} from {low} to {high} cannot be; give 0 < low <= estimate <= high <= 1")]
pub struct ImpossibleRecall {
    /// What was given.
    pub estimate: f64,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl BlockingRecall {
    /// A recall with the ends of its 95 % interval.
    ///
    /// ```
    /// use link::review::rate::BlockingRecall;
    /// assert!(BlockingRecall::new(0.94, 0.91, 0.96).is_ok());
    /// assert!(BlockingRecall::new(0.94, 0.95, 0.96).is_err());
    /// ```
    ///
    /// # Errors
    /// Where they are out of order or no share.
    pub fn new(estimate: f64, low: f64, high: f64) -> Result<Self, ImpossibleRecall> {
        let is_ordered = 0.0 < low && low <= estimate && estimate <= high && high <= 1.0;
        let recall = Self { estimate, ends: Ends { low, high } };
        if is_ordered { Ok(recall) } else { Err(ImpossibleRecall { estimate, low, high }) }
    }

    /// Its number.
    pub fn estimate(&self) -> f64 {
        self.estimate
    }

    /// Its 95 % interval.
    pub fn interval_95(&self) -> Ends {
        self.ends
    }

    /// A draw: normal on the scale of log odds, each side with the spread of its end.
    pub(crate) fn draw(&self, chance: &mut Chance) -> f64 {
        let logit = |share: f64| {
            let share = share.clamp(1e-9, 1.0 - 1e-9);
            (share / (1.0 - share)).ln()
        };
        let z = chance.normal();
        let end = if z < 0.0 { self.ends.low } else { self.ends.high };
        let middle = logit(self.estimate);
        let drawn = middle + z.abs() / 1.959_964 * (logit(end) - middle);
        1.0 / (1.0 + (-drawn).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_a_blocking_recall_have_its_interval() {
        let recall = BlockingRecall::new(0.94, 0.90, 0.96).unwrap();
        let mut chance = Chance::new(5);
        let ends = Ends::of_draws((0..40_000).map(|_| recall.draw(&mut chance)).collect(), 0.94);
        assert!((ends.low - 0.90).abs() < 0.003 && (ends.high - 0.96).abs() < 0.002, "{ends:?}");
    }

    #[test]
    fn no_draw_leaves_the_estimate_as_its_own_ends() {
        assert_eq!(Ends::of_draws(Vec::new(), 0.5), Ends { low: 0.5, high: 0.5 });
    }
}
