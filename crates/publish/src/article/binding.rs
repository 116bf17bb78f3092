//! What stands between `{{` and `}}`: the little language in which numbers are bound.

use record::{Bilingual, Decision, FigureId, RecordId, both};

use super::Objection;

/// One binding.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Binding {
    /// A figure's value, printed in one of several ways.
    Number { figure: FigureId, style: Style },
    /// Words that assert a decision.
    Verdict { proceeding: RecordId, decision: Decision, words: String },
    /// Words of a document.
    Quote { document: String, exact: String },
    /// A date in the page's language.
    Date(record::Edtf),
    /// A time that moves with the reader, with what it meant on the day of the article; found in the words, never written.
    Moving(record::Edtf),
    /// Words on how a later figure compares with an earlier one.
    Trend { from: FigureId, to: FigureId, words: String },
    /// Words on the place of a figure among those before it.
    Rank { figure: FigureId, words: String },
    /// Something left unbound on purpose.
    Free { words: String, reason: String },
    /// A bar chart of figures.
    Chart { title: String, figures: Vec<FigureId> },
    /// A table of figures.
    Table { figures: Vec<FigureId> },
    /// A table of a figure and of all that answer its question otherwise.
    Rivals { figure: FigureId },
}

/// How a value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Style {
    pub(super) words: bool,
    pub(super) capital: bool,
    pub(super) feminine: bool,
    pub(super) rounded: Option<f64>,
    pub(super) unit: ShareSign,
    pub(super) interval: bool,
}

/// What stands behind a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ShareSign {
    #[default]
    Nothing,
    Words,
    Sign,
}

/// Reads the inside of a binding.
pub(super) fn parse(inside: &str) -> Result<Binding, Objection> {
    let words = split(inside)?;
    let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    let figures =
        |from: usize| words[from.min(words.len())..].iter().map(|id| figure(id)).collect::<Result<Vec<_>, _>>();
    match (word(0), words.len()) {
        ("", _) => Err(refuse(
            both!("the binding is empty", "el enlace está vacío"),
            both!("write {{{{ figure-id }}}}", "escriba {{{{ id-de-la-cifra }}}}"),
        )),
        ("verdict", 4) => Ok(Binding::Verdict {
            proceeding: word(1).parse().map_err(|_| no_proceeding(word(1)))?,
            decision: decision(word(2))?,
            words: word(3).to_owned(),
        }),
        ("quote", 3) => Ok(Binding::Quote { document: word(1).to_owned(), exact: word(2).to_owned() }),
        ("date", 2) => Ok(Binding::Date(word(1).parse().map_err(|_| no_date(word(1)))?)),
        ("free", 4) if word(2) == "because" && !word(3).is_empty() => {
            Ok(Binding::Free { words: word(1).to_owned(), reason: word(3).to_owned() })
        }
        ("chart", 3..) => Ok(Binding::Chart { title: word(1).to_owned(), figures: figures(2)? }),
        ("table", 2..) => Ok(Binding::Table { figures: figures(1)? }),
        ("trend", 4) => Ok(Binding::Trend { from: figure(word(1))?, to: figure(word(2))?, words: word(3).to_owned() }),
        ("rank", 3) => Ok(Binding::Rank { figure: figure(word(1))?, words: word(2).to_owned() }),
        ("rivals", 2) => Ok(Binding::Rivals { figure: figure(word(1))? }),
        ("verdict" | "quote" | "date" | "free" | "chart" | "table" | "trend" | "rank" | "rivals", _) => {
            Err(incomplete(word(0)))
        }
        (id, _) => Ok(Binding::Number { figure: figure(id)?, style: style(&words[1..])? }),
    }
}

const fn refuse(reason: Bilingual, mend: Bilingual) -> Objection {
    Objection::new(reason, mend)
}

/// A binding that lacks a part, or has too many, with one that is whole.
fn incomplete(kind: &str) -> Objection {
    let [parts, whole] = match kind {
        "verdict" => [
            both!("a verdict has three parts", "verdict lleva tres partes: proceso, decisión y palabras"),
            both!(
                "write {{{{ verdict proceeding/name convicted \"found guilty\" }}}}",
                "escriba {{{{ verdict proceeding/nombre convicted \"fueron condenados\" }}}}"
            ),
        ],
        "quote" => [
            both!("a quotation has two parts", "quote lleva dos partes: documento y palabras"),
            both!(
                "write {{{{ quote documents/name.md \"exact words\" }}}}",
                "escriba {{{{ quote documents/nombre.md \"palabras exactas\" }}}}"
            ),
        ],
        "date" => [
            both!("a date has one part", "date lleva una parte: la fecha"),
            both!("write {{{{ date \"2016-07\" }}}}", "escriba {{{{ date \"2016-07\" }}}}"),
        ],
        "free" => [
            both!("what is left free needs its reason", "lo que se deja libre necesita su motivo"),
            both!("write {{{{ free \"14\" because \"reason\" }}}}", "escriba {{{{ free \"14\" because \"motivo\" }}}}"),
        ],
        "chart" => [
            both!("a chart has a title and figures", "chart lleva un título y cifras"),
            both!("write {{{{ chart \"Title\" id1 id2 }}}}", "escriba {{{{ chart \"Título\" id1 id2 }}}}"),
        ],
        "table" => [
            both!("a table has figures", "table lleva cifras"),
            both!("write {{{{ table id1 id2 }}}}", "escriba {{{{ table id1 id2 }}}}"),
        ],
        "trend" => [
            both!("a trend has three parts", "trend lleva tres partes: cifra anterior, cifra posterior y palabras"),
            both!(
                "write {{{{ trend earlier-id later-id \"rose by a third\" }}}}",
                "escriba {{{{ trend id-anterior id-posterior \"aumentaron un tercio\" }}}}"
            ),
        ],
        "rank" => [
            both!("a rank has two parts", "rank lleva dos partes: cifra y palabras"),
            both!(
                "write {{{{ rank id \"the highest since 2014\" }}}}",
                "escriba {{{{ rank id \"el más alto desde 2014\" }}}}"
            ),
        ],
        _ => [
            both!("rivals are those of one figure", "rivals lleva una sola cifra"),
            both!("write {{{{ rivals id }}}}", "escriba {{{{ rivals id }}}}"),
        ],
    };
    refuse(parts, whole)
}

fn no_proceeding(id: &str) -> Objection {
    refuse(
        both!("'{id}' is not the id of a proceeding", "«{id}» no es el id de un proceso"),
        both!("write proceeding/name", "escriba proceeding/nombre"),
    )
}

fn no_date(text: &str) -> Objection {
    refuse(
        both!("'{text}' is not a date", "«{text}» no es una fecha"),
        both!(
            "write 2016, 2016-11, 2016-11-30, 198X, 1985~, 1980/2000 or ../2000",
            "escriba 2016, 2016-11, 2016-11-30, 198X, 1985~, 1980/2000 o ../2000"
        ),
    )
}

fn figure(id: &str) -> Result<FigureId, Objection> {
    id.parse().map_err(|_| {
        refuse(
            both!(
                "'{id}' is neither a figure nor verdict, quote, date, free, chart, table, rivals, trend, rank",
                "«{id}» no es una cifra, ni verdict, quote, date, free, chart, table, rivals, trend o rank"
            ),
            both!("see docs/articles.md", "vea docs/articulos.md"),
        )
    })
}

fn decision(word: &str) -> Result<Decision, Objection> {
    match word {
        "convicted" => Ok(Decision::Convicted),
        "acquitted" => Ok(Decision::Acquitted),
        "shelved" => Ok(Decision::Shelved),
        "charged" => Ok(Decision::Charged),
        _ => Err(refuse(
            both!("'{word}' is no decision", "«{word}» no es una decisión"),
            both!(
                "write convicted, acquitted, shelved or charged",
                "escriba convicted (condena), acquitted (absolución), shelved (archivo) o charged (acusación)"
            ),
        )),
    }
}

/// The filters behind a figure: `| words | capital`.
fn style(words: &[String]) -> Result<Style, Objection> {
    let mut style = Style::default();
    for filter in words.split(|word| word == "|").filter(|filter| !filter.is_empty()) {
        match (filter[0].as_str(), filter.get(1)) {
            ("words", None) => style.words = true,
            ("capital", None) => style.capital = true,
            ("feminine", None) => style.feminine = true,
            ("percent", None) => style.unit = ShareSign::Words,
            ("percent-sign", None) => style.unit = ShareSign::Sign,
            ("interval", None) => style.interval = true,
            ("as", Some(number)) => {
                let rounded = number.replace([',', '_'], "").parse();
                let wrong = || {
                    refuse(
                        both!("'as' takes a number", "'as' lleva un número"),
                        both!("write | as 70000", "escriba | as 70000"),
                    )
                };
                style.rounded = Some(rounded.map_err(|_| wrong())?);
            }
            (name, _) => return Err(no_filter(name)),
        }
    }
    Ok(style)
}

fn no_filter(name: &str) -> Objection {
    refuse(
        both!("there is no filter '{name}'", "no hay un filtro «{name}»"),
        both!(
            "there are words, capital, feminine, as N, percent, percent-sign, interval",
            "hay words (en palabras), capital (mayúscula), feminine (femenino), as N, percent, percent-sign, interval"
        ),
    )
}

/// Words parted by spaces; text between straight quotation marks is one word; `|` is its own.
fn split(inside: &str) -> Result<Vec<String>, Objection> {
    let mut words = Vec::new();
    let mut rest = inside.trim();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let Some(end) = rest[1..].find('"') else {
                return Err(refuse(
                    both!("a quotation mark is not closed", "unas comillas no se cierran"),
                    both!("close it with \"", "ciérrelas con \""),
                ));
            };
            words.push(rest[1..=end].to_owned());
            rest = rest[end + 2..].trim_start();
        } else if first == '|' {
            words.push("|".to_owned());
            rest = rest[1..].trim_start();
        } else {
            let end = rest.find(|char: char| char.is_whitespace() || char == '|').unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
        }
    }
    Ok(words)
}
