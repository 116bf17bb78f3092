//! Reasons for which a page is not published, each with its place and its mend.

use std::ops::Range;

use figure::{
    Figure,
    compare::words::fold,
    qualifier::{NotBorne, admits, is_same},
};
use read::prose::read_prose;
use record::{
    Bilingual, Edtf, Language, Mention, MentionKind, Prose, Qualifier, VerdictWord, both, date::Day, short_numeral,
};

use super::{
    Context, Objection, PageSource,
    binding::Binding,
    expand::{Expanded, Piece},
};

mod change;
pub(super) mod claims;
mod dates;
mod harm;
mod periods;
mod pointers;

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
    pub reason: Bilingual,
    /// What mends it.
    pub mend: Bilingual,
}

impl Lint {
    /// A lint about a whole file.
    pub(super) fn of_file(file: &str, Objection { reason, mend }: Objection) -> Self {
        Self { code: "L00", file: file.to_owned(), at: 0, line: 0, column: 0, excerpt: String::new(), reason, mend }
    }

    /// A lint at a byte of the source.
    pub(super) fn at(page: &PageSource, at: usize, code: &'static str, objection: Objection) -> Self {
        Self::at_place((&page.file, &page.source), at, code, objection)
    }

    /// The same, where the head of the page cannot be read.
    pub(super) fn at_place(
        (file, source): (&str, &str),
        at: usize,
        code: &'static str,
        Objection { reason, mend }: Objection,
    ) -> Self {
        let before = &source[..at];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            code,
            file: file.to_owned(),
            at,
            line: before.matches('\n').count() + 1,
            column: source[start..at].chars().count() + 1,
            excerpt: source[start..].lines().next().unwrap_or_default().to_owned(),
            reason,
            mend,
        }
    }

    /// Place, reason and mend, as a person reads them.
    pub fn words(&self, language: Language) -> String {
        let mend = both!("mend: {}", self.mend.get(Language::En); "remedio: {}", self.mend.get(Language::Es));
        let (reason, mend) = (self.reason.get(language), mend.get(language));
        if self.line == 0 {
            return format!("{}: {} {reason}\n  {mend}", self.file, self.code);
        }
        // A window of the line around the place, so that long paragraphs stay readable.
        let from = self.column.saturating_sub(41);
        let window: String = self.excerpt.chars().skip(from).take(100).collect();
        let below = " ".repeat(self.column - 1 - from);
        let place = format!("{}:{}:{}: {}", self.file, self.line, self.column, self.code);
        format!("{place} {reason}\n  | {window}\n  | {below}^\n  {mend}")
    }
}

/// What was found in a page whose bindings are found.
pub(super) struct Checked {
    /// Everything wrong with it.
    pub(super) lints: Vec<Lint>,
    /// Times that move with the reader, as bytes of the prose, with what they meant on the day of the article.
    pub(super) moving: Vec<(Range<usize>, Edtf)>,
}

/// Checks a page whose bindings are found.
pub(super) fn check(page: &PageSource, expanded: &Expanded, context: &Context<'_>) -> Checked {
    let readable = blank_markup(&expanded.prose);
    let prose = read_prose(&readable, Some(page.head.language));
    let said: Vec<Said> = prose.sentences.iter().map(|span| Said::of(span, &readable)).collect();
    let checker = Checker { page, expanded, context, prose: &prose, readable: &readable, said: &said };
    let mut lints = checker.head();
    lints.extend(prose.mentions.iter().filter_map(|mention| checker.mention(mention)));
    lints.extend(checker.unread_digits());
    lints.extend(prose.verdicts.iter().filter_map(|verdict| checker.verdict(verdict)));
    lints.extend(checker.bound_verdicts());
    lints.extend(checker.pointers());
    lints.extend(checker.quotations());
    lints.extend(checker.estimates());
    lints.extend(checker.changes());
    lints.extend(checker.claims());
    lints.extend(checker.quoted_numbers());
    lints.extend(checker.protected_persons());
    lints.extend(checker.differencing());
    lints.extend(checker.empty_dates());
    lints.sort_by_key(|lint| (lint.line, lint.column));
    Checked { lints, moving: checker.moving() }
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

    fn lint(&self, at: usize, code: &'static str, objection: Objection) -> Lint {
        Lint::at(self.page, self.expanded.source_of(self.page, at), code, objection)
    }

    /// Title and summary hold no numbers: they stand where no link can stand.
    fn head(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for text in [&self.page.head.title, &self.page.head.summary] {
            let prose = read_prose(text, Some(self.page.head.language));
            if let Some(mention) = prose.mentions.iter().find(|mention| mention.kind.is_claim()) {
                let at = self.page.source.find(text.as_str()).map_or(0, |start| start + mention.span.start);
                let mend =
                    both!("leave numbers out of title and summary", "no ponga números en el título ni en el resumen");
                lints.push(Lint::at(self.page, at, "L01", Objection::new(unbound(&text[mention.span.clone()]), mend)));
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
                let mend = both!(
                    "bind it: {{{{ figure-id }}}} (`willay bind` proposes which), or say why not: {{{{ free \"{words}\" because \"…\" }}}}",
                    "enlácelo con una cifra: {{{{ id-de-la-cifra }}}} (`willay bind` propone cuál), o diga por qué no: {{{{ free \"{words}\" because \"…\" }}}}"
                );
                Some(self.lint(mention.span.start, "L01", Objection::new(unbound(words), mend)))
            }
            Some(Binding::Number { figure, style }) if !style.interval => {
                let figure = self.context.figure(figure)?;
                let (printed, value) = mention.value.zip(figure.printed())?;
                let claim = figure.definition.claim.as_ref();
                let is_claims_own = claim.is_some_and(|claim| is_same(printed, claim.value));
                let Some(claim) = claim.filter(|_| is_claims_own) else {
                    return self.not_borne(mention, printed, value);
                };
                let is_lost = mention.qualifier == Qualifier::Exact && claim.qualifier != Qualifier::Exact;
                let is_kept = mention.qualifier == claim.qualifier;
                if is_kept || (!is_lost && mention.qualifier == Qualifier::Exact) {
                    return None;
                }
                let objection = qualifier_lost(&claim.by, figure);
                Some(self.lint(mention.span.start, "L03", objection))
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
                let reason = both!(
                    "'{char}' is a digit that is bound to no figure",
                    "«{char}» es un dígito que no está enlazado con ninguna cifra"
                );
                let mend = both!(
                    "bind it, or write it so that it can be read",
                    "enlácelo, o escríbalo de modo que se pueda leer"
                );
                lints.push(self.lint(at, "L01", Objection::new(reason, mend)));
            }
        }
        lints
    }

    fn not_borne(&self, mention: &Mention, printed: f64, value: f64) -> Option<Lint> {
        let words = &self.readable[mention.span.clone()];
        let error = admits(printed, mention.qualifier, value).err()?;
        let [en, es] = Language::ALL.map(|language| short_numeral(value, language));
        let reason =
            both!("'{words}' is not borne by the value {en}", "«{words}» no se sostiene: el valor de la cifra es {es}");
        let mend = match error {
            NotBorne::Differs => {
                both!("print the value itself, or bind another figure", "imprima el valor mismo, o enlace otra cifra")
            }
            NotBorne::Qualifier => both!(
                "choose a qualifier that is true: over, at least, nearly, around, up to",
                "elija un matiz que sea cierto: más de, al menos, casi, alrededor de, hasta"
            ),
        };
        Some(self.lint(mention.span.start, "L02", Objection::new(reason, mend)))
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
        let reason = both!(
            "'{words}' asserts a decision that no proceeding of this sentence shows by the page's date",
            "«{words}» afirma una decisión que ningún proceso de esta oración muestra hasta la fecha de la página"
        );
        let mend = both!(
            "bind a figure of the proceeding, or write {{{{ verdict proceeding/name decision \"words\" }}}}",
            "enlace una cifra del proceso, o escriba {{{{ verdict proceeding/nombre decisión \"palabras\" }}}}; la decisión es convicted (condena), acquitted (absolución) o shelved (archivo)"
        );
        (!is_shown).then(|| self.lint(verdict.span.start, "L06", Objection::new(reason, mend)))
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
                both!(
                    "{proceeding} shows no such decision by the page's date",
                    "{proceeding} no muestra tal decisión hasta la fecha de la página"
                )
            } else if is_final && decided.all(|decided| !decided.is_final) {
                both!(
                    "'{words}' says it was the last word; in {proceeding} it was not",
                    "«{words}» dice que fue la última palabra; en {proceeding} no lo fue"
                )
            } else {
                continue;
            };
            let mend = both!(
                "say what was decided by then, or mend the proceeding's decisions",
                "diga lo que se había decidido hasta entonces, o corrija las decisiones del proceso"
            );
            lints.push(Lint::at(self.page, piece.source.start, "L06", Objection::new(reason, mend)));
        }
        lints
    }

    /// L08: words between quotation marks are somebody's, letter by letter.
    fn quotations(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for quotation in &self.prose.quotations {
            let words = &self.readable[quotation.inner.clone()];
            let is_short = words.split_whitespace().count() < 3;
            let is_bound = self.expanded.piece_at(&quotation.inner).is_some_and(|piece| piece.passage.is_some());
            if !is_short && !is_bound {
                let reason = both!(
                    "a quotation that is bound to no document",
                    "una cita que no está enlazada con ningún documento"
                );
                let mend = both!(
                    "write {{{{ quote documents/name \"exact words\" }}}}, or take the marks away",
                    "escriba {{{{ quote documents/nombre \"palabras exactas\" }}}}, o quite las comillas"
                );
                lints.push(self.lint(quotation.inner.start, "L08", Objection::new(reason, mend)));
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
                let reason = both!(
                    "'{figure}' is an estimate and is printed as a count",
                    "«{figure}» es una estimación y está impresa como un recuento"
                );
                let mend = both!(
                    "call it an estimate and print {{{{ {figure} | interval }}}} in the same paragraph",
                    "llámela estimación e imprima {{{{ {figure} | interval }}}} en el mismo párrafo"
                );
                lints.push(Lint::at(self.page, piece.source.start, "L10", Objection::new(reason, mend)));
            }
        }
        lints
    }
}

fn unbound(words: &str) -> Bilingual {
    both!("'{words}' is bound to no figure", "«{words}» no está enlazado con ninguna cifra")
}

/// L03: the source tied its number to the truth otherwise.
fn qualifier_lost(by: &str, figure: &Figure) -> Objection {
    let [english, spanish] = Language::ALL.map(|language| figure.value_text(language));
    let reason =
        both!("{by} says '{english}'; the sentence does not", "{by} dice «{spanish}»; la oración no lo dice así");
    Objection::new(reason, both!("give the qualifier of the source", "ponga el matiz de la fuente"))
}

/// A name with digits in it begins with a letter ("F4"); what begins with a digit ("1.2e3") may be a number in disguise.
fn is_disguised(mention: &Mention, text: &str) -> bool {
    let words = &text[mention.span.clone()];
    mention.kind == MentionKind::Identifier
        && words.starts_with(|char: char| char.is_ascii_digit())
        && words.contains(char::is_alphabetic)
}
