//! The file as capture tables: one, or one a stratum. Every wrong cell is named; none is guessed or left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use ::estimate::{
    CaptureTable,
    capture::{Columns, parse_rows},
};
use read::{RowSink, Stop};
use sha2::{Digest as _, Sha256};

use super::{
    linkages::Sampled,
    parts::{Chosen, PartTables, split_by},
};
use crate::{
    arguments,
    failure::{Cause, Failure},
    link::lists::{of_table, read_file},
    progress::Progress,
};

/// Wrong cells that are listed.
const PROBLEMS_SHOWN: usize = 20;

/// What stands in the column of strata where a row says nothing.
const NO_STRATUM: &str = "(none)";

/// The table as it was read.
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub(crate) sha256: String,
    pub(crate) rows: u64,
    /// Name and table of each stratum, in order of name; the name is empty where there are none.
    pub(crate) strata: Vec<(String, CaptureTable)>,
    /// The tables of each sampled linkage; empty where the file is of one linkage. The strata are then those of the middle
    /// one, by persons documented.
    pub(crate) linkages: Vec<Sampled>,
    /// True where a column of counts was read.
    pub(crate) count: Option<String>,
    /// What a person should know of how the file was read.
    pub(crate) notes: Vec<String>,
    /// Parts of the persons, where they were asked for.
    pub(crate) parts: Vec<PartTables>,
}

/// Rows kept as they are.
#[derive(Default)]
pub(super) struct Rows {
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// A row's number and its cells.
pub(super) type Row = (u64, Vec<String>);

/// Rows with the names of their columns beside the cells.
pub(super) fn cells_of(rows: &Rows) -> impl Iterator<Item = (u64, Vec<(&str, &str)>)> {
    let columns = rows.columns.iter().map(|column| column.trim());
    rows.rows
        .iter()
        .map(move |(number, cells)| (*number, columns.clone().zip(cells.iter().map(|cell| cell.trim())).collect()))
}

impl RowSink for Rows {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        names.clone_into(&mut self.columns);
        Ok(())
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        self.rows.push((number, cells.iter().map(|cell| (*cell).to_owned()).collect()));
        Ok(())
    }
}

/// The columns that `willay link --draws` writes: sampled linkage, stratum, persons.
const DRAWN: [&str; 3] = ["draw", "stratum", "persons"];

/// Columns that part the rows.
#[derive(Clone, Copy, Default)]
struct Parts {
    linkage: Option<usize>,
    strata: Option<usize>,
    /// The stratum of sampled linkages, whether it parts them or not.
    stratum: Option<usize>,
    /// The column of parts.
    by: Option<usize>,
}

impl Parts {
    /// Those that were named; of what `willay link --draws` wrote, its own.
    fn of(options: &arguments::Estimate, rows: &Rows) -> Result<Self, Failure> {
        let place = |column: &str| rows.columns.iter().position(|name| name == column);
        let named =
            |option: &str, column: &str| place(column).ok_or_else(|| no_column(options, option, column, &rows.columns));
        let (strata, linkage) = (options.reading.strata.as_deref(), options.reading.linkages.as_deref());
        let strata = strata.map(|column| named("--strata", column)).transpose()?;
        let by = options.reading.by.as_deref().map(|column| named("--by", column)).transpose()?;
        if let Some(column) = linkage {
            return Ok(Self { linkage: Some(named("--linkages", column)?), strata, stratum: None, by });
        }
        let [Some(draw), Some(stratum), Some(_)] = DRAWN.map(place) else {
            return Ok(Self { strata, by, ..Self::default() });
        };
        let values: BTreeSet<&str> = rows.rows.iter().map(|(_, cells)| cells[stratum].trim()).collect();
        let parting = strata.or((values.len() > 1).then_some(stratum));
        Ok(Self { linkage: Some(draw), strata: parting, stratum: Some(stratum), by })
    }

    fn parts(self, place: usize) -> bool {
        [self.linkage, self.strata, self.stratum, self.by].contains(&Some(place))
    }
}

/// Reads the file.
pub(crate) fn read(options: &arguments::Estimate, progress: &Progress) -> Result<Input, Failure> {
    let path = &options.table;
    let bytes = std::fs::read(path).map_err(|error| Failure::of_input(path, &error))?;
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut rows = Rows::default();
    let (notes, problems) = read_file(path, options.reading.encoding.as_deref(), &mut rows)
        .map_err(|error| of_table(path, &error, &mut None))?;
    progress.step("counting patterns")?;
    if !problems.is_empty() {
        let messages = problems.iter().take(PROBLEMS_SHOWN).map(|problem| format!("{}: {problem}", path.display()));
        return Err(Failure::several(
            messages.collect(),
            "mend the file as each line says; no row is left out in silence",
        ));
    }
    let parts = Parts::of(options, &rows)?;
    let (columns, ignored) = columns(options, &rows, parts)?;
    let mut input = Input {
        path: path.clone(),
        sha256,
        rows: notes.rows,
        strata: Vec::new(),
        linkages: Vec::new(),
        count: columns.count.as_ref().map(|(_, name)| name.clone()),
        notes: Vec::new(),
        parts: Vec::new(),
    };
    if !ignored.is_empty() {
        input.notes.push(format!("not lists, as they hold no 0 or 1: {}", ignored.join(", ")));
    }
    if let Some(by) = parts.by {
        if parts.linkage.is_some() {
            let message = "--by: the table is of sampled linkages, which are combined for the whole only";
            return Err(Failure::new(Cause::Usage, message, "leave out --by, or give the table of one linkage"));
        }
        let chosen = split_by(options, &rows.rows, (by, columns.count.as_ref().map(|(place, _)| *place)))?;
        for Chosen { name, values, rows, is_rounded } in chosen {
            let strata = split(options, &rows, &columns, parts.strata)?;
            input.parts.push(PartTables { name, values, strata, is_rounded });
        }
    }
    match parts.linkage {
        None => input.strata = split(options, &rows.rows.iter().collect::<Vec<_>>(), &columns, parts.strata)?,
        Some(linkage) => {
            let mut drawn: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
            for row in &rows.rows {
                drawn.entry(row.1[linkage].trim()).or_default().push(row);
            }
            let tables = drawn.values().map(|rows| split(options, rows, &columns, parts.strata));
            input.linkages = tables.collect::<Result<_, _>>()?;
            input.strata = middle(&input.linkages);
        }
    }
    leave_out(options, &mut input)?;
    Ok(input)
}

/// Takes out the strata that were named, and says so.
fn leave_out(options: &arguments::Estimate, input: &mut Input) -> Result<(), Failure> {
    let without = &options.reading.without;
    let known: BTreeSet<&str> =
        input.linkages.iter().chain([&input.strata]).flatten().map(|(name, _)| name.as_str()).collect();
    if let Some(unknown) = without.iter().find(|name| !known.contains(name.as_str())) {
        let some = known.iter().take(50).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        let message = format!("{}: there is no stratum '{unknown}'; the strata are {some}", input.path.display());
        return Err(Failure::new(Cause::Material, message, "name one of these with --without"));
    }
    if without.is_empty() {
        return Ok(());
    }
    let parts = input.parts.iter_mut().map(|part| &mut part.strata);
    for tables in input.linkages.iter_mut().chain([&mut input.strata]).chain(parts) {
        tables.retain(|(name, _)| !without.contains(name));
    }
    if input.strata.is_empty() {
        let message = format!("{}: no stratum is left", input.path.display());
        return Err(Failure::new(Cause::Material, message, "leave out fewer strata with --without"));
    }
    input.notes.push(format!("left out, as was asked: stratum {}", without.join(", stratum ")));
    Ok(())
}

/// The linkage with the median of the documented persons.
fn middle(linkages: &[Sampled]) -> Sampled {
    let documented = |tables: &Sampled| tables.iter().map(|(_, table)| table.documented()).sum::<u64>();
    let mut order: Vec<(u64, &Sampled)> = linkages.iter().map(|tables| (documented(tables), tables)).collect();
    order.sort_by_key(|(documented, _)| *documented);
    order.get(order.len() / 2).map(|(_, tables)| (*tables).clone()).unwrap_or_default()
}

fn no_column(options: &arguments::Estimate, option: &str, column: &str, known: &[String]) -> Failure {
    let known = known.iter().take(50).map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    let message = format!("{}: there is no column '{column}'; the columns are {known}", options.table.display());
    Failure::new(Cause::Material, message, format!("name one of these with {option}"))
}

/// Which columns are lists, which is the count; and those that are neither.
fn columns(options: &arguments::Estimate, rows: &Rows, parts: Parts) -> Result<(Columns, Vec<String>), Failure> {
    let names: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
    let mut columns = Columns::of_headings(&names);
    if let Some(count) = &options.reading.count {
        let place = names.iter().position(|name| name == count);
        let place = place.ok_or_else(|| no_column(options, "--count", count, &rows.columns))?;
        columns.count = Some((place, count.clone()));
        columns.lists = (0..names.len()).filter(|at| *at != place).map(|at| (at, names[at].to_owned())).collect();
    }
    if let Some((place, _)) = &columns.count
        && options.reading.lists.iter().any(|list| *list == names[*place])
    {
        columns.lists.push((*place, names[*place].to_owned()));
        columns.count = None;
    }
    if !options.reading.lists.is_empty() {
        let chosen: Vec<&str> = options.reading.lists.iter().map(|name| name.trim()).collect();
        let chosen = columns.choose(&chosen);
        return Ok((chosen.map_err(|name| no_column(options, "--lists", &name, &rows.columns))?, Vec::new()));
    }
    columns.lists.retain(|(place, _)| !parts.parts(*place));
    let is_list = |place: usize| rows.rows.iter().any(|(_, cells)| matches!(cells[place].trim(), "0" | "1"));
    let (lists, others): (Vec<_>, Vec<_>) = columns.lists.into_iter().partition(|(place, _)| is_list(*place));
    columns.lists = lists;
    Ok((columns, others.into_iter().map(|(_, name)| name).collect()))
}

fn split(
    options: &arguments::Estimate,
    rows: &[&Row],
    columns: &Columns,
    strata: Option<usize>,
) -> Result<Vec<(String, CaptureTable)>, Failure> {
    let path = options.table.display();
    let mut groups: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let name = strata.map_or("", |place| match row.1[place].trim() {
            "" => NO_STRATUM,
            name => name,
        });
        groups.entry(name.to_owned()).or_default().push(row);
    }
    let mut tables = Vec::new();
    let mut problems = Vec::new();
    for (name, group) in groups {
        let cells: Vec<Vec<&str>> = group.iter().map(|row| row.1.iter().map(String::as_str).collect()).collect();
        let parsed = parse_rows(columns, cells.iter().map(Vec::as_slice));
        problems.extend(parsed.problems.into_iter().map(|mut problem| {
            // The parser counts the rows that it was given; the file's own numbers are known here.
            problem.row = usize::try_from(group[problem.row - 2].0).unwrap_or(usize::MAX);
            problem
        }));
        let what = if name.is_empty() { String::new() } else { format!(", stratum '{name}'") };
        match parsed.table {
            Ok(table) => tables.push((name, table)),
            // A stratum without anybody has nobody missing that a table could tell of.
            Err(::estimate::ImpossibleTable::Persons(0)) if strata.is_some() => {}
            Err(error) if problems.is_empty() => {
                let mend = "each list is a column of 0 and 1; `willay estimate --help` shows a table";
                return Err(Failure::new(Cause::Material, format!("{path}{what}: {error}"), mend));
            }
            Err(_) => {}
        }
    }
    problems.sort_by_key(|problem| problem.row);
    if !problems.is_empty() {
        let more = problems.len().saturating_sub(PROBLEMS_SHOWN);
        let mut messages: Vec<String> =
            problems.iter().take(PROBLEMS_SHOWN).map(|problem| format!("{path}: {problem}")).collect();
        messages.extend((more > 0).then(|| format!("and {more} more")));
        let mend =
            "mend these cells; where a column is no list, name the lists with --lists and the persons with --count";
        return Err(Failure::several(messages, mend));
    }
    // Strata that are numbers stand in the order of numbers.
    if tables.iter().all(|(name, _)| name.parse::<f64>().is_ok()) {
        let number = |name: &str| name.parse::<f64>().unwrap_or(f64::INFINITY);
        tables.sort_by(|(one, _), (other, _)| number(one).total_cmp(&number(other)));
    }
    if tables.is_empty() {
        let mend = "each list is a column of 0 and 1; `willay estimate --help` shows a table";
        return Err(Failure::new(Cause::Material, format!("{path}: nobody is on a list"), mend));
    }
    Ok(tables)
}
