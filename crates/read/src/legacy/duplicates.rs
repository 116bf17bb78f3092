//! Which pages may be one text twice? Proposed to a person, with the share that they have in common; never merged.
//!
//! Resemblance is the share of runs of five words that two texts have in common among all that either has (Broder 1997,
//! *Compression and Complexity of Sequences* 21-29). Pairs are found by min-wise hashing in bands (Indyk & Motwani 1998,
//! *STOC* 604-613) and then measured exactly. Two texts with the share s meet in one of 32 bands of 4 with probability
//! 1 - (1 - s⁴)³²: 0.988 at s = 0.6, 0.9999 at s = 0.7. Runs that stand on many pages are what a site prints on each of
//! them, and are left out.

use std::collections::{BTreeMap, BTreeSet};

/// Words of a run.
const RUN_WORDS: usize = 5;

/// Bands, and hashes in each.
const BANDS: usize = 32;
const ROWS: usize = 4;

/// Pairs with a smaller share are not proposed.
pub const MIN_SHARE: f64 = 0.6;

/// A run on more pages than this, and on more than one in [`COMMON_SHARE`], belongs to the site.
const COMMON_PAGES: usize = 20;
const COMMON_SHARE: usize = 20;

/// Runs of a text below which a share says nothing.
const MIN_RUNS: usize = 8;

/// Texts of one band with which a text is compared.
const MOST_IN_BAND: usize = 200;

/// Two texts that may be one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Places of the two in what was given, the earlier first.
    pub texts: (usize, usize),
    /// Share of runs that both have, from [`MIN_SHARE`] to 1.
    pub share: f64,
    /// True where they have the same words in the same order.
    pub is_same: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proposals {
    /// Pairs, by their places.
    pub pairs: Vec<Pair>,
    /// Pairs that were not compared, since too many texts had one band in common.
    pub left_out: usize,
}

/// Proposes pairs among some texts. Of several equal texts each is paired with the first.
///
/// ```
/// let text = "The parties signed an agreement on the river and made four promises to the people who live beside it.";
/// let found = read::legacy::duplicates::propose(&[text, "Something else.", &text.to_uppercase()]);
/// assert_eq!(found.pairs[0].texts, (0, 2));
/// assert!(found.pairs[0].is_same);
/// ```
pub fn propose(texts: &[&str]) -> Proposals {
    let words: Vec<Vec<String>> = texts.iter().map(|text| folded(text)).collect();
    let mut first_of: BTreeMap<&[String], usize> = BTreeMap::new();
    let mut found = Proposals::default();
    for (at, words) in words.iter().enumerate().filter(|(_, words)| !words.is_empty()) {
        let first = *first_of.entry(words).or_insert(at);
        if first != at {
            found.pairs.push(Pair { texts: (first, at), share: 1.0, is_same: true });
        }
    }
    let firsts: BTreeSet<usize> = first_of.into_values().collect();
    let mut runs: BTreeMap<usize, Vec<u64>> = firsts.into_iter().map(|at| (at, runs(&words[at]))).collect();
    drop_common(&mut runs);
    runs.retain(|_, runs| runs.len() >= MIN_RUNS);
    for pair in candidates(&runs, &mut found.left_out) {
        let share = resemblance(&runs[&pair.0], &runs[&pair.1]);
        if share >= MIN_SHARE {
            found.pairs.push(Pair { texts: pair, share, is_same: false });
        }
    }
    found.pairs.sort_by_key(|pair| pair.texts);
    found
}

/// Words without case and signs, by their letters a-z and digits alone, so that a word is the same whether its accents
/// are whole, broken or lost. A word of another script stays as it is.
fn folded(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let is_of_word = |char: char| char.is_alphanumeric() || char == char::REPLACEMENT_CHARACTER;
    let words = lower.split(|char: char| !is_of_word(char)).filter(|word| !word.is_empty());
    let plain = |word: &str| {
        let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if plain.is_empty() { word.to_owned() } else { plain }
    };
    words.map(plain).collect()
}

/// The runs of a text as sorted hashes, each once.
fn runs(words: &[String]) -> Vec<u64> {
    let hashes: Vec<u64> = words.iter().map(|word| hash(word.bytes())).collect();
    let run = |run: &[u64]| run.iter().fold(0, |whole, word| mix(whole ^ word));
    let found: BTreeSet<u64> = hashes.windows(RUN_WORDS).map(run).collect();
    found.into_iter().collect()
}

fn drop_common(runs: &mut BTreeMap<usize, Vec<u64>>) {
    let mut pages: BTreeMap<u64, usize> = BTreeMap::new();
    for run in runs.values().flatten() {
        *pages.entry(*run).or_default() += 1;
    }
    let most = COMMON_PAGES.max(runs.len() / COMMON_SHARE);
    for runs in runs.values_mut() {
        runs.retain(|run| pages[run] <= most);
    }
}

/// Pairs that share a band.
fn candidates(runs: &BTreeMap<usize, Vec<u64>>, left_out: &mut usize) -> BTreeSet<(usize, usize)> {
    let mut bands: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
    for (at, runs) in runs {
        for band in 0..BANDS {
            let least = |row: usize| {
                let seed = mix((band * ROWS + row + 1) as u64);
                runs.iter().map(|run| mix(run ^ seed)).min().unwrap_or(0)
            };
            bands.entry((band, (0..ROWS).map(least).fold(0, |key, least| mix(key ^ least)))).or_default().push(*at);
        }
    }
    let mut pairs = BTreeSet::new();
    for together in bands.values() {
        for (place, right) in together.iter().enumerate() {
            pairs.extend(together[..place.min(MOST_IN_BAND)].iter().map(|left| (*left, *right)));
            *left_out += place.saturating_sub(MOST_IN_BAND);
        }
    }
    pairs
}

/// The share of two sorted sets that is in both.
fn resemblance(left: &[u64], right: &[u64]) -> f64 {
    let both = left.iter().filter(|run| right.binary_search(run).is_ok()).count();
    both as f64 / (left.len() + right.len() - both) as f64
}

/// FNV-1a.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The last step of `SplitMix64` (Steele, Lea & Flood 2014, *OOPSLA* 453-472).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: std::ops::Range<u64>) -> String {
        words.map(|word| format!("word{word}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn measures_the_share_exactly() {
        // 96 runs each, 76 of them in both: 76 of 116.
        let found = propose(&[&text(0..100), &text(20..120), &text(500..600)]);
        assert_eq!(found.pairs.len(), 1);
        assert!((found.pairs[0].share - 76.0 / 116.0).abs() < 1e-12, "{:?}", found.pairs);
    }

    #[test]
    fn what_a_site_prints_on_every_page_makes_no_pair() {
        let pages: Vec<String> =
            (0..40).map(|page| format!("{} {}", text(0..200), text(page * 1000 + 1000..page * 1000 + 1030))).collect();
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        assert_eq!(propose(&pages), Proposals::default());
    }

    #[test]
    fn letters_that_were_lost_do_not_hide_a_copy() {
        let whole = "La señora midió el puente y la canción sonó en la plaza según el niño";
        let found = propose(&[whole, &whole.replace(['ñ', 'ó'], "\u{fffd}")]);
        assert!(found.pairs.len() == 1 && found.pairs[0].is_same, "{:?}", found.pairs);
    }

    #[test]
    fn each_of_several_equal_texts_is_paired_with_the_first() {
        let found = propose(&[&text(0..30), &text(0..30), "", "", &text(0..30)]);
        assert_eq!(found.pairs.iter().map(|pair| pair.texts).collect::<Vec<_>>(), [(0, 1), (0, 4)]);
    }
}
