//! The sampler against all partitions of a few records, weighed one by one.

use std::collections::BTreeMap;

use super::simulate::World;
use crate::sample::{ClusterPrior, Learning, Settings};

/// All partitions of so many rows: the cluster of each row, clusters numbered as they appear.
fn partitions(rows: usize) -> Vec<Vec<usize>> {
    (0..rows).fold(vec![vec![]], |all, _| {
        let extend = |labels: Vec<usize>| {
            let next = labels.iter().max().map_or(0, |label| label + 1);
            (0..=next).map(move |label| [labels.clone(), vec![label]].concat())
        };
        all.into_iter().flat_map(extend).collect()
    })
}

/// The posterior of each partition, written out anew: `clusters of two or more rows -> probability`.
fn posterior(rows: usize, bits: impl Fn(usize, usize) -> f64, settings: &Settings) -> BTreeMap<Vec<Vec<u32>>, f64> {
    let weight = |labels: &Vec<usize>| {
        let mut total = 0.0;
        for label in 0..rows {
            let members: Vec<usize> = (0..rows).filter(|row| labels[*row] == label).collect();
            let pairs = members
                .iter()
                .flat_map(|right| members.iter().filter(move |left| *left < right).map(move |left| (*left, *right)));
            let pairs: Vec<_> = pairs.map(|(left, right)| (bits(left, right), [left, right])).collect();
            let all: f64 = pairs.iter().map(|(bits, _)| bits).sum();
            total += all + settings.redundancy[0] * (mean_star(&pairs) - all);
            if let ClusterPrior::EwensPitman { discount } = settings.cluster_prior {
                total +=
                    (1..members.len()).map(|size| ((size as f64 - discount) / (1.0 - discount)).log2()).sum::<f64>();
            }
        }
        total.exp2()
    };
    let all = partitions(rows);
    let total: f64 = all.iter().map(weight).sum();
    let clusters = |labels: &Vec<usize>| {
        let of = |label| (0..rows as u32).filter(|row| labels[*row as usize] == label).collect::<Vec<_>>();
        (0..rows).map(of).filter(|rows| rows.len() > 1).collect::<Vec<_>>()
    };
    all.iter().map(|labels| (clusters(labels), weight(labels) / total)).collect()
}

/// The pairs of each row in turn, as if all had the true value.
fn mean_star(pairs: &[(f64, [usize; 2])]) -> f64 {
    let star = |row: usize| pairs.iter().filter(|(_, rows)| rows.contains(&row)).map(|(bits, _)| bits).sum::<f64>();
    let rows: std::collections::BTreeSet<usize> = pairs.iter().flat_map(|(_, rows)| *rows).collect();
    let all: f64 = rows.iter().map(|row| star(*row).exp2()).sum();
    if rows.is_empty() { 0.0 } else { (all / rows.len() as f64).log2() }
}

/// Bits between -3 and 3 without a pattern to them.
fn rugged(left: usize, right: usize) -> f64 {
    ((left * 7 + right * 13 + left * right * 5) % 23) as f64 / 23.0 * 6.0 - 3.0
}

fn largest_difference(rows: usize, bits: impl Fn(usize, usize) -> f64 + Copy, settings: &Settings) -> f64 {
    let world = World::of_bits(&vec![0; rows], bits);
    let draws = world.draw(settings).unwrap();
    let mut exact = posterior(rows, |left, right| f64::from(bits(left, right) as f32), settings);
    for (_, clusters) in draws.labels.each() {
        *exact.entry(clusters).or_insert(-1.0) -= 1.0 / settings.draws as f64;
    }
    exact.values().fold(0.0, |most, difference| difference.abs().max(most))
}

#[test]
fn there_are_as_many_partitions_as_bell_numbers_say() {
    assert_eq!((1..=7).map(|rows| partitions(rows).len()).collect::<Vec<_>>(), [1, 2, 5, 15, 52, 203, 877]);
}

#[test]
fn frequencies_agree_with_the_exact_posterior() {
    let priors = [ClusterPrior::UniformLabels, ClusterPrior::EwensPitman { discount: 0.3 }];
    for (redundancy, cluster_prior) in [(0.0, priors[0]), (0.8, priors[1])] {
        for rows in 2..=7 {
            let settings = Settings {
                draws: 40_000,
                threshold_bits: -1000.0,
                redundancy: [redundancy; 2],
                cluster_prior,
                learning: Learning::Fixed,
                labels_every: Some(1),
                ..Settings::default()
            };
            let difference = largest_difference(rows, rugged, &settings);
            assert!(difference < 0.01, "{rows} rows, redundancy {redundancy}: {difference}");
        }
    }
}
