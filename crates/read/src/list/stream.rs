//! A list of any length: each row goes to a sink as soon as it is read, and none is kept.

use record::{Confidential, Schema};

use super::{
    ListRow, Mapping, Problem,
    cells::Header,
    repeated::{Seen, Verdict},
};
use crate::table::{RowProblem, RowSink, Stop, TableError, TableFormat, TableNotes, TableOptions, read_table};

/// A list's file, and how its table is read.
#[derive(Debug, Clone, Copy)]
pub struct ListTable<'a> {
    /// Its name, for problems.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// How it is stored.
    pub format: TableFormat,
    /// Delimiter, encoding, sheet, limits.
    pub options: &'a TableOptions,
}

/// Takes the rows of a list, and what is wrong with the others.
pub trait ListSink {
    /// Takes a row without a problem.
    ///
    /// # Errors
    /// Where reading should stop.
    fn row(&mut self, row: ListRow) -> Result<(), Stop>;

    /// Takes a row that the mapping is not for, or that says nothing new (`repeated = "same"`), by its number.
    fn passed_over(&mut self, row: u64);

    /// Takes a problem; a row with a problem is not given.
    ///
    /// # Errors
    /// Where reading should stop.
    fn problem(&mut self, problem: Problem) -> Result<(), Stop>;
}

/// Reads a list through its mapping. Every row is given to the sink or named in a problem, in the order of the file.
///
/// # Errors
/// Where the file cannot be read as a table, or the sink stops.
pub fn stream_list(
    table: &ListTable<'_>,
    mapping: &Mapping,
    schema: &Schema,
    sink: &mut dyn ListSink,
) -> Result<TableNotes, TableError> {
    let mut rows =
        Rows { name: table.name, mapping, schema, header: None, seen: Seen::default(), is_unfit: false, sink };
    let outcome = read_table(table.bytes, table.format, table.options, &mut rows);
    let is_unfit = rows.is_unfit;
    let (notes, problems) = match outcome {
        // A header that does not fit was told, and no row can be read through it.
        Err(TableError::Stopped(_)) if is_unfit => return Ok(TableNotes::new(table.format)),
        outcome => outcome?,
    };
    for problem in &problems {
        sink.problem(of_row(table.name, problem))?;
    }
    Ok(notes)
}

struct Rows<'a> {
    name: &'a str,
    mapping: &'a Mapping,
    schema: &'a Schema,
    header: Option<Header<'a>>,
    seen: Seen,
    is_unfit: bool,
    sink: &'a mut dyn ListSink,
}

impl RowSink for Rows<'_> {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        match Header::resolve(self.name, names, self.mapping, self.schema) {
            Ok(header) => {
                self.header = Some(header);
                Ok(())
            }
            Err(problems) => {
                self.is_unfit = true;
                problems.into_iter().try_for_each(|problem| self.sink.problem(problem))?;
                Err(Stop("the mapping does not fit the columns".to_owned()))
            }
        }
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        let Some(header) = &self.header else { return Err(Stop("a row before the header".to_owned())) };
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        if !header.is_meant(&cells) {
            self.sink.passed_over(number);
            return Ok(());
        }
        match self.seen.read(header, number, &cells) {
            Verdict::Row(row) => self.sink.row(row),
            Verdict::PassedOver(row) => {
                self.sink.passed_over(row);
                Ok(())
            }
            Verdict::Problems(problems) => problems.into_iter().try_for_each(|problem| self.sink.problem(problem)),
        }
    }
}

/// A problem of the table as one of the list.
fn of_row(file: &str, problem: &RowProblem) -> Problem {
    Problem {
        file: file.to_owned(),
        row: problem.row,
        column: problem.column.clone(),
        found: Confidential::default(),
        reason: problem.fault.to_string(),
        mend: problem.fault.mend().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Kept(Vec<ListRow>, Vec<Problem>, Vec<u64>);

    impl ListSink for Kept {
        fn row(&mut self, row: ListRow) -> Result<(), Stop> {
            self.0.push(row);
            Ok(())
        }
        fn passed_over(&mut self, row: u64) {
            self.2.push(row);
        }
        fn problem(&mut self, problem: Problem) -> Result<(), Stop> {
            self.1.push(problem);
            Ok(())
        }
    }

    const MAPPING: &str = "title = \"T\"\nproducer = \"P\"\nkind = \"person\"\nid = \"Código\"\nslug_ids = true\n[columns]\n\
        Nombre = \"name\"\nNacida = \"birth-date\"\nLugar = { property = \"place\", scheme = \"inei\", digits = 6 }\n";

    fn read(bytes: &[u8], mapping: &str) -> Kept {
        let mapping = Mapping::parse("m.toml", mapping).unwrap();
        let options = TableOptions::default();
        let table = ListTable { name: "l.csv", bytes, format: TableFormat::Csv, options: &options };
        let mut kept = Kept::default();
        stream_list(&table, &mapping, &Schema::built_in(), &mut kept).unwrap();
        kept
    }

    #[test]
    fn quirks_of_exports_are_read_or_told_and_nothing_is_invented() {
        // Latin-1, semicolons, a year, a lost zero, an id twice.
        let csv = b"C\xf3digo;Nombre;Nacida;Lugar\nCaso 1;Rosa Mu\xf1oz;2020;050101\nCaso 2;Ana;;50101\nCASO-1;Eva;;\n";
        let kept = read(csv, MAPPING);
        assert_eq!(kept.0.len(), 1);
        let row = &kept.0[0];
        assert_eq!(row.record.as_str(), "person/caso-1");
        let born = row.cells.iter().find(|cell| cell.property == "birth-date").unwrap();
        assert_eq!(born.value, record::Value::Date("2020".parse().unwrap()), "a year stays a year");
        assert!(row.cells.iter().any(|cell| cell.value.plain() == "Rosa Muñoz"));
        let told: Vec<_> = kept.1.iter().map(|p| (p.row, p.column.as_deref())).collect();
        assert_eq!(told, [(Some(3), Some("Lugar")), (Some(4), Some("Código"))], "{:#?}", kept.1);
        assert!(kept.1[0].mend.contains("zero"), "{}", kept.1[0]);
    }

    #[test]
    fn a_mark_of_byte_order_is_no_part_of_the_header() {
        let kept = read("\u{feff}Código,Nombre,Nacida,Lugar\na,Rosa,,\n".as_bytes(), MAPPING);
        assert_eq!((kept.0.len(), kept.1.len()), (1, 0), "{:#?}", kept.1);
    }

    #[test]
    fn entities_of_follow_the_money_are_read_schema_by_schema() {
        let lines = "{\"id\":\"NK-1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Rosa\"],\"birthDate\":[\"1985-03\"]}}\n\
            {\"id\":\"NK-2\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Mine\"]}}\n";
        let mapping = "title = \"T\"\nproducer = \"P\"\nkind = \"person\"\nid = \"id\"\nslug_ids = true\n\
            only = { column = \"schema\", values = [\"Person\"] }\n[columns]\n\"properties.name\" = \"name\"\n\
            \"properties.birthDate\" = \"birth-date\"\n";
        let mapping = Mapping::parse("m.toml", mapping).unwrap();
        let options = TableOptions::default();
        let table =
            ListTable { name: "e.jsonl", bytes: lines.as_bytes(), format: TableFormat::JsonLines, options: &options };
        let mut kept = Kept::default();
        stream_list(&table, &mapping, &Schema::built_in(), &mut kept).unwrap();
        assert_eq!(kept.1, []);
        assert_eq!((kept.0[0].record.as_str(), kept.0[0].cells.len()), ("person/nk-1", 2));
        assert_eq!(kept.2, [2], "the other row is counted");
    }

    #[test]
    fn a_header_that_does_not_fit_is_told_and_no_row_is_read() {
        let kept = read("Código,Nombre\na,Rosa\n".as_bytes(), MAPPING);
        assert_eq!(kept.0.len(), 0);
        assert!(kept.1.iter().any(|problem| problem.column.as_deref() == Some("Nacida")), "{:#?}", kept.1);
    }
}
