//! What did people decide, and what follows from it? Judgements outrank the model.
//!
//! *Same* links a pair for certain, *different* keeps it apart, also against what other judgements imply in a chain;
//! *unsure* leaves the model's weight. Where judgements contradict each other, all of them are reported, and one rule
//! decides: of judgements on one pair the newest holds; a pair judged different, or two records of a list declared
//! without duplicates, stay apart; of the sames that would bring them together, the oldest gives way.

use serde::{Deserialize, Serialize};

mod constraints;
mod resolve;

pub use constraints::Constraints;
pub use resolve::{Judged, resolve};

/// A record by name, whatever its place in a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordName {
    /// Its list.
    pub list: String,
    /// Its id within the list.
    pub id: String,
}

impl std::fmt::Display for RecordName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.list, self.id)
    }
}

/// What was decided on a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// One person (or event).
    Same,
    /// Cannot be told: the model's weight stays.
    Unsure,
    /// Two.
    Different,
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
    /// use link::cluster::Decision;
    /// assert_eq!(Decision::parse(" Same"), Some(Decision::Same));
    /// assert_eq!(Decision::parse("perhaps"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.into_iter().find(|decision| decision.word().eq_ignore_ascii_case(word))
    }
}

/// A human decision on a record pair, with all that was known to who decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// One record.
    pub left: RecordName,
    /// The other.
    pub right: RecordName,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    pub author: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// When, as ISO 8601 in UTC, so that texts order as times do.
    pub time: String,
    /// The match weight that was shown, if any was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_weight_bits: Option<f64>,
    /// The threshold at the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold_bits: Option<f64>,
}

/// A line that is no judgement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: not a judgement: {what}")]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// Reads judgements, one JSON object a line; empty lines are passed over, others are returned as problems.
///
/// ```
/// let line = r#"{"left":{"list":"a","id":"1"},"right":{"list":"b","id":"7"},"decision":"same","author":"Rosa","time":"2026-01-02"}"#;
/// let (judgements, problems) = link::cluster::read_judgements(&format!("{line}\n{{}}\n"));
/// assert_eq!((judgements.len(), problems[0].line), (1, 2));
/// ```
pub fn read_judgements(text: &str) -> (Vec<Judgement>, Vec<BadLine>) {
    let (mut judgements, mut problems) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(judgement) => judgements.push(judgement),
            Err(error) => problems.push(BadLine { line: at + 1, what: error.to_string() }),
        }
    }
    (judgements, problems)
}

/// Writes judgements, one JSON object a line.
pub fn write_judgements(judgements: &[Judgement]) -> String {
    let line = |judgement| serde_json::to_string(judgement).expect("texts, numbers and a decision are JSON") + "\n";
    judgements.iter().map(line).collect()
}

/// How judgements contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contradiction {
    /// Two people judged one pair differently.
    SamePair,
    /// A chain of sames joins a pair that was judged different.
    Chain,
    /// A chain of sames joins two records of a list that holds nobody twice.
    OneRowPerList {
        /// The list.
        list: String,
    },
}

/// Judgements that cannot all hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// How they contradict each other.
    pub contradiction: Contradiction,
    /// All of them, the one that was set aside first.
    pub judgements: Vec<Judgement>,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let aside = self.judgements.first().map(|judgement| {
            format!("{} and {}, judged by {} on {}", judgement.left, judgement.right, judgement.author, judgement.time)
        });
        let aside = aside.unwrap_or_default();
        let others = self.judgements.len().saturating_sub(1);
        match &self.contradiction {
            Contradiction::SamePair => {
                write!(formatter, "{aside}: set aside, as a newer judgement on the pair says otherwise")
            }
            Contradiction::Chain => {
                write!(formatter, "{aside}: set aside, as {others} other judgements together keep them apart")
            }
            Contradiction::OneRowPerList { list } => {
                write!(
                    formatter,
                    "{aside}: set aside, as list '{list}', declared without duplicates, would hold one person twice"
                )
            }
        }
    }
}
