//! Autocovariances of a chain, all lags at once, by the fast Fourier transform (Cooley & Tukey 1965, *Math. Comput.*
//! 19:297-301).

/// A complex number: real and imaginary part.
type Complex = (f64, f64);

/// Returns the autocovariances at lags 0, 1, ..., each divided by the length of the chain.
pub(super) fn autocovariances(chain: &[f64]) -> Vec<f64> {
    let length = chain.len();
    if length == 0 {
        return Vec::new();
    }
    let mean = chain.iter().sum::<f64>() / length as f64;
    let mut series: Vec<Complex> = chain.iter().map(|draw| (draw - mean, 0.0)).collect();
    series.resize((2 * length).next_power_of_two(), (0.0, 0.0));
    transform(&mut series);
    for value in &mut series {
        *value = (value.0 * value.0 + value.1 * value.1, 0.0);
    }
    // The spectrum is real and even, so transforming it once more is its inverse up to the length.
    transform(&mut series);
    let scale = series.len() as f64 * length as f64;
    series[..length].iter().map(|value| value.0 / scale).collect()
}

/// Transforms in place; the length must be a power of two.
fn transform(series: &mut [Complex]) {
    let length = series.len();
    if length < 2 {
        return;
    }
    let bits = length.trailing_zeros();
    for place in 0..length {
        let mirrored = place.reverse_bits() >> (usize::BITS - bits);
        if mirrored > place {
            series.swap(place, mirrored);
        }
    }
    let mut half = 1;
    while half < length {
        let angle = -std::f64::consts::PI / half as f64;
        let turns: Vec<Complex> = (0..half).map(|step| (angle * step as f64).sin_cos()).map(|(s, c)| (c, s)).collect();
        for block in series.chunks_exact_mut(2 * half) {
            let (first, second) = block.split_at_mut(half);
            for ((left, right), turn) in first.iter_mut().zip(second).zip(&turns) {
                let turned = (right.0 * turn.0 - right.1 * turn.1, right.0 * turn.1 + right.1 * turn.0);
                *right = (left.0 - turned.0, left.1 - turned.1);
                *left = (left.0 + turned.0, left.1 + turned.1);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_sums_of_the_definition() {
        let chain: Vec<f64> = (0..37).map(|step| f64::from(step * step % 11)).collect();
        let mean = chain.iter().sum::<f64>() / 37.0;
        for (lag, found) in autocovariances(&chain).into_iter().enumerate() {
            let products = chain.iter().zip(&chain[lag..]).map(|(first, second)| (first - mean) * (second - mean));
            let expected = products.sum::<f64>() / 37.0;
            assert!((found - expected).abs() < 1e-10, "lag {lag}: {found} {expected}");
        }
    }
}
