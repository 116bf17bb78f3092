//! Gamma and beta variates, also where a shape is far below 1 and the variate underflows.
//!
//! Source: Marsaglia & Tsang 2000, *ACM Trans. Math. Softw.* 26:363-372 (shape of at least 1, and the step to smaller
//! shapes, p. 371, taken in logarithms here).

use super::Chance;

impl Chance {
    /// Returns a gamma number with scale 1. The shape must be above 0; may underflow to 0 for a shape below 0.01.
    #[inline]
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape == 1.0 {
            return self.exponential();
        }
        if shape < 1.0 {
            return self.ln_gamma(shape).exp();
        }
        self.gamma_from_one(shape)
    }

    /// Returns the logarithm of a gamma number, which never underflows.
    #[inline]
    pub fn ln_gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma_from_one(shape + 1.0).ln() + self.uniform().ln() / shape;
        }
        self.gamma_from_one(shape).ln()
    }

    #[inline]
    fn gamma_from_one(&mut self, shape: f64) -> f64 {
        let centre = shape - 1.0 / 3.0;
        let spread = 1.0 / (9.0 * centre).sqrt();
        loop {
            let normal = self.normal();
            let root = 1.0 + spread * normal;
            if root <= 0.0 {
                continue;
            }
            let (cube, square) = (root * root * root, normal * normal);
            let uniform = self.uniform();
            if uniform < 1.0 - 0.0331 * square * square
                || uniform.ln() < 0.5 * square + centre * (1.0 - cube + cube.ln())
            {
                return centre * cube;
            }
        }
    }

    /// Returns the odds of a beta number and its complement: x / (1 - x) and 1 - x, neither of them rounded to 0.
    #[inline]
    pub fn beta_odds(&mut self, yes: f64, no: f64) -> (f64, f64) {
        if yes == 1.0 && no == 1.0 {
            let complement = self.uniform();
            return ((1.0 - complement) / complement, complement);
        }
        if no == 1.0 {
            // x is u^(1 / yes).
            let ln_share = (self.uniform().ln() / yes).clamp(-600.0, -f64::MIN_POSITIVE);
            let complement = -ln_share.exp_m1();
            return (ln_share.exp() / complement, complement);
        }
        if yes < 0.5 || no < 0.5 {
            let odds = (self.ln_gamma(yes) - self.ln_gamma(no)).clamp(-600.0, 600.0).exp();
            return (odds, 1.0 / (1.0 + odds));
        }
        let (top, rest) = (self.gamma(yes), self.gamma(no));
        (top / rest, rest / (top + rest))
    }

    /// Returns a beta number.
    ///
    /// ```
    /// let mut chance = estimate::chance::Chance::new(19_481_210, 0);
    /// let mean: f64 = (0..20_000).map(|_| chance.beta(2.0, 6.0)).sum::<f64>() / 20_000.0;
    /// assert!((mean - 0.25).abs() < 0.005); // 2 / (2 + 6)
    /// ```
    pub fn beta(&mut self, yes: f64, no: f64) -> f64 {
        let (odds, complement) = self.beta_odds(yes, no);
        odds * complement
    }

    /// Returns ln x and ln (1 - x) of a beta number x, exact however near to 0 or 1 it is.
    #[inline]
    pub fn ln_beta(&mut self, yes: f64, no: f64) -> (f64, f64) {
        if yes == 1.0 {
            // 1 - x is u^(1 / no).
            let ln_complement = (self.uniform().ln() / no).min(-f64::MIN_POSITIVE);
            return ((-ln_complement.exp_m1()).ln(), ln_complement);
        }
        if yes >= 1.0 && no >= 1.0 {
            let (top, rest) = (self.gamma_from_one(yes), self.gamma_from_one(no));
            let sum = 1.0 / (top + rest);
            return ((top * sum).ln(), (rest * sum).ln());
        }
        let ln_odds = self.ln_gamma(yes) - self.ln_gamma(no);
        // ln(1 + exp(t)) without overflow.
        let soft = |ln: f64| if ln > 0.0 { ln + (-ln).exp().ln_1p() } else { ln.exp().ln_1p() };
        (-soft(-ln_odds), -soft(ln_odds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of a gamma law both equal its shape.
    #[test]
    fn gamma_numbers_have_mean_and_variance_of_their_shape() {
        let mut chance = Chance::new(11, 0);
        for shape in [0.05, 0.25, 1.0, 1.5, 7.0, 400.0] {
            let draws: Vec<f64> = (0..200_000).map(|_| chance.gamma(shape)).collect();
            let mean = draws.iter().sum::<f64>() / 2e5;
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 2e5;
            assert!((mean - shape).abs() < 5.0 * (shape / 2e5_f64).sqrt(), "{shape}: {mean}");
            let error = ((2.0 * shape * shape + 6.0 * shape) / 2e5_f64).sqrt();
            assert!((variance - shape).abs() < 5.0 * error, "{shape}: {variance}");
        }
    }

    #[test]
    fn beta_numbers_have_their_mean_in_every_branch() {
        let mut chance = Chance::new(12, 0);
        for (yes, no) in [(1.0, 1.0), (0.1, 0.3), (1.0, 0.02), (5.0, 1.0), (0.25, 1.0), (3.0, 900.0), (40.0, 0.2)] {
            let mean = (0..100_000).map(|_| chance.beta(yes, no)).sum::<f64>() / 1e5;
            let ln_mean = (0..100_000).map(|_| chance.ln_beta(yes, no).0.exp()).sum::<f64>() / 1e5;
            let expected = yes / (yes + no);
            let error = 5.0 * (expected * (1.0 - expected) / (yes + no + 1.0) / 1e5).sqrt();
            assert!((mean - expected).abs() < error, "{yes} {no}: {mean}");
            assert!((ln_mean - expected).abs() < error, "{yes} {no}: {ln_mean}");
        }
    }

    #[test]
    fn tiny_shapes_give_finite_logarithms() {
        let mut chance = Chance::new(13, 0);
        for _ in 0..1000 {
            let (ln_share, ln_complement) = chance.ln_beta(1.0, 1e-6);
            assert!(ln_share <= 0.0 && ln_complement < 0.0 && ln_complement.is_finite());
            assert!(chance.ln_gamma(1e-4).is_finite());
        }
    }
}
