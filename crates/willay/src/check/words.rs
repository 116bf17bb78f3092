//! What the reports of `willay check` say, in English and in Spanish; the sentences of findings are `figure::compare`'s.

use figure::compare::{Finding, Severity};
use record::{Language, counted};

use super::{Tally, article::Article, gather::Skip};

/// The words of one language. `{}` takes numbers and names in the order of the sentence.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) dated: &'static str,
    pub(super) undated: &'static str,
    pub(super) figure: &'static str,
    pub(super) because: &'static str,
    pub(super) chance: &'static str,
    pub(super) not_in_record: &'static str,
    pub(super) nearest: &'static str,
    pub(super) not_read: &'static str,
    pub(super) skipped: &'static str,
    pub(super) mend: &'static str,
    pub(super) faults: &'static str,
    pub(super) notes: &'static str,
    pub(super) fine: &'static str,
    pub(super) unknown: &'static str,
    pub(super) article: &'static str,
    pub(super) first: &'static str,
    pub(super) all_articles: &'static str,
    pub(super) explained: &'static str,
    pub(super) held_against: &'static str,
    pub(super) at_mark: &'static str,
    pub(super) text: &'static str,
    pub(super) nothing_found: &'static str,
    pub(super) made: &'static str,
    pub(super) hidden: &'static str,
    pub(super) no_article: &'static str,
}

const EN: Words = Words {
    title: "The numbers of an article, checked",
    dated: "dated {}",
    undated: "no date found, so verdicts are held against all decisions; give --date",
    figure: "figure",
    because: "because",
    chance: "chance of the link",
    not_in_record: "not in the record",
    nearest: "nearest is {}: {}",
    not_read: "could not be read",
    skipped: "skipped",
    mend: "mend",
    faults: "Does not stand",
    notes: "With a note",
    fine: "Stands",
    unknown: "Not in the record",
    article: "Article",
    first: "What to look at first",
    all_articles: "All articles",
    explained: "What the marks mean",
    held_against: "Held against the figures of {}",
    at_mark: "Go to the number in the text",
    text: "The article",
    nothing_found: "The article has no number that counts something.",
    made: "Made by willay check. It proposes links and proves nothing: look at the figure before you write.",
    hidden: "hidden",
    no_article: "no article: only .html, .docx, .md, .txt and .pdf are read",
};

const ES: Words = Words {
    title: "Los números de un artículo, comprobados",
    dated: "con fecha {}",
    undated: "no se halló fecha, así que los fallos se comparan con todas las decisiones; dé --date",
    figure: "cifra",
    because: "porque",
    chance: "probabilidad del enlace",
    not_in_record: "no está en el registro",
    nearest: "la más cercana es {}: {}",
    not_read: "no pudo leerse",
    skipped: "omitido",
    mend: "remedio",
    faults: "No se sostiene",
    notes: "Con una nota",
    fine: "Se sostiene",
    unknown: "No está en el registro",
    article: "Artículo",
    first: "Lo primero que hay que mirar",
    all_articles: "Todos los artículos",
    explained: "Qué significan las marcas",
    held_against: "Comparado con las cifras de {}",
    at_mark: "Ir al número en el texto",
    text: "El artículo",
    nothing_found: "El artículo no tiene ningún número que cuente algo.",
    made: "Hecho con willay check. Propone enlaces y no prueba nada: mire la cifra antes de escribir.",
    hidden: "oculto",
    no_article: "no es un artículo: solo se leen .html, .docx, .md, .txt y .pdf",
};

/// The words of a language.
pub(super) const fn of(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::Es => &ES,
    }
}

impl Tally {
    /// What became of all inputs, in one line.
    pub(super) fn words(&self, language: Language) -> String {
        let Self { articles, with_faults, unread, skipped } = self;
        match language {
            Language::En => {
                let articles = counted(*articles, ["article", "articles"]);
                format!(
                    "{articles} checked, {with_faults} with a number that does not stand; {unread} could not be read, {skipped} skipped"
                )
            }
            Language::Es => {
                let articles = counted(*articles, ["artículo comprobado", "artículos comprobados"]);
                let unread = counted(*unread, ["no pudo leerse", "no pudieron leerse"]);
                let skipped = counted(*skipped, ["omitido", "omitidos"]);
                format!("{articles}, {with_faults} con un número que no se sostiene; {unread}, {skipped}")
            }
        }
    }
}

/// What was found in one article, in one line.
pub(super) fn tally(article: &Article, language: Language) -> String {
    let (all, linked) = (article.findings.len(), article.linked());
    let (faults, notes) = (article.count(Mark::Fault), article.count(Mark::Note));
    match language {
        Language::En => {
            let all = counted(all, ["number or pointer", "numbers and pointers"]);
            let linked = counted(linked, ["linked to a figure", "linked to figures"]);
            let faults = counted(faults, ["does not stand", "do not stand"]);
            format!("{all}, {linked}: {faults} (✗), {notes} with a note (!)")
        }
        Language::Es => {
            let all = counted(all, ["número o referencia", "números y referencias"]);
            let linked = counted(linked, ["enlazado a una cifra", "enlazados a cifras"]);
            let faults = counted(faults, ["no se sostiene", "no se sostienen"]);
            format!("{all}, {linked}: {faults} (✗), {notes} con una nota (!)")
        }
    }
}

/// Words of an article, between the marks of the report's language.
pub(super) fn quoted(words: &str, language: Language) -> String {
    match language {
        Language::En => format!("“{words}”"),
        Language::Es => format!("«{words}»"),
    }
}

/// Puts values into the places of a sentence, one after the other.
pub(super) fn fill(sentence: &str, values: &[&str]) -> String {
    let mut pieces = sentence.split("{}");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (piece, value) in pieces.zip(values) {
        text.push_str(value);
        text.push_str(piece);
    }
    text
}

impl Skip {
    pub(super) fn words(self, language: Language) -> String {
        match self {
            Self::Hidden => of(language).hidden.to_owned(),
            Self::NoArticle => of(language).no_article.to_owned(),
            Self::Refused(reason) => reason.words(language),
        }
    }
}

/// How a finding is marked, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Unknown,
    Fine,
    Note,
    Fault,
}

impl Mark {
    /// Worst first.
    pub(super) const ALL: [Self; 4] = [Self::Fault, Self::Note, Self::Fine, Self::Unknown];

    pub(super) fn of(finding: &Finding) -> Self {
        match finding.severity() {
            Severity::Fault => Self::Fault,
            Severity::Note => Self::Note,
            Severity::Fine if finding.figure.is_some() => Self::Fine,
            Severity::Fine => Self::Unknown,
        }
    }

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Fault => "✗",
            Self::Note => "!",
            Self::Fine => "✓",
            Self::Unknown => "?",
        }
    }

    /// Its name in JSON and in style sheets.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Note => "note",
            Self::Fine => "fine",
            Self::Unknown => "unknown",
        }
    }

    pub(super) const fn words(self, language: Language) -> &'static str {
        let words = of(language);
        match self {
            Self::Fault => words.faults,
            Self::Note => words.notes,
            Self::Fine => words.fine,
            Self::Unknown => words.unknown,
        }
    }
}
