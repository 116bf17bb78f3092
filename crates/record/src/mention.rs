//! A number as prose says it: value, qualifier, counted noun, and the sentence around it.
//!
//! `read` finds mentions, `figure` compares them with what the record holds, `publish` refuses those that nothing binds.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Edtf, Language};

/// What a number in prose is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// So many of something, including "all" and "none" of a group that was counted before.
    Count,
    /// A part of a whole: percentages, fractions, "the majority". Value in percent.
    Share,
    /// A difference of shares, in percentage points.
    Points,
    /// So many in a base: "68 per 100,000". The base is the whole.
    Rate,
    /// So many times as much.
    Ratio,
    /// So much of a physical unit: hectares, barrels, kilometres.
    Measure,
    /// An amount of money.
    Money,
    /// How old somebody is, or an age limit.
    Age,
    /// How long something takes or took.
    Duration,
    /// A calendar year, decade or century.
    Year,
    /// A date, absolute.
    Date,
    /// First, second, 3rd.
    Ordinal,
    /// A name with a number in it: "article 5", "File 194", "COVID-19", a telephone number.
    Identifier,
}

impl MentionKind {
    /// True for numbers that count or measure something, false for those that only date or name it.
    pub const fn is_claim(self) -> bool {
        match self {
            Self::Count
            | Self::Share
            | Self::Points
            | Self::Rate
            | Self::Ratio
            | Self::Measure
            | Self::Money
            | Self::Age
            | Self::Duration => true,
            Self::Year | Self::Date | Self::Ordinal | Self::Identifier => false,
        }
    }
}

/// The words that tie a printed number to the value behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Qualifier {
    /// No qualifier: exactly that.
    #[default]
    Exact,
    /// "over", "more than", "más de".
    Over,
    /// "at least", "al menos".
    AtLeast,
    /// "nearly", "almost", "casi".
    Nearly,
    /// "around", "about", "some", "unas", "alrededor de".
    Around,
    /// "up to", "at most", "hasta".
    UpTo,
    /// "under", "fewer than", "menos de".
    Under,
    /// "the majority", "most", "la mayoría": more than half.
    Majority,
    /// "all", "every", "todos".
    All,
    /// "none", "ninguno".
    None,
}

impl Qualifier {
    /// The words before a number; empty for a bare one.
    pub fn words(self, language: Language) -> &'static str {
        let [english, spanish] = match self {
            Self::Exact => ["", ""],
            Self::Over => ["over", "más de"],
            Self::AtLeast => ["at least", "al menos"],
            Self::Nearly => ["nearly", "casi"],
            Self::Around => ["around", "alrededor de"],
            Self::UpTo => ["up to", "hasta"],
            Self::Under => ["under", "menos de"],
            Self::Majority => ["the majority", "la mayoría"],
            Self::All => ["all", "todos"],
            Self::None => ["none", "ninguno"],
        };
        match language {
            Language::En => english,
            Language::Es => spanish,
        }
    }
}

/// One number in prose. Ranges count bytes of the text that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// What the number is.
    pub kind: MentionKind,
    /// The value: persons, percent, years, …; `None` for "all" and "the majority".
    pub value: Option<f64>,
    /// The upper end, where the text gives a range.
    pub upper: Option<f64>,
    /// How the words tie the number to the truth.
    pub qualifier: Qualifier,
    /// The whole expression with its qualifier, such as "over 200".
    pub span: Range<usize>,
    /// The counted noun with its complements, lower case, such as "cases of threats and intimidation"; may be empty.
    pub noun: String,
    /// The noun without its complements, such as "cases of threats"; what a number without a noun refers back to.
    pub unit: String,
    /// Those of whom it speaks, where a complement of the noun names them: "LGBTI people".
    pub population: String,
    /// The number of the whole of which it is a part, or the base of a rate.
    pub whole: Option<f64>,
    /// The time that the sentence gives for it.
    pub period: Option<Edtf>,
    /// The place that the sentence gives for it.
    pub place: String,
    /// Who says it, from the nearest to the number outwards: who registered, then who reports that.
    pub speakers: Vec<String>,
    /// True where the sentence denies it.
    pub is_negated: bool,
    /// The sentence that holds it.
    pub sentence: Range<usize>,
    /// True inside quotation marks.
    pub in_quotation: bool,
    /// Language of the sentence.
    pub language: Language,
}

/// What a court or prosecutor is said to have decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// "convicted", "found guilty", "sentenced", "condenados".
    Convicted,
    /// "acquitted", "absueltos".
    Acquitted,
    /// "shelved", "closed", "archivada".
    Shelved,
    /// "charged", "tried", "procesados": a stage, not an outcome.
    Charged,
}

/// Words that assert a decision of a proceeding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictWord {
    /// Which decision.
    pub decision: Decision,
    /// True where the words say that it is the last one: "finally", "definitively", "firme".
    pub is_final: bool,
    /// Where the words stand, with "finally" where present.
    pub span: Range<usize>,
    /// The sentence that holds them.
    pub sentence: Range<usize>,
}

/// Words that point to a place on the page or to a time that moves: "above", "this month", "last July".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deictic {
    /// Where they stand.
    pub span: Range<usize>,
    /// True for "above", "below", "overleaf"; false for moving times.
    pub is_place: bool,
}

/// Words between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotation {
    /// The words without their marks.
    pub inner: Range<usize>,
}

/// A text as `read::prose` understands it. All ranges count bytes of that text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Prose {
    /// Sentences in order.
    pub sentences: Vec<Range<usize>>,
    /// Numbers, in order of place.
    pub mentions: Vec<Mention>,
    /// Verdict words, in order of place.
    pub verdicts: Vec<VerdictWord>,
    /// Pointing words, in order of place.
    pub deictics: Vec<Deictic>,
    /// Quotations, in order of place.
    pub quotations: Vec<Quotation>,
}
