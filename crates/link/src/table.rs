//! Rows of all lists as columns of numbered values: each distinct text is kept once, a cell is its number.
//!
//! Rows stand in canonical order (by list, then id), so that the order in which they came changes nothing.

mod texts;

pub use texts::{MISSING, Texts, ValueNumber};

/// One column of all lists.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its distinct values, as they were written.
    pub texts: Texts,
    /// `[row]`: the number of the row's value, or [`MISSING`].
    pub cells: Vec<ValueNumber>,
}

/// Rows of all lists. Invariant: rows are ordered by list, then id; no two rows of a list share an id.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Names of the lists.
    pub lists: Vec<String>,
    /// `[row]`: the list of each row, counted from 0.
    pub list_of: Vec<u16>,
    ids: Ids,
    /// The columns; a list that has no such column has only missing values in it.
    pub columns: Vec<Column>,
}

/// Ids of rows, kept in one piece of memory.
#[derive(Debug, Clone, Default)]
struct Ids {
    bytes: String,
    ends: Vec<usize>,
}

/// Why rows make no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Two rows of a list with one id.
    #[error("list '{list}': {rows} rows share an id with another, the first of them '{id}'")]
    DuplicateId {
        /// The list.
        list: String,
        /// The first such id.
        id: String,
        /// How many rows repeat an id.
        rows: usize,
    },
    /// A row without an id.
    #[error("list '{list}': row {row} has no id")]
    NoId {
        /// The list.
        list: String,
        /// Its place in the list, counted from 1.
        row: usize,
    },
    /// More rows than can be numbered.
    #[error("more than 4,294,967,295 rows")]
    TooManyRows,
    /// More lists than a capture history can hold.
    #[error("more than 65,535 lists")]
    TooManyLists,
}

impl Table {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.list_of.len()
    }

    /// The id of a row within its list.
    pub fn id(&self, row: u32) -> &str {
        self.ids.get(row as usize)
    }

    /// The row of an id.
    pub fn find(&self, list: u16, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.rows());
        while low < high {
            let middle = low.midpoint(high);
            if (self.list_of[middle], self.ids.get(middle)) < (list, id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let is_there = low < self.rows() && self.list_of[low] == list && self.ids.get(low) == id;
        is_there.then(|| u32::try_from(low).expect("rows are numbered with 32 bits"))
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The value of a cell as it was written; `None` is no information.
    pub fn value(&self, row: u32, column: &str) -> Option<&str> {
        let column = self.column(column)?;
        Some(column.texts.text(column.cells[row as usize])).filter(|text| !text.is_empty())
    }
}

impl Ids {
    fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start..self.ends[at]]
    }

    fn push(&mut self, id: &str) {
        self.bytes.push_str(id);
        self.ends.push(self.bytes.len());
    }
}

/// Takes rows as they come and gives a [`Table`].
#[derive(Debug, Default)]
pub struct TableBuilder {
    table: Table,
}

impl TableBuilder {
    /// Begins a list; the rows that follow are its. Returns, for each of its columns, the place in the table.
    ///
    /// # Errors
    /// Where there are too many lists.
    pub fn list(&mut self, name: &str, columns: &[String]) -> Result<Vec<usize>, TableError> {
        u16::try_from(self.table.lists.len()).map_err(|_| TableError::TooManyLists)?;
        self.table.lists.push(name.to_owned());
        let rows = self.table.rows();
        let place = |name: &String| {
            let known = self.table.columns.iter().position(|column| column.name == *name);
            known.unwrap_or_else(|| {
                let cells = vec![MISSING; rows];
                self.table.columns.push(Column { name: name.clone(), cells, ..Column::default() });
                self.table.columns.len() - 1
            })
        };
        Ok(columns.iter().map(place).collect())
    }

    /// Adds a row to the list that was begun last: its id and `(place of the column, value)`; empty values are missing.
    pub fn row<'a>(&mut self, id: &str, values: impl Iterator<Item = (usize, &'a str)>) {
        let list = u16::try_from(self.table.lists.len().saturating_sub(1)).expect("checked when the list was begun");
        self.row_in(list, (id, values));
    }

    /// Adds a row to any list that was begun: the list's number from 0, the id, and the values as [`Self::row`] takes them.
    pub fn row_in<'a>(&mut self, list: u16, (id, values): (&str, impl Iterator<Item = (usize, &'a str)>)) {
        self.table.list_of.push(list);
        self.table.ids.push(id);
        let rows = self.table.list_of.len();
        for (place, value) in values {
            let column = &mut self.table.columns[place];
            let number = column.texts.number(value);
            column.cells.resize(rows - 1, MISSING);
            column.cells.push(number);
        }
    }

    /// Puts the lists into the order of their names, for lists that were begun as their rows came.
    pub fn order_lists(&mut self) {
        let mut order: Vec<usize> = (0..self.table.lists.len()).collect();
        order.sort_by(|one, other| self.table.lists[*one].cmp(&self.table.lists[*other]));
        let mut place = vec![0_u16; order.len()];
        order.iter().zip(0_u16..).for_each(|(old, new)| place[*old] = new);
        self.table.list_of.iter_mut().for_each(|list| *list = place[usize::from(*list)]);
        self.table.lists.sort();
    }

    /// The table, its rows in canonical order.
    ///
    /// # Errors
    /// Where an id is missing or stands twice in a list, or there are too many rows.
    pub fn build(self) -> Result<Table, TableError> {
        let mut table = self.table;
        let rows = u32::try_from(table.rows()).map_err(|_| TableError::TooManyRows)?;
        table.columns.iter_mut().for_each(|column| column.cells.resize(rows as usize, MISSING));
        let key = |row: &u32| (table.list_of[*row as usize], table.ids.get(*row as usize));
        let mut order: Vec<u32> = (0..rows).collect();
        if !order.is_sorted_by_key(key) {
            order.sort_by_key(key);
            table = reordered(table, &order);
        }
        check_ids(&table)?;
        Ok(table)
    }
}

fn reordered(table: Table, order: &[u32]) -> Table {
    let mut ids = Ids::default();
    order.iter().for_each(|row| ids.push(table.ids.get(*row as usize)));
    let list_of = order.iter().map(|row| table.list_of[*row as usize]).collect();
    let columns = table.columns.into_iter().map(|column| {
        // Numbers follow the canonical order too: what is first seen comes first.
        let (mut texts, mut numbers) = (Texts::default(), vec![MISSING; column.texts.len() + 1]);
        let mut renumber = |row: &u32| {
            let old = column.cells[*row as usize];
            if old != MISSING && numbers[old as usize] == MISSING {
                numbers[old as usize] = texts.number(column.texts.text(old));
            }
            numbers[old as usize]
        };
        let cells = order.iter().map(&mut renumber).collect();
        Column { name: column.name, texts, cells }
    });
    Table { lists: table.lists, list_of, ids, columns: columns.collect() }
}

fn check_ids(table: &Table) -> Result<(), TableError> {
    let list = |at: usize| table.lists[usize::from(table.list_of[at])].clone();
    if let Some(at) = (0..table.rows()).find(|at| table.ids.get(*at).is_empty()) {
        let row = table.list_of[..at].iter().filter(|list| **list == table.list_of[at]).count() + 1;
        return Err(TableError::NoId { list: list(at), row });
    }
    let same = |at: &usize| table.list_of[*at] == table.list_of[at - 1] && table.ids.get(*at) == table.ids.get(at - 1);
    match (1..table.rows()).find(same) {
        Some(at) => Err(TableError::DuplicateId {
            list: list(at),
            id: table.ids.get(at).to_owned(),
            rows: (1..table.rows()).filter(same).count(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(rows: &[(&str, &str)]) -> Result<Table, TableError> {
        let mut builder = TableBuilder::default();
        let places = builder.list("a", &["name".to_owned()])?;
        rows.iter().for_each(|(id, name)| builder.row(id, [(places[0], *name)].into_iter()));
        builder.build()
    }

    #[test]
    fn the_order_in_which_rows_came_changes_nothing() {
        let (one, other) = (build(&[("1", "x"), ("2", "y"), ("3", "")]), build(&[("3", ""), ("2", "y"), ("1", "x")]));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.columns[0].cells, [1, 2, MISSING]);
        assert_eq!(other.columns[0].cells, one.columns[0].cells);
        assert_eq!((other.id(0), other.value(1, "name"), other.value(2, "name")), ("1", Some("y"), None));
        assert_eq!(other.find(0, "2"), Some(1));
        assert_eq!(other.find(0, "4"), None);
    }

    #[test]
    fn lists_that_came_row_by_row_stand_in_the_order_of_their_names() {
        let build = |rows: &[(&str, u16)], lists: [&str; 2]| {
            let mut builder = TableBuilder::default();
            let place = lists.map(|list| builder.list(list, &["x".to_owned()]).unwrap()[0])[0];
            rows.iter().for_each(|(id, list)| builder.row_in(*list, (id, [(place, *id)].into_iter())));
            builder.order_lists();
            builder.build().unwrap()
        };
        let one = build(&[("1", 0), ("2", 1), ("3", 0)], ["b", "a"]);
        let other = build(&[("2", 0), ("3", 1), ("1", 1)], ["a", "b"]);
        assert_eq!((&one.lists, &one.list_of), (&vec!["a".to_owned(), "b".to_owned()], &vec![0, 1, 1]));
        assert_eq!((one.id(0), one.id(2)), ("2", "3"));
        assert_eq!((one.columns[0].cells.clone(), one.list_of), (other.columns[0].cells.clone(), other.list_of));
    }

    #[test]
    fn an_id_that_stands_twice_is_refused_by_name() {
        let error = build(&[("7", "x"), ("2", "y"), ("7", "z")]).unwrap_err().to_string();
        assert!(error.contains("'7'") && error.contains("list 'a'"), "{error}");
    }

    #[test]
    fn a_column_that_a_list_lacks_is_missing_there() {
        let mut builder = TableBuilder::default();
        let first = builder.list("a", &["x".to_owned()]).unwrap();
        builder.row("1", [(first[0], "v")].into_iter());
        let second = builder.list("b", &["y".to_owned(), "x".to_owned()]).unwrap();
        builder.row("1", [(second[0], "w")].into_iter());
        let table = builder.build().unwrap();
        assert_eq!(table.value(0, "x"), Some("v"));
        assert_eq!((table.value(0, "y"), table.value(1, "y"), table.value(1, "x")), (None, Some("w"), None));
    }
}
