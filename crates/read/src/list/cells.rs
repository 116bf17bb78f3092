//! From columns to properties: the header resolved once, then each row's cells read as typed values.

use std::collections::BTreeSet;

use record::{
    Access, Confidential, RecordId, Schema,
    schema::{Property, PropertyType},
};

use super::{Cell, Citation, Column, ListRow, Mapping, Problem, Repeated, nearest};

/// A header whose every column is known.
pub(super) struct Header<'a> {
    file: &'a str,
    mapping: &'a Mapping,
    schema: &'a Schema,
    id: usize,
    quote: Option<usize>,
    document: Option<usize>,
    only: Option<usize>,
    columns: Vec<MappedColumn<'a>>,
}

/// A column of the mapping with its place in the file and the property that it fills.
struct MappedColumn<'a> {
    at: usize,
    name: &'a str,
    column: &'a Column,
    kind: &'a PropertyType,
    note: Option<usize>,
}

impl<'a> Header<'a> {
    /// Finds every column of the mapping in the header, and every column of the header in the mapping.
    pub(super) fn resolve(
        file: &'a str,
        header: &[String],
        mapping: &'a Mapping,
        schema: &'a Schema,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let place = |name: &str| header.iter().position(|column| column == name);
        let kind = schema.kinds.get(&mapping.kind);
        if kind.is_none() {
            let near = nearest(&mapping.kind, schema.kinds.keys().map(String::as_str));
            let mend =
                near.map_or("see the kinds in vocabularies/kinds".to_owned(), |near| format!("did you mean '{near}'?"));
            problems.push(problem(file, Some("kind"), "not a kind of record", mend).showing(&mapping.kind));
            return Err(problems);
        }
        problems.extend(unknown_columns(file, header, mapping));
        let mut columns = Vec::new();
        for (name, column) in &mapping.columns {
            let property = kind.and_then(|kind| kind.properties.get(&column.property));
            match (place(name), property) {
                (None, _) => problems.push(missing(file, name, header)),
                (Some(_), None) => {
                    let known = kind.into_iter().flat_map(|kind| kind.properties.keys().map(String::as_str));
                    let near = nearest(&column.property, known);
                    let mend = near.map_or("see the kinds in vocabularies/kinds".to_owned(), |near| {
                        format!("did you mean '{near}'?")
                    });
                    let reason = format!("not a property of the kind '{}'", mapping.kind);
                    problems.push(problem(file, Some(name), &reason, mend).showing(&column.property));
                }
                (Some(at), Some(property)) => {
                    let note = column.note.as_ref().and_then(|note| place(note));
                    problems.extend(unfit(file, (name, column), property));
                    if let (Some(wanted), None) = (&column.note, note) {
                        problems.push(missing(file, wanted, header));
                    }
                    columns.push(MappedColumn { at, name, column, kind: &property.value, note });
                }
            }
        }
        let mut needed = |name: Option<&String>| {
            let name = name?;
            let found = place(name);
            if found.is_none() {
                problems.push(missing(file, name, header));
            }
            found
        };
        let (id, quote) = (needed(Some(&mapping.id)), needed(mapping.quote.as_ref()));
        let document = needed(mapping.document_column.as_ref());
        let only = needed(mapping.only.as_ref().map(|only| &only.column));
        match id {
            Some(id) if problems.is_empty() => Ok(Self { file, mapping, schema, id, quote, document, only, columns }),
            Some(_) | None => Err(problems),
        }
    }

    /// True for a row of the kind that the mapping is for.
    pub(super) fn is_meant(&self, row: &[&str]) -> bool {
        let only = self.only.zip(self.mapping.only.as_ref());
        only.is_none_or(|(at, only)| only.values.iter().any(|value| value == row[at]))
    }

    /// Reads one row whole, or says everything that is wrong with it.
    pub(super) fn read_row(&self, number: u64, row: &[&str]) -> Result<ListRow, Vec<Problem>> {
        let mut problems = Vec::new();
        let record = self.record(row[self.id]).map_err(|_| {
            let mend = "write a-z, 0-9 and '-', such as accused-07; every row needs its own".to_owned();
            let wrong = problem(self.file, Some(&self.mapping.id), "not a name for a record", mend);
            wrong.in_row(number, (row[self.id], self.access_of_ids()))
        });
        let mut cells = Vec::new();
        for mapped in &self.columns {
            for value in self.read_cells(mapped, row) {
                match value {
                    Ok(cell) => cells.push(cell),
                    Err((found, error)) => {
                        let access = self.access(mapped.column).max(self.mapping.floor);
                        let wrong = problem(self.file, Some(mapped.name), &error.reason, error.mend);
                        problems.push(wrong.in_row(number, (found, access)));
                    }
                }
            }
        }
        match record {
            Ok(record) if problems.is_empty() => Ok(ListRow { record, row: number, cells, cites: self.citation(row) }),
            Ok(_) => Err(problems),
            Err(wrong) => Err([vec![wrong], problems].concat()),
        }
    }

    /// The record that a row is about.
    fn record(&self, cell: &str) -> Result<RecordId, record::id::InvalidId> {
        let name = if self.mapping.slug_ids { slug(cell) } else { cell.to_owned() };
        RecordId::new(&self.mapping.kind, &name)
    }

    /// The record that a row is about, whatever else is wrong with it.
    pub(super) fn named(&self, row: &[&str]) -> Option<RecordId> {
        self.record(row[self.id]).ok()
    }

    /// The problem of a row whose name an earlier row has, where one of the two cannot be read.
    pub(super) fn unread_duplicate(&self, (number, record): (u64, &RecordId), first: u64) -> Problem {
        let reason = format!("already the name of row {first}; one of the two has a problem of its own");
        let mend = "give each row a name of its own".to_owned();
        problem(self.file, Some(&self.mapping.id), &reason, mend).in_row(number, (record.name(), self.access_of_ids()))
    }

    /// The problem of a row whose name an earlier row has, with the columns in which it says something else.
    pub(super) fn duplicate(&self, row: &ListRow, first: u64, columns: &[&str]) -> Problem {
        let listed = columns.iter().map(|column| format!("'{column}'")).collect::<Vec<_>>().join(", ");
        let (says, mend) = match columns {
            [] => ("the same".to_owned(), "take one of the two out, or write repeated = \"same\" in the mapping"),
            [..] => (
                format!("otherwise in {listed}"),
                "give each row a name of its own; or, where both are one record, write repeated = \"beside\" in the mapping",
            ),
        };
        let reason = format!("already the name of row {first}, which says {says}");
        problem(self.file, Some(&self.mapping.id), &reason, mend.to_owned())
            .in_row(row.row, (row.record.name(), self.access_of_ids()))
    }

    /// What is done with rows of one name.
    pub(super) fn repeated(&self) -> Repeated {
        self.mapping.repeated
    }

    /// The mapped columns with their properties.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(|mapped| (mapped.name, mapped.column.property.as_str()))
    }

    /// A record's name may be a person's: it is shown where the rows are public.
    fn access_of_ids(&self) -> Access {
        self.mapping.access.max(self.mapping.floor)
    }

    fn access(&self, column: &Column) -> Access {
        column.access.unwrap_or(self.mapping.access)
    }

    /// The values of one cell, each with its note; or what is wrong, beside the words that are.
    fn read_cells<'r>(
        &self,
        mapped: &MappedColumn<'_>,
        row: &[&'r str],
    ) -> Vec<Result<Cell, (&'r str, record::schema::InvalidValue)>> {
        let split = |cell: &'r str| match &mapped.column.separator {
            Some(separator) => cell.split(separator.as_str()).map(str::trim).collect(),
            None => vec![cell],
        };
        let values: Vec<&str> = split(row[mapped.at]).into_iter().filter(|value| !value.is_empty()).collect();
        let notes = mapped.note.map(|at| split(row[at])).unwrap_or_default();
        if let Some(orphan) = notes.iter().skip(values.len()).find(|note| !note.is_empty()) {
            let error = record::schema::InvalidValue {
                reason: "a note on a value that is not there".to_owned(),
                mend: "give the value too, or put the note into a column of its own".to_owned(),
            };
            return vec![Err((*orphan, error))];
        }
        let read = values.into_iter().enumerate().map(|(at, value)| {
            let cell = self.read_cell(mapped, value).map_err(|error| (value, error))?;
            let note = notes.get(at).filter(|note| !note.is_empty()).map(|note| (*note).to_owned());
            Ok(Cell { note, ..cell })
        });
        read.collect()
    }

    fn read_cell(&self, mapped: &MappedColumn<'_>, cell: &str) -> Result<Cell, record::schema::InvalidValue> {
        let column = mapped.column;
        if let Some(digits) = column.digits
            && (cell.len() != digits || !cell.bytes().all(|byte| byte.is_ascii_digit()))
        {
            let reason = format!("not a code of {digits} digits");
            let mend = "look whether a spreadsheet took zeros in front away, and correct the cell".to_owned();
            return Err(record::schema::InvalidValue { reason, mend });
        }
        let cleaned = match (column.terms.get(cell), &column.reference, &column.scheme) {
            (Some(term), ..) => term.clone(),
            (None, Some(reference), _) if !cell.contains('/') => format!("{reference}/{cell}"),
            (None, _, Some(scheme)) if !cell.contains(':') => format!("{scheme}:{cell}"),
            (None, ..) => reformatted(cell, &column.formats).unwrap_or_else(|| cell.to_owned()),
        };
        let value = self.schema.value(mapped.kind, &cleaned)?;
        let original = (value.written() != cell).then(|| cell.to_owned());
        let (property, language) = (column.property.clone(), column.language.clone());
        Ok(Cell { property, value, original, language, note: None, access: self.access(column) })
    }

    fn citation(&self, row: &[&str]) -> Option<Citation> {
        let cell = |at: Option<usize>| at.map(|at| row[at].to_owned()).filter(|cell| !cell.is_empty());
        let document = cell(self.document).or_else(|| self.mapping.document.clone())?;
        let document = if document.starts_with("documents/") { document } else { format!("documents/{document}") };
        Some(Citation { document, exact: cell(self.quote) })
    }
}

/// A name as registers write it, in small letters without accents, parted by '-'.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        let plain = match letter {
            'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '-',
        };
        if plain != '-' || !(slug.is_empty() || slug.ends_with('-')) {
            slug.push(plain);
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// `30/11/2016` as `2016-11-30`, following a format of dd, mm and yyyy. Days and months may have one digit where something
/// stands between them.
pub(super) fn reformat_date(cell: &str, format: &str) -> Option<String> {
    let field = |letters: &str| match format.chars().find(|letter| !letter.is_ascii_alphabetic()) {
        Some(mark) => {
            let is_whole = cell.split(mark).count() == format.split(mark).count();
            let at = format.split(mark).position(|part| part == letters).filter(|_| is_whole)?;
            cell.split(mark).nth(at)
        }
        None => {
            let at = format.find(letters).filter(|_| cell.len() == format.len())?;
            cell.get(at..at + letters.len())
        }
    };
    let number = |letters: &str, most: u32| {
        let digits = field(letters)?;
        let is_number = digits.len() <= letters.len() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|number: &u32| is_number && (1..=most).contains(number))?;
        Some(format!("{number:02}"))
    };
    let year = field("yyyy").filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let month = number("mm", 12)?;
    if format.contains("dd") {
        Some(format!("{year}-{month}-{}", number("dd", 31)?))
    } else {
        Some(format!("{year}-{month}"))
    }
}

/// A cell as the first of the formats reads it under which it is a date of the calendar; else as the first that fits it.
fn reformatted(cell: &str, formats: &[String]) -> Option<String> {
    let mut dates: Vec<String> = formats.iter().filter_map(|format| reformat_date(cell, format)).collect();
    let real = dates.iter().position(|date| date.parse::<record::Edtf>().is_ok()).unwrap_or(0);
    (!dates.is_empty()).then(|| dates.swap_remove(real))
}

/// What a column asks of a property that it cannot give.
fn unfit(file: &str, (name, column): (&str, &Column), property: &Property) -> Vec<Problem> {
    let mut problems = Vec::new();
    if column.separator.is_some() && !property.repeatable {
        let mend = "take separator out: each row gives one value".to_owned();
        let reason = "given a separator, but its property has one value";
        problems.push(problem(file, Some(name), reason, mend).showing(&column.property));
    }
    if column.separator.as_ref().is_some_and(String::is_empty) {
        let mend = "write what stands between the values, such as \";\"".to_owned();
        problems.push(problem(file, Some(name), "given an empty separator", mend).showing(&column.property));
    }
    if let Some(note) = &column.note
        && !property.note
    {
        let mend = format!("map '{note}' to a property of its own, such as note or remarks");
        let reason = "given a note, but its property allows none";
        problems.push(problem(file, Some(name), reason, mend).showing(&column.property));
    }
    problems
}

fn unknown_columns(file: &str, header: &[String], mapping: &Mapping) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let special = [Some(&mapping.id), mapping.quote.as_ref(), mapping.document_column.as_ref()];
    let is_known = |name: &String| {
        mapping.columns.contains_key(name)
            || mapping.ignore.contains(name)
            || special.contains(&Some(name))
            || mapping.only.as_ref().is_some_and(|only| only.column == *name)
            || mapping.columns.values().any(|column| column.note.as_ref() == Some(name))
    };
    let mut problems = Vec::new();
    for name in header {
        if !seen.insert(name) {
            let mend = "give each column a name of its own".to_owned();
            problems.push(problem(file, Some(name), "the column stands twice in the header", mend));
        } else if !is_known(name) {
            let near = nearest(name, mapping.columns.keys().map(String::as_str));
            let mend = match near {
                Some(near) => format!("did you mean '{near}'? Or map it, or list it under ignore"),
                None => "map it under [columns], or list it under ignore".to_owned(),
            };
            problems.push(problem(file, Some(name), "the mapping does not know this column", mend));
        }
    }
    problems
}

fn missing(file: &str, name: &str, header: &[String]) -> Problem {
    let mend = match nearest(name, header.iter().map(String::as_str)) {
        Some(near) => format!("the file has '{near}': rename one of the two"),
        None => format!("the file has: {}", header.join(", ")),
    };
    problem(file, Some(name), "the mapping wants this column, the file does not have it", mend)
}

fn problem(file: &str, column: Option<&str>, reason: &str, mend: String) -> Problem {
    let column = column.map(str::to_owned);
    Problem {
        file: file.to_owned(),
        row: None,
        column,
        found: Confidential::default(),
        reason: reason.to_owned(),
        mend,
    }
}

impl Problem {
    /// The problem of one cell, as closed as the cell.
    fn in_row(mut self, row: u64, (found, access): (&str, Access)) -> Self {
        self.row = Some(row);
        self.found = Confidential::new(found.chars().take(80).collect(), access);
        self
    }

    /// The problem of words of the mapping, which anyone may see.
    fn showing(mut self, found: &str) -> Self {
        self.found = Confidential::new(found.chars().take(80).collect(), Access::Public);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_format_of_their_column() {
        assert_eq!(reformat_date("30/11/2016", "dd/mm/yyyy").as_deref(), Some("2016-11-30"));
        assert_eq!(reformat_date("11/2016", "mm/yyyy").as_deref(), Some("2016-11"));
        assert_eq!(reformat_date("2016", "dd/mm/yyyy"), None);
        assert_eq!(reformat_date("1/2/2016", "dd/mm/yyyy").as_deref(), Some("2016-02-01"));
        assert_eq!(reformat_date("30112016", "ddmmyyyy").as_deref(), Some("2016-11-30"));
        assert_eq!(reformat_date("1/2/16", "dd/mm/yyyy"), None, "no century is guessed");
        assert_eq!(reformat_date("24/1985", "mm/yyyy"), None, "no season is made of a wrong month");
        assert_eq!(reformat_date("1985-08-14", "dd-mm-yyyy"), None);
    }

    #[test]
    fn a_column_may_have_several_formats() {
        let formats = ["dd/mm/yyyy".to_owned(), "mm/yyyy".to_owned()];
        for (cell, date) in [("12/1985", Some("1985-12")), ("31/02/1980", Some("1980-02-31")), ("2020", None)] {
            assert_eq!(reformatted(cell, &formats).as_deref(), date, "{cell}");
        }
    }
}
