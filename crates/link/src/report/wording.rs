//! How numbers and sentences read in the language of the report.

use record::{Language, numeral};

use crate::review::chance::as_f64;

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording(pub(super) Language);

impl Wording {
    /// One of two texts.
    pub(super) fn say<T>(self, english: T, spanish: T) -> T {
        match self.0 {
            Language::En => english,
            Language::Es => spanish,
        }
    }

    /// A whole number.
    pub(super) fn count(self, count: u64) -> String {
        numeral(as_f64(count), 0, self.0)
    }

    /// A number with one decimal.
    pub(super) fn one(self, value: f64) -> String {
        numeral(value, 1, self.0)
    }

    /// Bits with their sign.
    pub(super) fn signed(self, bits: f64) -> String {
        let text = self.one(bits);
        let is_nought = bits.abs() < 0.05;
        match (is_nought, bits > 0.0) {
            (true, _) => self.one(0.0),
            (false, true) => format!("+{text}"),
            (false, false) => text,
        }
    }

    /// A share as per cent, with more decimals near its ends.
    pub(super) fn per_cent(self, share: f64) -> String {
        let per_cent = share * 100.0;
        let text = if (0.1..=99.9).contains(&per_cent) || per_cent == 0.0 || per_cent == 100.0 {
            numeral(per_cent, 1, self.0)
        } else if per_cent > 99.99 {
            format!("> {}", numeral(99.99, 2, self.0))
        } else if per_cent < 0.01 {
            format!("< {}", numeral(0.01, 2, self.0))
        } else {
            numeral(per_cent, 2, self.0)
        };
        self.say(format!("{text}%"), format!("{text}\u{a0}%"))
    }

    /// A small probability with three significant digits.
    pub(super) fn probability(self, value: f64) -> String {
        if value != 0.0 && value.abs() < 0.001 {
            let text = format!("{value:.1e}");
            return self.say(text.clone(), text.replace('.', ","));
        }
        numeral(value, 3, self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_near_their_ends_keep_their_meaning() {
        let (english, spanish) = (Wording(Language::En), Wording(Language::Es));
        assert_eq!(english.per_cent(0.5), "50.0%");
        assert_eq!(english.per_cent(0.9995), "99.95%");
        assert_eq!(english.per_cent(0.999_999), "> 99.99%");
        assert_eq!(spanish.per_cent(0.000_001), "< 0,01\u{a0}%");
        assert_eq!((english.signed(2.04), english.signed(-0.01)), ("+2.0".to_owned(), "0.0".to_owned()));
        assert_eq!(spanish.probability(0.000_25), "2,5e-4");
    }
}
