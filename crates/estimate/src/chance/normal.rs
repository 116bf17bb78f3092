//! Normal variates by the ziggurat with 256 layers of equal area.
//!
//! Source: Marsaglia & Tsang 2000, *J. Statist. Software* 5(8):1-7; the rightmost layer's edge is theirs, the rest is
//! computed from it.

use super::Chance;

/// Right edge of the rightmost layer for 256 layers (Marsaglia & Tsang 2000, p. 3).
const EDGE: f64 = 3.654_152_885_361_009;

/// Edges of the layers and the density there.
pub(super) struct Layers {
    edge: [f64; 257],
    height: [f64; 257],
}

fn height(at: f64) -> f64 {
    (-0.5 * at * at).exp()
}

impl Layers {
    pub(super) fn new() -> Self {
        let tail = (std::f64::consts::PI / 2.0).sqrt() * statrs::function::erf::erfc(EDGE / std::f64::consts::SQRT_2);
        let area = EDGE * height(EDGE) + tail;
        let mut edge = [0.0; 257];
        edge[0] = area / height(EDGE);
        edge[1] = EDGE;
        for layer in 2..256 {
            let density = area / edge[layer - 1] + height(edge[layer - 1]);
            edge[layer] = (-2.0 * density.ln()).sqrt();
        }
        Self { edge, height: edge.map(height) }
    }
}

impl Chance {
    /// Returns a standard normal number.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        let layers = &self.tables.normal;
        loop {
            let bits = self.bits();
            let layer = (bits & 255) as usize;
            let signed = (bits >> 11) as f64 * (1.0 / (1_u64 << 52) as f64) - 1.0;
            let value = signed * layers.edge[layer];
            if value.abs() < layers.edge[layer + 1] {
                return value;
            }
            if layer == 0 {
                return self.normal_tail().copysign(signed);
            }
            let (low, high) = (layers.height[layer], layers.height[layer + 1]);
            if low + self.uniform() * (high - low) < height(value) {
                return value;
            }
        }
    }

    /// A number beyond the rightmost edge.
    #[cold]
    fn normal_tail(&mut self) -> f64 {
        loop {
            let beyond = self.exponential() / EDGE;
            if 2.0 * self.exponential() >= beyond * beyond {
                return EDGE + beyond;
            }
        }
    }

    /// Returns an exponential number with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layers_close_at_the_top() {
        let layers = Layers::new();
        let area = layers.edge[0] * layers.height[1];
        let top = area / layers.edge[255] + layers.height[255];
        assert!((top - 1.0).abs() < 1e-9, "{top}");
    }

    /// Shares beyond 1, 1.96, 3 and the ziggurat's own edge against the normal law.
    #[test]
    fn tails_have_the_mass_of_the_normal_law() {
        let mut chance = Chance::new(5, 0);
        let draws: Vec<f64> = (0..1_000_000).map(|_| chance.normal()).collect();
        for (edge, share) in [(1.0, 0.317_311), (1.96, 0.049_996), (3.0, 0.002_700), (EDGE, 0.000_258)] {
            let found = draws.iter().filter(|draw| draw.abs() > edge).count() as f64 / 1e6;
            let error = (share * (1.0 - share) / 1e6_f64).sqrt();
            assert!((found - share).abs() < 4.0 * error, "beyond {edge}: {found}");
        }
        let fourth = draws.iter().map(|draw| draw.powi(4)).sum::<f64>() / 1e6;
        assert!((fourth - 3.0).abs() < 0.05, "{fourth}");
    }
}
