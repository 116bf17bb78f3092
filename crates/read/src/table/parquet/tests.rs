//! Do Parquet files of all types become text, and hostile ones an error?

use proptest::prelude::*;

use super::*;
use crate::table::{
    Fault,
    tests::{read, read_with},
};

fn sample() -> Vec<u8> {
    write_parquet(&[
        ("left", ColumnValues::Text(&["cvr/1", "", "Ñusta", "cvr/1"])),
        ("match_weight_bits", ColumnValues::Number(&[12.5, f64::NAN, -3.0, 1e-9])),
        ("cluster", ColumnValues::Whole(&[7, -1, i64::MAX, 0])),
    ])
    .unwrap()
}

#[test]
fn what_is_written_reads_back_as_text() {
    let (kept, notes, problems) = read(&sample(), TableFormat::Parquet).unwrap();
    assert_eq!(kept.names, ["left", "match_weight_bits", "cluster"]);
    assert_eq!(
        kept.lines(),
        ["1: cvr/1 / 12.5 / 7", "2:  /  / -1", "3: Ñusta / -3 / 9223372036854775807", "4: cvr/1 / 1e-9 / 0"]
    );
    assert_eq!((notes.rows, problems), (4, vec![]));
    assert_eq!(sample(), sample(), "same rows, same bytes");
}

#[test]
fn row_groups_follow_one_another() {
    let mut writer = ParquetWriter::new(Vec::new(), &[("id", ColumnType::Whole), ("name", ColumnType::Text)]).unwrap();
    for group in 0..3_i64 {
        let ids: Vec<i64> = (0..70_000).map(|row| group * 70_000 + row).collect();
        let names: Vec<String> = ids.iter().map(|id| format!("name {}", id % 100)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        writer.write_rows(&[ColumnValues::Whole(&ids), ColumnValues::Text(&names)]).unwrap();
    }
    assert!(writer.write_rows(&[ColumnValues::Whole(&[1]), ColumnValues::Text(&[])]).is_err(), "not of one length");
    assert!(writer.write_rows(&[ColumnValues::Whole(&[1])]).is_err(), "not those of the file");
    let (kept, ..) = read(&writer.finish().unwrap(), TableFormat::Parquet).unwrap();
    assert_eq!(kept.rows.len(), 210_000);
    assert_eq!(kept.lines()[209_999], "210000: 209999 / name 99");
}

#[test]
fn names_that_stand_twice_are_refused_when_written() {
    let twice = write_parquet(&[("id", ColumnValues::Whole(&[1])), ("id", ColumnValues::Whole(&[1]))]);
    assert!(twice.unwrap_err().to_string().contains("two columns are named 'id'"));
}

#[test]
fn a_table_without_rows_says_so_and_limits_hold() {
    let empty = write_parquet(&[("id", ColumnValues::Whole(&[]))]).unwrap();
    let (kept, _, problems) = read(&empty, TableFormat::Parquet).unwrap();
    assert_eq!((kept.names, problems[0].fault.clone()), (vec!["id".to_owned()], Fault::NoRows));
    let mut options = TableOptions::default();
    options.limits.max_rows = 3;
    assert_eq!(read_with(&sample(), TableFormat::Parquet, &options).unwrap_err(), TableError::TooManyRows { limit: 3 });
    options.limits.max_rows = 4;
    options.limits.max_cell_bytes = 5;
    let (_, _, problems) = read_with(&sample(), TableFormat::Parquet, &options).unwrap();
    let places: Vec<_> = problems.iter().map(|problem| (problem.row, problem.column.as_deref())).collect();
    assert_eq!(places, [(Some(3), Some("left"))], "Ñusta has six bytes");
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused(places in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
        let mut bytes = sample();
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        let outcome = read(&bytes, TableFormat::Parquet);
        prop_assert!(outcome.is_ok() || !outcome.unwrap_err().to_string().is_empty());
    }
}
