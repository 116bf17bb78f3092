//! The report for a desk: one page that stands alone, with each number marked and its finding in the margin.
//!
//! A finding stands behind its sentence: where there is room it floats into the margin, on a phone it stays below the
//! sentence. Marks differ in sign, line and words, so that nothing hangs on colour. No page needs a script.

use std::{collections::BTreeMap, ops::Range};

use figure::compare::Finding;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Seen,
    article::{Article, Checked, Outcome},
    gather::is_address,
    terminal::dated,
    words::{Mark, fill, quoted},
};

const STYLE: &str = include_str!("report.css");

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// By this a folder's earlier reports are known.
pub(super) const GENERATOR: &str = "<meta name=\"generator\" content=\"willay check\">";

/// The page of one article.
pub(super) fn article(seen: &Seen<'_>, checked: &Checked, article: &Article, index: Option<&str>) -> String {
    let words = seen.words;
    let title = article.text.title.as_deref().unwrap_or(&checked.label);
    frame(
        seen,
        title,
        &html! {
            @if let Some(index) = index { p.soft { a href=(index) { (words.all_articles) } } }
            h1 { (title) }
            p.soft { (address(&checked.label)) ", " (dated(article, words, seen.language)) }
            (tally(seen, article))
            (todo(seen, article))
            h2 { (words.text) }
            @if article.findings.is_empty() { p.soft { (words.nothing_found) } }
            div.text { (text(seen, article)) }
            (legend(seen))
        },
    )
}

/// The page over all of them. `pages` names the page of each that was read.
pub(super) fn index(seen: &Seen<'_>, checked: &[Checked], pages: &BTreeMap<usize, String>) -> String {
    let words = seen.words;
    let tally = seen.tally(checked);
    frame(
        seen,
        words.all_articles,
        &html! {
            h1 { (words.all_articles) }
            p { (tally.words(seen.language)) }
            table.index {
                thead { tr {
                    th scope="col" { (words.article) }
                    @for mark in Mark::ALL { th.number scope="col" { (mark.sign()) " " (mark.words(seen.language)) } }
                } }
                tbody { @for (at, one) in checked.iter().enumerate() { tr { (row(seen, one, pages.get(&at))) } } }
            }
        },
    )
}

fn row(seen: &Seen<'_>, checked: &Checked, page: Option<&String>) -> Markup {
    let words = seen.words;
    let across = Mark::ALL.len().to_string();
    match &checked.outcome {
        Outcome::Read(article) => {
            let title = article.text.title.as_deref().unwrap_or(&checked.label);
            html! {
                th scope="row" {
                    @if let Some(page) = page { a href=(page) { (title) } } @else { (title) }
                    p.soft { (address(&checked.label)) }
                }
                @for mark in Mark::ALL { td.number data-label=(mark.words(seen.language)) { (article.count(mark)) } }
            }
        }
        Outcome::Unread(unread) => html! {
            th scope="row" { (address(&checked.label)) }
            td colspan=(across) { (words.not_read) ": " (unread.reason) ". " (words.mend) ": " (unread.mend) }
        },
        Outcome::Skipped(reason) => html! {
            th scope="row" { (address(&checked.label)) }
            td colspan=(across) { (words.skipped) ": " (reason.words(seen.language)) }
        },
    }
}

fn frame(seen: &Seen<'_>, title: &str, body: &Markup) -> String {
    let words = seen.words;
    let page = html! {
        (DOCTYPE)
        html lang=(seen.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                (PreEscaped(GENERATOR))
                meta name="robots" content="noindex";
                title { (title) " · " (words.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { p.soft { (words.title) ". " (fill(words.held_against, &[seen.name])) "." } }
                main { (body) }
                footer { p { (words.made) } }
            }
        }
    };
    page.into_string() + "\n"
}

/// An address as a link where it is one of the web.
fn address(address: &str) -> Markup {
    html! { @if is_address(address) { a href=(address) rel="noreferrer" { (address) } } @else { (address) } }
}

fn tally(seen: &Seen<'_>, article: &Article) -> Markup {
    html! {
        ul.tally { @for mark in Mark::ALL {
            li { strong { (article.count(mark)) } (mark.sign()) " " (mark.words(seen.language)) }
        } }
    }
}

/// What does not stand, in one list on top.
fn todo(seen: &Seen<'_>, article: &Article) -> Markup {
    let faults = article.findings.iter().enumerate().filter(|(_, finding)| Mark::of(finding) == Mark::Fault);
    let faults: Vec<(usize, &Finding)> = faults.collect();
    html! {
        @if !faults.is_empty() {
            h2 { (seen.words.first) }
            ol.todo { @for (at, finding) in faults { li {
                a href=(format!("#n{at}")) title=(seen.words.at_mark) { (quoted(&finding.quoted, seen.language)) } " "
                @for reason in finding.reasons.iter().filter(|reason| reason.severity() == finding.severity()) {
                    (reason.sentence(seen.language).trim_end_matches('.')) ". "
                }
            } } }
        }
    }
}

/// The paragraphs with their marks, each sentence followed by its findings.
fn text(seen: &Seen<'_>, article: &Article) -> Markup {
    let text = &article.text.text;
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        paragraphs.push(at..at + part.len());
        at += part.len() + 2;
    }
    html! {
        @for paragraph in paragraphs.iter().filter(|range| !text[(*range).clone()].trim().is_empty()) {
            div.para { (paragraph_of(seen, article, paragraph)) }
        }
    }
}

/// A finding whose note is to come.
struct Noted<'a> {
    number: usize,
    finding: &'a Finding,
    /// Whether its words are marked; else links lead to the note.
    is_marked: bool,
}

fn paragraph_of(seen: &Seen<'_>, article: &Article, paragraph: &Range<usize>) -> Markup {
    let text = &article.text.text;
    let within = article.findings.iter().enumerate().filter(|(_, finding)| paragraph.contains(&finding.at));
    let mut parts: Vec<Markup> = Vec::new();
    let mut waiting: Vec<Noted<'_>> = Vec::new();
    let mut at = paragraph.start;
    for (number, finding) in within {
        if let Some(last) = waiting.last() {
            let end = sentence_end(article, last.finding).clamp(at, paragraph.end);
            if end <= finding.at {
                parts.push(html! { (text[at..end]) });
                parts.extend(waiting.drain(..).map(|noted| note(seen, &noted)));
                at = end;
            }
        }
        // Two findings may share words; the later one is then only a note.
        let is_marked = finding.at >= at;
        if is_marked {
            let end = (finding.at + finding.quoted.len()).min(paragraph.end);
            parts.push(html! { (text[at..finding.at]) (mark(number, finding, &text[finding.at..end])) });
            at = end;
        }
        waiting.push(Noted { number, finding, is_marked });
    }
    let end = waiting.last().map_or(at, |last| sentence_end(article, last.finding).clamp(at, paragraph.end));
    parts.push(html! { (text[at..end]) });
    parts.extend(waiting.drain(..).map(|noted| note(seen, &noted)));
    parts.push(html! { (text[end..paragraph.end]) });
    html! { @for part in parts { (part) } }
}

fn sentence_end(article: &Article, finding: &Finding) -> usize {
    let end = finding.at + finding.quoted.len();
    let sentence = article.sentences.iter().find(|sentence| sentence.contains(&finding.at));
    sentence.map_or(end, |sentence| sentence.end.max(end))
}

const fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Note => "note-mark",
        Mark::Fault | Mark::Fine | Mark::Unknown => mark.name(),
    }
}

fn mark(number: usize, finding: &Finding, words: &str) -> Markup {
    let mark = Mark::of(finding);
    html! { span.mark.(class(mark)) id=(format!("n{number}")) { (words) span.sign { "\u{a0}" (mark.sign()) } } }
}

fn note(seen: &Seen<'_>, noted: &Noted<'_>) -> Markup {
    let Noted { number, finding, is_marked } = *noted;
    let (words, language, mark) = (seen.words, seen.language, Mark::of(finding));
    let figure = finding.figure.as_ref().and_then(|id| seen.figure(id));
    html! {
        div.note.(class(mark)) role="note" id=[(!is_marked).then(|| format!("n{number}"))] {
            strong.sign { (mark.sign()) " " (mark.words(language)) ": " }
            a href=(format!("#n{number}")) title=(words.at_mark) { (quoted(&finding.quoted, language)) }
            @for reason in &finding.reasons { span.says { (reason.sentence(language)) } }
            @if let Some(figure) = figure {
                span.figure {
                    (words.figure) " "
                    a href=(seen.page_of(figure.id())) { (figure.definition.title.get(language)) }
                    ": " (figure.value_text(language))
                }
                details.because {
                    summary {
                        (words.because) " (" (words.chance) " "
                        (record::numeral(finding.chance.unwrap_or(0.0), 2, language)) ")"
                    }
                    (finding.evidence.iter().map(|one| one.words(language)).collect::<Vec<_>>().join("; "))
                }
            } @else if let Some(why) = &finding.not_in_record {
                span.says { (fill(words.nearest, &[why.nearest.as_str(), &why.lacks.words(language)])) }
            }
        }
    }
}

/// What the marks mean.
fn legend(seen: &Seen<'_>) -> Markup {
    let codes = figure::compare::reason_codes();
    html! {
        h2 { (seen.words.explained) }
        dl.legend {
            @for mark in Mark::ALL { dt.sign { (mark.sign()) } dd { (mark.words(seen.language)) } }
            @for code in codes.iter().filter(|code| code.code != "agrees") {
                dt { (code.title.get(seen.language)) }
                dd { (code.means.get(seen.language)) " " (code.mend.get(seen.language)) }
            }
        }
    }
}
