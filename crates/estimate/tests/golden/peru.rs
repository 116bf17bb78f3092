//! The strata of the Peruvian Truth and Reconciliation Commission, three lists each, beside LCMCR 0.4.14 and the published
//! totals. Only sums and counts of strata are printed: the tables hold small cells.

use std::collections::BTreeMap;

use estimate::{
    CaptureTable, Level,
    diagnostics::quantile,
    honesty::{Rule, by_rules},
    lcmcr::Settings,
    log_linear::{Criterion, Options, search},
    pool::{Stratum, StratumFit, fit_strata, total},
};

use super::data::text;

/// Records without a usable place have this number: no stratum, but what is left over.
const PLACE_UNKNOWN: &str = "59";

fn strata() -> Option<Vec<Stratum>> {
    strata_of(|_| true)
}

/// Strata of the victims of some perpetrators, by their codes.
fn strata_of(is_chosen: impl Fn(&str) -> bool) -> Option<Vec<Stratum>> {
    let mut cells: BTreeMap<String, Vec<(u32, u64)>> = BTreeMap::new();
    for line in text("peru_cvr_stratum_perp_3list.csv")?.lines().skip(1).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').collect();
        if !is_chosen(fields[1]) {
            continue;
        }
        let number = |place: usize| fields[place].parse::<u64>().unwrap();
        let pattern = number(2) | number(3) << 1 | number(4) << 2;
        cells.entry(fields[0].to_owned()).or_default().push((pattern as u32, number(5)));
    }
    let stratum = |(name, cells): (String, Vec<(u32, u64)>)| Stratum {
        group: if name == PLACE_UNKNOWN { "place unknown" } else { "58 strata" }.to_owned(),
        table: CaptureTable::new(3, cells).unwrap(),
        name,
    };
    Some(cells.into_iter().map(stratum).collect())
}

/// Strata whose single chain in the reference passes the gates itself, and how many of their quartiles and ends lie within
/// three Monte Carlo standard errors of ours.
fn compared(fits: &[StratumFit]) -> Option<(usize, usize, usize)> {
    let (mut strata, mut compared, mut agreeing) = (0, 0, 0);
    for line in text("golden/peru_lcmcr_3list_K7.csv")?.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |place: usize| fields[place].parse::<f64>().unwrap();
        let (effective, r_hat) = (number(7), number(8));
        if effective < 400.0 || r_hat > 1.01 {
            continue;
        }
        strata += 1;
        let fit = fits.iter().find(|fit| fit.name == fields[0]).unwrap();
        let posterior = fit.result.as_ref().unwrap();
        let mut draws = posterior.pooled();
        draws.sort_unstable_by(f64::total_cmp);
        for (share, place) in [(0.025, 3), (0.5, 4), (0.975, 5)] {
            let errors = 1.0 / effective + 1.0 / posterior.diagnosis.ess_bulk.min(posterior.diagnosis.ess_tail);
            let reach = 3.0 * (share * (1.0 - share) * errors).sqrt();
            let between = quantile(&draws, share - reach) - 0.5..=quantile(&draws, share + reach) + 0.5;
            compared += 1;
            agreeing += usize::from(between.contains(&number(place)));
        }
    }
    Some((strata, compared, agreeing))
}

/// Published: 69,280 (61,007 to 77,552; Commission 2003), about 48,000 (Rendón 2019), 58,234 and 65,958 (Manrique-Vallier,
/// Ball & Sulmont 2019, arXiv 1906.04763). Ours is beside them, not tuned to any.
#[test]
fn peru_has_an_estimate_in_every_stratum_and_a_sum_beside_the_published_ones() {
    let Some(strata) = strata() else { return };
    let fits = fit_strata(&strata, &Settings { draws: 500, ..Settings::for_lists(3) }, 1);
    let total = total(&fits, 1);
    let refused: Vec<&str> = total.left_out.iter().map(|(name, ..)| name.as_str()).collect();
    let part = total.parts.iter().find(|part| part.group == "58 strata").unwrap();
    let (place, sum) = (&part.documented, &part.summary);
    println!(
        "58 strata: {place} documented, {:.0} ({:.0} to {:.0}); refused {refused:?}",
        sum.median, sum.low, sum.high
    );
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!((total.documented, part.documented), (24_692, 22_053));
    // The sum of 58 medians in the reference is 51,224; its single chains, of which nine had fewer than 100 effective
    // draws, seldom reached the upper modes.
    assert!(sum.low < 69_280.0 && sum.median > 51_224.0, "{sum:?}");
    let Some((strata, compared, agreeing)) = compared(&fits) else { return };
    println!("{strata} strata of the reference pass the gates: {agreeing} of {compared} quantiles agree");
    assert!(strata >= 20 && agreeing * 100 >= compared * 98, "{strata} {agreeing} {compared}");
}

/// The state with peasant patrols and paramilitaries, as the published table has it.
const STATE: [&str; 3] = ["EST", "RON", "PAR"];
const SHINING_PATH: &str = "SLU";

/// Sum over strata and its standard error by a rule, with the number of strata that it could answer for.
fn sum_by(strata: &[Stratum], rule: Rule) -> (f64, f64, usize) {
    let (mut sum, mut variance, mut number) = (0.0, 0.0, 0);
    for stratum in strata.iter().filter(|stratum| stratum.name != PLACE_UNKNOWN) {
        let Ok(found) = search(&stratum.table, &Options::default()) else { continue };
        let answers = by_rules(&stratum.table, &found.fits, Level::USUAL);
        if let Some((_, Ok(answer))) = answers.into_iter().find(|(one, _)| *one == rule) {
            sum += answer.population_persons;
            variance += answer.standard_error_persons.powi(2);
            number += 1;
        }
    }
    (sum, variance.sqrt(), number)
}

#[test]
fn peru_has_the_range_over_selection_rules_and_the_difference_of_the_reference() {
    let Some(all) = strata() else { return };
    let state = strata_of(|code| STATE.contains(&code)).unwrap();
    let both = strata_of(|code| STATE.contains(&code) || code == SHINING_PATH).unwrap();
    for (what, strata) in [("all", &all), ("state", &state), ("both", &both)] {
        for rule in estimate::honesty::RULES {
            let (sum, error, number) = sum_by(strata, rule);
            println!("{what:5} {:28} {sum:9.0} +- {error:7.0} in {number} strata", rule.name());
        }
    }
    let rules = [
        (Rule::Independence, [40_625.0, 13_065.0, 30_684.0]),
        (Rule::Least(Criterion::Bic), [78_818.0, 26_157.0, 61_692.0]),
        (Rule::Least(Criterion::Aic), [102_436.0, 32_722.0, 76_093.0]),
        (Rule::LeastChiSquare, [73_738.0, 23_213.0, 60_204.0]),
    ];
    for (rule, wanted) in rules {
        for (strata, wanted) in [&all, &state, &both].into_iter().zip(wanted) {
            let (sum, _, number) = sum_by(strata, rule);
            assert!((sum - wanted).abs() < 1.0 && number == 58, "{rule:?} {wanted}: {sum} in {number}");
        }
    }
}
