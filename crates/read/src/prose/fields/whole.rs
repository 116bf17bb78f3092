//! Of how many is it a part? "Twelve of the 27", "of which 70%", "465 of them", "de los 27 acusados, 16 fueron".

use record::{Mention, MentionKind};

use super::{Found, Text, words};

/// So many characters may lie between a part and the whole of the sentence before.
const REACH_BYTES: usize = 200;

pub(super) fn fill(text: Text<'_>, found: &mut [Found], earlier: &[Mention]) {
    for at in 0..found.len() {
        let kind = found[at].mention.kind;
        if !matches!(kind, MentionKind::Count | MentionKind::Share) || found[at].mention.whole.is_some() {
            continue;
        }
        let whole = of_number(text, found, at)
            .or_else(|| of_those(text, found, at, earlier))
            .or_else(|| of_opening(text, found, at, earlier))
            .or_else(|| of_clause_before(found, at))
            .or_else(|| of_joined(text, found, at));
        let is_part =
            |whole: &f64| kind == MentionKind::Share || found[at].mention.value.is_none_or(|value| value <= *whole);
        let whole = whole.filter(is_part);
        found[at].mention.whole = whole;
    }
}

/// "Twelve of the 27 accused", "two thirds of the 75 cases": the number stands behind.
fn of_number(text: Text<'_>, found: &[Found], at: usize) -> Option<f64> {
    let end = found[at].range.end + usize::from(text.word(found[at].range.end) == "out");
    if !matches!(text.word(end), "of" | "de") {
        return None;
    }
    let next = found.get(at + 1).filter(|next| next.mention.kind == MentionKind::Count)?;
    let is_near = next.range.start <= end + 4
        && (end + 1..next.range.start).all(|index| {
            let word = text.word(index);
            matches!(word, "the" | "los" | "las" | "its" | "sus" | "those" | "these" | "estos" | "estas")
                || word.ends_with("'s")
                || word.ends_with("’s")
                || text.back(next.range.start, 1) == word
        });
    if is_near { next.mention.value } else { None }
}

/// "465 of them", "of which 70%", "including five children", "entre ellos 23 efectivos".
fn of_those(text: Text<'_>, found: &[Found], at: usize, earlier: &[Mention]) -> Option<f64> {
    let lists = words::of(text.language());
    let (start, end) = (found[at].range.start, found[at].range.end);
    let article = usize::from(matches!(text.word(end + 1), "los" | "las" | "the"));
    let is_behind = matches!(text.word(end), "of" | "de") && lists.those.contains(text.word(end + 1 + article));
    let skip = usize::from(matches!(text.back(start, 1), "the" | "el" | "la" | "los" | "las"));
    let before = text.back(start, 1 + skip);
    let is_which = lists.those.contains(before)
        && (2..=3).any(|steps| matches!(text.back(start, steps + skip), "of" | "de" | "among" | "entre" | "them"));
    let is_including = lists.part_of.contains(before) && !matches!(before, "entre" | "among" | "whom" | "which");
    if is_behind || is_which || is_including {
        last_count(&found[..at], earlier, found[at].mention.sentence.start)
    } else {
        None
    }
}

/// "Of the 27 accused, 16 were judged and six acquitted"; "de ellos, 155 estaban activos".
fn of_opening(text: Text<'_>, found: &[Found], at: usize, earlier: &[Mention]) -> Option<f64> {
    let lists = words::of(text.language());
    let is_open = matches!(text.word(0), "of" | "de" | "from");
    if !is_open || found[at].has_noun && found[at].mention.kind != MentionKind::Share {
        return None;
    }
    let first = found.iter().position(|found| found.mention.kind == MentionKind::Count)?;
    if lists.those.contains(text.word(1)) {
        return last_count(&[], earlier, found[at].mention.sentence.start);
    }
    let is_whole = first < at && found[first].range.start <= 3;
    if is_whole { found[first].mention.value } else { None }
}

/// "Interviewed 1,203 adults; 54% said": a share without a noun is one of those counted just before in the sentence.
fn of_clause_before(found: &[Found], at: usize) -> Option<f64> {
    let this = &found[at];
    let is_bare_share = this.mention.kind == MentionKind::Share && !this.has_noun;
    let before = found[..at].last().filter(|before| before.mention.kind == MentionKind::Count && before.has_noun)?;
    if is_bare_share { before.mention.value } else { None }
}

/// "156 of them active and 57 latent": joined to a part, with one word behind it.
fn of_joined(text: Text<'_>, found: &[Found], at: usize) -> Option<f64> {
    let this = &found[at];
    let before = found[..at].last()?;
    let is_one_word = this.noun_end <= this.range.end + 1;
    let is_near = matches!(text.back(this.range.start, 1), "and" | "y" | ",")
        && this.range.start.saturating_sub(before.range.end) <= 6;
    let is_part = is_one_word && is_near && before.mention.kind == MentionKind::Count && !before.has_noun;
    before.mention.whole.filter(|_| is_part)
}

fn last_count(found: &[Found], earlier: &[Mention], sentence: usize) -> Option<f64> {
    let here = found.iter().rev().find(|found| found.mention.kind == MentionKind::Count && found.has_noun);
    if let Some(here) = here {
        return here.mention.value;
    }
    let is_near = |mention: &&Mention| {
        mention.kind == MentionKind::Count && sentence.saturating_sub(mention.sentence.end) < REACH_BYTES
    };
    earlier.iter().rev().find(is_near).and_then(|mention| mention.value)
}
