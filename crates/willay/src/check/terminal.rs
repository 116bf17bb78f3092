//! The findings on the terminal.

use figure::compare::Finding;
use record::Language;

use super::{
    Seen,
    article::{Article, Checked, Outcome},
    words::{Mark, Words, fill, quoted, tally},
};
use crate::output::say;

/// Prints what became of each input, and a line over all where there are several.
pub(super) fn print(seen: &Seen<'_>, checked: &[Checked]) {
    for one in checked {
        match &one.outcome {
            Outcome::Read(article) => print_article(seen, one, article),
            // Why, and what mends it, is said on standard error.
            Outcome::Unread(_) => say!("{}: {}\n", clean(&one.address), seen.words.not_read),
            Outcome::Skipped(reason) => {
                say!("{}: {}: {}\n", clean(&one.address), seen.words.skipped, reason.words(seen.language));
            }
        }
    }
    if checked.len() > 1 {
        say!("{}", seen.tally(checked).words(seen.language));
    }
}

fn print_article(seen: &Seen<'_>, checked: &Checked, article: &Article) {
    let words = seen.words;
    say!("{}, {}\n", clean(&checked.address), dated(article, words, seen.language));
    for finding in &article.findings {
        print_finding(seen, finding);
    }
    say!("\n{}\n", tally(article, seen.language));
}

/// When the article was published, or that nobody knows.
pub(super) fn dated(article: &Article, words: &Words, language: Language) -> String {
    let day = article.date.map(|day| day.to_string());
    let spoken = day.and_then(|day| day.parse::<record::Edtf>().ok()).map(|day| day.words(language));
    spoken.map_or_else(|| words.undated.to_owned(), |day| fill(words.dated, &[&day]))
}

fn print_finding(seen: &Seen<'_>, finding: &Finding) {
    let (words, language) = (seen.words, seen.language);
    let noun = if finding.noun.is_empty() { String::new() } else { format!(" {}", clean(&finding.noun)) };
    say!("{} {}{noun}", Mark::of(finding).sign(), quoted(&clean(&finding.quoted), language));
    match finding.figure.as_ref().and_then(|id| seen.figure(id)) {
        Some(figure) => {
            let (title, value) = (figure.definition.title.get(language), figure.value_text(language));
            say!("    {:<8} {}: {title} ({value})", words.figure, figure.id());
            let chance = record::numeral(finding.chance.unwrap_or(0.0), 2, language);
            let evidence: Vec<String> = finding.evidence.iter().map(|one| clean(&one.words(language))).collect();
            say!("    {:<8} {} ({} {chance})", words.because, evidence.join("; "), words.chance);
        }
        None if finding.reasons.is_empty() => match &finding.not_in_record {
            Some(why) => {
                let nearest = fill(words.nearest, &[why.nearest.as_str(), &why.lacks.words(language)]);
                say!("    {}; {nearest}", words.not_in_record);
            }
            None => say!("    {}", words.not_in_record),
        },
        None => {}
    }
    for reason in &finding.reasons {
        say!("    {}", clean(&reason.sentence(language)));
    }
}

/// Words of somebody's file, without the signs by which a terminal is told to do something.
pub(super) fn clean(words: &str) -> String {
    words.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
