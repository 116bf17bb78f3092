//! Reasons for which a page is not published, each with its place and its mend.

use std::fmt;

use figure::{
    compare::words::fold,
    qualifier::{NotBorne, admits, is_same},
};
use read::prose::read_prose;
use record::{Edtf, Mention, MentionKind, Prose, Qualifier, VerdictWord, date::Day};

use super::{
    Context, PageSource,
    binding::Binding,
    expand::{Expanded, Piece},
};

mod change;
pub(super) mod claims;
mod dates;
mod harm;

pub(crate) use harm::speaks_of_protected;

/// One reason for which a page is not published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// Its code, as in docs/articles.md.
    pub code: &'static str,
    /// The file, within the workspace.
    pub file: String,
    /// Byte of the source.
    pub(super) at: usize,
    /// Line, counted from 1; 0 where it is about the whole file.
    pub line: usize,
    /// Column, counted from 1, in characters.
    pub column: usize,
    /// The line as it stands.
    pub excerpt: String,
    /// What is wrong.
    pub reason: String,
    /// What mends it.
    pub mend: String,
}

impl Lint {
    /// A lint about a whole file.
    pub fn of_file(file: &str, reason: String, mend: &str) -> Self {
        let (file, mend) = (file.to_owned(), mend.to_owned());
        Self { code: "L00", file, at: 0, line: 0, column: 0, excerpt: String::new(), reason, mend }
    }

    /// A lint at a byte of the source.
    pub(super) fn at(page: &PageSource, at: usize, (code, reason): (&'static str, &str), mend: &str) -> Self {
        let before = &page.source[..at];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            code,
            file: page.file.clone(),
            at,
            line: before.matches('\n').count() + 1,
            column: page.source[start..at].chars().count() + 1,
            excerpt: page.source[start..].lines().next().unwrap_or_default().to_owned(),
            reason: reason.to_owned(),
            mend: mend.to_owned(),
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return write!(formatter, "{}: {}\n  mend: {}", self.file, self.reason, self.mend);
        }
        writeln!(formatter, "{}:{}:{}: {} {}", self.file, self.line, self.column, self.code, self.reason)?;
        // A window of the line around the place, so that long paragraphs stay readable.
        let from = self.column.saturating_sub(41);
        let window: String = self.excerpt.chars().skip(from).take(100).collect();
        writeln!(formatter, "  | {window}\n  | {}^", " ".repeat(self.column - 1 - from))?;
        write!(formatter, "  mend: {}", self.mend)
    }
}

/// Everything wrong with a page whose bindings are found.
pub(super) fn check(page: &PageSource, expanded: &Expanded, context: &Context<'_>) -> Vec<Lint> {
    let readable = blank_markup(&expanded.prose);
    let prose = read_prose(&readable, Some(page.head.language));
    let said: Vec<Said> = prose.sentences.iter().map(|span| Said::of(span, &readable)).collect();
    let checker = Checker { page, expanded, context, prose: &prose, readable: &readable, said: &said };
    let mut lints = checker.head();
    lints.extend(prose.mentions.iter().filter_map(|mention| checker.mention(mention)));
    lints.extend(checker.unread_digits());
    lints.extend(prose.verdicts.iter().filter_map(|verdict| checker.verdict(verdict)));
    lints.extend(checker.bound_verdicts());
    lints.extend(checker.pointers_and_quotations());
    lints.extend(checker.estimates());
    lints.extend(checker.changes());
    lints.extend(checker.claims());
    lints.extend(checker.quoted_numbers());
    lints.extend(checker.protected_persons());
    lints.extend(checker.differencing());
    lints.extend(checker.empty_dates());
    lints.sort_by_key(|lint| (lint.line, lint.column));
    lints
}

/// Signs of Markdown that hold no words, blanked in place: addresses of links, numbers of list items.
pub(super) fn blank_markup(prose: &str) -> String {
    let mut text = prose.to_owned();
    let mut at = 0;
    while let Some(open) = text[at..].find("](").map(|found| at + found + 2) {
        let Some(close) = text[open..].find(')').map(|found| open + found) else { break };
        text.replace_range(open..close, &" ".repeat(close - open));
        at = close;
    }
    let mut start = 0;
    for line in prose.split_inclusive('\n') {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && line[digits..].starts_with(". ") {
            text.replace_range(start..start + digits + 1, &" ".repeat(digits + 1));
        }
        start += line.len();
    }
    text
}

struct Checker<'a> {
    page: &'a PageSource,
    expanded: &'a Expanded,
    context: &'a Context<'a>,
    prose: &'a Prose,
    readable: &'a str,
    said: &'a [Said],
}

/// A sentence, as the lints on words look at it.
struct Said {
    span: std::ops::Range<usize>,
    /// Its text, in lower case and without accents.
    folded: String,
}

impl Said {
    fn of(span: &std::ops::Range<usize>, readable: &str) -> Self {
        Self { span: span.clone(), folded: fold(&readable[span.clone()]) }
    }
}

impl Checker<'_> {
    /// The sentence in which a byte of the text stands.
    fn said_at(&self, at: usize) -> Option<&Said> {
        let behind = self.said.partition_point(|said| said.span.start <= at);
        self.said[..behind].last().filter(|said| said.span.contains(&at))
    }

    fn lint(&self, at: usize, what: (&'static str, &str), mend: &str) -> Lint {
        Lint::at(self.page, self.expanded.source_of(self.page, at), what, mend)
    }

    /// Title and summary hold no numbers: they stand where no link can stand.
    fn head(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for text in [&self.page.head.title, &self.page.head.summary] {
            let prose = read_prose(text, Some(self.page.head.language));
            if let Some(mention) = prose.mentions.iter().find(|mention| mention.kind.is_claim()) {
                let at = self.page.source.find(text.as_str()).map_or(0, |start| start + mention.span.start);
                let reason = format!("'{}' is bound to no figure", &text[mention.span.clone()]);
                lints.push(Lint::at(self.page, at, ("L01", &reason), "leave numbers out of title and summary"));
            }
        }
        lints
    }

    /// L01, L02, L03: a number must be bound, borne, and keep its claimant's qualifier.
    fn mention(&self, mention: &Mention) -> Option<Lint> {
        let words = &self.readable[mention.span.clone()];
        let piece = self.expanded.piece_at(&mention.span);
        match piece.map(|piece| &piece.binding) {
            None if mention.kind.is_claim() => {
                let reason = format!("'{words}' is bound to no figure");
                let mend =
                    format!("bind it: {{{{ figure-id }}}}, or say why not: {{{{ free \"{words}\" because \"…\" }}}}");
                Some(self.lint(mention.span.start, ("L01", &reason), &mend))
            }
            Some(Binding::Number { figure, style }) if !style.interval => {
                let figure = self.context.figure(figure)?;
                let (printed, value) = mention.value.zip(figure.printed())?;
                let claim = figure.definition.claim.as_ref();
                let is_claims_own = claim.is_some_and(|claim| is_same(printed, claim.value));
                if let Some(claim) = claim.filter(|_| is_claims_own) {
                    let is_lost = mention.qualifier == Qualifier::Exact && claim.qualifier != Qualifier::Exact;
                    let is_kept = mention.qualifier == claim.qualifier;
                    if is_kept || (!is_lost && mention.qualifier == Qualifier::Exact) {
                        return None;
                    }
                    let reason = format!("{} says {:?} {printed}; the sentence does not", claim.by, claim.qualifier);
                    return Some(self.lint(mention.span.start, ("L03", &reason), "give the qualifier of the source"));
                }
                self.not_borne(mention, printed, value)
            }
            None | Some(_) => None,
        }
    }

    /// L01 for digits that the reading of prose takes for nothing: other scripts, fractions, exponents. Fail closed.
    fn unread_digits(&self) -> Vec<Lint> {
        let is_read = |at: usize| {
            let known = self
                .prose
                .mentions
                .iter()
                .any(|mention| mention.span.contains(&at) && !is_disguised(mention, self.readable));
            known || self.expanded.piece_at(&(at..at + 1)).is_some()
        };
        let mut lints: Vec<Lint> = Vec::new();
        let mut last = None;
        for (at, char) in self.readable.char_indices().filter(|(_, char)| char.is_numeric()) {
            let is_further = last.is_some_and(|last: usize| at <= last + 4);
            last = Some(at);
            if !is_read(at) && !is_further {
                let reason = format!("'{char}' is a digit that is bound to no figure");
                lints.push(self.lint(at, ("L01", &reason), "bind it, or write it so that it can be read"));
            }
        }
        lints
    }

    fn not_borne(&self, mention: &Mention, printed: f64, value: f64) -> Option<Lint> {
        let words = &self.readable[mention.span.clone()];
        let error = admits(printed, mention.qualifier, value).err()?;
        let mend = match error {
            NotBorne::Differs => "print the value itself, or bind another figure",
            NotBorne::Qualifier => "choose a qualifier that is true: over, at least, nearly, around, up to",
        };
        Some(self.lint(mention.span.start, ("L02", &format!("'{words}' is not borne by the value {value}")), mend))
    }

    fn day(&self) -> Option<Day> {
        self.page.head.date.as_ref().and_then(|date: &Edtf| date.bounds().1)
    }

    /// L06 for verdict words that no verdict binding holds: the sentence must bind a figure of such a proceeding.
    fn verdict(&self, verdict: &VerdictWord) -> Option<Lint> {
        if verdict.decision == record::Decision::Charged {
            return None;
        }
        if self.expanded.piece_at(&verdict.span).is_some() {
            return None;
        }
        let within = |piece: &&Piece| verdict.sentence.contains(&piece.printed.start);
        let bound = self.expanded.pieces.iter().filter(within).flat_map(Piece::figures);
        let mut proceedings = bound.filter_map(|id| self.context.figure(&id)?.definition.proceeding.clone());
        let is_shown = proceedings.any(|proceeding| {
            let mut decided = self.context.proceedings.decided(&proceeding, verdict.decision, self.day());
            decided.any(|decided| decided.is_final || !verdict.is_final)
        });
        let words = &self.readable[verdict.span.clone()];
        let reason =
            format!("'{words}' asserts a decision that no proceeding of this sentence shows by the page's date");
        let mend = "bind a figure of the proceeding, or write {{ verdict proceeding/name decision \"words\" }}";
        (!is_shown).then(|| self.lint(verdict.span.start, ("L06", &reason), mend))
    }

    /// L06 for verdict bindings.
    fn bound_verdicts(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for piece in &self.expanded.pieces {
            let Binding::Verdict { proceeding, decision, words } = &piece.binding else { continue };
            let is_final = self
                .prose
                .verdicts
                .iter()
                .any(|verdict| verdict.is_final && piece.printed.contains(&verdict.span.start));
            let mut decided = self.context.proceedings.decided(proceeding, *decision, self.day()).peekable();
            let reason = if decided.peek().is_none() {
                format!("{proceeding} shows no such decision by the page's date")
            } else if is_final && decided.all(|decided| !decided.is_final) {
                format!("'{words}' says it was the last word; in {proceeding} it was not")
            } else {
                continue;
            };
            let mend = "say what was decided by then, or mend the proceeding's decisions";
            lints.push(Lint::at(self.page, piece.source.start, ("L06", &reason), mend));
        }
        lints
    }

    /// L07 and L08.
    fn pointers_and_quotations(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for deictic in self.prose.deictics.iter().filter(|deictic| self.expanded.piece_at(&deictic.span).is_none()) {
            let reason =
                format!("'{}' points to where nobody can follow in a year", &self.readable[deictic.span.clone()]);
            let mend =
                if deictic.is_place { "name and link what is meant" } else { "write the date: {{ date \"2016-07\" }}" };
            lints.push(self.lint(deictic.span.start, ("L07", &reason), mend));
        }
        for quotation in &self.prose.quotations {
            let words = &self.readable[quotation.inner.clone()];
            let is_short = words.split_whitespace().count() < 3;
            let is_bound = self.expanded.piece_at(&quotation.inner).is_some_and(|piece| piece.passage.is_some());
            if !is_short && !is_bound {
                let mend = "write {{ quote documents/name \"exact words\" }}, or take the marks away";
                lints.push(self.lint(quotation.inner.start, ("L08", "a quotation that is bound to no document"), mend));
            }
        }
        lints
    }

    /// L10: an estimate is called one, or has its interval in the same paragraph.
    fn estimates(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for piece in &self.expanded.pieces {
            let Binding::Number { figure, style } = &piece.binding else { continue };
            let Some(known) = self.context.figure(figure).filter(|figure| figure.is_estimate()) else { continue };
            if style.interval {
                continue;
            }
            let start = self.readable[..piece.printed.start].rfind("\n\n").unwrap_or(0);
            let end = self.readable[piece.printed.end..]
                .find("\n\n")
                .map_or(self.readable.len(), |at| piece.printed.end + at);
            let is_called =
                ["estimat", "estima"].iter().any(|word| self.readable[start..end].to_lowercase().contains(word));
            // A claimed estimate may have been published without one; then nobody can print it.
            let has_interval = known.interval().is_none() || self.expanded.pieces.iter().any(|other| {
                let is_interval =
                    matches!(&other.binding, Binding::Number { figure: id, style } if id == figure && style.interval);
                is_interval && (start..end).contains(&other.printed.start)
            });
            if !is_called || !has_interval {
                let mend = format!("call it an estimate and print {{{{ {figure} | interval }}}} in the same paragraph");
                let reason = format!("'{figure}' is an estimate and is printed as a count");
                lints.push(Lint::at(self.page, piece.source.start, ("L10", &reason), &mend));
            }
        }
        lints
    }
}

/// A name with digits in it begins with a letter ("F4"); what begins with a digit ("1.2e3") may be a number in disguise.
fn is_disguised(mention: &Mention, text: &str) -> bool {
    let words = &text[mention.span.clone()];
    mention.kind == MentionKind::Identifier
        && words.starts_with(|char: char| char.is_ascii_digit())
        && words.contains(char::is_alphabetic)
}
