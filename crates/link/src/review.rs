//! What do people have to look at, and what do their judgements tell? Choice of pairs, review sheets, agreement, accuracy.

pub mod accuracy;
pub mod agreement;
pub mod chance;
pub mod choose;
pub mod rate;
pub mod sheet;

use serde::{Deserialize, Serialize};

/// What a person decided on a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Both records are of one person.
    Same,
    /// The records are of two persons.
    Different,
    /// What is written does not tell.
    Unsure,
}

impl Decision {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Same, Self::Different, Self::Unsure];

    /// The word that stands in a review file, whatever the language of the sheet.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    /// The decision of a word, whatever its case and the space around it.
    ///
    /// ```
    /// use link::review::Decision;
    /// assert_eq!(Decision::parse(" Same"), Some(Decision::Same));
    /// assert_eq!(Decision::parse("perhaps"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.into_iter().find(|decision| decision.word().eq_ignore_ascii_case(word))
    }
}
