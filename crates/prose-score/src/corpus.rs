//! The corpus as it is written: `conformance/prose/README.md` describes the format.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};
use record::{Language, MentionKind, Qualifier, date::Day};

/// What a file of the corpus is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The reader may be mended by looking at it.
    Tuning,
    /// Totals only.
    HeldBack,
}

impl Part {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Tuning, Self::HeldBack];

    /// Its name, which is that of its file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tuning => "tuning",
            Self::HeldBack => "held-back",
        }
    }
}

/// A number that a careful reader finds, with what the words say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gold {
    /// What the number is.
    pub kind: MentionKind,
    /// How it is tied to the truth.
    pub qualifier: Qualifier,
    /// Its value; nothing for "all", "none" and "the majority".
    pub value: Option<f64>,
    /// The upper end of a range.
    pub upper: Option<f64>,
    /// The counted noun.
    pub unit: String,
    /// The people of whom it speaks.
    pub population: String,
    /// The number of the whole, or the base of a rate.
    pub whole: Option<f64>,
    /// Its time, as EDTF.
    pub period: String,
    /// Its place.
    pub place: String,
    /// Who says it, from the nearest outwards.
    pub speakers: Vec<String>,
    /// The sentence denies it.
    pub is_negated: bool,
    /// It stands inside quotation marks.
    pub is_quoted: bool,
    /// The figure that it speaks of.
    pub figure: Option<String>,
}

/// A sentence with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The sentence.
    pub text: String,
    /// Its numbers, in order.
    pub gold: Vec<Gold>,
}

/// A short article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its title.
    pub title: Sample,
    /// Its day.
    pub date: Day,
    /// Its paragraphs of sentences.
    pub paragraphs: Vec<Vec<Sample>>,
}

impl Article {
    /// The text as an article is saved: title, date, paragraphs.
    pub fn text(&self) -> String {
        let sentences =
            |paragraph: &Vec<Sample>| paragraph.iter().map(|sample| sample.text.as_str()).collect::<Vec<_>>().join(" ");
        let paragraphs: Vec<String> = self.paragraphs.iter().map(sentences).collect();
        format!("{}\n\n{}\n\n{}\n", self.title.text, self.date, paragraphs.join("\n\n"))
    }

    /// Its numbers, in order.
    pub fn gold(&self) -> impl Iterator<Item = &Gold> {
        [&self.title].into_iter().chain(self.paragraphs.iter().flatten()).flat_map(|sample| &sample.gold)
    }
}

/// What is kept of one language.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// Which.
    pub language: Language,
    /// Sentences that may be looked at.
    pub tuning: Vec<Sample>,
    /// Sentences of which only totals are looked at.
    pub held_back: Vec<Sample>,
    /// Articles that may be looked at.
    pub tuning_articles: Vec<Article>,
    /// Articles of which only totals are looked at.
    pub articles: Vec<Article>,
}

impl Corpus {
    /// The sentences of a part.
    pub fn samples(&self, part: Part) -> &[Sample] {
        match part {
            Part::Tuning => &self.tuning,
            Part::HeldBack => &self.held_back,
        }
    }
}

/// Reads the corpus of a language from the repository.
///
/// # Errors
/// A file that cannot be read, or the line that is not in the format.
pub fn read_corpus(language: Language) -> Result<Corpus> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/prose").join(language.tag());
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    Ok(Corpus {
        language,
        tuning: samples(&text("tuning.txt")?)?,
        held_back: samples(&text("held-back.txt")?)?,
        tuning_articles: articles(&text("tuning-articles.txt")?)?,
        articles: articles(&text("articles.txt")?)?,
    })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn samples(text: &str) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for line in lines(text) {
        add(&mut samples, line)?;
    }
    Ok(samples)
}

fn articles(text: &str) -> Result<Vec<Article>> {
    let mut articles: Vec<Article> = Vec::new();
    for line in lines(text) {
        if let Some(head) = line.strip_prefix("@ ") {
            let (title, date) = head.split_once(" | ").with_context(|| format!("no date: {line}"))?;
            let date = date.parse().with_context(|| line.to_owned())?;
            let title = Sample { text: title.to_owned(), gold: Vec::new() };
            articles.push(Article { title, date, paragraphs: vec![Vec::new()] });
            continue;
        }
        let article = articles.last_mut().with_context(|| format!("outside of an article: {line}"))?;
        let is_begun = article.paragraphs.iter().any(|paragraph| !paragraph.is_empty());
        if let Some(gold) = line.strip_prefix("= ").filter(|_| !is_begun) {
            article.title.gold.push(parse(gold).with_context(|| line.to_owned())?);
        } else if line == "¶" {
            article.paragraphs.push(Vec::new());
        } else if let Some(paragraph) = article.paragraphs.last_mut() {
            add(paragraph, line)?;
        }
    }
    Ok(articles)
}

fn add(samples: &mut Vec<Sample>, line: &str) -> Result<()> {
    match line.strip_prefix("= ") {
        None => samples.push(Sample { text: line.to_owned(), gold: Vec::new() }),
        Some(gold) => {
            let sample = samples.last_mut().with_context(|| format!("no sentence before: {line}"))?;
            sample.gold.push(parse(gold).with_context(|| line.to_owned())?);
        }
    }
    Ok(())
}

fn parse(line: &str) -> Result<Gold> {
    let mut fields = line.split(" | ");
    let mut gold = head(fields.next().unwrap_or_default())?;
    for field in fields {
        let (key, value) = field.split_once(' ').unwrap_or((field, ""));
        match key {
            "u" => value.clone_into(&mut gold.unit),
            "p" => value.clone_into(&mut gold.population),
            "of" => gold.whole = Some(value.parse()?),
            "t" => value.clone_into(&mut gold.period),
            "l" => value.clone_into(&mut gold.place),
            "s" => gold.speakers = value.split(" < ").map(str::to_owned).collect(),
            "neg" => gold.is_negated = true,
            "quo" => gold.is_quoted = true,
            ">" => gold.figure = Some(value.to_owned()),
            _ => bail!("no such field: {field}"),
        }
    }
    Ok(gold)
}

/// "dur over 14", "around 70%", "25..30", "all".
fn head(text: &str) -> Result<Gold> {
    let mut gold = Gold {
        kind: MentionKind::Count,
        qualifier: Qualifier::Exact,
        value: None,
        upper: None,
        unit: String::new(),
        population: String::new(),
        whole: None,
        period: String::new(),
        place: String::new(),
        speakers: Vec::new(),
        is_negated: false,
        is_quoted: false,
        figure: None,
    };
    for word in text.split(' ') {
        match word {
            "age" => gold.kind = MentionKind::Age,
            "dur" => gold.kind = MentionKind::Duration,
            "money" => gold.kind = MentionKind::Money,
            "measure" => gold.kind = MentionKind::Measure,
            "rate" => gold.kind = MentionKind::Rate,
            "ratio" => gold.kind = MentionKind::Ratio,
            "over" => gold.qualifier = Qualifier::Over,
            "at-least" => gold.qualifier = Qualifier::AtLeast,
            "nearly" => gold.qualifier = Qualifier::Nearly,
            "around" => gold.qualifier = Qualifier::Around,
            "up-to" => gold.qualifier = Qualifier::UpTo,
            "under" => gold.qualifier = Qualifier::Under,
            "all" => gold.qualifier = Qualifier::All,
            "none" => gold.qualifier = Qualifier::None,
            "majority" => (gold.kind, gold.qualifier) = (MentionKind::Share, Qualifier::Majority),
            number => value(&mut gold, number)?,
        }
    }
    ensure!(
        gold.value.is_some() || matches!(gold.qualifier, Qualifier::All | Qualifier::None | Qualifier::Majority),
        "no value"
    );
    Ok(gold)
}

fn value(gold: &mut Gold, text: &str) -> Result<()> {
    let mut number = text;
    if let Some(rest) = text.strip_suffix('%') {
        (number, gold.kind) = (rest, MentionKind::Share);
    } else if let Some(rest) = text.strip_suffix("pp") {
        (number, gold.kind) = (rest, MentionKind::Points);
    }
    let (low, high) = number.split_once("..").map_or((number, None), |(low, high)| (low, Some(high)));
    gold.value = Some(low.parse().with_context(|| format!("no number: {text}"))?);
    gold.upper = high.map(str::parse).transpose()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_is_in_its_format_and_as_large_as_promised() {
        for language in Language::ALL {
            let corpus = read_corpus(language).unwrap();
            assert!(corpus.tuning.len() + corpus.held_back.len() >= 150, "{language:?}");
            let sentences = |articles: &[Article]| {
                articles.iter().flat_map(|article| &article.paragraphs).map(Vec::len).sum::<usize>()
            };
            let held_back = corpus.held_back.len() + sentences(&corpus.articles);
            let all = held_back + corpus.tuning.len() + sentences(&corpus.tuning_articles);
            assert!(held_back * 3 >= all, "{language:?}: {held_back} of {all} held back");
            assert_eq!(corpus.articles.len(), 10, "{language:?}");
            for article in &corpus.articles {
                let words = article.text().split_whitespace().count();
                assert!((80..=200).contains(&words), "{}: {words} words", article.title.text);
            }
        }
    }

    #[test]
    fn a_line_that_is_not_in_the_format_is_named() {
        for (text, words) in [
            ("= 3 | u cases", "no sentence before"),
            ("Three cases.\n= three", "no number"),
            ("Three cases.\n= 3 | colour red", "no such field"),
            ("Three cases.\n= over", "no value"),
        ] {
            let error = format!("{:#}", samples(text).unwrap_err());
            assert!(error.contains(words), "{error}");
        }
    }
}
