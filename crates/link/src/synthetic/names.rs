//! What are synthetic persons called? Tables of common names with their rough frequency, and a long tail of rare ones.
//!
//! The tables in `names/` give relative weights, not published frequencies: rough guesses, of which those of the most
//! common Peruvian names were then set so that a million rows have about as many pairs per blocking rule as the rows of
//! an earlier generator. Nothing about real populations follows from them. Rare surnames join the parts of words as real ones
//! do (Quechua: two nouns; Spanish: a stem and an ending; English: a landmark and a place) and follow Zipf's law.
//! Arabic names carry their script and two romanisations in common use.

use rustc_hash::FxHashMap;

use super::chance::Chance;

/// The share of rare surnames among all, per language: Quechua and Spanish of the Peruvian ones, English of the English.
const RARE_SHARES: [f64; 3] = [0.07, 0.08, 0.30];
/// Moves the head of Zipf's law to the right, so that no rare name is common.
const RARE_OFFSET: f64 = 25.0;

/// Where a person's names come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Culture {
    Peruvian,
    English,
    Arabic,
}

/// Male or female, in this order in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Male,
    Female,
}

/// One name: as two kinds of writers spell it, and in its own script where that is not Latin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Name<'tables> {
    pub(super) spellings: [&'tables str; 2],
    pub(super) script: &'tables str,
}

/// All tables.
#[derive(Debug)]
pub(super) struct Names {
    peruvian: Weighted,
    english: Weighted,
    given: [[Weighted; 2]; 2],
    arabic: [Vec<Name<'static>>; 3],
    nicknames: FxHashMap<&'static str, &'static str>,
}

/// Texts that are drawn by weight.
#[derive(Debug, Default)]
struct Weighted {
    texts: Vec<String>,
    /// `[text]`: the weights up to and with this one.
    cumulative: Vec<f64>,
}

impl Weighted {
    fn push(&mut self, text: String, weight: f64) {
        self.cumulative.push(self.total() + weight);
        self.texts.push(text);
    }

    fn total(&self) -> f64 {
        self.cumulative.last().copied().unwrap_or(0.0)
    }

    /// Adds a table of lines: a weight and the names that have it.
    fn push_table(&mut self, table: &str) {
        for line in table.lines() {
            let (weight, names) = line.split_once(' ').expect("a weight, then names");
            let weight: f64 = weight.parse().expect("weights of the tables are numbers");
            names.split(", ").for_each(|name| self.push(name.to_owned(), weight));
        }
    }

    /// Adds joined parts under Zipf's law, in an order that has nothing to do with the alphabet.
    fn push_rare(&mut self, starts: &str, ends: &str, total: f64) {
        let (starts, ends): (Vec<_>, Vec<_>) = (starts.split_whitespace().collect(), ends.split_whitespace().collect());
        let mut rare: Vec<String> = Vec::with_capacity(starts.len() * ends.len());
        rare.extend(starts.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}"))));
        rare.sort_unstable_by(|left, right| (scatter(left), left).cmp(&(scatter(right), right)));
        rare.dedup();
        let weights = |rank: u32| 1.0 / (f64::from(rank) + RARE_OFFSET);
        let sum: f64 = (0_u32..).zip(&rare).map(|(rank, _)| weights(rank)).sum();
        (0_u32..).zip(rare).for_each(|(rank, name)| self.push(name, total * weights(rank) / sum));
    }

    fn draw(&self, chance: &mut Chance) -> Name<'_> {
        let at = chance.unit() * self.total();
        let place = self.cumulative.partition_point(|up_to| *up_to <= at).min(self.texts.len() - 1);
        Name { spellings: [&self.texts[place]; 2], script: "" }
    }
}

/// FNV-1a (Fowler, Noll & Vo 1991): scatters texts, always in the same way.
fn scatter(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

impl Names {
    pub(super) fn new() -> Self {
        let given = |table| {
            let mut names = Weighted::default();
            names.push_table(table);
            names
        };
        Self {
            peruvian: peruvian(),
            english: english(),
            given: [
                [
                    given(include_str!("names/given-spanish-men.txt")),
                    given(include_str!("names/given-spanish-women.txt")),
                ],
                [
                    given(include_str!("names/given-english-men.txt")),
                    given(include_str!("names/given-english-women.txt")),
                ],
            ],
            arabic: ["men", "women", "family"].map(arabic),
            nicknames: include_str!("names/nicknames.txt").lines().filter_map(|line| line.split_once(' ')).collect(),
        }
    }

    pub(super) fn given(&self, culture: Culture, sex: Sex, chance: &mut Chance) -> Name<'_> {
        match culture {
            Culture::Peruvian => self.given[0][sex as usize].draw(chance),
            Culture::English => self.given[1][sex as usize].draw(chance),
            Culture::Arabic => *chance.pick(&self.arabic[sex as usize]),
        }
    }

    /// Paternal and maternal; only one in English; family and father in Arabic.
    pub(super) fn surnames(&self, culture: Culture, chance: &mut Chance) -> [Name<'_>; 2] {
        match culture {
            Culture::Peruvian => [self.peruvian.draw(chance), self.peruvian.draw(chance)],
            Culture::English => [self.english.draw(chance), Name::default()],
            Culture::Arabic => [*chance.pick(&self.arabic[2]), *chance.pick(&self.arabic[Sex::Male as usize])],
        }
    }

    pub(super) fn nickname(&self, given: &str) -> Option<&'static str> {
        self.nicknames.get(given).copied()
    }
}

fn peruvian() -> Weighted {
    let mut names = Weighted::default();
    names.push_table(include_str!("names/surnames-spanish.txt"));
    names.push_table(include_str!("names/surnames-quechua.txt"));
    let [quechua, spanish, _] = RARE_SHARES;
    let all = names.total() / (1.0 - quechua - spanish);
    names.push_rare(include_str!("names/parts-quechua.txt"), include_str!("names/ends-quechua.txt"), all * quechua);
    names.push_rare(include_str!("names/parts-spanish.txt"), include_str!("names/ends-spanish.txt"), all * spanish);
    names
}

fn english() -> Weighted {
    let mut names = Weighted::default();
    names.push_table(include_str!("names/surnames-english.txt"));
    let [_, _, rare] = RARE_SHARES;
    let all = names.total() / (1.0 - rare);
    names.push_rare(include_str!("names/parts-english.txt"), include_str!("names/ends-english.txt"), all * rare);
    names
}

fn arabic(kind: &str) -> Vec<Name<'static>> {
    let lines = include_str!("names/arabic.txt").lines();
    let names = lines.filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' ')).map(|line| {
        let mut parts = line.split('|');
        let mut part = || parts.next().expect("script, first and second romanisation");
        let script = part();
        Name { spellings: [part(), part()], script }
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::super::chance::{Key, Purpose};
    use super::*;

    #[test]
    fn tables_are_long_enough() {
        let names = Names::new();
        assert!(names.peruvian.texts.len() > 20_000, "{}", names.peruvian.texts.len());
        assert!(names.english.texts.len() > 10_000, "{}", names.english.texts.len());
        assert!(names.given.iter().flatten().all(|table| table.texts.len() >= 120));
        assert!(names.arabic.iter().all(|table| table.len() >= 18));
        assert_eq!(names.nickname("José"), Some("Pepe"));
    }

    #[test]
    fn names_are_drawn_by_their_weight() {
        let (names, mut chance) = (Names::new(), Key::new(1).stream(Purpose::Household, 0));
        let draws = 20_000;
        let is_quispe = |_: &i32| names.surnames(Culture::Peruvian, &mut chance)[0].spellings[0] == "Quispe";
        let quispe = (0..draws).filter(is_quispe).count();
        assert!((500..1000).contains(&quispe), "{quispe} of {draws}");
    }
}
