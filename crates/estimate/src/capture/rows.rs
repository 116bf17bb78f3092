//! What do the rows of a file say? Columns of 0 and 1, one a list, and a column of counts or one row a person.
//!
//! Wrong cells are collected with row and column, never guessed; the caller reads the file and splits it into cells.

use serde::Serialize;

use super::{CaptureTable, ImpossibleTable};

/// Headings that mean "persons with this pattern".
const COUNT_NAMES: [&str; 8] = ["count", "counts", "freq", "frequency", "n", "persons", "y", "personas"];

/// Which columns of a file mean what, by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// One column a list: place and name.
    pub lists: Vec<(usize, String)>,
    /// The column of counts: place and name. Without it each row is one person.
    pub count: Option<(usize, String)>,
}

/// A row or cell that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("row {row}, column {column}: found '{found}', {mend}")]
pub struct RowProblem {
    /// Which row, the one with the headings being 1.
    pub row: usize,
    /// Heading of the column.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What would be right.
    pub mend: &'static str,
}

/// What rows say, and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedRows {
    /// The table of the rows that could be read.
    pub table: Result<CaptureTable, ImpossibleTable>,
    /// Rows that could not, in order.
    pub problems: Vec<RowProblem>,
}

impl Columns {
    /// Reads headings: the last one that means counts is the column of counts, every other column a list.
    ///
    /// ```
    /// let columns = estimate::capture::Columns::of_headings(&["church", "state", "count"]);
    /// assert_eq!((columns.lists.len(), columns.count), (2, Some((2, "count".to_owned()))));
    /// ```
    pub fn of_headings(headings: &[&str]) -> Self {
        let is_count = |heading: &&str| COUNT_NAMES.contains(&clean(heading).to_lowercase().as_str());
        let count = headings.iter().rposition(is_count);
        let others = headings.iter().enumerate().filter(|(place, _)| Some(*place) != count);
        Self {
            lists: others.map(|(place, heading)| (place, clean(heading).to_owned())).collect(),
            count: count.map(|place| (place, clean(headings[place]).to_owned())),
        }
    }

    /// Takes only the lists of these names, in this order.
    ///
    /// # Errors
    /// With the name that is not a heading.
    pub fn choose(mut self, names: &[&str]) -> Result<Self, String> {
        let find = |name: &&str| self.lists.iter().find(|(_, heading)| heading == name).cloned();
        self.lists = names.iter().map(|name| find(name).ok_or_else(|| (*name).to_owned())).collect::<Result<_, _>>()?;
        Ok(self)
    }
}

/// Reads rows. A row on no list says nothing and may stand there with the count 0, NA or nothing.
///
/// ```
/// let columns = estimate::capture::Columns::of_headings(&["a", "b", "n"]);
/// let rows = [vec!["1", "0", "28"], vec!["0", "1", "10"], vec!["1", "1", "-3"]];
/// let parsed = estimate::capture::parse_rows(&columns, rows.iter().map(Vec::as_slice));
/// assert_eq!(parsed.table?.documented(), 38);
/// assert_eq!(parsed.problems[0].to_string(), "row 4, column n: found '-3', write a whole number from 0");
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
pub fn parse_rows<'a>(columns: &Columns, rows: impl IntoIterator<Item = &'a [&'a str]>) -> ParsedRows {
    let mut problems = Vec::new();
    let mut counts = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let before = problems.len();
        let reader = RowReader { row: index + 2, cells: row };
        let pattern = reader.pattern(columns, &mut problems);
        let persons = reader.persons(columns, pattern, &mut problems);
        let is_read = problems.len() == before;
        if let Some(pattern) = pattern.filter(|pattern| is_read && *pattern > 0) {
            counts.push((pattern, persons));
        }
    }
    let names = columns.lists.iter().map(|(_, name)| name.clone());
    let table = CaptureTable::new(columns.lists.len(), counts).and_then(|table| table.named(names));
    ParsedRows { table, problems }
}

struct RowReader<'a> {
    row: usize,
    cells: &'a [&'a str],
}

impl RowReader<'_> {
    fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", |cell| clean(cell))
    }

    /// `None` where a cell is neither 0 nor 1.
    fn pattern(&self, columns: &Columns, problems: &mut Vec<RowProblem>) -> Option<u32> {
        let before = problems.len();
        let mut pattern = 0;
        for (list, (place, name)) in columns.lists.iter().enumerate().take(super::MAX_LISTS) {
            match self.cell(*place) {
                "0" => {}
                "1" => pattern |= 1 << list,
                found => problems.push(self.problem(name, found, "write 1 for on the list, 0 for not")),
            }
        }
        (problems.len() == before).then_some(pattern)
    }

    fn persons(&self, columns: &Columns, pattern: Option<u32>, problems: &mut Vec<RowProblem>) -> u64 {
        let Some((place, name)) = &columns.count else { return 1 };
        let found = self.cell(*place);
        let number = found.parse::<u64>();
        match number {
            _ if pattern == Some(0) && matches!(found, "" | "0" | "NA") => 0,
            Ok(_) if pattern == Some(0) => {
                problems.push(self.problem(name, found, "leave out those on no list: they are to be estimated"));
                0
            }
            Ok(persons) => persons,
            Err(_) => {
                problems.push(self.problem(name, found, "write a whole number from 0"));
                0
            }
        }
    }

    fn problem(&self, column: &str, found: &str, mend: &'static str) -> RowProblem {
        RowProblem { row: self.row, column: column.to_owned(), found: found.to_owned(), mend }
    }
}

fn clean(cell: &str) -> &str {
    cell.trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(headings: &[&str], rows: &[Vec<&str>]) -> ParsedRows {
        parse_rows(&Columns::of_headings(headings), rows.iter().map(Vec::as_slice))
    }

    #[test]
    fn one_row_a_person_needs_no_counts() {
        let parsed = parse(&["a", "b"], &[vec!["1", "0"], vec!["1", "0"], vec!["1", "1"]]);
        assert_eq!(parsed.table.unwrap().patterns().collect::<Vec<_>>(), [(1, 2), (3, 1)]);
        assert!(parsed.problems.is_empty());
    }

    #[test]
    fn wrong_cells_are_named_by_row_and_column() {
        let parsed = parse(
            &["a", "b", "frequency"],
            &[vec!["2", "0", "5"], vec!["1", "", "5"], vec!["1", "1", "2.5"], vec!["0", "0", "7"], vec!["1", "1", "4"]],
        );
        let said: Vec<String> = parsed.problems.iter().map(ToString::to_string).collect();
        assert!(said[0].starts_with("row 2, column a: found '2'"), "{said:?}");
        assert!(said[1].starts_with("row 3, column b: found ''"), "{said:?}");
        assert!(said[2].starts_with("row 4, column frequency: found '2.5'"), "{said:?}");
        assert!(said[3].starts_with("row 5, column frequency: found '7', leave out"), "{said:?}");
        assert_eq!(parsed.table.unwrap().documented(), 4);
    }

    #[test]
    fn lists_may_be_chosen_and_a_missing_one_is_named() {
        let columns = Columns::of_headings(&["stratum", "a", "b", "n"]);
        assert_eq!(columns.clone().choose(&["a", "c"]), Err("c".to_owned()));
        assert_eq!(columns.choose(&["b", "a"]).unwrap().lists, [(2, "b".to_owned()), (1, "a".to_owned())]);
    }
}
