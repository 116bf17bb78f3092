//! Where does the chance of one synthetic row come from? From the seed and the number of the row alone.
//!
//! Each person, record and table has its own short stream, so that any row can be made again without those before it.
//! The generator is SplitMix64 (Steele, Lea & Flood 2014, *OOPSLA*, 453-472), keyed by a ChaCha20 stream of the seed.
//! Only sums, products and square roots are used, which every machine rounds alike.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// What a stream is for: streams of different purposes do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// How often a person is reported, and by whom.
    Reports,
    /// Whether a person lives with the one before.
    Living,
    /// Who the members of a household are.
    Household,
    /// What a record makes of a person.
    Record,
    /// The order of the rows.
    Order,
}

/// The key of all streams of a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed).random())
    }

    /// The stream of one thing.
    pub(super) fn stream(self, purpose: Purpose, number: u64) -> Chance {
        let mut chance = Chance { state: self.0 ^ (purpose as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93) };
        let start = chance.bits() ^ number.wrapping_mul(0xA24B_AED4_963E_E407);
        let mut chance = Chance { state: start };
        chance.state = chance.bits();
        chance
    }
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(super) struct Chance {
    state: u64,
}

impl Chance {
    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A number below `end`; 0 where `end` is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let scaled = (self.bits() >> 32) * u64::from(end);
        u32::try_from(scaled >> 32).expect("a 32-bit number times a share below 1")
    }

    /// One of several things.
    ///
    /// # Panics
    /// Where there is none.
    pub(super) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let number = u32::try_from(things.len()).expect("tables are short");
        &things[self.below(number) as usize]
    }

    /// A standard normal number, near enough: twelve uniform ones minus six.
    pub(super) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_purpose_and_number_only() {
        let first = |seed, purpose, number| Key::new(seed).stream(purpose, number).bits();
        assert_eq!(first(1, Purpose::Record, 5), first(1, Purpose::Record, 5));
        let others = [first(2, Purpose::Record, 5), first(1, Purpose::Household, 5), first(1, Purpose::Record, 6)];
        assert!(others.iter().all(|other| *other != first(1, Purpose::Record, 5)));
    }

    #[test]
    fn uniform_and_normal_numbers_have_their_mean_and_spread() {
        let mut chance = Key::new(3).stream(Purpose::Order, 0);
        let draws = 20_000;
        let mean = (0..draws).map(|_| chance.unit()).sum::<f64>() / f64::from(draws);
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let square = (0..draws).map(|_| chance.normal().powi(2)).sum::<f64>() / f64::from(draws);
        assert!((square - 1.0).abs() < 0.05, "{square}");
        assert!((0..1000).all(|_| chance.below(7) < 7));
        assert_eq!(chance.below(0), 0);
    }
}
