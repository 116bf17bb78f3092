//! Lists as tables: CSV, workbooks, JSON Lines, entities of FollowTheMoney. Each is drafted, and read through a mapping.

use std::{
    io::{Cursor, Write},
    sync::LazyLock,
};

use read::{
    ListRow, Mapping, Problem, Stop, TableFormat, TableOptions,
    list::{ListSink, ListTable, propose, stream_list},
};
use record::Schema;

pub(crate) static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::built_in);

/// A mapping that asks much of a list: terms, several formats of dates, places, several values with notes.
const LIST: &str = r#"
    title = "T"
    producer = "P"
    kind = "person"
    id = "id"
    slug_ids = true
    repeated = "same"
    [columns]
    name = "name"
    sex = { property = "sex", terms = { F = "female" } }
    born = { property = "birth-date", format = ["dd/mm/yyyy", "mm/yyyy"] }
    place = { property = "place", scheme = "inei", digits = 6 }
    traits = { property = "physical-description", separator = ";", note = "detail" }
    age = "age"
"#;

/// The mapping of persons of FollowTheMoney.
const ENTITIES: &str = r#"
    title = "T"
    producer = "P"
    kind = "person"
    id = "id"
    slug_ids = true
    only = { column = "schema", values = ["Person"] }
    [columns]
    "properties.name" = "name"
    "properties.birthDate" = "birth-date"
"#;

/// What a list's rows and problems were: few of each, by their first words.
#[derive(Default)]
pub(crate) struct Said {
    rows: usize,
    cells: usize,
    passed_over: usize,
    reasons: Vec<String>,
}

impl ListSink for Said {
    fn row(&mut self, row: ListRow) -> Result<(), Stop> {
        self.rows += 1;
        self.cells += row.cells.len();
        Ok(())
    }

    fn passed_over(&mut self, _: u64) {
        self.passed_over += 1;
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Stop> {
        // Shown as a person sees it, whatever the cell holds.
        let shown = problem.to_string();
        if self.reasons.len() < 8 && !shown.is_empty() {
            self.reasons.push(problem.reason);
        }
        Ok(())
    }
}

impl Said {
    pub(crate) fn words(&self) -> String {
        let read = if self.rows > 0 { "read" } else { "refused" };
        format!("{read} {} {} {} {:?}", self.rows.min(4), self.cells.min(9), self.passed_over.min(2), self.reasons)
    }
}

pub(crate) fn csv(bytes: &[u8]) -> String {
    table(("l.csv", bytes), TableFormat::Csv, LIST)
}

pub(crate) fn json_lines(bytes: &[u8]) -> String {
    table(("l.jsonl", bytes), TableFormat::JsonLines, LIST)
}

pub(crate) fn follow_the_money(bytes: &[u8]) -> String {
    table(("e.jsonl", bytes), TableFormat::JsonLines, ENTITIES)
}

/// A workbook, or where the bytes are none, a workbook of which they are the sheet: a changed archive seldom unpacks.
pub(crate) fn xlsx(bytes: &[u8]) -> String {
    if bytes.starts_with(b"PK") {
        return table(("l.xlsx", bytes), TableFormat::Xlsx, LIST);
    }
    match workbook(bytes) {
        Ok(workbook) => table(("l.xlsx", &workbook), TableFormat::Xlsx, LIST),
        Err(error) => format!("not packed: {error}"),
    }
}

/// A draft with what it leaves to whoever knows: it must be a mapping then, whatever the file holds.
fn filled(draft: &str) -> String {
    let blanks = [("title", "T"), ("producer", "P"), ("scheme", "inei")];
    blanks.iter().fold(draft.to_owned(), |text, (key, value)| {
        text.replace(&format!("{key} = \"\""), &format!("{key} = \"{value}\""))
    })
}

fn table((name, bytes): (&str, &[u8]), format: TableFormat, mapping: &str) -> String {
    let draft = match propose((name, bytes), format, &SCHEMA, None) {
        Ok(draft) => match Mapping::parse("draft.toml", &filled(&draft)) {
            Ok(_) => "drafted".to_owned(),
            Err(problems) => panic!("a draft that is no mapping: {problems:?}\n{draft}"),
        },
        Err(error) => error.to_string(),
    };
    let mapping = match Mapping::parse("m.toml", mapping) {
        Ok(mapping) => mapping,
        Err(problems) => panic!("the mapping of the target: {problems:?}"),
    };
    let options = TableOptions::default();
    let mut said = Said::default();
    let notes = stream_list(&ListTable { name, bytes, format, options: &options }, &mapping, &SCHEMA, &mut said);
    format!("{} {draft} {:?}", said.words(), notes.map(|_| ()).map_err(|error| error.to_string()))
}

/// A workbook of one sheet.
fn workbook(sheet: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    const PARTS: [(&str, &str); 4] = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ];
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in
        PARTS.iter().map(|(name, text)| (*name, text.as_bytes())).chain([("xl/worksheets/sheet1.xml", sheet)])
    {
        archive.start_file(name, options)?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}
