//! How probable is one partition against another? The posterior as a sum of bits over clusters.
//!
//! A cluster of k records weighs
//! ```text
//! share(k) * sum of log2(m/u) over its pairs + (k - 1) * log2 of the prior odds + size(k)
//! ```
//! where share(k) is (2/k)^redundancy and size(k) comes from the [`ClusterPrior`]. A single record weighs 0.
//!
//! The share: a cluster of k records has k(k-1)/2 pairs but little more than k-1 independent pieces of information. The product of
//! all pairs (redundancy 0) counts the evidence of large clusters many times over, and joins too many; the average (redundancy 1)
//! forgets that two looks at a person are better than one, and joins too few.
//!
//! Sources: Sadinle 2014, *Ann. Appl. Stat.* 8:2404-2434 (partition likelihood); Steorts, Hall & Fienberg 2016, *J. Am. Stat.
//! Assoc.* 111:1660-1672 (uniform labels); Pitman 2006, *Combinatorial Stochastic Processes*, ch. 3 (two parameters).

use super::setting::{ClusterPrior, Settings};

/// The posterior of partitions for one state of the parameters.
#[derive(Debug, Clone)]
pub(super) struct Target {
    share: Vec<f64>,    // [records]
    constant: Vec<f64>, // [records]: prior and size
    largest_cluster: usize,
}

/// Records of a cluster and the bits of all its pairs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Weighed {
    pub records: usize,
    pub bits: f64,
}

impl Target {
    pub(super) fn new(settings: &Settings, (prior_bits, redundancy): (f64, f64), largest: usize) -> Self {
        let share = |records: usize| (2.0 / records.max(2) as f64).powf(redundancy);
        let step = |records: usize| match settings.cluster_prior {
            ClusterPrior::UniformLabels => 0.0,
            ClusterPrior::EwensPitman { discount } => ((records as f64 - discount) / (1.0 - discount)).log2(),
        };
        let mut constant = vec![0.0; largest.max(1) + 1];
        for records in 2..constant.len() {
            constant[records] = constant[records - 1] + prior_bits + step(records - 1);
        }
        Self {
            share: (0..=largest.max(1)).map(share).collect(),
            constant,
            largest_cluster: settings.largest_cluster.unwrap_or(usize::MAX),
        }
    }

    /// The power that the pairs of a cluster are raised to.
    pub(super) fn share(&self, records: usize) -> f64 {
        self.share[records]
    }

    /// Bits of a cluster.
    pub(super) fn bits(&self, cluster: Weighed) -> f64 {
        self.share[cluster.records] * cluster.bits + self.constant[cluster.records]
    }

    /// Bits gained by joining two clusters with these bits between them; minus infinity where they may not be joined.
    pub(super) fn gain(&self, one: Weighed, other: Weighed, between: f64) -> f64 {
        let joined = one.and(other, between);
        if joined.records > self.largest_cluster {
            f64::NEG_INFINITY
        } else {
            self.bits(joined) - self.bits(one) - self.bits(other)
        }
    }
}

impl Weighed {
    /// Both together.
    pub(super) fn and(self, other: Self, between: f64) -> Self {
        Self { records: self.records + other.records, bits: self.bits + other.bits + between }
    }

    /// What is left without a part.
    pub(super) fn without(self, part: Self, between: f64) -> Self {
        Self { records: self.records - part.records, bits: self.bits - part.bits - between }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_counts_two_pieces_of_information_in_three_records() {
        let pair = Weighed { records: 2, bits: 12.0 };
        let single = Weighed { records: 1, bits: 0.0 };
        let average = Target::new(&Settings::default(), (-10.0, 1.0), 3);
        assert_eq!(average.bits(pair), 2.0);
        assert_eq!(average.gain(pair, single, 24.0), 2.0); // 2/3 * 36 - 20 = 4, less the 2 of the pair
        assert_eq!(Target::new(&Settings::default(), (-10.0, 0.0), 3).gain(pair, single, 24.0), 14.0);
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
