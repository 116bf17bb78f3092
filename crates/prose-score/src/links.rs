//! How often does a check link a number to the wrong figure?

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Article;

/// What became of the links of articles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkScore {
    /// Links that were made.
    pub made: usize,
    /// Of these, those to a figure of another question, and those where the record has no such figure.
    pub wrong: usize,
    /// Of the wrong ones, those where the record has no such figure.
    pub invented: usize,
    /// The chances that the check gave to its links, added up: how many it expects to be right.
    pub expected: f64,
    /// Numbers that speak of a figure.
    pub wanted: usize,
    /// Of these, those that were linked to it or to a rival of it.
    pub right: usize,
    /// Each wrong link: the number, the figure it was linked to, the figure it speaks of.
    pub wrong_links: Vec<String>,
    /// Each number that should have been linked and was not.
    pub missed: Vec<String>,
}

/// The question of each figure, from what `willay figures --json` prints.
pub fn questions(figures: &Value) -> Option<BTreeMap<String, String>> {
    let text = |figure: &Value, key: &str| figure[key].as_str().map(str::to_owned);
    figures.as_array()?.iter().map(|figure| Some((text(figure, "id")?, text(figure, "question")?))).collect()
}

impl LinkScore {
    /// Adds what `willay check --json` says of an article. `questions` gives the question of each figure.
    ///
    /// Findings and gold lines meet by their value and their order, as the numbers of a sentence do.
    pub fn add(&mut self, article: &Article, report: &Value, questions: &BTreeMap<String, String>) {
        let question = |figure: &str| questions.get(figure).cloned().unwrap_or_else(|| figure.to_owned());
        let findings = report["findings"].as_array().map_or(&[][..], Vec::as_slice);
        let mut is_free = vec![true; findings.len()];
        for gold in article.gold() {
            self.wanted += usize::from(gold.figure.is_some());
            let is_it = |at: &usize| {
                let finding = &findings[*at];
                let value = finding["mention"]["value"].as_f64();
                let is_near = match (value, gold.value) {
                    (Some(found), Some(wanted)) => (found - wanted).abs() < 0.06,
                    (None, None) => true,
                    (_, _) => false,
                };
                is_free[*at] && is_near && finding["mention"].is_object()
            };
            let Some(at) = (0..findings.len()).find(is_it) else { continue };
            is_free[at] = false;
            let Some(linked) = findings[at]["figure"].as_str() else {
                self.missed.extend(
                    gold.figure.iter().map(|wanted| format!("no link from {} to {wanted}", findings[at]["quoted"])),
                );
                continue;
            };
            self.made += 1;
            self.expected += findings[at]["chance"].as_f64().unwrap_or(0.0);
            let is_right = gold.figure.as_deref().is_some_and(|wanted| question(wanted) == question(linked));
            self.right += usize::from(is_right);
            if !is_right {
                self.wrong += 1;
                self.invented += usize::from(gold.figure.is_none());
                let said = gold.figure.as_deref().unwrap_or("none");
                self.wrong_links.push(format!("{} to {linked}, not {said}", findings[at]["quoted"]));
            }
        }
        // A link of something that is no number of the gold is wrong too.
        for (finding, _) in findings.iter().zip(&is_free).filter(|(_, is_free)| **is_free) {
            if let Some(linked) = finding["figure"].as_str() {
                self.made += 1;
                self.wrong += 1;
                self.invented += 1;
                self.wrong_links.push(format!("{} to {linked}, not none", finding["quoted"]));
            }
        }
    }
}
