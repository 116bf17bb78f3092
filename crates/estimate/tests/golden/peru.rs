//! The strata of the Peruvian Truth and Reconciliation Commission, three lists each, beside LCMCR 0.4.14 and the published
//! totals. Only sums and counts of strata are printed: the tables hold small cells.

use std::collections::BTreeMap;

use estimate::{
    CaptureTable,
    diagnostics::quantile,
    lcmcr::Settings,
    pool::{Stratum, StratumFit, fit_strata, total},
};

use super::data::text;

/// Records without a usable place have this number: no stratum, but what is left over.
const PLACE_UNKNOWN: &str = "59";

fn strata() -> Option<Vec<Stratum>> {
    let mut cells: BTreeMap<String, Vec<(u32, u64)>> = BTreeMap::new();
    for line in text("peru_cvr_stratum_perp_3list.csv")?.lines().skip(1).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').collect();
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
