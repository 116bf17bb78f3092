//! Laws of the sampler, and tables that must end in a refusal.

use super::*;

fn table(lists: usize, counts: &[(u32, u64)]) -> CaptureTable {
    CaptureTable::new(lists, counts.iter().copied()).unwrap()
}

/// Spina bifida in upstate New York (Madigan & York 1997, *Biometrika* 84:19-31).
fn spina_bifida() -> CaptureTable {
    table(3, &[(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)])
}

#[test]
fn same_seed_gives_the_same_draws_with_one_two_and_seven_threads() {
    let run = |threads, seed| {
        let settings = Settings { threads, seed, draws: 400, ..Settings::for_lists(3) };
        fit(&spina_bifida(), &settings).unwrap().draws
    };
    let one = run(1, DEFAULT_SEED);
    assert_eq!(one, run(2, DEFAULT_SEED));
    assert_eq!(one, run(7, DEFAULT_SEED));
    assert_ne!(one, run(1, 2));
}
