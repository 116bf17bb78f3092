//! What does somebody's article say of our figures? Each number is linked to the figure that it speaks of, or to none,
//! and held against it.
//!
//! A link needs evidence of three kinds: the value (with its qualifier), the counted noun, and words by which the figure
//! is known, in the sentence or near it. Too little evidence, or two figures of different questions with equal evidence,
//! is no link: a wrong link is worse than none.

use std::collections::BTreeSet;

use record::{Deictic, FigureId, Mention, Prose, date::Day};
use serde::Serialize;

use crate::{Figure, Proceedings};

mod evidence;
mod judge;
pub mod words;

pub use judge::{Reason, Rival, Severity};

/// An article to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    /// Its text.
    pub text: &'a str,
    /// As it was read.
    pub prose: &'a Prose,
    /// When it was published.
    pub date: Option<Day>,
}

/// What is said of one number, or of one pointing word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The expression, as it stands.
    pub quoted: String,
    /// Byte offset of it in the text.
    pub at: usize,
    /// The sentence.
    pub sentence: String,
    /// The counted noun.
    pub noun: String,
    /// Everything that was read of the number; none for a pointing word.
    pub mention: Option<Mention>,
    /// The figure that it speaks of; none where the record does not know.
    pub figure: Option<FigureId>,
    /// Why this figure, in words.
    pub evidence: Vec<String>,
    /// How they compare, worst first.
    pub reasons: Vec<Reason>,
}

impl Finding {
    /// The worst of its reasons.
    pub fn severity(&self) -> Severity {
        self.reasons.iter().map(Reason::severity).max().unwrap_or(Severity::Fine)
    }
}

/// Checks an article against figures and proceedings. Findings come in the order of the text.
pub fn compare(article: &Article<'_>, figures: &[Figure], proceedings: &Proceedings) -> Vec<Finding> {
    let links = evidence::link(article, figures);
    let linked: BTreeSet<&FigureId> = links.iter().flatten().map(|link| link.figure.id()).collect();
    let judge = judge::Judge { article, figures, proceedings, linked: &linked };
    let mut findings: Vec<Finding> = Vec::new();
    for (mention, link) in article.prose.mentions.iter().zip(&links) {
        if !evidence::is_checked(mention) {
            continue;
        }
        let (figure, evidence, reasons) = match link {
            Some(link) => (Some(link.figure.id().clone()), link.evidence.clone(), judge.reasons(mention, link)),
            None => (None, Vec::new(), Vec::new()),
        };
        findings.push(Finding {
            quoted: article.text[mention.span.clone()].to_owned(),
            at: mention.span.start,
            sentence: article.text[mention.sentence.clone()].to_owned(),
            noun: if link.as_ref().is_some_and(|link| link.is_whole_group) {
                String::new()
            } else {
                mention.noun.clone()
            },
            mention: Some(mention.clone()),
            figure,
            evidence,
            reasons,
        });
    }
    findings.extend(article.prose.deictics.iter().map(|deictic| dangling(article, deictic)));
    findings.sort_by_key(|finding| finding.at);
    findings
}

fn dangling(article: &Article<'_>, deictic: &Deictic) -> Finding {
    let sentence = article.prose.sentences.iter().find(|sentence| sentence.contains(&deictic.span.start));
    Finding {
        quoted: article.text[deictic.span.clone()].to_owned(),
        at: deictic.span.start,
        sentence: sentence.map(|sentence| article.text[sentence.clone()].to_owned()).unwrap_or_default(),
        noun: String::new(),
        mention: None,
        figure: None,
        evidence: Vec::new(),
        reasons: vec![Reason::DanglingReference { is_place: deictic.is_place }],
    }
}
