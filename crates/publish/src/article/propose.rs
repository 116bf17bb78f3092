//! Which figures do the numbers of a plain draft speak of? Bindings proposed for them, each with its evidence.
//!
//! The figure is found as `figure::compare` finds it for others' articles. A binding is proposed only where it prints the
//! very characters that stand in the draft, so that nothing changes for a reader; everything else is left alone.

use std::ops::Range;

use figure::{
    Figure,
    compare::{
        Article, Finding, Record, Severity, compare,
        words::{is_function_word, stems},
    },
    unit::CountingUnit,
};
use read::prose::read_prose;
use record::{Bilingual, Decision, Edtf, FigureId, Language, Mention, both};

use super::{
    Context, PageSource,
    binding::{self, Binding},
    expand, lint,
};

/// What is proposed for one number of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The number with its qualifier, as it stands.
    pub words: String,
    /// Line, counted from 1.
    pub line: usize,
    /// The figure that it speaks of.
    pub figure: Option<FigureId>,
    /// Why this figure, in words.
    pub evidence: Vec<Bilingual>,
    /// Bytes of the source and the binding that takes their place; or why it is left alone.
    pub binding: Result<(Range<usize>, String), Bilingual>,
}

/// Proposes a binding for every number that nothing binds, in order of place.
pub fn propose(page: &PageSource, context: &Context<'_>) -> Vec<Proposal> {
    let text = unbound(page);
    let prose = read_prose(&text, Some(page.head.language));
    let date = page.head.date.as_ref().and_then(|date: &Edtf| date.bounds().1);
    let record = Record { figures: context.figures, proceedings: context.proceedings, publications: &[] };
    let findings = compare(&Article { text: &text, prose: &prose, date }, &record);
    let mentions = prose.mentions.iter().filter(|mention| mention.kind.is_claim());
    mentions
        .map(|mention| {
            let finding = findings.iter().find(|finding| finding.at == mention.span.start && finding.figure.is_some());
            let figure = finding.and_then(|finding| finding.figure.clone());
            Proposal {
                words: text[mention.span.clone()].to_owned(),
                line: text[..mention.span.start].matches('\n').count() + 1,
                evidence: finding
                    .into_iter()
                    .flat_map(|finding| &finding.evidence)
                    .map(|one| Bilingual::new(one.words(Language::En), one.words(Language::Es)))
                    .collect(),
                binding: bind(page, context, mention, finding),
                figure,
            }
        })
        .collect()
}

/// The draft with the proposed bindings in it.
pub fn bound(page: &PageSource, proposals: &[Proposal]) -> String {
    let mut text = page.source.clone();
    for (range, binding) in proposals.iter().rev().filter_map(|proposal| proposal.binding.as_ref().ok()) {
        text.replace_range(range.clone(), binding);
    }
    text
}

/// The source with its head, its bindings and its addresses of links blanked in place.
fn unbound(page: &PageSource) -> String {
    let blank =
        |text: &str| -> String { text.split('\n').map(|line| " ".repeat(line.len())).collect::<Vec<_>>().join("\n") };
    let mut text = blank(&page.source[..page.body]) + &page.source[page.body..];
    let mut at = page.body;
    while let Some(open) = text[at..].find("{{").map(|found| at + found) {
        let close = text[open..].find("}}").map_or(text.len(), |found| open + found + 2);
        let blanked = blank(&text[open..close]);
        text.replace_range(open..close, &blanked);
        at = close;
    }
    lint::blank_markup(&text)
}

fn bind(
    page: &PageSource,
    context: &Context<'_>,
    mention: &Mention,
    finding: Option<&Finding>,
) -> Result<(Range<usize>, String), Bilingual> {
    if mention.in_quotation {
        return Err(both!(
            "it stands in a quotation: bind the whole of it with quote",
            "está en una cita: enlácela entera con quote"
        ));
    }
    let none = || {
        both!(
            "no figure fits it well enough, or two fit it equally well",
            "ninguna cifra le corresponde lo bastante bien, o dos le corresponden por igual"
        )
    };
    let finding = finding.ok_or_else(none)?;
    let figure = finding.figure.as_ref().and_then(|id| context.figure(id)).ok_or_else(none)?;
    let faults = || finding.reasons.iter().filter(|reason| reason.severity() == Severity::Fault);
    if faults().next().is_some() {
        let [english, spanish] = Language::ALL
            .map(|language| faults().map(|reason| reason.sentence(language)).collect::<Vec<_>>().join("; "));
        return Err(Bilingual::new(english, spanish));
    }
    if let Some(reason) = undecided(page, mention, figure) {
        return Err(reason);
    }
    let found = styles(mention, figure).into_iter().find_map(|inside| {
        let Ok(Binding::Number { figure: _, style }) = binding::parse(&inside) else { return None };
        let printed = expand::print(figure, &style, page.head.language).ok()?;
        let place = place_of(&printed, &page.source, &mention.span)?;
        Some((place, format!("{{{{ {inside} }}}}")))
    });
    let (place, binding) = found.ok_or_else(|| {
        let [english, spanish] = Language::ALL.map(|language| figure.value_text(language));
        both!(
            "a binding would print other characters than these; the figure has {english}",
            "un enlace imprimiría otros caracteres que estos; la cifra tiene {spanish}"
        )
    })?;
    match contradiction(page, context, (&place, &binding)) {
        Some(reason) => Err(reason),
        None => Ok((place, binding)),
    }
}

/// Those who fled or died were accused too: where the sentence tells a decision, it has to name what else a figure counts.
fn undecided(page: &PageSource, mention: &Mention, figure: &Figure) -> Option<Bilingual> {
    let definition = &figure.definition;
    if definition.unit != "accused" || definition.decision.is_some() {
        return None;
    }
    let sentence = &page.source[mention.sentence.clone()];
    let prose = read_prose(sentence, Some(page.head.language));
    let verdict = prose.verdicts.iter().find(|verdict| verdict.decision != Decision::Charged)?;
    let said = stems(sentence);
    let noun = stems(definition.noun.get(page.head.language));
    let is_telling = |word: &&String| !is_function_word(word) && CountingUnit::of_noun(word).is_none();
    if noun.iter().filter(is_telling).all(|word| said.contains(word)) {
        return None;
    }
    let (words, id) = (&sentence[verdict.span.clone()], figure.id());
    Some(both!(
        "the sentence says '{words}', and '{id}' counts accused of whom nothing was decided",
        "la oración dice «{words}», y «{id}» cuenta acusados sobre los que no se decidió nada"
    ))
}

/// What the linter says against a binding where it would stand: that the sentence speaks of something else.
fn contradiction(
    page: &PageSource,
    context: &Context<'_>,
    (place, binding): (&Range<usize>, &str),
) -> Option<Bilingual> {
    let mut source = page.source.clone();
    source.replace_range(place.clone(), binding);
    let bound = PageSource { source, ..page.clone() };
    let expanded = expand::expand(&bound, context).ok()?;
    let is_contradiction = |found: &&super::Lint| matches!(found.code, "L02" | "L03" | "L04" | "L05" | "L11");
    let lints = lint::check(&bound, &expanded, context).lints;
    let found = lints.iter().filter(|found| found.at == place.start).find(is_contradiction)?;
    let [english, spanish] = Language::ALL.map(|language| format!("{} {}", found.code, found.reason.get(language)));
    Some(Bilingual::new(english, spanish))
}

/// What may stand between the braces, the fullest first.
fn styles(mention: &Mention, figure: &Figure) -> Vec<String> {
    let id = figure.id();
    let mut styles: Vec<String> =
        ["interval", "percent-sign", "percent", "words | percent", "words | percent | capital"]
            .iter()
            .map(|style| format!("{id} | {style}"))
            .collect();
    styles.push(id.to_string());
    styles.extend(
        ["words", "words | capital", "words | feminine", "words | feminine | capital"].map(|s| format!("{id} | {s}")),
    );
    if let Some(value) = mention.value {
        styles.push(format!("{id} | as {value}"));
        styles.push(format!("{id} | words | as {value}"));
    }
    styles
}

/// Where the printed characters stand whole within a range of the text, once.
fn place_of(printed: &str, text: &str, within: &Range<usize>) -> Option<Range<usize>> {
    let mut places = text[within.clone()].match_indices(printed).map(|(at, _)| within.start + at).filter(|at| {
        let before = text[..*at].chars().next_back();
        let mut after = text[at + printed.len()..].chars();
        let is_point = |char: Option<char>| char.is_some_and(|char| matches!(char, '.' | ',' | '-'));
        let next = after.next();
        let goes_on = is_point(next) && after.next().is_some_and(char::is_alphanumeric);
        !before.is_some_and(char::is_alphanumeric)
            && !is_point(before)
            && !next.is_some_and(char::is_alphanumeric)
            && !goes_on
    });
    match (places.next(), places.next()) {
        (Some(at), None) => Some(at..at + printed.len()),
        (_, _) => None,
    }
}
