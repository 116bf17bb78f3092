//! The rows of a register, through a mapping to the record. Good rows come back beside the problems of the others.

use std::fmt;

use record::{Access, Clearance, Confidential, LanguageTag, MediaType, Origin, RecordId, Schema, Statement, Value};

mod cells;
mod mapping;
mod propose;
mod repeated;
mod rows;
mod stream;

pub use mapping::{Column, Mapping, Only};
pub use propose::propose;
pub use repeated::Repeated;
pub use stream::{ListSink, ListTable, stream_list};

use crate::document::ReadError;
pub(crate) use cells::slug;
use repeated::Verdict;

/// Something wrong in a file: where, what was found, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, within the workspace.
    pub file: String,
    /// The row, counted from 1, the header being row 1.
    pub row: Option<u64>,
    /// The column or key.
    pub column: Option<String>,
    /// What stands there, as closed as its column. Empty where nothing is shown.
    pub found: Confidential<String>,
    /// What is wrong with it.
    pub reason: String,
    /// What would be right.
    pub mend: String,
}

impl Problem {
    /// What stands there, where anyone may see it and something does.
    pub fn shown(&self) -> Option<&str> {
        self.found.reveal(Clearance::PUBLIC).map(String::as_str).filter(|found| !found.is_empty())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(formatter, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(formatter, ", column '{column}'")?;
        }
        write!(formatter, ": ")?;
        if let Some(found) = self.shown() {
            write!(formatter, "'{found}' is ")?;
        }
        write!(formatter, "{}\n  mend: {}", self.reason, self.mend)
    }
}

/// One value of a row. What is not public does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which property.
    pub property: String,
    /// The cleaned value.
    pub value: Value,
    /// The cell as it stood, where cleaning changed it.
    pub original: Option<String>,
    /// In which language it is said.
    pub language: Option<LanguageTag>,
    /// What the row adds to the value in words.
    pub note: Option<String>,
    /// How far it may travel.
    pub access: Access,
}

impl Cell {
    /// What the cell says of a record.
    pub fn of(self, record: RecordId, origin: Origin) -> Statement {
        let Self { property, value, original, language, note, access } = self;
        Statement { record, property, value, original, language, note, origin, access }
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { property, value, original, language, note, access } = self;
        let said = Confidential::new((value, original, language, note), *access);
        formatter.debug_struct("Cell").field("property", property).field("said", &said).finish()
    }
}

/// What a row rests on beyond the list itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The document's name in the workspace, such as `documents/accomarca.md`.
    pub document: String,
    /// The exact words there.
    pub exact: Option<String>,
}

/// One row as a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The record.
    pub record: RecordId,
    /// The row, counted from 1, the header being row 1.
    pub row: u64,
    /// Its values; empty cells are not among them.
    pub cells: Vec<Cell>,
    /// The document that it cites.
    pub cites: Option<Citation>,
}

/// The good rows of a list, and the problems of the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListContents {
    /// Rows without a problem.
    pub rows: Vec<ListRow>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// A list's file.
#[derive(Debug, Clone, Copy)]
pub struct ListFile<'a> {
    /// Its name, for problems.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// CSV or XLSX.
    pub media: MediaType,
}

/// Reads a list through its mapping.
pub fn read_list(file: &ListFile<'_>, mapping: &Mapping, schema: &Schema) -> ListContents {
    let of_file = |reason: String, mend: &str| ListContents {
        rows: Vec::new(),
        problems: vec![Problem {
            file: file.name.to_owned(),
            row: None,
            column: None,
            found: Confidential::default(),
            reason,
            mend: mend.to_owned(),
        }],
    };
    let table = match rows::read(file) {
        Ok(table) => table,
        Err(error) => return of_file(error.to_string(), mend_of(&error)),
    };
    if table.rows.is_empty() && table.problems.is_empty() {
        return of_file("there is no row below the header".to_owned(), "add rows, or remove the list and its mapping");
    }
    let mut contents = ListContents { rows: Vec::new(), problems: table.problems };
    let header = cells::Header::resolve(file.name, &table.header, mapping, schema);
    let header = match header {
        Ok(header) => header,
        Err(problems) => {
            contents.problems.extend(problems);
            return contents;
        }
    };
    let mut seen = repeated::Seen::default();
    let rows = table.rows.iter().map(|(number, row)| (*number, row.iter().map(String::as_str).collect::<Vec<_>>()));
    for (number, row) in rows.filter(|(_, row)| header.is_meant(row)) {
        match seen.read(&header, number, &row) {
            Verdict::Row(row) => contents.rows.push(row),
            Verdict::PassedOver(_) => {}
            Verdict::Problems(problems) => contents.problems.extend(problems),
        }
    }
    contents.problems.sort_by_key(|problem| problem.row);
    contents
}

fn mend_of(error: &ReadError) -> &'static str {
    match error {
        ReadError::Empty => "put the header and the rows into it, or remove the file and its mapping",
        ReadError::NotUtf8 { .. } => "save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')",
        ReadError::Binary { .. } => "export the register as CSV UTF-8, or name the file .xlsx if it is a workbook",
        ReadError::TooLarge { .. } => "split the register into several lists",
        ReadError::Pdf(_) | ReadError::Docx(_) | ReadError::NoText | ReadError::Spreadsheet(_) => {
            "save it again as .xlsx or as CSV UTF-8"
        }
    }
}

/// The candidate nearest to a word, where one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let wanted = fold(word);
    let best = candidates.map(|candidate| (strsim::damerau_levenshtein(&wanted, &fold(candidate)), candidate)).min();
    best.filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str = r#"
        title = "Accused of one trial"
        producer = "Court"
        kind = "accused"
        id = "id"
        document = "documents/verdict.md"
        quote = "words"
        ignore = ["remark"]
        [columns]
        rol = "role"
        estado = { property = "status", terms = { juzgado = "judged" } }
        proceso = { property = "proceeding", reference = "proceeding" }
        nota = { property = "note", access = "confidential" }
    "#;

    fn read(csv: &[u8]) -> ListContents {
        let mapping = Mapping::parse("lists/accused.toml", MAPPING).unwrap();
        let file = ListFile { name: "lists/accused.csv", bytes: csv, media: MediaType::Csv };
        read_list(&file, &mapping, &Schema::built_in())
    }

    #[test]
    fn reads_rows_with_their_citation() {
        let found = read(b"id,rol,estado,proceso,nota,words,remark\na-1,officer,juzgado,accomarca,,ten convicted,x\n");
        assert_eq!(found.problems, []);
        let row = &found.rows[0];
        assert_eq!((row.record.as_str(), row.row), ("accused/a-1", 2));
        assert_eq!(row.cells.len(), 3, "empty cells are no values");
        assert_eq!(row.cites.as_ref().unwrap().exact.as_deref(), Some("ten convicted"));
        let status = row.cells.iter().find(|cell| cell.property == "status").unwrap();
        assert_eq!(status.value, Value::Term("judged".to_owned()));
        assert_eq!(status.original.as_deref(), Some("juzgado"));
    }

    #[test]
    fn keeps_good_rows_and_names_each_bad_cell() {
        let found = read(
            b"id,rol,estado,proceso,nota,words,remark\na-1,officer,juzgado,accomarca,,,\na-2,,maybe,accomarca,,,\n\
              a-1,,judged,accomarca,,,\nA 4,,,accomarca,,,\na-5,,\n",
        );
        assert_eq!(found.rows.len(), 1);
        let places: Vec<_> = found.problems.iter().map(|p| (p.row, p.column.as_deref())).collect();
        let expected = [(Some(3), Some("estado")), (Some(4), Some("id")), (Some(5), Some("id")), (Some(6), None)];
        assert_eq!(places, expected, "{:#?}", found.problems);
        assert!(found.problems[0].mend.contains("absconded"), "{}", found.problems[0]);
    }

    const ACTS: &str = r#"
        title = "Acts"
        producer = "An organisation"
        kind = "act"
        id = "id"
        [columns]
        how = { property = "attribution", separator = ";", note = "how-note" }
        why = { property = "stated-reason", language = "qu" }
        unit = "victim-status"
    "#;

    fn read_acts(csv: &str) -> ListContents {
        let mapping = Mapping::parse("acts.toml", ACTS).unwrap();
        let file = ListFile { name: "acts.csv", bytes: csv.as_bytes(), media: MediaType::Csv };
        read_list(&file, &mapping, &Schema::built_in())
    }

    #[test]
    fn several_values_keep_their_notes_their_language_and_their_words() {
        let found = read_acts(
            "id,how,how-note,why,unit\na-1,official-deny;non-state-accept,in a speech;,mana,Killed or died\n",
        );
        assert_eq!(found.problems, []);
        let cells = &found.rows[0].cells;
        let note = |at: usize| (cells[at].value.plain(), cells[at].note.clone());
        assert_eq!(note(0), ("official-deny".to_owned(), Some("in a speech".to_owned())));
        assert_eq!(note(1), ("non-state-accept".to_owned(), None));
        let status = cells.iter().find(|cell| cell.property == "victim-status").unwrap();
        assert_eq!(status.original.as_deref(), Some("Killed or died"), "the words that stood in the cell are kept");
        let reason = cells.iter().find(|cell| cell.property == "stated-reason").unwrap();
        assert_eq!(reason.language.as_ref().map(record::LanguageTag::as_str), Some("qu"));
    }

    #[test]
    fn a_note_without_its_value_is_told() {
        let found = read_acts("id,how,how-note,why,unit\na-1,,in a speech,,\n");
        assert_eq!((found.rows.len(), found.problems[0].shown()), (0, Some("in a speech")));
    }

    #[test]
    fn a_mapping_that_asks_too_much_of_a_property_is_refused() {
        let wrong = ACTS
            .replace("\"victim-status\"", "{ property = \"victim-status\", separator = \";\", note = \"how-note\" }");
        let mapping = Mapping::parse("acts.toml", &wrong).unwrap();
        let file = ListFile { name: "acts.csv", bytes: b"id,how,how-note,why,unit\na,,,,\n", media: MediaType::Csv };
        let told: Vec<_> = read_list(&file, &mapping, &Schema::built_in()).problems;
        assert_eq!(told.len(), 2, "{told:#?}");
    }

    #[test]
    fn a_wrong_column_is_named_with_the_nearest() {
        let found = read(b"id,roll,estado,proceso,nota,words,remark\na-1,x,,,,,\n");
        assert!(found.rows.is_empty());
        let text = found.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(text.contains("column 'roll'") && text.contains("'rol'"), "{text}");
    }

    #[test]
    fn a_confidential_cell_is_never_repeated() {
        let mapping = MAPPING.replace("property = \"note\"", "property = \"status\"");
        let mapping = Mapping::parse("lists/accused.toml", &mapping).unwrap();
        let csv = b"id,rol,estado,proceso,nota,words,remark\na-1,,,,secret name,,\n";
        let file = ListFile { name: "l.csv", bytes: csv, media: MediaType::Csv };
        let found = read_list(&file, &mapping, &Schema::built_in());
        assert!(!found.problems.is_empty() && found.problems.iter().all(|p| !p.to_string().contains("secret")));
    }

    #[test]
    fn empty_files_and_other_encodings_are_told_apart() {
        assert!(read(b"").problems[0].reason.contains("empty"));
        assert!(read(b"id,rol,estado,proceso,nota,words,remark\n").problems[0].reason.contains("no row"));
        assert!(read(b"id,rol\na,Mar\xeda\n").problems[0].reason.contains("line 2"));
    }

    #[test]
    fn a_mapping_that_names_what_is_not_there_is_refused() {
        let wrong = MAPPING.replace("kind = \"accused\"", "kind = \"accussed\"");
        let mapping = Mapping::parse("lists/accused.toml", &wrong).unwrap();
        let file = ListFile { name: "l.csv", bytes: b"id\na\n", media: MediaType::Csv };
        let found = read_list(&file, &mapping, &Schema::built_in());
        assert!(found.problems[0].mend.contains("'accused'"), "{}", found.problems[0]);
        assert!(Mapping::parse("lists/accused.toml", "kind = 3").is_err());
    }
}
