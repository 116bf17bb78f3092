//! The models of a closed population against the answers of Rcapture 1.4-4 (`closedp.t`).

use estimate::{
    CaptureTable,
    closed::{Heterogeneity, KINDS, Kind, fit},
};

use super::{
    data::{close, near, rows, table},
    stopped,
};

/// Every model of a table: population, deviance and criteria to 1e-6, standard error to 1e-5.
///
/// Where the standard error differs by more, R's iteration is run and stopped where R stops it, and must give R's
/// number to 1e-6: R takes the weights of the step before (see `stopped`).
fn every_model(name: &str) {
    let (Some(table), Some(rows)) = (table(name), rows(&format!("rcapture_closedp_{name}.csv"), ',')) else { return };
    assert_eq!(rows.len(), KINDS.len());
    for (row, kind) in rows.iter().zip(KINDS) {
        assert_eq!(row.model, kind.to_string());
        let found = fit(&table, kind).unwrap_or_else(|why| panic!("{name}, {kind}: {why}"));
        let what = |part: &str| format!("{name}, {kind}: {part}");
        close(&what("population"), found.population_persons, row.numbers[0], 1e-6);
        let is_same = (found.standard_error_persons - row.numbers[1]).abs() <= 1e-5 * row.numbers[1];
        if !is_same {
            println!("{}", what("standard error as R stops"));
            close(&what("standard error as R stops"), as_r_stops(&table, kind), row.numbers[1], 1e-6);
        }
        near(&what("deviance"), found.deviance, row.numbers[2], 1e-6 * row.numbers[2] + 1e-6);
        assert_eq!(found.degrees_of_freedom as f64, row.numbers[3], "{}", what("degrees of freedom"));
        close(&what("AIC"), found.aic, row.numbers[4], 1e-6);
        close(&what("BIC"), found.bic, row.numbers[5], 1e-6);
    }
}

/// What R's iteration makes of a model, stopped where R stops it.
fn as_r_stops(table: &CaptureTable, kind: Kind) -> f64 {
    let patterns = 1..1_u32 << table.lists();
    let counts: Vec<f64> = patterns.clone().map(|pattern| table.with_pattern(pattern) as f64).collect();
    let lists = |pattern: u32| (0..table.lists()).map(move |list| pattern >> list & 1);
    let columns = |pattern: u32| -> Vec<f64> {
        let on = pattern.count_ones();
        let own: Vec<u32> = match kind {
            Kind::Mbh => return without_a_term_row(pattern),
            Kind::Mb => vec![pattern.trailing_zeros(), on - 1],
            Kind::M0 | Kind::Mh(_) => vec![on],
            Kind::Mt | Kind::Mth(_) => lists(pattern).collect(),
        };
        std::iter::once(1).chain(own).map(f64::from).chain(forms(kind, f64::from(on), table.lists())).collect()
    };
    let mut rows: Vec<Vec<f64>> = patterns.map(columns).collect();
    if kind.needs_order() {
        return without_a_term(table, kind, &stopped::iterate(&counts, &rows));
    }
    let fixed = rows[0].len() - forms(kind, 1.0, table.lists()).len();
    let is_bound = matches!(kind, Kind::Mh(Heterogeneity::Chao) | Kind::Mth(Heterogeneity::Chao));
    loop {
        let last = stopped::iterate(&counts, &rows);
        let bounds = fixed..last.coefficients.len();
        let lowest = bounds.min_by(|one, other| last.coefficients[*one].total_cmp(&last.coefficients[*other]));
        match lowest.filter(|column| is_bound && last.coefficients[*column] < 0.0) {
            Some(column) => {
                for row in &mut rows {
                    row.remove(column);
                }
            }
            None => {
                let undocumented = last.coefficients[0].exp();
                return (undocumented + undocumented.powi(2) * last.covariance[0][0]).sqrt();
            }
        }
    }
}

/// Columns of heterogeneity of persons on so many lists.
fn forms(kind: Kind, on: f64, lists: usize) -> Vec<f64> {
    match kind {
        Kind::Mh(form) | Kind::Mth(form) => match form {
            Heterogeneity::Chao => (3..=lists).map(|least| (on - least as f64 + 1.0).max(0.0)).collect(),
            Heterogeneity::Poisson2 => vec![on.exp2() - 1.0],
            Heterogeneity::Darroch => vec![on * on / 2.0],
            Heterogeneity::Gamma35 => vec![-(3.5 + on).ln() + 3.5_f64.ln()],
        },
        Kind::M0 | Kind::Mt | Kind::Mb | Kind::Mbh => Vec::new(),
    }
}

fn without_a_term_row(pattern: u32) -> Vec<f64> {
    [1, pattern.trailing_zeros(), pattern.count_ones() - 1, pattern & 1].map(f64::from).to_vec()
}

/// The standard error that Rcapture prints for Mb, and for Mbh, which there is not the model's.
///
/// The population is `u1 + M`, with `M = e^b0 (1 - p) (1 + e^b2)^(t - 1) / p` persons who were not on the first list.
/// Rcapture's number is that of a gradient of M by b2 without the part of `(1 + e^b2)^(t - 1)`, which is
/// `(t - 1) M e^b2 / (1 + e^b2)`. With it the population does not depend on recaptures at all, as it must be for an
/// estimate by removal (Seber 1982, *The Estimation of Animal Abundance*, section 7.2), and the standard error is
/// ours.
fn without_a_term(table: &CaptureTable, kind: Kind, last: &stopped::Last) -> f64 {
    let lists = table.lists() as f64;
    let b = &last.coefficients;
    let (first, again) = (b[1].exp(), b[2].exp());
    let left = 1.0 + again - first;
    let undocumented = (b[0] + lists * b[1]).exp() / left;
    let not_on_first = table.documented() as f64 + undocumented - table.on_list(0) as f64;
    let lacking = if kind == Kind::Mbh { (lists - 1.0) * not_on_first * again / (1.0 + again) } else { 0.0 };
    let gradient = [undocumented, undocumented * (lists + first / left), -undocumented * again / left - lacking];
    let square: f64 = (0..3)
        .flat_map(|i| (0..3).map(move |j| (i, j)))
        .map(|(i, j)| gradient[i] * gradient[j] * last.covariance[i][j])
        .sum();
    (undocumented + square).sqrt()
}

#[test]
fn three_and_four_lists_are_as_in_rcapture() {
    every_model("my_spina3");
    every_model("kosovo_lcmcr");
}

#[test]
fn five_lists_are_as_in_rcapture() {
    every_model("my_five");
    every_model("ukdat_5");
    every_model("ned_5");
}

#[test]
fn six_lists_are_as_in_rcapture() {
    every_model("ukdat");
    every_model("ned");
}
