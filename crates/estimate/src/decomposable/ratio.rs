//! Logarithms of ratios of gamma functions, without the loss of digits of a difference.
//!
//! `ln G(u) - ln G(u + d)` for large `u` and small `d` is a small number between two large ones. Stirling's series is
//! subtracted term by term (Abramowitz & Stegun 1964, 6.1.41), so that what is left has the precision of `d ln u`.

/// Above this the series is exact to the last digits.
const SERIES_FROM: f64 = 15.0;

/// Returns `ln G(u) - ln G(u + d)` for `u > 0` and `d >= 0`.
pub(super) fn ln_gamma_ratio(u: f64, d: f64) -> f64 {
    if d == 0.0 {
        return 0.0;
    }
    // ln G(u) = ln G(u + k) - ln(u (u + 1) ... (u + k - 1))
    let (low, below) = raise(u);
    let (high, above) = raise(u + d);
    let gap = d - (low - u) + (high - (u + d));
    let main = if gap.abs() < 0.5 * high {
        (low - 0.5) * (-gap / high).ln_1p() + gap * (1.0 - high.ln())
    } else {
        (low - 0.5) * low.ln() - (high - 0.5) * high.ln() + gap
    };
    main + series(low) - series(high) + above - below
}

/// Adds whole numbers until the series holds; with the logarithm of the factors that this adds.
fn raise(mut u: f64) -> (f64, f64) {
    if u >= SERIES_FROM {
        return (u, 0.0);
    }
    let mut product = 1.0;
    while u < SERIES_FROM {
        product *= u;
        u += 1.0;
    }
    (u, product.ln())
}

/// Stirling's series less its leading terms.
fn series(u: f64) -> f64 {
    let inverse = 1.0 / u;
    let square = inverse * inverse;
    inverse
        * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::gamma::ln_gamma;

    #[test]
    fn agrees_with_the_difference_where_that_is_exact() {
        for u in [1e-5, 0.03125, 0.5, 1.0, 7.3, 14.9, 15.1, 200.0] {
            for d in [1e-3, 0.5, 1.0, 6.0, 40.0, 900.0] {
                let (found, wanted) = (ln_gamma_ratio(u, d), ln_gamma(u) - ln_gamma(u + d));
                assert!((found - wanted).abs() < 1e-11 * (1.0 + wanted.abs()), "{u} {d}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn keeps_its_digits_where_the_difference_loses_them() {
        // G(u) / G(u + 3) = 1 / (u (u + 1) (u + 2))
        for u in [1e6_f64, 1e12, 1e17] {
            let wanted = -(u.ln() + (u + 1.0).ln() + (u + 2.0).ln());
            assert!((ln_gamma_ratio(u, 3.0) - wanted).abs() < 1e-12, "{u}");
        }
    }
}
