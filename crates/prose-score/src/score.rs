//! Precision and recall of what was read, by category.

use std::collections::BTreeMap;

use read::prose::read_prose;
use record::{Language, Mention, MentionKind, Prose};

use crate::{Article, Gold, Sample};

/// How often something was right, found, and there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Found, and as it should be.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// There.
    pub wanted: usize,
}

impl Tally {
    /// The share of what was found that is right; 1 where nothing was found.
    pub fn precision(self) -> f64 {
        ratio(self.right, self.found)
    }

    /// The share of what is there that was found; 1 where nothing is there.
    pub fn recall(self) -> f64 {
        ratio(self.right, self.wanted)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.wanted += other.wanted;
    }

    /// A field of one number: what was read and what should have been.
    fn of(is_right: bool, is_found: bool, is_wanted: bool) -> Self {
        let count = usize::from;
        Self { right: count(is_right && is_found && is_wanted), found: count(is_found), wanted: count(is_wanted) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a small corpus")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The tallies of a part of the corpus, and what was missed in it.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// Numbers: kind and value.
    pub claims: Tally,
    /// Numbers by kind.
    pub kinds: BTreeMap<&'static str, Tally>,
    /// Fields, among the numbers that were found.
    pub fields: BTreeMap<&'static str, Tally>,
    /// Each miss in a line, with its sentence. For the part that may be looked at.
    pub misses: Vec<String>,
}

/// Scores single sentences.
pub fn score_samples(samples: &[Sample], language: Language) -> Score {
    let mut score = Score::default();
    for sample in samples {
        let prose = read_prose(&sample.text, Some(language));
        score.add(&sample.text, &claims(&prose), &sample.gold);
    }
    score
}

/// Scores articles, each read as a whole.
pub fn score_articles(articles: &[Article]) -> Score {
    let mut score = Score::default();
    for article in articles {
        let text = article.text();
        let prose = read_prose(&text, None);
        let gold: Vec<Gold> = article.gold().cloned().collect();
        score.add(&text, &claims(&prose), &gold);
    }
    score
}

/// A sample of one line; an article is not repeated for each miss.
fn of_sample(text: &str) -> String {
    if text.contains('\n') { String::new() } else { format!("\n    {text}") }
}

fn claims(prose: &Prose) -> Vec<&Mention> {
    prose.mentions.iter().filter(|mention| mention.kind.is_claim()).collect()
}

impl Score {
    fn add(&mut self, text: &str, found: &[&Mention], gold: &[Gold]) {
        let pairs = pair(found, gold);
        self.claims.add(Tally { right: pairs.len(), found: found.len(), wanted: gold.len() });
        for mention in found {
            self.kinds.entry(name(mention.kind)).or_default().found += 1;
        }
        for wanted in gold {
            self.kinds.entry(name(wanted.kind)).or_default().wanted += 1;
        }
        for (mention, wanted) in &pairs {
            self.kinds.entry(name(wanted.kind)).or_default().right += 1;
            for (field, tally, said) in fields(mention, wanted) {
                self.fields.entry(field).or_default().add(tally);
                if tally.right < tally.found.max(tally.wanted) {
                    self.misses.push(format!("{field}: {said}\n    {}", text[mention.span.clone()].trim()));
                    self.misses.push(format!("    {}", text[mention.sentence.clone()].trim()));
                }
            }
        }
        let is_lost = |wanted: &&Gold| !pairs.iter().any(|(_, paired)| std::ptr::eq(*paired, *wanted));
        for wanted in gold.iter().filter(is_lost) {
            self.misses.push(format!(
                "not found: {:?} {:?} {}{}",
                wanted.kind,
                wanted.value,
                wanted.unit,
                of_sample(text)
            ));
        }
        let is_extra = |mention: &&&Mention| !pairs.iter().any(|(paired, _)| std::ptr::eq(*paired, **mention));
        for mention in found.iter().filter(is_extra) {
            let words = &text[mention.span.clone()];
            let sentence = &text[mention.sentence.clone()];
            self.misses.push(format!("too much: '{words}' as {:?} {:?}\n    {sentence}", mention.kind, mention.value));
        }
    }
}

/// Pairs each number that is wanted with the first free one of its kind and value.
fn pair<'a>(found: &[&'a Mention], gold: &'a [Gold]) -> Vec<(&'a Mention, &'a Gold)> {
    let mut is_free = vec![true; found.len()];
    let mut pairs = Vec::new();
    for wanted in gold {
        let at = (0..found.len()).find(|at| is_free[*at] && is_it(found[*at], wanted));
        if let Some(at) = at {
            is_free[at] = false;
            pairs.push((found[at], wanted));
        }
    }
    pairs
}

fn is_it(mention: &Mention, wanted: &Gold) -> bool {
    let is_near = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 0.06,
        (None, None) => true,
        (_, _) => false,
    };
    let is_value = is_near(mention.value, wanted.value) && is_near(mention.upper, wanted.upper);
    mention.kind == wanted.kind && is_value && (wanted.value.is_some() || mention.qualifier == wanted.qualifier)
}

fn fields(mention: &Mention, wanted: &Gold) -> Vec<(&'static str, Tally, String)> {
    let words = |found: &str, wanted: &str| Tally::of(same_words(found, wanted), !found.is_empty(), !wanted.is_empty());
    let flag = |found: bool, wanted: bool| Tally::of(found == wanted, found, wanted);
    let said = |found: &dyn std::fmt::Debug, wanted: &dyn std::fmt::Debug| format!("{found:?}, not {wanted:?}");
    let period = mention.period.as_ref().map_or("", record::Edtf::as_str);
    let is_speaker = mention.speakers.len() == wanted.speakers.len()
        && mention.speakers.iter().zip(&wanted.speakers).all(|(found, wanted)| same_words(found, wanted));
    let speakers = Tally::of(is_speaker, !mention.speakers.is_empty(), !wanted.speakers.is_empty());
    let is_whole = mention.whole == wanted.whole;
    vec![
        (
            "qualifier",
            Tally::of(mention.qualifier == wanted.qualifier, true, true),
            said(&mention.qualifier, &wanted.qualifier),
        ),
        ("unit", words(&mention.unit, &wanted.unit), said(&mention.unit, &wanted.unit)),
        ("population", words(&mention.population, &wanted.population), said(&mention.population, &wanted.population)),
        (
            "whole",
            Tally::of(is_whole, mention.whole.is_some(), wanted.whole.is_some()),
            said(&mention.whole, &wanted.whole),
        ),
        (
            "period",
            Tally::of(period == wanted.period, !period.is_empty(), !wanted.period.is_empty()),
            said(&period, &wanted.period),
        ),
        ("place", words(&mention.place, &wanted.place), said(&mention.place, &wanted.place)),
        ("speaker", speakers, said(&mention.speakers, &wanted.speakers)),
        ("negated", flag(mention.is_negated, wanted.is_negated), said(&mention.is_negated, &wanted.is_negated)),
        ("quoted", flag(mention.in_quotation, wanted.is_quoted), said(&mention.in_quotation, &wanted.is_quoted)),
    ]
}

/// The same words but for articles, an attribute more, and the plural.
fn same_words(found: &str, wanted: &str) -> bool {
    let found = plain(found);
    let wanted = plain(wanted);
    !wanted.is_empty() && wanted.iter().all(|word| found.contains(word)) && found.len() <= wanted.len() + 2
}

fn plain(text: &str) -> Vec<String> {
    // "UN" is no article.
    let is_article = |word: &&str| {
        matches!(
            *word,
            "the" | "The" | "a" | "A" | "an" | "el" | "El" | "la" | "La" | "los" | "Los" | "las" | "un" | "una"
        )
    };
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty() && !is_article(word));
    words.map(str::to_lowercase).map(|word| word.strip_suffix('s').unwrap_or(&word).to_owned()).collect()
}

fn name(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Count => "count",
        MentionKind::Share => "share",
        MentionKind::Points => "points",
        MentionKind::Rate => "rate",
        MentionKind::Ratio => "ratio",
        MentionKind::Measure => "measure",
        MentionKind::Money => "money",
        MentionKind::Age => "age",
        MentionKind::Duration => "duration",
        MentionKind::Year | MentionKind::Date | MentionKind::Ordinal | MentionKind::Identifier => "no claim",
    }
}
