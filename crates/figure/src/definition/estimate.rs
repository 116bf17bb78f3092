//! How a figure is estimated: the keys of its `estimate` table, and what they may hold.

use estimate::{Level, method::Method};
use record::Bilingual;
use serde::{Deserialize, Serialize};

/// The day of the Universal Declaration of Human Rights.
const SEED: u64 = 19_481_210;

/// Sampled linkages where nothing is said of them.
const DRAWS: u32 = 50;

/// Fewer sampled linkages tell nothing of how they differ.
const DRAWS_MIN: u32 = 10;

/// More take long and tell no more.
const DRAWS_MAX: u32 = 2_000;

/// Whole numbers up to this are the same in every JSON.
const SEED_MAX: u64 = 1 << 53;

/// An estimate over linked lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstimateOf {
    /// Which linkage.
    pub linkage: String,
    /// By which method.
    pub method: Method,
    /// Which of its lists; all where none is named.
    #[serde(default)]
    pub lists: Vec<String>,
    /// What divides the persons into strata, each estimated by itself: a property of the linked records, or SQL over the
    /// snapshot that returns `id` and `stratum`.
    #[serde(default)]
    pub strata: Option<String>,
    /// Level of the interval, between 0 and 1.
    #[serde(default = "level")]
    pub level: f64,
    /// How many linkages are sampled, so that the interval holds the doubt about who is whom; 0 for none.
    #[serde(default = "draws")]
    pub draws: u32,
    /// Why none is sampled: it is published.
    #[serde(default)]
    pub draws_reason: Bilingual,
    /// Seed of all that is drawn.
    #[serde(default = "seed")]
    pub seed: u64,
    /// The methods that stand beside it; all that are made for so many lists where nothing is said.
    #[serde(default)]
    pub beside: Option<Vec<Method>>,
}

fn level() -> f64 {
    Level::USUAL.share()
}

fn draws() -> u32 {
    DRAWS
}

fn seed() -> u64 {
    SEED
}

impl EstimateOf {
    /// What is wrong with the keys, and what would be right.
    pub(super) fn check(&self) -> Option<(String, String)> {
        let wrong = |reason: String, mend: &str| Some((reason, mend.to_owned()));
        if let Err(error) = Level::new(self.level) {
            return wrong(format!("estimate: {error}"), "write the level as a share, such as level = 0.95");
        }
        if self.draws == 0 && self.draws_reason.is_empty() {
            let mend = "write draws_reason = { en = \"…\", es = \"…\" }, which is published, or leave draws out";
            return wrong("estimate: draws = 0 takes the linkage as certain and gives no reason".to_owned(), mend);
        }
        if self.draws > 0 && !self.draws_reason.is_empty() {
            let mend = "write draws = 0 with it, or take draws_reason out";
            return wrong("estimate: draws_reason says why no linkage is sampled, but some are".to_owned(), mend);
        }
        if self.draws > 0 && !(DRAWS_MIN..=DRAWS_MAX).contains(&self.draws) {
            let mend = format!("write {DRAWS_MIN} to {DRAWS_MAX}, or 0 with draws_reason");
            return Some((format!("estimate: draws = {} linkages cannot be sampled", self.draws), mend));
        }
        if self.seed > SEED_MAX {
            return wrong(format!("estimate: seed = {} is too large", self.seed), "write a seed below 2^53");
        }
        let twice = self.lists.iter().enumerate().find(|(at, list)| self.lists[..*at].contains(list));
        twice.and_then(|(_, list)| wrong(format!("estimate: list '{list}' is named twice"), "name each list once"))
    }

    /// The level, which was checked when it was read.
    pub(crate) fn level(&self) -> Level {
        Level::new(self.level).unwrap_or(Level::USUAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(keys: &str) -> String {
        let of: EstimateOf = toml::from_str(&format!("linkage = 'persons'\nmethod = 'graphs'\n{keys}")).unwrap();
        of.check().map(|(reason, mend)| format!("{reason}; {mend}")).unwrap_or_default()
    }

    #[test]
    fn what_is_not_said_has_a_default_and_what_is_wrong_a_mend() {
        let of: EstimateOf = toml::from_str("linkage = 'persons'\nmethod = 'log-linear-average'").unwrap();
        assert_eq!((of.level, of.draws, of.seed, of.check()), (0.95, 50, 19_481_210, None));
        assert!(refused("level = 95.0").contains("level 95; 0.5 to 0.999") && refused("level = 0.9").is_empty());
        assert!(refused("draws = 0").contains("gives no reason"));
        assert!(refused("draws = 0\ndraws_reason = 'The lists have one numbering.'").is_empty());
        assert!(refused("draws_reason = 'No.'").contains("but some are"));
        assert!(refused("draws = 9").contains("10 to 2000") && refused("draws = 10").is_empty());
        assert!(refused("lists = ['a', 'b', 'a']").contains("list 'a' is named twice"));
        assert!(refused("seed = 9223372036854775807").contains("too large"));
    }

    #[test]
    fn an_unknown_method_or_key_is_refused_by_name() {
        let refused = |text: &str| toml::from_str::<EstimateOf>(text).unwrap_err().to_string();
        assert!(refused("linkage = 'x'\nmethod = 'lcmcr'").contains("expected one of `chapman`, `log-linear`"));
        assert!(refused("linkage = 'x'\nmethod = 'chao'\ndraw = 5").contains("unknown field `draw`"));
    }
}
