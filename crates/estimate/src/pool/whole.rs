//! Whole persons whose parts add up.
//!
//! Largest remainders (Hamilton's method; Balinski & Young 2001, *Fair Representation*, Brookings, p. 17).

/// Rounds a number of persons; what is negative or no number becomes 0.
pub fn round_persons(persons: f64) -> u64 {
    persons.round() as u64 // The cast takes NaN and negative numbers to 0.
}

/// Rounds parts so that they add up to `total`. Parts are scaled to the total first; equal remainders go to the earlier
/// part. Where all parts are 0 the total is dealt out evenly.
///
/// ```
/// use estimate::pool::apportion;
/// assert_eq!(apportion(&[1.4, 2.4, 3.2], 7), vec![2, 2, 3]); // the first 0.4 is the largest remainder
/// assert_eq!(apportion(&[1.0, 1.0, 1.0], 10), vec![4, 3, 3]);
/// ```
pub fn apportion(parts: &[f64], total: u64) -> Vec<u64> {
    let sound = |part: &f64| if part.is_finite() && *part > 0.0 { *part } else { 0.0 };
    let mut shares: Vec<f64> = parts.iter().map(sound).collect();
    if shares.iter().sum::<f64>() <= 0.0 {
        shares.fill(1.0);
    }
    let scale = total as f64 / shares.iter().sum::<f64>();
    shares.iter_mut().for_each(|share| *share *= scale);
    let mut whole: Vec<u64> = shares.iter().map(|share| share.floor() as u64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |part: usize| shares[part] - shares[part].floor();
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    let mut left = total.saturating_sub(whole.iter().sum());
    while left > 0 && !order.is_empty() {
        for part in &order {
            if left > 0 {
                whole[*part] += 1;
                left -= 1;
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_always_add_up_to_the_total() {
        let mut chance = crate::chance::Chance::new(61, 0);
        for _ in 0..2000 {
            let parts: Vec<f64> = (0..=chance.below(12)).map(|_| 50.0 * chance.uniform().powi(3)).collect();
            let total = round_persons(parts.iter().sum());
            let whole = apportion(&parts, total);
            assert_eq!(whole.iter().sum::<u64>(), total);
            assert!(parts.iter().zip(&whole).all(|(part, whole)| (part - *whole as f64).abs() < 1.5), "{parts:?}");
        }
        assert_eq!(apportion(&[f64::NAN, 3.0], 3), vec![0, 3]);
        assert_eq!(apportion(&[], 3), Vec::<u64>::new());
    }
}
