//! Published tables with published answers, and a truth that must be recovered.

use rand::{RngExt, SeedableRng};

use super::*;
use crate::Interval;

/// Spina bifida (Regal & Hook 1991), columns in the order of the golden values: 60-49-4-247-112-142-12.
const SPINA: [(u32, u64); 7] = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];

/// Kosovo 1999, four lists (Ball & others 2002): 4,400 documented killings. Bits: list 1 lowest.
const KOSOVO: [(u32, u64); 15] = [
    (0b0001, 1131),
    (0b0010, 845),
    (0b0011, 177),
    (0b0100, 936),
    (0b0101, 228),
    (0b0110, 217),
    (0b0111, 181),
    (0b1000, 306),
    (0b1001, 106),
    (0b1010, 31),
    (0b1011, 18),
    (0b1100, 123),
    (0b1101, 42),
    (0b1110, 32),
    (0b1111, 27),
];

fn fit_named(table: &CaptureTable, name: &str) -> Fit {
    let found = search(table, &Options::default()).unwrap();
    found.fits.into_iter().find(|fit| fit.model.to_string() == name).unwrap()
}

fn close(found: f64, wanted: f64, relative: f64) {
    assert!((found - wanted).abs() <= relative * wanted.abs(), "found {found}, wanted {wanted}");
}

#[test]
fn gives_the_published_answers_for_spina_bifida() {
    let table = CaptureTable::new(3, SPINA).unwrap();
    let bic = fit_named(&table, "[12,3]");
    close(bic.population_persons, 730.928_571, 1e-8);
    close(bic.standard_error_persons, 16.980_229, 1e-6);
    close(bic.aic, 53.831_056, 1e-7);
    close(bic.bic, 76.027_808, 1e-7);
    let aic = estimate(&table, Criterion::Aic).unwrap();
    assert_eq!(aic.model, "[12,23]");
    close(aic.population_persons, 758.321_429, 1e-8);
    close(aic.interval.low, 713.194, 1e-3);
    close(aic.interval.high, 813.750, 1e-3);
}

#[test]
fn gives_the_published_answers_for_kosovo() {
    let table = CaptureTable::new(4, KOSOVO).unwrap();
    assert_eq!(table.documented(), 4_400);
    let independent = fit_named(&table, "[1,2,3,4]");
    close(independent.population_persons, 7_394.586_662, 1e-8);
    // The reference stops its iteration earlier: standard errors agree to five digits.
    close(independent.standard_error_persons, 129.625_391, 1e-5);
    close(independent.deviance, 245.938_74, 1e-6);
    let best = estimate(&table, Criterion::Bic).unwrap();
    assert_eq!(best.model, "[123,14,34]");
    close(best.population_persons, 10_356.518_957, 1e-7);
    close(best.interval.low, 8_994.257, 1e-3);
    close(best.interval.high, 12_110.408, 1e-3);
    assert_eq!(best.alternatives[0].model, "[123,134]");
}

#[test]
fn a_table_that_can_carry_nothing_is_refused() {
    let apart = CaptureTable::new(3, [(1, 90), (2, 80), (4, 70)]).unwrap();
    assert!(matches!(estimate(&apart, Criterion::Bic), Err(NotEstimable::OverlapTooSmall { .. })));
    let contained = CaptureTable::new(2, [(1, 90), (3, 80)]).unwrap();
    assert!(matches!(estimate(&contained, Criterion::Bic), Err(NotEstimable::NoModelFits)));
}

/// 200 populations of 800 persons on three independent lists: the 95 % interval holds the truth in most.
#[test]
fn recovers_a_known_population() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(19_481_210);
    let mut covered = 0;
    for _ in 0..200 {
        let mut counts = [0_u64; 8];
        for _ in 0..800 {
            let pattern: usize = [0.45, 0.40, 0.35]
                .iter()
                .enumerate()
                .map(|(list, chance)| usize::from(rng.random_bool(*chance)) << list)
                .sum();
            counts[pattern] += 1;
        }
        let table = CaptureTable::new(3, (1..8).map(|pattern: u32| (pattern, counts[pattern as usize]))).unwrap();
        let Interval { low, high, .. } = estimate(&table, Criterion::Bic).unwrap().interval;
        covered += usize::from(low <= 800.0 && 800.0 <= high);
    }
    assert!(covered >= 176, "the interval held the truth in {covered} of 200 populations");
}
