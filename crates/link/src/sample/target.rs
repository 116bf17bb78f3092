//! How probable is one partition against another? The posterior as a sum of bits over clusters.
//!
//! A cluster of k records weighs
//! ```text
//! evidence (see `evidence`) + (k - 1) * log2 of the prior odds + size(k)
//! ```
//! where size(k) comes from the [`ClusterPrior`]. A single record weighs 0.
//!
//! Sources: Sadinle 2014, *Ann. Appl. Stat.* 8:2404-2434 (partition likelihood); Steorts, Hall & Fienberg 2016, *J. Am. Stat.
//! Assoc.* 111:1660-1672 (uniform labels); Pitman 2006, *Combinatorial Stochastic Processes*, ch. 3 (two parameters).

use super::setting::{ClusterPrior, Settings};

/// The posterior of partitions for one state of the parameters.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// How much of the evidence within a cluster repeats itself.
    pub redundancy: f64,
    constant: Vec<f64>, // [records]: prior and size
    largest_cluster: usize,
}

/// Records of a cluster and the evidence that they are one person, in bits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Weighed {
    pub records: usize,
    pub bits: f64,
}

impl Target {
    pub(super) fn new(settings: &Settings, (prior_bits, redundancy): (f64, f64), largest: usize) -> Self {
        let step = |records: usize| match settings.cluster_prior {
            ClusterPrior::UniformLabels => 0.0,
            ClusterPrior::EwensPitman { discount } => ((records as f64 - discount) / (1.0 - discount)).log2(),
        };
        let mut constant = vec![0.0; largest.max(1) + 1];
        for records in 2..constant.len() {
            constant[records] = constant[records - 1] + prior_bits + step(records - 1);
        }
        Self { redundancy, constant, largest_cluster: settings.largest_cluster.unwrap_or(usize::MAX) }
    }

    /// What one pair of so many records of one person counts, of k - 1 pieces of information among k(k-1)/2 pairs.
    pub(super) fn share(&self, records: usize) -> f64 {
        1.0 - self.redundancy * (1.0 - 2.0 / records.max(2) as f64)
    }

    /// Bits of a cluster.
    pub(super) fn bits(&self, cluster: Weighed) -> f64 {
        cluster.bits + self.constant[cluster.records]
    }

    /// Bits gained by joining two clusters, given the evidence of both together; minus infinity where they may not be joined.
    pub(super) fn gain(&self, one: Weighed, other: Weighed, together: f64) -> f64 {
        let joined = Weighed { records: one.records + other.records, bits: together };
        if joined.records > self.largest_cluster {
            f64::NEG_INFINITY
        } else {
            self.bits(joined) - self.bits(one) - self.bits(other)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_cost_the_prior_odds() {
        let target = Target::new(&Settings::default(), (-10.0, 1.0), 3);
        let (single, pair) = (Weighed { records: 1, bits: 0.0 }, Weighed { records: 2, bits: 12.0 });
        assert_eq!(target.bits(pair), 2.0);
        assert_eq!(target.gain(pair, single, 24.0), 2.0); // 12 bits more, less 10
        assert_eq!((target.share(2), target.share(4)), (1.0, 0.5)); // 3 pieces of information in 6 pairs
    }

    #[test]
    fn ewens_pitman_favours_large_clusters_and_a_limit_forbids_them() {
        let cluster_prior = ClusterPrior::EwensPitman { discount: 0.5 };
        let settings = Settings { cluster_prior, largest_cluster: Some(3), ..Settings::default() };
        let target = Target::new(&settings, (0.0, 1.0), 4);
        let of = |records| Weighed { records, bits: 0.0 };
        assert_eq!(target.gain(of(1), of(1), 0.0), 0.0);
        assert!((target.gain(of(2), of(1), 0.0) - 3_f64.log2()).abs() < 1e-12); // (2 - ½) / (1 - ½)
        assert_eq!(target.gain(of(2), of(2), 0.0), f64::NEG_INFINITY);
    }
}
