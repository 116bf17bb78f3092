//! Why does a pair weigh what it weighs? Its steps from the prior to the sum, as a chart and in words.

use maud::{Markup, html};
use record::Language;

use super::{
    rows::{Chart, Row, Table, rows},
    wording::Wording,
};
use crate::{
    pair::probability,
    pattern::{PatternCode, PatternShape},
    review::sheet::{SheetPair, SheetRecord},
    weight::{model::Model, relatives::lowered_bits},
};

/// What a common or rare value changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequency {
    /// The value as it was written.
    pub value: String,
    /// Bits that its frequency adds: below 0 where it is common.
    pub bits: f64,
}

/// A step of a waterfall.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// What was believed before anything was compared.
    Prior {
        /// log2 of the prior odds.
        bits: f64,
    },
    /// A comparison at one of its levels.
    Level {
        /// The comparison.
        comparison: String,
        /// The level in words.
        level: String,
        /// What it adds, the frequency of the value included.
        bits: f64,
        /// What the frequency of the value adds.
        frequency: Option<Frequency>,
    },
    /// A comparison with a value missing: it adds nothing.
    Unknown {
        /// The comparison.
        comparison: String,
    },
    /// What two comparisons tell together beyond what each tells alone.
    Together {
        /// The two.
        comparisons: (String, String),
        /// What is added.
        bits: f64,
    },
    /// What relatives explain: they share surnames, places and days, and are no match.
    Relatives {
        /// What it takes away, below 0.
        bits: f64,
    },
}

/// A pair explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// One record.
    pub left: SheetRecord,
    /// The other.
    pub right: SheetRecord,
    /// The prior first.
    pub steps: Vec<Step>,
}

/// The steps of a pattern under a model, with what the frequencies of values add: `(place of the comparison, frequency)`.
///
/// ```
/// use link::{pattern::PatternShape, report::waterfall::steps, weight::model::*};
/// let level = |label: &str, m, u| LevelModel {
///     label: label.into(), m_probability: LevelProbability::Estimated(m), u_probability: LevelProbability::Estimated(u),
/// };
/// let comparison = ComparisonModel { name: "sex".into(), levels: vec![level("the same", 0.8, 0.2), level("else", 0.2, 0.8)] };
/// let model = Model { prior: 0.5, comparisons: vec![comparison], interactions: vec![], relatives: None };
/// let steps = steps(&model, &PatternShape::new(&[3])?, 1, &[]);
/// assert_eq!(steps.iter().map(|step| step.bits()).sum::<f64>(), 2.0); // log2(0.8 / 0.2)
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn steps(model: &Model, shape: &PatternShape, code: PatternCode, frequencies: &[(usize, Frequency)]) -> Vec<Step> {
    let levels: Vec<usize> = shape.decode(code).into_iter().map(usize::from).collect();
    let mut steps = vec![Step::Prior { bits: model.prior_bits() }];
    for (place, (comparison, level)) in model.comparisons.iter().zip(&levels).enumerate() {
        let name = comparison.name.clone();
        let Some(known) = level.checked_sub(1).and_then(|level| comparison.levels.get(level)) else {
            steps.push(Step::Unknown { comparison: name });
            continue;
        };
        let frequency = frequencies.iter().find(|(of, _)| *of == place).map(|(_, frequency)| frequency.clone());
        let bits = known.match_weight_bits() + frequency.as_ref().map_or(0.0, |frequency| frequency.bits);
        steps.push(Step::Level { comparison: name, level: known.label.clone(), bits, frequency });
    }
    for interaction in &model.interactions {
        let (first, second) = interaction.comparisons;
        let level = |place: usize| levels.get(place).and_then(|level| level.checked_sub(1));
        let bits = level(first).zip(level(second)).and_then(|(first, second)| interaction.bits.get(first)?.get(second));
        let name = |place: usize| model.comparisons.get(place).map(|comparison| comparison.name.clone());
        if let (Some(bits), Some(comparisons)) = (bits, name(first).zip(name(second))) {
            steps.push(Step::Together { comparisons, bits: *bits });
        }
    }
    if let Some(relatives) = &model.relatives {
        let shared = frequencies.iter().filter(|(of, _)| !relatives.like_strangers.contains(of));
        let shared = shared.map(|(_, frequency)| frequency.bits).sum();
        steps.push(Step::Relatives { bits: -lowered_bits(model.relatives_odds_bits(&levels), shared) });
    }
    steps
}

impl Step {
    /// What it adds to the weight.
    pub fn bits(&self) -> f64 {
        match self {
            Self::Prior { bits }
            | Self::Level { bits, .. }
            | Self::Together { bits, .. }
            | Self::Relatives { bits } => *bits,
            Self::Unknown { .. } => 0.0,
        }
    }

    /// The step in words.
    ///
    /// ```
    /// use link::report::waterfall::{Frequency, Step};
    /// let frequency = Some(Frequency { value: "Quispe".into(), bits: -1.2 });
    /// let step = Step::Level { comparison: "surname1".into(), level: "the same".into(), bits: 4.1, frequency };
    /// assert_eq!(step.words(record::Language::En), "surname1: the same (Quispe is common: 1.2 bits less) +4.1 bits");
    /// ```
    pub fn words(&self, language: Language) -> String {
        let wording = Wording(language);
        format!("{} {} bits", self.label(wording), wording.signed(self.bits()))
    }

    /// The step without its bits.
    fn label(&self, wording: Wording) -> String {
        match self {
            Self::Prior { .. } => wording.say("before comparing", "antes de comparar").to_owned(),
            Self::Level { comparison, level, frequency: None, .. } => format!("{comparison}: {level}"),
            Self::Level { comparison, level, frequency: Some(frequency), .. } => {
                format!("{comparison}: {level} ({})", frequency.words(wording))
            }
            Self::Relatives { .. } => {
                wording.say("relatives agree so, too", "también los parientes coinciden así").to_owned()
            }
            Self::Unknown { comparison } => format!("{comparison}: {}", wording.say("not known", "no consta")),
            Self::Together { comparisons: (first, second), .. } => {
                wording.say(format!("{first} and {second} together"), format!("{first} y {second} en conjunto"))
            }
        }
    }
}

impl Frequency {
    fn words(&self, wording: Wording) -> String {
        let (value, bits) = (&self.value, wording.one(self.bits.abs()));
        if self.bits < 0.0 {
            wording
                .say(format!("{value} is common: {bits} bits less"), format!("{value} es frecuente: {bits} bits menos"))
        } else {
            wording.say(
                format!("{value} is rare: {bits} bits more"),
                format!("{value} es poco frecuente: {bits} bits más"),
            )
        }
    }
}

impl Waterfall {
    /// The match weight: the sum of the steps.
    pub fn match_weight_bits(&self) -> f64 {
        self.steps.iter().map(Step::bits).sum()
    }

    /// The whole explanation in words, a line for each step and one for the sum.
    pub fn words(&self, language: Language) -> String {
        let lines: Vec<String> = self.steps.iter().map(|step| step.words(language)).collect();
        format!("{}\n{}", lines.join("\n"), self.sum_in_words(Wording(language)))
    }

    fn sum_in_words(&self, wording: Wording) -> String {
        let bits = self.match_weight_bits();
        let (signed, chance) = (wording.signed(bits), wording.per_cent(probability(bits)));
        wording.say(
            format!("together {signed} bits: match probability {chance}"),
            format!("en total {signed} bits: probabilidad de coincidencia {chance}"),
        )
    }

    fn chart(&self, number: usize, wording: Wording) -> Markup {
        let mut running = 0.0;
        let mut drawn = Vec::new();
        let mut table = Table { head: vec![wording.say("Step", "Paso"), "bits"], rows: Vec::new() };
        for step in &self.steps {
            let (from, to) = (running, running + step.bits());
            running = to;
            let (label, text) = (step.label(wording), wording.signed(step.bits()));
            table.rows.push(vec![label.clone(), text.clone()]);
            let class = if step.bits() < 0.0 { "against" } else { "bar" };
            drawn.push(Row { label, text, from, to, class, ..Row::default() });
        }
        let (label, text) = (wording.say("match weight", "peso").to_owned(), wording.signed(running));
        table.rows.push(vec![label.clone(), text.clone()]);
        drawn.push(Row { label, text, to: running, class: "sum", ..Row::default() });
        let title = wording.say("From the prior to the match weight", "Del valor previo al peso").to_owned();
        let description = self.words(wording.0).replace('\n', "; ");
        rows(&Chart { name: format!("waterfall-{number}"), title, description, table }, &drawn, wording)
    }
}

/// Every pair with its records, chart and words.
pub(super) fn section(waterfalls: &[Waterfall], wording: Wording) -> Markup {
    html! {
        @if !waterfalls.is_empty() {
            section {
                h2 { (wording.say("Pairs explained", "Pares explicados")) }
                @for (number, waterfall) in (1..).zip(waterfalls) { (one(number, waterfall, wording)) }
            }
        }
    }
}

fn one(number: usize, waterfall: &Waterfall, wording: Wording) -> Markup {
    let (left, right) = (waterfall.left.clone(), waterfall.right.clone());
    let pair = SheetPair { number, left, right, match_weight_bits: None };
    let shown = |value: Option<&str>| value.unwrap_or("–").to_owned();
    html! {
        div.pair {
            h3 { (wording.say("Pair", "Par")) " " (number) }
            table.records {
                thead { tr {
                    th scope="col" { (wording.say("Field", "Campo")) }
                    th scope="col" { (pair.left.list) " " (pair.left.id) }
                    th scope="col" { (pair.right.list) " " (pair.right.id) }
                } }
                tbody { @for field in pair.fields() { tr {
                    th scope="row" { (field.name) } td { (shown(field.left)) } td { (shown(field.right)) }
                } } }
            }
            (waterfall.chart(number, wording))
            p { strong { (waterfall.sum_in_words(wording)) } }
            ul.words { @for step in &waterfall.steps { li { (step.words(wording.0)) } } }
        }
    }
}
