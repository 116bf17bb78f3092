//! Which records and documents fit a query, and which of them best?
//!
//! BM25 over the four kinds of keys: the word itself weighs most, then its stems, what it is short for, and its sound. Equal
//! ones stand in the order of their names, so that the same index gives the same answer.

use std::collections::HashSet;

use record::{Value, date::Truth};
use rusqlite::{Row, params};

use crate::{Answer, Filters, Found, Index, Place, Query, SearchError, Snippet, lexicon::Lexicon};

/// How many lines of a record are shown.
const SNIPPETS: usize = 3;

/// Everything that is shown of a row of the index, the best first. The weights are those of words, stems, sounds, roots.
const RANKED: &str =
    "SELECT i.id, s.id, s.kind, s.name, s.title, i.start, i.end, i.page, bm25(fts, 10.0, 5.0, 2.0, 3.0) AS fit
    FROM fts JOIN item AS i ON i.id = fts.rowid JOIN subject AS s ON s.id = i.subject
    WHERE fts MATCH ?1 AND (?2 IS NULL OR s.kind = ?2) ORDER BY fit, s.name, i.start";

const ALL: &str = "SELECT s.id, s.id, s.kind, s.name, s.title, NULL, NULL, NULL, 0.0
    FROM subject AS s WHERE ?1 IS NULL AND (?2 IS NULL OR s.kind = ?2) ORDER BY s.name";

const COUNT: &str = "SELECT s.kind, count(DISTINCT s.id) FROM fts JOIN item AS i ON i.id = fts.rowid
    JOIN subject AS s ON s.id = i.subject WHERE fts MATCH ?1 AND (?2 IS NULL OR s.kind = ?2) GROUP BY s.kind";

/// What a value is, as the index writes it down.
pub(crate) fn form(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Integer(_) => "integer",
        Value::Date(_) => "date",
        Value::Term(_) => "term",
        Value::Reference(_) => "reference",
        Value::Place { .. } => "place",
        Value::Flag(_) => "flag",
        Value::Count(_) => "count",
        Value::Geometry(_) => "geometry",
    }
}

/// The value that was written down.
fn value_of(form: &str, written: &str) -> Option<Value> {
    match form {
        "text" => Some(Value::Text(written.to_owned())),
        "integer" => written.parse().ok().map(Value::Integer),
        "date" => written.parse().ok().map(Value::Date),
        "term" => Some(Value::Term(written.to_owned())),
        "reference" => written.parse().ok().map(Value::Reference),
        "place" => {
            let (scheme, code) = written.split_once(':')?;
            Some(Value::Place { scheme: scheme.to_owned(), code: code.to_owned() })
        }
        "flag" => Some(Value::Flag(written == "yes")),
        "count" => written.parse().ok().map(Value::Count),
        "geometry" => written.parse().ok().map(Value::Geometry),
        _ => None,
    }
}

/// A row of the index that fits.
struct Ranked {
    item: i64,
    subject: i64,
    found: Found,
}

fn ranked(row: &Row<'_>) -> rusqlite::Result<Ranked> {
    let chars: Option<(i64, i64)> = row.get::<_, Option<i64>>(5)?.zip(row.get(6)?);
    let unsigned = |number: i64| usize::try_from(number).unwrap_or(0);
    let page = row.get(7)?;
    let found = Found {
        kind: row.get(2)?,
        name: row.get(3)?,
        title: row.get(4)?,
        fit: -row.get::<_, f64>(8)?,
        is_possible: false,
        place: chars.map(|(start, end)| Place { chars: unsigned(start)..unsigned(end), page }),
        snippets: Vec::new(),
    };
    Ok(Ranked { item: row.get(0)?, subject: row.get(1)?, found })
}

impl Index {
    /// Finds what a query asks for, or without one all that the filters let through. Where nothing holds all its words, what
    /// holds some of them is given.
    ///
    /// # Errors
    /// Where the index is broken or the search was stopped.
    pub fn find(&self, query: Option<&Query>, filters: &Filters, first: usize) -> Result<Answer, SearchError> {
        let expression = query.map(|query| query.expression(true));
        let mut answer = self.ranked(query, (expression.as_deref(), filters), first)?;
        let Some(query) = query.filter(|_| answer.total() == 0) else { return Ok(answer) };
        let suggestions = crate::suggest::suggestions(self, query).map_err(|error| self.refusal(&error))?;
        if query.has_several() {
            answer = self.ranked(Some(query), (Some(&query.expression(false)), filters), first)?;
            answer.is_partial = answer.total() > 0;
        }
        answer.suggestions = suggestions;
        Ok(answer)
    }

    fn ranked(
        &self,
        query: Option<&Query>,
        (expression, filters): (Option<&str>, &Filters),
        first: usize,
    ) -> Result<Answer, SearchError> {
        let refuse = |error: rusqlite::Error| self.refusal(&error);
        let mut answer = Answer::default();
        let mut lexicon = Lexicon::default();
        let has_counts = expression.is_some() && !filters.has_tests();
        if has_counts {
            answer.counts = self.counts(expression, filters).map_err(refuse)?;
        }
        let mut seen: HashSet<i64> = HashSet::new();
        let mut best: Vec<(Ranked, Vec<i64>)> = Vec::new();
        let sql = if expression.is_some() { RANKED } else { ALL };
        let mut statement = self.connection.prepare_cached(sql).map_err(refuse)?;
        let rows = statement.query_map(params![expression, filters.kind()], ranked).map_err(refuse)?;
        for row in rows {
            let mut row = row.map_err(refuse)?;
            // The best passage of a document stands for it.
            if !seen.insert(row.subject) {
                continue;
            }
            let (truth, says_so) = self.truth(row.subject, filters).map_err(refuse)?;
            if truth == Truth::No {
                continue;
            }
            row.found.is_possible = truth == Truth::Possibly;
            if !has_counts {
                *answer.counts.entry(row.found.kind.clone()).or_default() += 1;
                answer.possibly += u64::from(row.found.is_possible);
            }
            if best.len() < first {
                best.push((row, says_so));
            } else if has_counts {
                break;
            }
        }
        for (row, says_so) in best {
            let snippets = self.snippets(query, (&row, &says_so), &mut lexicon).map_err(refuse)?;
            answer.found.push(Found { snippets, ..row.found });
        }
        Ok(answer)
    }

    fn counts(
        &self,
        expression: Option<&str>,
        filters: &Filters,
    ) -> rusqlite::Result<std::collections::BTreeMap<String, u64>> {
        let mut statement = self.connection.prepare_cached(COUNT)?;
        let rows = statement.query_map(params![expression, filters.kind()], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
        })?;
        rows.collect()
    }

    /// Whether a subject is what the filters ask for, and which of its lines say so.
    fn truth(&self, subject: i64, filters: &Filters) -> rusqlite::Result<(Truth, Vec<i64>)> {
        if !filters.has_tests() {
            return Ok((Truth::Yes, Vec::new()));
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT at, property, form, coalesce(value, text) FROM line WHERE item = ?1 AND form IS NOT NULL
             AND (instr(?2, char(10) || property || char(10)) > 0 OR (?3 AND form = 'date')) ORDER BY at",
        )?;
        let rows = statement.query_map(params![subject, filters.properties(), filters.has_date()], |row| {
            let (at, property, form, written): (i64, String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((at, property, value_of(&form, &written)))
        })?;
        let (mut places, mut values) = (Vec::new(), Vec::new());
        for row in rows {
            let (at, property, value) = row?;
            if let Some(value) = value {
                places.push(at);
                values.push((property, value));
            }
        }
        let (truth, says_so) = filters.truth(&values);
        Ok((truth, says_so.into_iter().map(|place| places[place]).collect()))
    }

    /// The lines that show why something was found: those with the most of the query's words, then those of the filters.
    fn snippets(
        &self,
        query: Option<&Query>,
        (row, says_so): (&Ranked, &[i64]),
        lexicon: &mut Lexicon,
    ) -> rusqlite::Result<Vec<Snippet>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT at, property, text, is_searched, entry, list, row FROM line WHERE item = ?1 ORDER BY at",
        )?;
        let lines =
            |item: i64, statement: &mut rusqlite::Statement<'_>| -> rusqlite::Result<Vec<(i64, bool, Snippet)>> {
                let rows = statement.query_map([item], |row| {
                    let list: Option<(String, i64)> = row.get::<_, Option<String>>(5)?.zip(row.get(6)?);
                    let snippet = Snippet {
                        property: row.get(1)?,
                        text: row.get(2)?,
                        entry: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
                        list: list.map(|(list, row)| (list, row.cast_unsigned())),
                        ..Snippet::default()
                    };
                    Ok((row.get(0)?, row.get(3)?, snippet))
                })?;
                rows.collect()
            };
        let mut found = Vec::new();
        let mut shown: HashSet<i64> = HashSet::new();
        for (at, is_searched, line) in lines(row.item, &mut statement)? {
            let part = query.filter(|_| is_searched);
            let part = part.and_then(|query| Snippet::of(query, lexicon, (&line.property, &line.text)));
            if let Some(part) = part {
                shown.insert(at);
                found.push(Snippet { entry: line.entry, list: line.list, ..part });
            }
        }
        found.sort_by_key(|snippet| std::cmp::Reverse(snippet.terms));
        found.truncate(SNIPPETS);
        if !says_so.is_empty() {
            let is_same = row.item == row.subject;
            let of_filters = lines(row.subject, &mut statement)?.into_iter();
            let of_filters = of_filters.filter(|(at, ..)| says_so.contains(at) && !(is_same && shown.contains(at)));
            found.extend(of_filters.take(SNIPPETS).map(|(_, _, line)| Snippet {
                entry: line.entry,
                list: line.list.clone(),
                ..Snippet::beginning(&line.property, &line.text)
            }));
        }
        Ok(found)
    }
}
