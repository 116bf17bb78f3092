//! Laws of the sampler, and tables that must end in a refusal.

use std::sync::atomic::{AtomicU64, Ordering};

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

#[test]
fn a_watcher_is_told_and_changes_no_draw() {
    let settings = Settings { draws: 400, ..Settings::for_lists(3) };
    let seen = AtomicU64::new(0);
    let watched = fit_watched(&spina_bifida(), &settings, &|progress| {
        seen.fetch_max(progress.sweeps, Ordering::Relaxed);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(seen.into_inner() > watched.sweeps / 2);
    assert_eq!(watched.draws, fit(&spina_bifida(), &settings).unwrap().draws);
}

/// A pilot that found the same, many arrivals from its hot end, and a larger part of the sweeps for the plain chains.
#[test]
fn an_easy_table_is_sampled_by_plain_chains_beside_a_pilot() {
    let settings = Settings::for_lists(3);
    let subject = subject(&spina_bifida()).unwrap();
    let (posterior, chains) =
        Run::start(&subject, &settings, &|_| ControlFlow::Continue(())).until_converged().unwrap();
    assert!(posterior.tempering.is_pilot && posterior.tempering.arrivals >= 40, "{:?}", posterior.tempering);
    let plain: u64 = chains.iter().map(|chain| chain.sweeps).sum();
    assert!(chains.iter().all(|chain| chain.ladder().len() == 1));
    assert!(plain < posterior.sweeps && 3 * (posterior.sweeps - plain) <= plain, "{plain} {}", posterior.sweeps);
}

#[test]
fn an_empty_list_is_left_out_and_named() {
    let with_empty = table(4, &[(1, 60), (2, 49), (3, 4), (8, 247), (9, 112), (10, 142), (11, 12)]);
    let settings = Settings::for_lists(3);
    let posterior = fit(&with_empty, &settings).unwrap();
    assert_eq!(posterior.draws, fit(&spina_bifida(), &settings).unwrap().draws);
    let warnings = posterior.warnings();
    assert_eq!(warnings.last().unwrap().to_string(), "lists without anybody are left out: list 3");
    assert_eq!(fit(&spina_bifida(), &settings).unwrap().warnings(), []);
}

#[test]
fn tables_and_settings_that_carry_no_estimate_are_refused() {
    let settings = Settings::for_lists(3);
    let refusal = |table: &CaptureTable, settings: &Settings| fit(table, settings).unwrap_err();
    assert_eq!(refusal(&table(3, &[(1, 9), (3, 4)]), &settings), Refusal::TooFewLists { found: 2 });
    assert_eq!(refusal(&table(3, &[(1, 9), (2, 4), (4, 7)]), &settings), Refusal::NoOverlap);
    let one_chain = Settings { chains: 1, ..settings.clone() };
    assert!(matches!(refusal(&spina_bifida(), &one_chain), Refusal::Settings { found: 1.0, .. }));
    let in_haste = Settings { sweeps_max: 1000, draws: 100, ..settings.clone() };
    assert!(matches!(refusal(&spina_bifida(), &in_haste), Refusal::NotConverged { .. }));
    let small_world = Settings { cap_persons: Some(700.0), ..settings };
    let Refusal::MassBeyondCap { share, .. } = refusal(&spina_bifida(), &small_world) else { panic!() };
    assert!(share > 0.8, "{share}");
}

/// Sixteen lists, a thousand million persons, all of them on all lists, a list that holds another: a number or a refusal.
#[test]
fn odd_tables_end_in_a_number_or_a_refusal() {
    let sixteen: Vec<(u32, u64)> = (0..16).map(|list| (1 << list | 1 << (list * 7 % 16), 5)).collect();
    let tables = [
        table(16, &sixteen),
        table(
            3,
            &[(1, 300_000_000), (2, 300_000_000), (3, 100_000_000), (4, 200_000_000), (5, 50_000_000), (6, 50_000_000)],
        ),
        table(3, &[(7, 40)]),
        table(3, &[(7, 1)]),
        table(3, &[(1, 20), (3, 15), (4, 9), (5, 4), (7, 2)]),
    ];
    for table in tables {
        let settings = Settings { draws: 100, burn_in: 200, sweeps_max: 200_000, ..Settings::for_lists(table.lists()) };
        match fit(&table, &settings) {
            Ok(posterior) => {
                let documented = table.documented() as f64;
                assert!(posterior.pooled().iter().all(|draw| draw.is_finite() && *draw >= documented));
            }
            Err(refusal) => assert!(matches!(refusal, Refusal::NotConverged { .. }), "{refusal}"),
        }
    }
}
