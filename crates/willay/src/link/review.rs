//! Pairs for people to judge: the most telling ones, or a random sample by weight.

use link::{
    review::{
        choose::{BAND_EDGES_BITS, by_band, by_uncertainty},
        sheet::{Sheet, SheetPair},
    },
    table::Table,
};

use super::{Found, explain::record};
use crate::{arguments, language::spoken};

/// A sheet to be filled in.
pub(crate) struct Review {
    pub(crate) sheet: Sheet,
    /// True where the pairs were drawn at random.
    pub(crate) is_sample: bool,
}

/// Chooses the pairs that were asked for.
pub(crate) fn choose(options: &arguments::Link, table: &Table, found: &Found<'_>) -> Option<Review> {
    let (pairs, seed) = (&found.linkage.pairs, found.linker.settings().seed);
    let (chosen, is_sample) = match (options.people.review, options.people.review_sample) {
        (Some(count), _) => (by_uncertainty(pairs, count, &|_| 1.0, seed), false),
        (None, Some(count)) => {
            let drawn = by_band(pairs, count, &BAND_EDGES_BITS, seed).pairs;
            (drawn.into_iter().map(|drawn| drawn.pair).collect(), true)
        }
        (None, None) => return None,
    };
    let pair = |(number, pair): (usize, &link::pair::ScoredPair)| SheetPair {
        number,
        left: record(table, pair.left),
        right: record(table, pair.right),
        match_weight_bits: Some(f64::from(pair.match_weight_bits)),
    };
    let language = spoken();
    let title = match language {
        record::Language::En => "Are these records about one person?",
        record::Language::Es => "¿Son estos registros de una misma persona?",
    };
    let pairs = (1..).zip(&chosen).map(pair).collect();
    Some(Review { sheet: Sheet { title: title.to_owned(), language, pairs, shows_weights: false }, is_sample })
}
