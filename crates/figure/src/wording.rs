//! How is a figure's value read, by a person? With its qualifier, its sign and its interval, in one place for the
//! terminal and the site.

use record::{Language, Qualifier, numeral, short_numeral};

use crate::{Figure, Outcome};

impl Figure {
    /// The value as a reader reads it: "over 200", "66.9%", "69,280 (61,007–77,552)", or why there is none.
    pub fn value_text(&self, language: Language) -> String {
        match self.interval_text(language) {
            Some(interval) => format!("{} ({interval})", self.headline(language)),
            None => self.headline(language),
        }
    }

    /// The ends of the interval: "61,007–77,552".
    pub fn interval_text(&self, language: Language) -> Option<String> {
        let (low, high) = self.interval()?;
        Some(format!("{}\u{2013}{}", numeral(low, 0, language), numeral(high, 0, language)))
    }

    /// The value with its qualifier and sign, without its interval.
    pub fn headline(&self, language: Language) -> String {
        let Some(value) = self.printed() else { return self.absence(language).to_owned() };
        let of_claim = self.definition.claim.as_ref().map(|claim| claim.qualifier);
        let bound = matches!(&self.outcome, Outcome::Estimated { number, .. } if number.is_lower_bound);
        let qualifier = of_claim.unwrap_or(if bound { Qualifier::AtLeast } else { Qualifier::Exact });
        if qualifier == Qualifier::Majority {
            return qualifier.words(language).to_owned();
        }
        let mut text = format!("{} {}", qualifier.words(language), short_numeral(value, language)).trim().to_owned();
        if self.is_share() {
            text.push_str(if language == Language::En { "%" } else { "\u{a0}%" });
        }
        text
    }

    fn absence(&self, language: Language) -> &'static str {
        match (&self.outcome, language) {
            (Outcome::Suppressed { .. }, Language::En) => "not shown",
            (Outcome::Suppressed { .. }, Language::Es) => "no se muestra",
            (_, Language::En) => "no estimate",
            (_, Language::Es) => "sin estimación",
        }
    }
}
