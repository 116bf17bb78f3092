//! Latent class posteriors against pooled chains of LCMCR 0.4.14 and of a tempered prototype.
//!
//! Two runs agree where a quantile of one lies between the quantiles of the other that are three Monte Carlo standard
//! errors apart on either side, the errors being those of both runs: `sqrt(p (1 - p) (1 / ESS + 1 / ESS'))` in probability.

use estimate::{
    diagnostics::{ess_bulk, quantile},
    lcmcr::{Posterior, Settings, fit},
};

use super::data::table;

/// Quantiles 2.5, 25, 50, 75 and 97.5 % of a pooled run, its mean, and its effective draws in bulk and tails.
struct Pooled {
    quantiles: [f64; 5],
    mean: Option<f64>,
    effective_bulk: f64,
    effective_tail: f64,
}

const SHARES: [f64; 5] = [0.025, 0.25, 0.5, 0.75, 0.975];

/// Three standard errors.
const ERRORS_MAX: f64 = 3.0;

fn agrees(name: &str, posterior: &Posterior, wanted: &Pooled) {
    let mut draws = posterior.pooled();
    draws.sort_unstable_by(f64::total_cmp);
    agree(name, (&draws, posterior), wanted);
}

fn agree(name: &str, (draws, posterior): (&[f64], &Posterior), wanted: &Pooled) {
    let bulk = posterior.diagnosis.ess_bulk;
    println!("{name}: {} sweeps, {}", posterior.sweeps, posterior.diagnosis);
    for (share, golden) in SHARES.into_iter().zip(wanted.quantiles) {
        let theirs = if (0.1..0.9).contains(&share) { wanted.effective_bulk } else { wanted.effective_tail };
        let errors = 1.0 / effective_below(posterior, golden) + 1.0 / theirs;
        let reach = ERRORS_MAX * (share * (1.0 - share) * errors).sqrt();
        let (low, high) = (quantile(draws, share - reach), quantile(draws, share + reach));
        // Both are whole persons.
        assert!((low - 0.5..=high + 0.5).contains(&golden), "{name}, {share}: {golden} outside of {low} to {high}");
    }
    let Some(mean) = wanted.mean else { return };
    let summary = estimate::diagnostics::summarise(draws);
    let error = summary.deviation * (1.0 / bulk + 1.0 / wanted.effective_bulk).sqrt();
    assert!((summary.mean - mean).abs() < ERRORS_MAX * error, "{name}: mean {} {mean}", summary.mean);
}

/// Effective draws for the share of draws up to a value: excursions into a tail last, so that it has fewer than the bulk.
fn effective_below(posterior: &Posterior, value: f64) -> f64 {
    let below = |chain: &Vec<f64>| chain.iter().map(|draw| f64::from(u8::from(*draw <= value))).collect();
    ess_bulk(&posterior.draws.iter().map(below).collect::<Vec<Vec<f64>>>())
}

fn fitted(name: &str) -> Option<Posterior> {
    fitted_with(name, Settings::default())
}

/// Four times the draws of a default run.
fn long() -> Settings {
    Settings { draws: 4000, ..Settings::default() }
}

fn fitted_with(name: &str, settings: Settings) -> Option<Posterior> {
    let posterior = fit(&table(name)?, &Settings { classes: 10, ..settings }).unwrap();
    assert!(posterior.diagnosis.failures.is_empty());
    Some(posterior)
}

#[test]
fn kosovo_is_as_in_eight_long_chains() {
    let Some(posterior) = fitted("kosovo_lcmcr") else { return };
    let wanted = Pooled {
        quantiles: [9001.0, 9872.0, 10418.0, 11163.0, 13840.0],
        mean: Some(10669.5),
        effective_bulk: 12_875.0,
        effective_tail: 9_781.0,
    };
    agrees("kosovo", &posterior, &wanted);
}

/// LCMCR's own chains do not agree there (R-hat 1.016 and 1.013): the answer is that of the tempered prototype.
#[test]
fn the_united_kingdom_is_as_in_tempered_chains() {
    let Some(posterior) = fitted("ukdat") else { return };
    let wanted = Pooled {
        quantiles: [16924.0, 20472.0, 22898.0, 25890.0, 34234.0],
        mean: Some(23577.4),
        effective_bulk: 8_335.0,
        effective_tail: 8_335.0,
    };
    agrees("ukdat", &posterior, &wanted);
    let Some(posterior) = fitted_with("ukdat_5", long()) else { return };
    let wanted = Pooled {
        quantiles: [15525.0, 19558.0, 22276.0, 25552.0, 34349.0],
        mean: Some(22959.7),
        effective_bulk: 3_226.0,
        effective_tail: 3_226.0,
    };
    agrees("ukdat_5", &posterior, &wanted);
}

#[test]
fn three_and_five_lists_of_madigan_and_york_are_as_in_pooled_chains() {
    let Some(posterior) = fitted_with("my_five", long()) else { return };
    let wanted = Pooled {
        quantiles: [590.0, 613.0, 629.0, 651.0, 719.0],
        mean: Some(635.8),
        effective_bulk: 18_832.0,
        effective_tail: 27_508.0,
    };
    agrees("my_five", &posterior, &wanted);
    let Some(posterior) = fitted_with("my_spina3", long()) else { return };
    let wanted = Pooled {
        quantiles: [686.0, 716.0, 733.0, 753.0, 826.0],
        mean: Some(739.2),
        effective_bulk: 12_846.0,
        effective_tail: 17_872.0,
    };
    agrees("my_spina3", &posterior, &wanted);
}

/// LCMCR keeps the population below 21 times the documented without a word: its answer is ours given that bound, and the
/// share beyond is said.
#[test]
fn australia_is_as_in_pooled_chains_once_their_silent_bound_is_applied() {
    let Some(posterior) = fitted("msetools_australia") else { return };
    let bound = 21.0 * posterior.documented as f64;
    let mut draws: Vec<f64> = posterior.pooled().into_iter().filter(|draw| *draw <= bound).collect();
    draws.sort_unstable_by(f64::total_cmp);
    let wanted = Pooled {
        quantiles: [2143.0, 3291.0, 4134.0, 5283.0, 7930.0],
        mean: Some(4399.9),
        effective_bulk: 7_469.0,
        effective_tail: 3_524.0,
    };
    agree("australia", (&draws, &posterior), &wanted);
    let beyond = posterior.share_beyond(bound);
    let said = posterior.warnings().iter().any(|warning| warning.to_string().contains("21 times the documented"));
    assert!(beyond > 0.001 && said, "{beyond}");
}

/// LCMCR's chains do not agree (R-hat 1.31); the answer is that of the tempered prototype, without a cap. Its 2.5 % quantile,
/// 85,577, lies in the gap between the modes: that share of its draws stands near 46,000, where chains start and whence its
/// own had not all come for good (392 effective draws). Ours come from there and hardly return, so its quantiles are held
/// to ours with such a share put below; its mean cannot be.
#[test]
fn the_netherlands_on_six_lists_are_as_in_tempered_chains() {
    let Some(posterior) = fitted_with("ned", long()) else { return };
    let mut draws = posterior.pooled();
    draws.extend(vec![46_000.0; draws.len() / 39]); // One in forty.
    draws.sort_unstable_by(f64::total_cmp);
    let wanted = Pooled {
        quantiles: [quantile(&draws, 0.025), 128_685.0, 142_809.0, 158_939.0, 209_888.0],
        mean: None,
        effective_bulk: 392.0,
        effective_tail: 392.0,
    };
    agree("ned", (&draws, &posterior), &wanted);
    let in_lower_mode = 1.0 - posterior.share_beyond(85_577.0);
    println!("ned: share below 85,577: {in_lower_mode}");
    assert!(in_lower_mode < 0.01, "{in_lower_mode}");
}

/// Neither LCMCR (R-hat 1.34) nor the tempered prototype (R-hat 1.019, 179 effective draws, 10 % in the upper mode) passes
/// the gates here, so the weights of the two modes have no golden value. What both saw of the lower mode must be there, and
/// the upper one, which a default run of LCMCR misses.
/// A sequential Monte Carlo sampler of other moves (Metropolis steps in logits, tempered by powers of the likelihood, 2,000
/// particles), written apart from this crate, put 0.72 in the upper mode in its one run with ten classes, and 0.40, 0.44 and
/// 0.46 with three, where bridge sampling gives 0.418.
#[test]
fn the_netherlands_on_five_lists_have_two_modes_in_every_chain() {
    let Some(posterior) = fitted_with("ned_5", Settings { draws: 2000, ..Settings::default() }) else { return };
    let modes = &posterior.diagnosis.modes;
    println!("ned_5: {} sweeps, {}, {modes:?}", posterior.sweeps, posterior.diagnosis);
    assert_eq!(modes.len(), 2, "{modes:?}");
    assert!(!posterior.tempering.is_pilot, "plain chains must not be believed here");
    assert!((modes[0].at - 48_553.0).abs() < 2_000.0 && (modes[1].at - 145_000.0).abs() < 15_000.0, "{modes:?}");
    for chain in &posterior.draws {
        let share = modes[1].share_of(chain);
        assert!((0.4..0.85).contains(&share), "{share}");
    }
    // Chains 1, 2 and 4 of LCMCR stayed in the lower mode; their pooled median there.
    let mut lower: Vec<f64> = posterior.pooled().into_iter().filter(|draw| *draw < modes[0].to).collect();
    lower.sort_unstable_by(f64::total_cmp);
    assert!((quantile(&lower, 0.5) / 48_900.0 - 1.0).abs() < 0.03, "{}", quantile(&lower, 0.5));
    assert!(posterior.warnings().iter().any(|warning| warning.to_string().starts_with("the posterior has 2 modes")));
}

/// With three classes the weights of the two modes can be had otherwise: a Metropolis sampler in another language, one
/// coordinate at a time, kept within each mode, and bridge sampling (Meng & Wong 1996, *Statistica Sinica* 6:831-860) gave
/// ln evidences of -12,333.78 and -12,334.11, errors of about 0.02: 0.418 in the upper mode.
#[test]
fn weights_of_modes_are_those_of_bridge_sampling() {
    let Some(table) = table("ned_5") else { return };
    let posterior = fit(&table, &Settings { classes: 3, draws: 4000, ..Settings::default() }).unwrap();
    let upper = posterior.share_beyond(90_000.0);
    let error = (0.418 * 0.582 / posterior.diagnosis.ess_bulk).sqrt();
    println!("ned_5, 3 classes: {upper:.3} in the upper mode, error {error:.3}, {}", posterior.diagnosis);
    assert!((upper - 0.418).abs() < ERRORS_MAX * error, "{upper} {error}");
}
