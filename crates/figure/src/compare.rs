//! What does somebody's article say of our figures? Each number is linked to the figure that it speaks of, or to none,
//! and held against it.
//!
//! A link needs evidence: the value (with its qualifier), the counted noun, words by which the figure is known, the time,
//! the place, the speaker, the decision. Too little evidence, or two figures of different questions with equal evidence,
//! is no link: a wrong link is worse than none. Each link says its chance, each number without one what was missing.

use std::collections::BTreeSet;

use record::{Deictic, Edtf, FigureId, Mention, Prose, date::Day};
use serde::Serialize;

use crate::{Figure, Proceedings};

mod countries;
mod evidence;
mod judge;
mod moving;
pub mod words;

pub use countries::country;
pub use evidence::{Evidence, Lack, NotInRecord};
pub use judge::{Reason, ReasonCode, Rival, Severity, reason_codes};
pub use moving::meant_time;

use evidence::Found;

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

/// What an article is held against.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Every figure.
    pub figures: &'a [Figure],
    /// Decisions by proceeding.
    pub proceedings: &'a Proceedings,
    /// What was published, and when.
    pub publications: &'a [Publication],
}

/// Something that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// By whom.
    pub producer: String,
    /// Its title.
    pub title: String,
    /// When.
    pub published: Edtf,
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
    /// Why this figure.
    pub evidence: Vec<Evidence>,
    /// The chance that the link is right, from the points of its evidence; none without a link.
    pub chance: Option<f64>,
    /// Why there is no link, where a figure came near.
    pub not_in_record: Option<NotInRecord>,
    /// How they compare, worst first.
    pub reasons: Vec<Reason>,
}

impl Finding {
    /// The worst of its reasons.
    pub fn severity(&self) -> Severity {
        self.reasons.iter().map(Reason::severity).max().unwrap_or(Severity::Fine)
    }
}

/// Checks an article against the record. Findings come in the order of the text.
pub fn compare(article: &Article<'_>, record: &Record<'_>) -> Vec<Finding> {
    let links = evidence::link(article, record.figures);
    let linked: BTreeSet<&FigureId> = links.iter().filter_map(Found::link).map(|link| link.figure.id()).collect();
    let judge = judge::Judge { article, record, linked: &linked };
    let checked = article.prose.mentions.iter().zip(&links).filter(|(mention, _)| evidence::is_checked(mention));
    let mut findings: Vec<Finding> = checked.map(|(mention, found)| finding(&judge, mention, found)).collect();
    findings.extend(article.prose.deictics.iter().map(|deictic| dangling(article, deictic, record.publications)));
    findings.sort_by_key(|finding| finding.at);
    findings
}

fn finding(judge: &judge::Judge<'_>, mention: &Mention, found: &Found<'_>) -> Finding {
    let text = judge.article.text;
    let mut finding = Finding {
        quoted: text[mention.span.clone()].to_owned(),
        at: mention.span.start,
        sentence: text[mention.sentence.clone()].to_owned(),
        noun: mention.noun.clone(),
        mention: Some(mention.clone()),
        figure: None,
        evidence: Vec::new(),
        chance: None,
        not_in_record: None,
        reasons: Vec::new(),
    };
    match found {
        Found::Linked(link) => {
            finding.figure = Some(link.figure.id().clone());
            finding.evidence.clone_from(&link.evidence);
            finding.chance = Some(link.chance);
            finding.reasons = judge.reasons(mention, link);
            if link.is_whole_group {
                finding.noun.clear();
            }
        }
        Found::Unlinked(why) => finding.not_in_record.clone_from(why),
    }
    finding
}

fn dangling(article: &Article<'_>, deictic: &Deictic, publications: &[Publication]) -> Finding {
    let sentence = article.prose.sentences.iter().find(|sentence| sentence.contains(&deictic.span.start));
    let sentence = sentence.map(|sentence| article.text[sentence.clone()].to_owned()).unwrap_or_default();
    let quoted = article.text[deictic.span.clone()].to_owned();
    let meant = article.date.filter(|_| !deictic.is_place).and_then(|day| meant_time(&quoted, day));
    let differs = meant.as_ref().and_then(|said| moving::date_differs(article, &sentence, said, publications));
    let dangling = Reason::DanglingReference { is_place: deictic.is_place, meant };
    Finding {
        quoted,
        at: deictic.span.start,
        sentence,
        noun: String::new(),
        mention: None,
        figure: None,
        evidence: Vec::new(),
        chance: None,
        not_in_record: None,
        reasons: differs.into_iter().chain([dangling]).collect(),
    }
}
