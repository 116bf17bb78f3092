//! Reads the shared tables and answers.

use std::{
    fs,
    io::{self, Write as _},
    path::PathBuf,
};

use estimate::{
    CaptureTable,
    capture::{Columns, parse_rows},
};

/// A file's text, or `None` and a line that says it is skipped.
pub(crate) fn text(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/mse").join(name);
    let found = fs::read_to_string(path).ok();
    if found.is_none() {
        // Written at once: what a test prints is not shown where it passes.
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        io::stderr()
            .write_all(format!("skipped: {test}: ../shared/data/mse/{name} is not there\n").as_bytes())
            .unwrap();
    }
    found
}

/// A capture table.
pub(crate) fn table(name: &str) -> Option<CaptureTable> {
    let text = text(&format!("{name}.csv"))?;
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let parsed = parse_rows(&Columns::of_headings(&headings), rows.iter().map(Vec::as_slice));
    assert!(parsed.problems.is_empty(), "{name}: {:?}", parsed.problems);
    Some(parsed.table.unwrap())
}

/// One row of a package's answers.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) model: String,
    pub(crate) numbers: Vec<f64>,
}

/// Rows of a package's answers after the heading; brackets may hold the separator.
pub(crate) fn rows(name: &str, separator: char) -> Option<Vec<Row>> {
    let text = text(&format!("golden/{name}"))?;
    let row = |line: &str| {
        let mut parts = line.split(separator);
        let model = parts.next().unwrap().trim().to_owned();
        Row { model, numbers: parts.map(|part| part.trim().parse().unwrap()).collect() }
    };
    Some(text.lines().skip(1).filter(|line| !line.is_empty()).map(row).collect())
}

/// Asserts a relative distance.
pub(crate) fn close(what: &str, found: f64, wanted: f64, relative: f64) {
    assert!((found - wanted).abs() <= relative * wanted.abs(), "{what}: found {found}, wanted {wanted}");
}

/// Asserts an absolute distance.
pub(crate) fn near(what: &str, found: f64, wanted: f64, distance: f64) {
    assert!((found - wanted).abs() <= distance, "{what}: found {found}, wanted {wanted}");
}
