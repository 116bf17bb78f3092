//! Is the loss of blocking told within a few points where the truth is known?

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::*;

fn table(cells: &[f64]) -> FamilyTable {
    let families = cells.len().trailing_zeros() as usize;
    let names = ["birth", "death", "name", "place", "kin"];
    FamilyTable::new(names[..families].iter().map(|name| (*name).to_owned()).collect(), cells.to_vec()).unwrap()
}

/// Matches that are easy or hard for all families alike: a family reaches one with logit `ease + slope * quality`, quality
/// standard normal. Returns the cells and the true share reached.
fn simulated(families: &[(f64, f64)], matches: u32, seed: u64) -> (Vec<f64>, f64) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut cells = vec![0.0; 1 << families.len()];
    for _ in 0..matches {
        let quality: f64 = (0..12).map(|_| rng.random_range(-0.5..0.5)).sum();
        let mut mask = 0;
        for (family, (ease, slope)) in families.iter().enumerate() {
            let chance = 1.0 / (1.0 + (-(ease + slope * quality)).exp());
            mask |= usize::from(rng.random_bool(chance)) << family;
        }
        cells[mask] += 1.0;
    }
    let recall = 1.0 - cells[0] / f64::from(matches);
    (cells, recall)
}

#[test]
fn independent_families_give_back_what_they_lost() {
    // 1,000 matches, reached with chances 1/2, 1/2 and 4/5: cells in their expectation, 50 lost.
    let cells: Vec<f64> = (0..8_usize).map(|mask| 1000.0 * 0.25 * if mask & 4 == 4 { 0.8 } else { 0.2 }).collect();
    let loss = estimate(&table(&cells)).unwrap();
    assert!((loss.missed - 50.0).abs() < 1e-6, "{}", loss.missed);
    assert!((loss.recall - 0.95).abs() < 1e-9);
    assert_eq!(loss.models[0].model, "birth + death + name");
    assert!(loss.pairs.iter().all(|pair| (pair.matches - 1000.0).abs() < 2.0), "{:?}", loss.pairs);
    assert!(loss.missed_interval_95.0 < 50.0 && loss.missed_interval_95.1 > 50.0);
}

#[test]
fn the_richest_model_of_three_families_is_the_closed_form() {
    let cells = [0.0, 200.0, 100.0, 200.0, 400.0, 400.0, 200.0, 1000.0];
    let loss = estimate(&table(&cells)).unwrap();
    let all = loss.models.iter().find(|model| model.model.matches('*').count() == 3).unwrap();
    let closed = without_highest(&cells).unwrap();
    assert!((all.missed - closed).abs() < 1e-6 * closed, "{} {closed}", all.missed);
}

#[test]
fn matches_of_unequal_quality_are_estimated_within_five_points() {
    let three = [(0.5, 1.0), (1.0, 1.0), (0.0, 1.0)];
    let unequal = [(1.0, 1.5), (1.5, 0.5), (0.5, 1.0)];
    let strong = [(0.5, 2.0), (1.0, 2.0), (0.0, 2.0)];
    let four = [(0.5, 1.5), (1.0, 1.5), (0.0, 1.5), (0.3, 1.5)];
    let five = [(1.0, 2.0), (1.0, 2.0), (0.0, 1.0), (0.0, 1.0), (0.5, 2.0)];
    for families in [&three[..], &unequal, &strong, &four, &five] {
        for seed in 0..3 {
            let (cells, recall) = simulated(families, 20_000, seed);
            let loss = estimate(&table(&cells)).unwrap();
            assert!((loss.recall - recall).abs() < 0.05, "{families:?}: {:.3}, truth {recall:.3}", loss.recall);
            let (low, high) = loss.recall_interval_95;
            assert!(
                low < recall + 0.02 && high > recall - 0.02,
                "{families:?}: {low:.3} to {high:.3}, truth {recall:.3}"
            );
            // Where quality differs, families by themselves see too little loss, and Chao's bound is a bound.
            assert!(loss.pairs.iter().all(|pair| pair.matches < 20_000.0));
            assert!(loss.missed_lower_bound < 20_000.0 * (1.0 - recall));
        }
    }
}

#[test]
fn refuses_an_overlap_that_tells_nothing() {
    let refusal = estimate(&table(&[0.0, 900.0, 800.0, 6.0])).unwrap_err();
    assert_eq!(refusal, NotEstimable::OverlapTooSmall { found: 6.0 });
    let nothing = estimate(&table(&[0.0; 8])).unwrap_err();
    assert!(nothing.to_string().starts_with("0.0 expected matches"));
}

#[test]
fn refuses_cells_that_no_families_can_produce() {
    let families = |count: usize| vec!["x".to_owned(); count];
    assert_eq!(FamilyTable::new(families(1), vec![0.0; 2]), Err(ImpossibleCells::Families(1)));
    assert_eq!(FamilyTable::new(families(2), vec![0.0; 3]), Err(ImpossibleCells::Cells { found: 3, wanted: 4 }));
    let negative = FamilyTable::new(families(2), vec![0.0, 1.0, -1.0, 3.0]);
    assert_eq!(negative, Err(ImpossibleCells::Value { mask: 2, value: -1.0 }));
    assert!(FamilyTable::new(families(2), vec![f64::NAN, 1.0, 1.0, 3.0]).is_ok(), "cell 0 is not read");
}

#[test]
fn sparse_tables_fall_back_on_a_lower_bound_or_a_simpler_model_and_never_on_nonsense() {
    for cells in [
        [0.0, 0.0, 0.0, 50.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 50.0],
        [0.0, 5.0, 7.0, 12.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 1e9, 1e9, 1e-3, 1e9, 1e-3, 1e-3, 1e9],
    ] {
        let loss = estimate(&table(&cells)).unwrap();
        assert!(loss.missed.is_finite() && loss.missed >= 0.0, "{cells:?}: {}", loss.missed);
        assert!((0.0..=1.0).contains(&loss.recall), "{cells:?}: {}", loss.recall);
        assert!(loss.recall_interval_95.0 <= loss.recall_interval_95.1);
    }
}

/// Models whose missed matches are next to none know the logarithm badly and the number well.
#[test]
fn next_to_no_loss_has_a_narrow_interval() {
    // 290 matches of which two or three families reach all but five: at most a few can be missed.
    let loss = estimate(&table(&[0.0, 0.3, 1.5, 60.0, 0.2, 3.0, 40.0, 190.0])).unwrap();
    assert!(loss.missed < 2.0, "{loss:?}");
    let (low, high) = loss.recall_interval_95;
    assert!(low > 0.9 && high <= 1.0, "{low} to {high}: {:?}", loss.models);
}
