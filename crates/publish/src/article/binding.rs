//! What stands between `{{` and `}}`: the little language in which numbers are bound.

use record::{Decision, FigureId, RecordId};

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

/// Why a binding is none, with its mend.
pub(super) type Malformed = (String, String);

/// Reads the inside of a binding.
pub(super) fn parse(inside: &str) -> Result<Binding, Malformed> {
    let words = split(inside)?;
    let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    let figures =
        |from: usize| words[from.min(words.len())..].iter().map(|id| figure(id)).collect::<Result<Vec<_>, _>>();
    match (word(0), words.len()) {
        ("", _) => Err(malformed("the binding is empty", "write {{ figure-id }}")),
        ("verdict", 4) => Ok(Binding::Verdict {
            proceeding: word(1)
                .parse()
                .map_err(|_| malformed("not the id of a proceeding", "write proceeding/name"))?,
            decision: decision(word(2))?,
            words: word(3).to_owned(),
        }),
        ("verdict", _) => Err(malformed(
            "a verdict has three parts",
            "write {{ verdict proceeding/name convicted \"found guilty\" }}",
        )),
        ("quote", 3) => Ok(Binding::Quote { document: word(1).to_owned(), exact: word(2).to_owned() }),
        ("quote", _) => {
            Err(malformed("a quotation has two parts", "write {{ quote documents/name.md \"exact words\" }}"))
        }
        ("date", 2) => {
            let date = word(1)
                .parse()
                .map_err(|error: record::date::InvalidDate| malformed(&error.to_string(), "mend the date"))?;
            Ok(Binding::Date(date))
        }
        ("free", 4) if word(2) == "because" && !word(3).is_empty() => {
            Ok(Binding::Free { words: word(1).to_owned(), reason: word(3).to_owned() })
        }
        ("free", _) => {
            Err(malformed("what is left free needs its reason", "write {{ free \"14\" because \"reason\" }}"))
        }
        ("chart", 3..) => Ok(Binding::Chart { title: word(1).to_owned(), figures: figures(2)? }),
        ("chart", _) => Err(malformed("a chart has a title and figures", "write {{ chart \"Title\" id1 id2 }}")),
        ("table", 2..) => Ok(Binding::Table { figures: figures(1)? }),
        ("table", _) => Err(malformed("a table has figures", "write {{ table id1 id2 }}")),
        ("trend", 4) => Ok(Binding::Trend { from: figure(word(1))?, to: figure(word(2))?, words: word(3).to_owned() }),
        ("trend", _) => {
            Err(malformed("a trend has three parts", "write {{ trend earlier-id later-id \"rose by a third\" }}"))
        }
        ("rank", 3) => Ok(Binding::Rank { figure: figure(word(1))?, words: word(2).to_owned() }),
        ("rank", _) => Err(malformed("a rank has two parts", "write {{ rank id \"the highest since 2014\" }}")),
        ("rivals", 2) => Ok(Binding::Rivals { figure: figure(word(1))? }),
        ("rivals", _) => Err(malformed("rivals are those of one figure", "write {{ rivals id }}")),
        (id, _) => Ok(Binding::Number { figure: figure(id)?, style: style(&words[1..])? }),
    }
}

fn malformed(reason: &str, mend: &str) -> Malformed {
    (reason.to_owned(), mend.to_owned())
}

fn figure(id: &str) -> Result<FigureId, Malformed> {
    id.parse().map_err(|_| {
        malformed(
            &format!("'{id}' is neither a figure nor verdict, quote, date, free, chart, table, rivals, trend, rank"),
            "see docs/articles.md",
        )
    })
}

fn decision(word: &str) -> Result<Decision, Malformed> {
    match word {
        "convicted" => Ok(Decision::Convicted),
        "acquitted" => Ok(Decision::Acquitted),
        "shelved" => Ok(Decision::Shelved),
        "charged" => Ok(Decision::Charged),
        _ => Err(malformed(&format!("'{word}' is no decision"), "write convicted, acquitted, shelved or charged")),
    }
}

/// The filters behind a figure: `| words | capital`.
fn style(words: &[String]) -> Result<Style, Malformed> {
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
                style.rounded = Some(rounded.map_err(|_| malformed("'as' takes a number", "write | as 70000"))?);
            }
            (name, _) => {
                let mend = "there are words, capital, feminine, as N, percent, percent-sign, interval";
                return Err(malformed(&format!("there is no filter '{name}'"), mend));
            }
        }
    }
    Ok(style)
}

/// Words parted by spaces; text between straight quotation marks is one word; `|` is its own.
fn split(inside: &str) -> Result<Vec<String>, Malformed> {
    let mut words = Vec::new();
    let mut rest = inside.trim();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let Some(end) = rest[1..].find('"') else {
                return Err(malformed("a quotation mark is not closed", "close it with \""));
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
