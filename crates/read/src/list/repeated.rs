//! Rows of which an earlier one has the same name: a mistake of the file, the same row again, or more said of one record.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

use record::RecordId;
use serde::Deserialize;

use super::{ListRow, Problem, cells::Header};

/// What is done with a row whose name an earlier row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeated {
    /// It is a problem.
    #[default]
    Refuse,
    /// It is passed over and counted where it says nothing else than the first; else it is a problem.
    Same,
    /// What it says stands beside what the first says, contradictions too.
    Beside,
}

/// What becomes of a row.
pub(super) enum Verdict {
    /// It is given on.
    Row(ListRow),
    /// It says nothing that the first does not say.
    PassedOver(u64),
    /// It cannot be read, or not beside those before it.
    Problems(Vec<Problem>),
}

/// The names of the rows so far, and what each first row says.
#[derive(Default)]
pub(super) struct Seen(HashMap<RecordId, First>);

/// The first row of a name: its number, and a hash of what it says of each mapped column, nothing being 0.
struct First {
    row: u64,
    /// Not known of a row that cannot be read.
    said: Option<Box<[u64]>>,
}

impl Seen {
    /// Reads a row and judges it by those before it.
    pub(super) fn read(&mut self, header: &Header<'_>, number: u64, row: &[&str]) -> Verdict {
        let mut problems = match header.read_row(number, row) {
            Ok(row) => return self.judge(header, row),
            Err(problems) => problems,
        };
        let named = header.named(row).filter(|_| header.repeated() == Repeated::Refuse);
        if let Some(record) = named {
            match self.0.entry(record) {
                Entry::Vacant(free) => drop(free.insert(First { row: number, said: None })),
                Entry::Occupied(first) => {
                    problems.push(header.unread_duplicate((number, first.key()), first.get().row));
                }
            }
        }
        Verdict::Problems(problems)
    }

    fn judge(&mut self, header: &Header<'_>, row: ListRow) -> Verdict {
        let repeated = header.repeated();
        if repeated == Repeated::Beside {
            return Verdict::Row(row);
        }
        let said: Box<[u64]> = header.properties().map(|(_, property)| hash(&row, property)).collect();
        match self.0.entry(row.record.clone()) {
            Entry::Vacant(free) => {
                free.insert(First { row: row.row, said: Some(said) });
                Verdict::Row(row)
            }
            Entry::Occupied(first) => {
                let First { row: first, said: before } = first.get();
                let Some(before) = before else {
                    return Verdict::Problems(vec![header.unread_duplicate((row.row, &row.record), *first)]);
                };
                let pairs = header.properties().zip(said.iter().zip(before));
                let differs = pairs.filter(|(_, (now, before))| **now != 0 && now != before);
                let columns: Vec<&str> = differs.map(|((column, _), _)| column).collect();
                if repeated == Repeated::Same && columns.is_empty() {
                    return Verdict::PassedOver(row.row);
                }
                Verdict::Problems(vec![header.duplicate(&row, *first, &columns)])
            }
        }
    }
}

/// A hash of what a row says of a property; 0 where it says nothing.
fn hash(row: &ListRow, property: &str) -> u64 {
    let mut cells = row.cells.iter().filter(|cell| cell.property == property).peekable();
    if cells.peek().is_none() {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    cells.for_each(|cell| (cell.value.written(), &cell.note).hash(&mut hasher));
    hasher.finish().max(1)
}

#[cfg(test)]
mod tests {
    use record::{MediaType, Schema};

    use crate::list::{ListContents, ListFile, Mapping, read_list};

    const ROWS: &str = "code;Nombre;Sexo\n001;Rosa;female\n007;Luis;male\n007;Juan;\n001;Rosa;\n007;Luis;male\n";

    fn read(repeated: &str) -> ListContents {
        let mapping = format!(
            "title = \"T\"\nproducer = \"P\"\nkind = \"person\"\nid = \"code\"\n{repeated}\n[columns]\nNombre = \"name\"\nSexo = \"sex\"\n"
        );
        let mapping = Mapping::parse("m.toml", &mapping).unwrap();
        let file = ListFile { name: "l.csv", bytes: ROWS.as_bytes(), media: MediaType::Csv };
        read_list(&file, &mapping, &Schema::built_in())
    }

    #[test]
    fn a_code_twice_with_other_values_names_both_rows_and_the_column() {
        let found = read("");
        let told: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
        assert_eq!(found.rows.len(), 2);
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told[0].contains("row 4, column 'code'") && told[0].contains("row 3"), "{}", told[0]);
        assert!(told[0].contains("says otherwise in 'Nombre'"), "{}", told[0]);
        assert!(told[1].contains("row 2, which says the same"), "{}", told[1]);
    }

    #[test]
    fn the_same_row_again_is_passed_over_where_the_mapping_says_so() {
        let found = read("repeated = \"same\"");
        assert_eq!((found.rows.len(), found.problems.len()), (2, 1), "only Juan contradicts: {:#?}", found.problems);
        assert_eq!(found.problems[0].row, Some(4));
    }

    #[test]
    fn what_rows_say_stands_side_by_side_where_the_mapping_says_so() {
        let found = read("repeated = \"beside\"");
        assert_eq!((found.rows.len(), found.problems.len()), (5, 0));
        let said = |row: u64| found.rows.iter().find(|found| found.row == row).unwrap().cells[0].value.plain();
        assert_eq!((said(3), said(4)), ("Luis".to_owned(), "Juan".to_owned()));
    }

    #[test]
    fn another_word_is_refused_with_those_that_are_known() {
        let mapping =
            "title = \"T\"\nproducer = \"P\"\nkind = \"person\"\nid = \"x\"\nrepeated = \"ignore\"\n[columns]\n";
        let told = Mapping::parse("m.toml", mapping).unwrap_err();
        assert!(told[0].reason.contains("`beside`"), "{}", told[0]);
    }
}
