//! Is every format recognised, read within limits, and never a panic?

use proptest::prelude::*;

use super::*;

/// Keeps everything.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Kept {
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

impl RowSink for Kept {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        self.names = names.to_vec();
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        assert_eq!(cells.len(), self.names.len());
        self.rows.push((number, cells.iter().map(|cell| (*cell).to_owned()).collect()));
        Ok(())
    }
}

impl Kept {
    /// Rows as one text each.
    pub(super) fn lines(&self) -> Vec<String> {
        self.rows.iter().map(|(number, cells)| format!("{number}: {}", cells.join(" / "))).collect()
    }
}

pub(super) type Reading = (Kept, TableNotes, Vec<RowProblem>);

pub(super) fn read_with(bytes: &[u8], format: TableFormat, options: &TableOptions) -> Result<Reading, TableError> {
    let mut kept = Kept::default();
    let (notes, problems) = read_table(bytes, format, options, &mut kept)?;
    assert_eq!(notes.rows, kept.rows.len() as u64);
    Ok((kept, notes, problems))
}

pub(super) fn read(bytes: &[u8], format: TableFormat) -> Result<Reading, TableError> {
    read_with(bytes, format, &TableOptions::default())
}

/// A workbook of one sheet, from its rows of XML cells.
fn workbook(sheet_data: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns='{package}'>\
                 <Relationship Id='r1' Type='{relations}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns='{main}' xmlns:r='{relations}'><sheets><sheet name='People' sheetId='1' r:id='r1'/>\
                 <sheet name='Notes' sheetId='2' r:id='r2'/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns='{package}'>\
                 <Relationship Id='r1' Type='{relations}/worksheet' Target='worksheets/sheet1.xml'/>\
                 <Relationship Id='r2' Type='{relations}/worksheet' Target='worksheets/sheet2.xml'/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns='{main}'><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns='{main}'><sheetData>{sheet_data}</sheetData></worksheet>"),
        ),
        (
            "xl/worksheets/sheet2.xml",
            format!(
                "<worksheet xmlns='{main}'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>note</t></is></c></row>\
                 </sheetData></worksheet>"
            ),
        ),
    ];
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const SHEET: &str = "<row r='2'><c r='A2' t='inlineStr'><is><t>id</t></is></c><c r='B2' t='inlineStr'><is><t>date</t></is></c>\
    <c r='C2' t='inlineStr'><is><t>age</t></is></c></row>\
    <row r='4'><c r='A4' t='inlineStr'><is><t>a-1</t></is></c><c r='B4' s='1'><v>31048</v></c><c r='C4'><v>34</v></c></row>\
    <row r='5'><c r='A5' t='inlineStr'><is><t>a-2</t></is></c><c r='B5' t='e'><v>#N/A</v></c></row>\
    <row r='6'><c r='A6' t='inlineStr'><is><t>a-3</t></is></c><c r='E6'><v>1.5</v></c></row>";

#[test]
fn a_workbook_gives_its_rows_dates_and_errors() {
    let (kept, notes, problems) = read(&workbook(SHEET), TableFormat::Xlsx).unwrap();
    assert_eq!(kept.names, ["id", "date", "age"]);
    assert_eq!(kept.lines(), ["4: a-1 / 1985-01-01 / 34", "5: a-2 /  / "]);
    assert_eq!((notes.sheet.as_deref(), notes.other_sheets), (Some("People"), vec!["Notes".to_owned()]));
    let said: Vec<_> = problems.iter().map(|problem| (problem.row, problem.kept, problem.fault.clone())).collect();
    let error = Fault::SpreadsheetError { found: "#N/A".to_owned() };
    assert_eq!(said, [(Some(5), true, error), (Some(6), false, Fault::CellCount { found: 5, expected: 3 })]);
}

#[test]
fn a_sheet_is_chosen_by_name_and_a_missing_one_is_refused_with_the_names() {
    let of_sheet = |sheet: &str| TableOptions { sheet: Some(sheet.to_owned()), ..TableOptions::default() };
    let bytes = workbook(SHEET);
    assert_eq!(read_with(&bytes, TableFormat::Xlsx, &of_sheet("Notes")).unwrap().0.names, ["note"]);
    let refused = read_with(&bytes, TableFormat::Xlsx, &of_sheet("note")).unwrap_err();
    assert_eq!(refused.to_string(), "the workbook has no sheet 'note'; it has 'People', 'Notes'");
}

#[test]
fn a_sheet_that_claims_to_be_huge_costs_nothing() {
    let far = "<row r='1'><c r='A1' t='inlineStr'><is><t>id</t></is></c></row><row r='1048576'><c r='A1048576'><v>1</v></c></row>";
    assert_eq!(read(&workbook(far), TableFormat::Xlsx).unwrap().0.lines(), ["1048576: 1"]);
    let wide = "<row r='1'><c r='XFD1'><v>1</v></c></row>";
    let few =
        TableOptions { limits: TableLimits { max_columns: 100, ..TableLimits::default() }, ..TableOptions::default() };
    let refused = read_with(&workbook(wide), TableFormat::Xlsx, &few);
    assert_eq!(refused.unwrap_err(), TableError::TooManyColumns { found: 16_384, limit: 100 });
}

#[test]
fn json_lines_give_all_keys_in_order_of_appearance() {
    let json = "{\"id\":\"a\",\"place\":{\"name\":\"Ayacucho\",\"at\":[-13.16,-74.22]},\"age\":12345678901234567890}\n\n\
        {\"id\":\"b\",\"dead\":true,\"age\":null,\"place\":{\"name\":\"Lima\\nCercado\"},\"names\":[\"x|y\",\"z\"]}\n";
    let (kept, notes, problems) = read(json.as_bytes(), TableFormat::JsonLines).unwrap();
    assert_eq!(kept.names, ["id", "place.name", "place.at", "age", "dead", "names"]);
    assert_eq!(
        kept.rows[0],
        (1, ["a", "Ayacucho", "-13.16|-74.22", "12345678901234567890", "", ""].map(String::from).to_vec())
    );
    assert_eq!(kept.rows[1], (3, ["b", "Lima\nCercado", "", "", "true", "x|y|z"].map(String::from).to_vec()));
    assert_eq!(notes.columns, 6);
    assert_eq!((problems.len(), &problems[0].fault, problems[0].kept), (1, &Fault::BarInList, true));
}

#[test]
fn lines_that_are_no_objects_are_named_and_the_others_kept() {
    let json = b"{\"id\":1}\n{\"id\":\n[1]\n{\"id\":2,\"id\":3}\n{\"id\":\"\xff\"}\n{\"id\":\"\\u0000\"}\n{\"id\":4}";
    let (kept, notes, problems) = read(json, TableFormat::JsonLines).unwrap();
    assert_eq!(kept.lines(), ["1: 1", "7: 4"]);
    let rows: Vec<_> = problems.iter().map(|problem| problem.row.unwrap()).collect();
    assert_eq!((rows, notes.rows_left_out), (vec![2, 3, 4, 5, 6], 5));
    let array = read(b"[{\"id\":1}]", TableFormat::JsonLines).unwrap_err();
    assert!(array.to_string().starts_with("this looks like one JSON array, not like JSON Lines"), "{array}");
}

#[test]
fn files_that_are_something_else_are_named() {
    let of = |bytes: &[u8], format| read(bytes, format).unwrap_err().to_string();
    assert!(of(b"\n <!DOCTYPE html><html>", TableFormat::Csv).starts_with("this looks like HTML, not like CSV"));
    assert!(of(b"PK\x03\x04zip", TableFormat::Csv).contains("ZIP archive or a workbook"));
    assert!(of(b"%PDF-1.7", TableFormat::Xlsx).contains("a PDF"));
    assert!(of(b"PK\x03\x04zip", TableFormat::Xlsx).starts_with("the workbook cannot be read"));
    assert!(of(b"id,name\n", TableFormat::Parquet).starts_with("the Parquet file cannot be read"));
    assert!(of(b"<html>", TableFormat::Parquet).contains("looks like HTML"));
    for format in [TableFormat::Csv, TableFormat::Parquet, TableFormat::Xlsx, TableFormat::JsonLines] {
        assert_eq!(read(b"", format).unwrap_err(), TableError::Empty);
    }
}

#[test]
fn bytes_that_happen_to_be_letters_are_no_table() {
    let error = read(b"id,\x95\xb7\x1bF\n1,2\n", TableFormat::Csv).unwrap_err();
    assert!(matches!(error, TableError::HeaderNotText { column: 2 }), "{error}");
    assert!(read(b"id,a\tb\n1,2\n", TableFormat::Csv).is_ok(), "a tab is no reason");
}

#[test]
fn the_first_bytes_say_more_than_the_name() {
    assert_eq!(TableFormat::detect("a.csv", b"PK\x03\x04"), TableFormat::Xlsx);
    assert_eq!(TableFormat::detect("a", b" {\"id\":1}"), TableFormat::JsonLines);
    assert_eq!(TableFormat::detect("a.PQ", b""), TableFormat::Parquet);
    assert_eq!(TableFormat::detect("a.tsv", b"{x}\ty"), TableFormat::Csv);
}

#[test]
fn a_sink_that_has_enough_ends_the_reading() {
    struct One;
    impl RowSink for One {
        fn columns(&mut self, _: &[String]) -> Result<(), Stop> {
            Ok(())
        }
        fn row(&mut self, _: u64, _: &[&str]) -> Result<(), Stop> {
            Err(Stop("one is enough".to_owned()))
        }
    }
    let stopped = read_table(b"id\n1\n2\n", TableFormat::Csv, &TableOptions::default(), &mut One);
    assert_eq!(stopped.unwrap_err(), TableError::Stopped("one is enough".to_owned()));
}

proptest! {
    #[test]
    fn no_bytes_make_any_format_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), magic in 0..4_usize) {
        let magic: &[u8] = [&b""[..], b"PAR1", b"PK\x03\x04", b"{\"a\":"][magic];
        for format in [TableFormat::Csv, TableFormat::Parquet, TableFormat::Xlsx, TableFormat::JsonLines] {
            let outcome = read(&[magic, &bytes, magic].concat(), format);
            prop_assert!(outcome.is_ok() || !outcome.unwrap_err().to_string().is_empty());
        }
    }

    #[test]
    fn a_damaged_workbook_is_read_or_refused(place in 0..2_000_usize, byte: u8) {
        let mut bytes = workbook(SHEET);
        let place = place % bytes.len();
        bytes[place] = byte;
        let outcome = read(&bytes, TableFormat::Xlsx);
        prop_assert!(outcome.is_ok() || !outcome.unwrap_err().to_string().is_empty());
    }
}
