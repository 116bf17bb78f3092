//! What did a linkage do, and how far can it be trusted? One page with everything that was seen on the way.
//!
//! The page stands alone: no scripts, nothing fetched, every chart with a description and its numbers as a table. Record
//! values come into it only by waterfalls; a report without them names lists, columns and rules, and counts.

mod plot;
mod rows;
mod sections;
pub mod waterfall;
mod wording;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use record::Language;

use crate::{
    review::rate::{BlockingRecall, Ends},
    weight::model::Model,
};
use waterfall::Waterfall;
use wording::Wording;

const STYLE: &str = include_str!("report/report.css");

/// Rows of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRows {
    /// Name of the list.
    pub name: String,
    /// Its rows.
    pub rows: u64,
}

/// What one blocking rule did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule in words: the columns it joins on.
    pub rule: String,
    /// Pairs that it finds.
    pub pairs: u64,
    /// Pairs that no rule before it found.
    pub new_pairs: u64,
    /// Records in its largest block.
    pub largest_block: u64,
}

/// One step of training.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingStep {
    /// Which session, where there are several: the rule it was trained on.
    pub session: String,
    /// Its number within the session, from 1.
    pub iteration: u32,
    /// The largest change of a probability in it.
    pub largest_change: f64,
    /// Share of matches after it.
    pub prior: f64,
}

/// Pairs by match weight, in bins of equal width.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightHistogram {
    /// Where the first bin begins.
    pub from_bits: f64,
    /// Width of a bin, above 0.
    pub bin_bits: f64,
    /// Pairs in each bin.
    pub pairs: Vec<u64>,
}

/// Clusters of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterSize {
    /// Records in the cluster.
    pub records: u64,
    /// Clusters of this size.
    pub clusters: u64,
}

/// Precision and recall at a threshold, where the truth is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRecall {
    /// The threshold.
    pub threshold_bits: f64,
    /// Share of links that are right.
    pub precision: f64,
    /// Share of matches that are links.
    pub recall: f64,
}

/// Pairs of similar match probability: what the model said, and what was true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Their mean match probability.
    pub predicted: f64,
    /// Share of them that match.
    pub observed: f64,
    /// How many they are.
    pub pairs: u64,
}

/// How many persons the lists hold together, over draws of the partition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonsPosterior {
    /// Mean of the draws.
    pub mean_persons: f64,
    /// Median of the draws.
    pub median_persons: f64,
    /// 95 % credible interval.
    pub interval_95: Ends,
    /// Draws.
    pub draws: u64,
}

/// Everything that is known of a linkage; what is empty or `None` is not shown. Warnings name lists, columns, rules and
/// counts, never a value.
///
/// ```
/// use link::report::{ListRows, Report};
/// let lists = vec![ListRows { name: "parish".into(), rows: 1200 }];
/// let page = Report { title: "Linkage".into(), lists, ..Report::default() }.html(record::Language::En);
/// assert!(page.contains("1,200") && !page.contains("<script"));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report<'a> {
    /// Its title.
    pub title: String,
    /// The lists.
    pub lists: Vec<ListRows>,
    /// The blocking rules in their order.
    pub blocking: Vec<RuleCount>,
    /// Share of true pairs that blocking finds.
    pub blocking_recall: Option<BlockingRecall>,
    /// The trained model.
    pub model: Option<&'a Model>,
    /// How training went.
    pub training: Vec<TrainingStep>,
    /// What a reader should know before using the result.
    pub warnings: Vec<String>,
    /// Pairs by weight.
    pub histogram: Option<WeightHistogram>,
    /// Pairs of this weight and above are links.
    pub threshold_bits: Option<f64>,
    /// Pairs explained. They show record values.
    pub waterfalls: Vec<Waterfall>,
    /// Clusters by size, small ones first.
    pub cluster_sizes: Vec<ClusterSize>,
    /// Clusters that a person should look at, in words without values.
    pub cluster_warnings: Vec<String>,
    /// Where the truth is known, by rising threshold.
    pub precision_recall: Vec<PrecisionRecall>,
    /// Where the truth is known, by rising probability.
    pub reliability: Vec<Reliability>,
    /// Persons after linkage.
    pub persons: Option<PersonsPosterior>,
}

impl Report<'_> {
    /// The report as one page.
    pub fn html(&self, language: Language) -> String {
        let wording = Wording(language);
        let page = html! {
            (DOCTYPE)
            html lang=(language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { (self.title) }
                        @if !self.waterfalls.is_empty() {
                            p.secret { (wording.say(
                                "Confidential: this report shows records of the lists.",
                                "Confidencial: este informe muestra registros de las listas.",
                            )) }
                        }
                    }
                    main { (self.body(wording)) }
                }
            }
        };
        page.into_string()
    }

    fn body(&self, wording: Wording) -> Markup {
        html! {
            (sections::warnings(&self.warnings, wording))
            @if let Some(persons) = &self.persons { (sections::persons(persons, wording)) }
            (sections::lists(&self.lists, wording))
            (sections::blocking(&self.blocking, self.blocking_recall.as_ref(), wording))
            @if let Some(model) = self.model { (sections::model(model, wording)) }
            (sections::training(&self.training, wording))
            @if let Some(histogram) = &self.histogram {
                (sections::histogram(histogram, self.threshold_bits, wording))
            }
            (sections::clusters(&self.cluster_sizes, &self.cluster_warnings, wording))
            (sections::precision_recall(&self.precision_recall, self.threshold_bits, wording))
            (sections::reliability(&self.reliability, wording))
            (waterfall::section(&self.waterfalls, wording))
        }
    }
}

#[cfg(test)]
mod tests;
