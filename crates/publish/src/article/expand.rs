//! Bindings replaced by what they print, with a map back to the source for every lint.

use std::ops::Range;

use figure::{Figure, Outcome};
use record::{Edtf, FigureId, Language, Passage, both, number_words, numeral};

use super::{
    Context, Lint, Objection, PageSource,
    binding::{self, Binding, ShareSign, Style},
    trend,
};

/// A binding with what it prints.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// What was bound.
    pub(super) binding: Binding,
    /// Its bytes in the source, braces included.
    pub(super) source: Range<usize>,
    /// What it prints, and where in the prose.
    pub(super) printed: Range<usize>,
    /// The words of a quotation, found.
    pub(super) passage: Option<Passage>,
}

/// A page's body with every binding replaced.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expanded {
    /// The body as a reader reads it.
    pub(super) prose: String,
    /// The bindings, in order.
    pub(super) pieces: Vec<Piece>,
}

impl Piece {
    pub(super) fn is_number(&self) -> bool {
        matches!(self.binding, Binding::Number { .. })
    }

    pub(super) fn figures(&self) -> Vec<FigureId> {
        match &self.binding {
            Binding::Number { figure, .. } => vec![figure.clone()],
            Binding::Chart { figures, .. } | Binding::Table { figures } => figures.clone(),
            Binding::Trend { from, to, .. } => vec![from.clone(), to.clone()],
            Binding::Rank { figure, .. } => vec![figure.clone()],
            Binding::Verdict { .. }
            | Binding::Quote { .. }
            | Binding::Date(_)
            | Binding::Moving(_)
            | Binding::Free { .. }
            | Binding::Rivals { .. } => Vec::new(),
        }
    }

    pub(super) fn passage(&self) -> Option<&Passage> {
        self.passage.as_ref()
    }

    pub(super) fn waiver(&self) -> Option<(String, String)> {
        let Binding::Free { words, reason } = &self.binding else { return None };
        Some((words.clone(), reason.clone()))
    }
}

impl Expanded {
    /// The place in the source of a place in the prose.
    pub(super) fn source_of(&self, page: &PageSource, at: usize) -> usize {
        let mut shift = (page.body, 0);
        for piece in &self.pieces {
            if at < piece.printed.start {
                break;
            }
            if piece.printed.contains(&at) {
                return piece.source.start;
            }
            shift = (piece.source.end, piece.printed.end);
        }
        shift.0 + (at - shift.1)
    }

    /// Binds times that move with the reader to what they meant. They must be free of bindings and in order.
    pub(super) fn resolve(&mut self, page: &PageSource, moving: Vec<(Range<usize>, Edtf)>) {
        for (printed, date) in moving {
            let start = self.source_of(page, printed.start);
            let source = start..start + printed.len();
            let at = self.pieces.partition_point(|piece| piece.source.start < start);
            self.pieces.insert(at, Piece { binding: Binding::Moving(date), source, printed, passage: None });
        }
    }

    /// The binding that prints a range of the prose, or part of it.
    pub(super) fn piece_at(&self, range: &Range<usize>) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.printed.start < range.end && range.start < piece.printed.end)
    }
}

/// Replaces every binding, or says which are wrong.
pub(super) fn expand(page: &PageSource, context: &Context<'_>) -> Result<Expanded, Vec<Lint>> {
    let mut expanded = Expanded { prose: String::new(), pieces: Vec::new() };
    let mut lints = Vec::new();
    let mut at = page.body;
    while let Some(open) = page.source[at..].find("{{").map(|found| at + found) {
        expanded.prose.push_str(&page.source[at..open]);
        let Some(close) = page.source[open..].find("}}").map(|found| open + found) else {
            let reason = both!("the binding is not closed", "el enlace no se cierra");
            let mend = both!("close it with }}}}", "ciérrelo con }}}}");
            lints.push(Lint::at(page, open, "L00", Objection::new(reason, mend)));
            return Err(lints);
        };
        let result =
            binding::parse(&page.source[open + 2..close]).map_err(|objection| ("L00", objection)).and_then(|binding| {
                let code = code_of(&binding, context);
                resolve(page, context, binding).map_err(|objection| (code, objection))
            });
        match result {
            Ok((binding, printed, passage)) => {
                let start = expanded.prose.len();
                expanded.prose.push_str(&printed);
                let printed = start..expanded.prose.len();
                expanded.pieces.push(Piece { binding, source: open..close + 2, printed, passage });
            }
            Err((code, objection)) => lints.push(Lint::at(page, open, code, objection)),
        }
        at = close + 2;
    }
    expanded.prose.push_str(&page.source[at..]);
    if lints.is_empty() { Ok(expanded) } else { Err(lints) }
}

/// The code under which a binding that can be read is refused, where it names nothing unknown.
fn code_of(binding: &Binding, context: &Context<'_>) -> &'static str {
    let is_hidden =
        |id: &FigureId| context.figure(id).is_some_and(|figure| matches!(figure.outcome, Outcome::Suppressed { .. }));
    let is_known = |id: &FigureId| context.figure(id).is_some();
    match binding {
        Binding::Quote { document, .. } if context.documents.contains_key(document) => "L08",
        Binding::Number { figure, .. } | Binding::Rank { figure, .. } if is_hidden(figure) => "L14",
        Binding::Trend { from, to, .. } if is_hidden(from) || is_hidden(to) => "L14",
        Binding::Trend { from, to, .. } if is_known(from) && is_known(to) => "L15",
        Binding::Rank { figure, .. } if is_known(figure) => "L15",
        Binding::Number { .. }
        | Binding::Verdict { .. }
        | Binding::Quote { .. }
        | Binding::Date(_)
        | Binding::Moving(_)
        | Binding::Trend { .. }
        | Binding::Rank { .. }
        | Binding::Free { .. }
        | Binding::Chart { .. }
        | Binding::Table { .. }
        | Binding::Rivals { .. } => "L00",
    }
}

type Resolved = (Binding, String, Option<Passage>);

/// Finds what a binding names and what it prints.
fn resolve(page: &PageSource, context: &Context<'_>, mut binding: Binding) -> Result<Resolved, Objection> {
    let mut passage = None;
    if let Binding::Rivals { figure } = &binding {
        let figure = known(context, figure)?;
        let rivals = super::lint::claims::rivals(figure, context);
        if rivals.is_empty() {
            let id = figure.id();
            let reason = both!("'{id}' has no rivals", "«{id}» no tiene cifras rivales");
            return Err(Objection::new(reason, both!("take the binding away", "quite el enlace")));
        }
        let figures = [figure].into_iter().chain(rivals).map(|figure| figure.id().clone()).collect();
        binding = Binding::Table { figures };
    }
    let printed = match &binding {
        Binding::Number { figure, style } => print(known(context, figure)?, style, page.head.language)?,
        Binding::Verdict { words, proceeding, .. } if context.proceedings.knows(proceeding) => words.clone(),
        Binding::Verdict { proceeding, .. } => {
            let reason = both!("there is no record '{proceeding}'", "no hay un registro «{proceeding}»");
            let mend = both!("name a proceeding of the record", "nombre un proceso del registro");
            return Err(Objection::new(reason, mend));
        }
        Binding::Free { words, .. } => words.clone(),
        Binding::Date(date) | Binding::Moving(date) => date.words(page.head.language),
        Binding::Quote { document, exact } => {
            let Some((id, text)) = context.documents.get(document) else {
                return Err(no_document(document));
            };
            passage = text.passage(*id, exact);
            if passage.is_none() {
                return Err(not_quoted(document, exact));
            }
            let marks = if page.head.language == Language::En { ("“", "”") } else { ("«", "»") };
            format!("{}{exact}{}", marks.0, marks.1)
        }
        Binding::Chart { figures, .. } | Binding::Table { figures } => {
            for id in figures {
                known(context, id)?;
            }
            String::new()
        }
        Binding::Rivals { .. } => String::new(),
        Binding::Trend { from, to, words } => {
            let (from, to) = (known(context, from)?, known(context, to)?);
            let values = (valued(from)?, valued(to)?);
            trend::comparable(from, to, context)?;
            trend::change(words, values, page.head.language)?;
            words.clone()
        }
        Binding::Rank { figure, words } => {
            let figure = known(context, figure)?;
            trend::rank(words, (figure, valued(figure)?), context)?;
            words.clone()
        }
    };
    Ok((binding, printed, passage))
}

fn no_document(document: &str) -> Objection {
    Objection::new(
        both!("there is no document '{document}'", "no hay un documento «{document}»"),
        both!(
            "name an archived public document, such as documents/name.md",
            "nombre un documento público del archivo, como documents/nombre.md"
        ),
    )
}

fn not_quoted(document: &str, exact: &str) -> Objection {
    Objection::new(
        both!("the words are not in {document}: '{exact}'", "las palabras no están en {document}: «{exact}»"),
        both!("quote exactly, or take the marks away", "cite con exactitud, o quite las comillas"),
    )
}

fn known<'a>(context: &'a Context<'_>, id: &FigureId) -> Result<&'a Figure, Objection> {
    context.figure(id).ok_or_else(|| {
        let ids = context.figures.iter().map(|figure| figure.id().as_str());
        let near = ids.map(|other| (distance(id.as_str(), other), other)).min().filter(|(far, _)| *far <= 3);
        let mend = match near {
            Some((_, near)) => both!("did you mean '{near}'?", "¿quiso decir «{near}»?"),
            None => both!("`willay figures` lists them", "`willay figures` las enumera"),
        };
        Objection::new(both!("there is no figure '{id}'", "no hay una cifra «{id}»"), mend)
    })
}

/// Characters to change from one word to the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, from) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in right.iter().enumerate() {
            let cost = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

/// The value that is printed, or why there is none.
fn valued(figure: &Figure) -> Result<f64, Objection> {
    figure.printed().ok_or_else(|| {
        let id = figure.id();
        let reason = match &figure.outcome {
            Outcome::Suppressed { .. } => {
                both!("'{id}' is hidden: it counts too few", "«{id}» está oculta: cuenta muy pocos")
            }
            Outcome::Refused { .. }
            | Outcome::Observed { .. }
            | Outcome::Derived { .. }
            | Outcome::Estimated { .. }
            | Outcome::Claimed { .. } => {
                both!("'{id}' has no value: it was refused", "«{id}» no tiene valor: fue rechazada")
            }
        };
        Objection::new(reason, both!("write about it without a number", "escriba sobre ello sin número"))
    })
}

/// What a figure prints in a style.
pub(super) fn print(figure: &Figure, style: &Style, language: Language) -> Result<String, Objection> {
    if style.interval {
        let (low, high) = figure.interval().ok_or_else(|| {
            let id = figure.id();
            let reason = both!("'{id}' has no interval", "«{id}» no tiene intervalo");
            Objection::new(reason, both!("bind an estimate", "enlace una estimación"))
        })?;
        let joint = if language == Language::En { "to" } else { "a" };
        return Ok(format!("{} {joint} {}", numeral(low, 0, language), numeral(high, 0, language)));
    }
    let value = style.rounded.unwrap_or(valued(figure)?);
    let decimals = usize::from(value.fract() != 0.0);
    let mut text = if style.words { in_words(value, style, language)? } else { numeral(value, decimals, language) };
    if style.capital {
        let first = text.chars().next().map(|char| char.to_uppercase().to_string()).unwrap_or_default();
        text = first + &text.chars().skip(1).collect::<String>();
    }
    Ok(match (style.unit, language) {
        (ShareSign::Nothing, _) => text,
        (ShareSign::Words, Language::En) => format!("{text} per cent"),
        (ShareSign::Words, Language::Es) => format!("{text} por ciento"),
        (ShareSign::Sign, Language::En) => format!("{text}%"),
        (ShareSign::Sign, Language::Es) => format!("{text}\u{a0}%"),
    })
}

fn in_words(value: f64, style: &Style, language: Language) -> Result<String, Objection> {
    let refuse = || {
        Objection::new(
            both!("the value has no words", "el valor no se puede escribir en palabras"),
            both!("print it as a numeral", "imprímalo en cifras: quite words"),
        )
    };
    let is_whole = value.fract() == 0.0 && (0.0..1e9).contains(&value);
    if !is_whole {
        return Err(refuse());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and small")]
    let words = number_words(value as u64, language).ok_or_else(refuse)?;
    Ok(if style.feminine && language == Language::Es { feminine(&words) } else { words })
}

/// Spanish numbers as they agree with a feminine noun: una, veintiuna, doscientas.
fn feminine(words: &str) -> String {
    let words = words.replace("cientos", "cientas").replace("quinientos", "quinientas");
    words.strip_suffix("uno").map_or(words.clone(), |stem| format!("{stem}una"))
}
