//! Are delimited files read as they are, and their faults named by place?

use std::io::{self, Read};

use proptest::prelude::*;

use super::*;
use crate::table::{
    TableLimits,
    tests::{Reading, read, read_with},
};

fn csv(text: &[u8]) -> Reading {
    read(text, TableFormat::Csv).unwrap()
}

fn faults(reading: &Reading) -> Vec<(u64, bool, Fault)> {
    reading.2.iter().map(|problem| (problem.row.unwrap_or(0), problem.kept, problem.fault.clone())).collect()
}

#[test]
fn finds_the_delimiter() {
    for (text, delimiter) in [
        ("id,name\n1,\"Quispe; Ana\"\n", ','),
        ("id;weight\n1;1,5\n2;2,5\n", ';'),
        ("id\tname\n1\tAna, Rosa\n", '\t'),
        ("id|name;x\n1|a,b\n", '|'),
        ("name\nAna, Rosa\nEva, Luz\n", ','),
        ("sep=;\nid;a,b\n1;2\n", ';'),
    ] {
        let found = csv(text.as_bytes());
        assert_eq!(found.1.delimiter, Some(delimiter), "{text}");
    }
    assert_eq!(csv(b"sep=;\r\nid;a,b\r\n1;2\r\n").0.lines(), ["3: 1 / 2"]);
    let said = TableOptions { delimiter: Some(b';'), ..TableOptions::default() };
    assert_eq!(read_with(b"a,b;c\n1;2\n", TableFormat::Csv, &said).unwrap().0.names, ["a,b", "c"]);
}

#[test]
fn numbers_are_those_of_the_lines() {
    let text = b"\xef\xbb\xbfid,name\r\n1,\"Ana\r\nRosa\"\r\n\r\n,\r\n2,\"\"\"Eva\"\"\"\r\n3,\"\"";
    let found = csv(text);
    assert_eq!(found.0.names, ["id", "name"]);
    assert_eq!(found.0.lines(), ["2: 1 / Ana\r\nRosa", "6: 2 / \"Eva\"", "7: 3 / "]);
    assert_eq!((found.1.rows_blank, found.1.encoding), (1, Some("UTF-8")));
    assert_eq!(csv(b"id,name\r1,Ana\r2,Eva\r").0.lines(), ["2: 1 / Ana", "3: 2 / Eva"], "line ends of old Macs");
}

#[test]
fn rows_of_another_length_are_left_out_and_named() {
    let found = csv(b"id,name\n1\n2,b\n3,c,d\n");
    assert_eq!(found.0.lines(), ["3: 2 / b"]);
    let count = |found| Fault::CellCount { found, expected: 2 };
    assert_eq!(faults(&found), [(2, false, count(1)), (4, false, count(3))]);
    assert_eq!(found.1.rows_left_out, 2);
}

#[test]
fn a_quotation_mark_that_is_never_closed_costs_no_other_row() {
    let found = csv(b"id,name\n1,\"Ana\n2,Eva\n3,Luz\n");
    assert_eq!(found.0.lines(), ["2: 1 / \"Ana", "3: 2 / Eva", "4: 3 / Luz"]);
    assert_eq!(faults(&found), [(2, true, Fault::QuoteNotClosed)]);
    let before_quoted = csv(b"id,name\n1,\"Ana\n2,Eva\n3,\"Luz\"\n");
    assert_eq!(before_quoted.0.lines(), ["2: 1 / \"Ana", "3: 2 / Eva", "4: 3 / Luz"]);
    assert_eq!(faults(&before_quoted), [(2, true, Fault::QuoteNotClosed)]);
    let ragged = csv(b"id,name\n\"1\n2,Eva\n");
    assert_eq!(
        faults(&ragged),
        [(2, false, Fault::CellCount { found: 1, expected: 2 }), (2, false, Fault::QuoteNotClosed)]
    );
}

#[test]
fn text_behind_a_quoted_cell_is_joined_and_named() {
    let found = csv(b"id,name\n1,\"Ana \"La Gata\" Rojas\"\n");
    assert_eq!(found.0.lines(), ["2: 1 / Ana La Gata\" Rojas\""]);
    assert_eq!(faults(&found), [(2, true, Fault::TextAfterQuote)]);
    assert_eq!(found.2[0].column.as_deref(), Some("name"));
}

#[test]
fn repeated_and_empty_names_get_names_of_their_own() {
    let found = csv(b"name, name ,,name_2,name\n1,2,3,4,5\n");
    assert_eq!(found.0.names, ["name", "name_3", "column_3", "name_2", "name_4"]);
    let places: Vec<_> = found.2.iter().map(|problem| problem.column.clone().unwrap()).collect();
    assert_eq!(places, ["name", "3", "name"]);
    assert_eq!(found.0.rows.len(), 1, "such rows are kept");
}

#[test]
fn large_cells_are_taken_up_to_the_limit() {
    let limit = TableLimits::default().max_cell_bytes;
    let of =
        |bytes: usize| csv(format!("id,text\n1,{}\n2,\"{}\"\n3,b\n", "x".repeat(bytes), "y".repeat(bytes)).as_bytes());
    assert_eq!(of(1_000_000).0.rows.len(), 3);
    assert_eq!(of(limit).2, []);
    let over = of(limit + 1);
    assert_eq!(over.0.lines(), ["4: 3 / b"]);
    let fault = Fault::CellTooLarge { found: limit + 1, limit };
    assert_eq!(faults(&over), [(2, false, fault.clone()), (3, false, fault)]);
    assert_eq!(over.2[0].column.as_deref(), Some("text"));
    let small = TableOptions {
        limits: TableLimits { max_row_bytes: 1 << 20, ..TableLimits::default() },
        ..TableOptions::default()
    };
    let endless = read_with(format!("id\n{}", "x".repeat(3 << 20)).as_bytes(), TableFormat::Csv, &small);
    assert_eq!(endless.unwrap_err(), TableError::RowTooLarge { row: 2, limit: 1 << 20 });
}

#[test]
fn ten_thousand_columns_are_read_and_too_many_are_refused() {
    let row = |columns: usize| (0..columns).map(|column| format!("c{column}")).collect::<Vec<_>>().join(",");
    let wide = csv(format!("{0}\n{0}\n", row(10_000)).as_bytes());
    assert_eq!((wide.1.columns, wide.1.rows), (10_000, 1));
    let wider = read(row(20_001).as_bytes(), TableFormat::Csv).unwrap_err();
    assert_eq!(wider, TableError::TooManyColumns { found: 20_001, limit: 20_000 });
}

#[test]
fn a_header_alone_is_said_and_blank_lines_are_an_empty_file() {
    let found = csv(b"id,name\n");
    assert_eq!(found.2.iter().map(|problem| problem.fault.clone()).collect::<Vec<_>>(), [Fault::NoRows]);
    assert_eq!(csv(b"\n,\nid,name\n1,2\n").0.lines(), ["4: 1 / 2"], "the first row with a name is the header");
    assert_eq!(read(b"\r\n \n,,\n", TableFormat::Csv).unwrap_err(), TableError::Empty);
    assert_eq!(read(b"\xef\xbb\xbf", TableFormat::Csv).unwrap_err(), TableError::Empty);
}

#[test]
fn nul_characters_are_named_and_binary_files_refused() {
    let found = csv(b"id,name\n1,A\0a\n2,Eva\n");
    assert_eq!(found.0.lines(), ["3: 2 / Eva"]);
    assert_eq!(faults(&found), [(2, false, Fault::Nul)]);
    let binary = [b"id\n".to_vec(), vec![0; 100], vec![7; 100]].concat();
    assert_eq!(read(&binary, TableFormat::Csv).unwrap_err(), TableError::Binary { nul_bytes: 100, bytes: 203 });
}

#[test]
fn bytes_that_are_no_utf_8_cost_their_row_only() {
    let rows = "á,é\n".repeat(20);
    let text = [b"id,name\n".to_vec(), rows.as_bytes().to_vec(), b"x,Mar\xeda\n".to_vec(), rows.into_bytes()].concat();
    let found = csv(&text);
    assert_eq!((found.1.encoding, found.1.encoding_guessed, found.1.rows), (Some("UTF-8"), false, 40));
    assert_eq!((found.2[0].row, found.2[0].column.as_deref(), found.2[0].kept), (Some(22), Some("name"), false));
}

#[test]
fn other_encodings_are_read_and_said() {
    let latin = csv(b"id,name\n1,Mar\xeda Pe\xf1a \x96\n");
    assert_eq!(latin.0.lines(), ["2: 1 / María Peña –"]);
    assert_eq!((latin.1.encoding, latin.1.encoding_guessed), (Some("windows-1252"), true));
    assert!(latin.1.to_string().contains("windows-1252 (a guess"), "{}", latin.1);
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let text = "id;name\n1;María\n2;Ñ😀\n";
    for (bytes, encoding, guessed) in [
        (wide(&format!("\u{feff}{text}"), u16::to_le_bytes), "UTF-16LE", false),
        (wide(&format!("\u{feff}{text}"), u16::to_be_bytes), "UTF-16BE", false),
        (wide(text, u16::to_le_bytes), "UTF-16LE", true),
    ] {
        let found = csv(&bytes);
        assert_eq!(found.0.lines(), ["2: 1 / María", "3: 2 / Ñ😀"], "{encoding}");
        assert_eq!((found.1.encoding, found.1.encoding_guessed), (Some(encoding), guessed));
    }
    let broken: Vec<u8> =
        [&wide("\u{feff}id;name\n1;a", u16::to_le_bytes)[..], b"\x00\xd8", &wide("\n2;b\n", u16::to_le_bytes)].concat();
    let found = csv(&broken);
    assert_eq!(found.0.lines(), ["3: 2 / b"]);
    assert_eq!((found.2.len(), found.2[0].row, found.2[0].column.as_deref()), (1, Some(2), Some("name")));
    let said = |label: &str| TableOptions { encoding: Some(label.to_owned()), ..TableOptions::default() };
    let balkan = read_with(b"id,name\n1,Prishtin\xeb \xe8\n", TableFormat::Csv, &said("windows-1250")).unwrap();
    assert_eq!(balkan.0.lines(), ["2: 1 / Prishtinë č"]);
    assert!(read_with(b"id\n", TableFormat::Csv, &said("utf8000")).unwrap_err().to_string().contains("'utf8000'"));
}

#[test]
fn the_encoding_waits_for_the_first_letter_that_tells() {
    let plain = "1,a plain row of some bytes\n".repeat(60_000);
    let text = [b"id,name\n", plain.as_bytes(), b"2,Mar\xeda\n", plain.as_bytes()].concat();
    let found = csv(&text);
    assert_eq!((found.1.encoding, found.1.encoding_guessed, found.2.len()), (Some("windows-1252"), true, 0));
    assert_eq!(found.0.rows[60_000], (60_002, vec!["2".to_owned(), "María".to_owned()]));
}

#[test]
fn a_source_that_fails_is_an_error() {
    struct Folder;
    impl Read for Folder {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"))
        }
    }
    let refused = read_csv_stream(Folder, &TableOptions::default(), &mut crate::table::tests::Kept::default());
    assert_eq!(refused.unwrap_err(), TableError::Source("is a directory".to_owned()));
}

/// Gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(into.len()).min(self.0.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn rows_that_cross_blocks_are_whole() {
    let row = "7,\"Ana \"\"María\"\"\nQuispe\",ñ\r\n";
    let text = format!("id,name,letter\n{}", row.repeat(100_000));
    assert!(text.len() > 2 << 20);
    let mut kept = crate::table::tests::Kept::default();
    let (notes, problems) =
        read_csv_stream(Drops(text.as_bytes(), 70_001), &TableOptions::default(), &mut kept).unwrap();
    assert_eq!((notes.rows, problems), (100_000, vec![]));
    assert!(kept.rows.iter().all(|(_, cells)| *cells == ["7", "Ana \"María\"\nQuispe", "ñ"]));
    assert_eq!(kept.rows[99_999].0, 2 + 2 * 99_999);
}

proptest! {
    #[test]
    fn what_csv_writes_reads_back_the_same(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z\"ñ,;\n\r\t|' ]{0,6}", 3), 1..12),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let options = TableOptions { delimiter: Some(delimiter), ..TableOptions::default() };
        let (kept, _, problems) = read_with(&writer.into_inner().unwrap(), TableFormat::Csv, &options).unwrap();
        let expected: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        prop_assert_eq!(problems.iter().filter(|problem| problem.fault != Fault::NoRows).count(), 0);
        prop_assert_eq!(kept.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cells_are_those_of_the_csv_crate(text in "[ab\",;\n\r]{0,40}") {
        let text = format!("x,y\n{text}");
        let (kept, _, problems) = {
            let options = TableOptions { delimiter: Some(b','), ..TableOptions::default() };
            read_with(text.as_bytes(), TableFormat::Csv, &options).unwrap()
        };
        let has_quote_faults = problems
            .iter()
            .any(|problem| matches!(problem.fault, Fault::QuoteNotClosed | Fault::TextAfterQuote));
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
            .filter(|row| row.len() == 2 && row.iter().any(|cell| !cell.is_empty()))
            .collect();
        if !has_quote_faults {
            prop_assert_eq!(kept.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), theirs);
        }
    }
}
