//! What a thread remembers of similarities that it computed.
//!
//! A memory only saves time: no level depends on it. Each is a table of one place per key, the last value staying.

use crate::comparison::{
    expression::Measure,
    letters::{Reach, Sketch},
    measure,
    operand::Operand,
    program::Test,
};

/// Places per measured operand: 2 to this power.
const PLACES_BITS: u32 = 17;

/// Bits of a value's number in a packed key; pairs of larger numbers are not remembered.
const NUMBER_BITS: u32 = 28;

/// One thread's memory.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    slots: Vec<Slot>,
    levels: Vec<Levels>,
}

/// Similarities of one measure of one operand.
#[derive(Debug, Clone)]
struct Slot {
    reach: Reach,
    kept: Vec<(u64, f32)>, // Made where it is first used.
}

/// Levels of one comparison.
#[derive(Debug, Clone, Default)]
pub(super) struct Levels {
    kept: Vec<u64>, // The pair's numbers and, in the last byte, the level.
    /// Room for the places of a strip.
    pub(super) asked: Vec<u32>,
}

impl Memory {
    /// A memory of similarities with these lowest bounds, and of so many comparisons' levels.
    pub(super) fn of(floors: impl Iterator<Item = f32>, levels: usize) -> Self {
        let slot = |floor| Slot { reach: Reach::of(floor), kept: Vec::new() };
        Self { slots: floors.map(slot).collect(), levels: vec![Levels::default(); levels] }
    }

    /// What bounds a comparison of similar words, and the levels that are known.
    pub(super) fn similar(&mut self, slot: usize, levels_at: usize) -> (&Reach, &mut Levels) {
        let levels = &mut self.levels[levels_at];
        levels.kept.resize(1 << PLACES_BITS, 0);
        (&self.slots[slot].reach, levels)
    }

    /// A costly measure of two values: remembered, or below its lowest bound, or computed.
    #[inline]
    pub(super) fn similarity(
        &mut self,
        (measure, slot): (Measure, usize),
        operand: &Operand,
        (left, right): (u32, u32),
    ) -> f32 {
        let slot = &mut self.slots[slot];
        let words = operand.words.as_ref().filter(|_| measure::is_jaro_winkler(measure));
        if words.is_some_and(|words| !words.may_reach((left, right), &slot.reach)) {
            return 0.0;
        }
        slot.computed(measure, operand, (left, right))
    }

    /// True where two words reach the bound of a test.
    #[inline]
    pub(super) fn reaches(
        &mut self,
        test: Test,
        operand: &Operand,
        ((left, right), (one, other)): ((u32, u32), (Sketch, Sketch)),
    ) -> bool {
        let slot = &mut self.slots[test.slot];
        let may_reach = left == right || one.may_reach(other, &slot.reach);
        may_reach && slot.computed(test.measure, operand, (left, right)) >= test.bound
    }
}

impl Slot {
    #[inline(never)]
    fn computed(&mut self, measure: Measure, operand: &Operand, (left, right): (u32, u32)) -> f32 {
        if self.kept.is_empty() {
            self.kept = vec![(u64::MAX, 0.0); 1 << PLACES_BITS];
        }
        let (low, high) = (left.min(right), left.max(right));
        let key = (u64::from(low) << 32) | u64::from(high);
        let kept = &mut self.kept[place(key)];
        if kept.0 != key {
            *kept = (key, measure::value(measure, operand, (low, high)));
        }
        kept.1
    }
}

impl Levels {
    /// The level of two values, remembered or computed.
    #[inline]
    pub(super) fn level(&mut self, (left, right): (u32, u32), compute: impl FnOnce() -> u8) -> u8 {
        let (low, high) = (u64::from(left.min(right)), u64::from(left.max(right)));
        if high >> NUMBER_BITS != 0 {
            return compute();
        }
        let key = (low << NUMBER_BITS | high) << 8;
        let kept = &mut self.kept[place(key)];
        if *kept >> 8 != key >> 8 {
            *kept = key | u64::from(compute());
        }
        u8::try_from(*kept & 0xFF).unwrap_or(u8::MAX)
    }
}

/// Fibonacci hashing (Knuth 1998, *The Art of Computer Programming* 3, section 6.4).
#[inline]
fn place(key: u64) -> usize {
    usize::try_from(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PLACES_BITS)).unwrap_or(0)
}
