//! Files in, one table out: which list, which id, and what could not be read.

use std::{
    collections::BTreeSet,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use link::table::{Table, TableBuilder, TableError as EngineError};
use read::{
    RowProblem, RowSink, Stop, TableError, TableFormat, TableNotes, TableOptions, read_csv_stream, read_parquet,
    read_table,
};

use record::counted;

use crate::{
    arguments,
    failure::{Cause, Failure},
    progress::Progress,
};

mod duplicates;
mod sink;

use sink::{Ids, Loader};

/// Names of columns that hold ids, whatever their case, the best first.
const ID_NAMES: [&str; 4] = ["id", "rec_id", "unique_id", "record_id"];

/// Problems that a refusal lists.
const PROBLEMS_SHOWN: usize = 20;

/// One file as it was read.
pub(crate) struct ReadFile {
    pub(crate) path: PathBuf,
    pub(crate) notes: TableNotes,
    /// The column with the ids; none where they are row numbers.
    pub(crate) id: Option<String>,
}

/// A wrong row or cell.
pub(crate) struct FileProblem {
    pub(crate) path: PathBuf,
    pub(crate) problem: RowProblem,
}

/// Everything that was read.
pub(crate) struct Lists {
    pub(crate) table: Table,
    pub(crate) files: Vec<ReadFile>,
    pub(crate) problems: Vec<FileProblem>,
    /// All problems, also those beyond the limit of the list.
    pub(crate) problems_in_all: u64,
    /// What a person should know of how the files were read.
    pub(crate) notes: Vec<String>,
}

impl Lists {
    /// Rows of each list: `[list]`.
    pub(crate) fn rows_of_lists(&self) -> Vec<u64> {
        let mut rows = vec![0; self.table.lists.len()];
        self.table.list_of.iter().for_each(|list| rows[usize::from(*list)] += 1);
        rows
    }

    pub(crate) fn rows_left_out(&self) -> u64 {
        self.files.iter().map(|file| file.notes.rows_left_out).sum()
    }
}

/// Columns that were taken for ids and are none: `(file, column)`.
type NoIds = BTreeSet<(usize, String)>;

/// Reads all files.
pub(crate) fn read(options: &arguments::Link, progress: &Progress) -> Result<Lists, Failure> {
    if options.reading.list.is_some() && options.files.len() > 1 {
        return Err(Failure::new(
            Cause::Usage,
            format!("--list names a column of one file, and there are {} files", options.files.len()),
            "give one file with --list, or several without it",
        ));
    }
    let mut no_ids = NoIds::new();
    // A column that looks like one of ids and holds a value twice is none: read again without it.
    loop {
        let (mut lists, error) = read_once(options, progress, &no_ids)?;
        let Some(error) = error else {
            check(options, &mut lists)?;
            return Ok(lists);
        };
        let (EngineError::DuplicateId { list, .. } | EngineError::NoId { list, .. }) = &error else {
            return Err(Failure::new(Cause::Material, error.to_string(), "split the lists into several runs"));
        };
        let file = if options.reading.list.is_some() {
            0
        } else {
            list_names(&options.files).iter().position(|name| name == list).unwrap_or(0)
        };
        match (&options.reading.id, &lists.files[file].id) {
            (None, Some(column)) => no_ids.insert((file, column.clone())),
            (Some(_), _) | (None, None) => return Err(duplicates::refusal(options, file, &error)),
        };
    }
}

fn read_once(
    options: &arguments::Link,
    progress: &Progress,
    no_ids: &NoIds,
) -> Result<(Lists, Option<EngineError>), Failure> {
    let mut builder = TableBuilder::default();
    let mut lists = Lists {
        table: Table::default(),
        files: Vec::new(),
        problems: Vec::new(),
        problems_in_all: 0,
        notes: Vec::new(),
    };
    let names = list_names(&options.files);
    for (at, (path, name)) in options.files.iter().zip(&names).enumerate() {
        let step = format!("reading {name}");
        progress.step(&step)?;
        let watch = || progress.watch(&step, 0.0);
        let excluded = no_ids.iter().filter(|(file, _)| *file == at).map(|(_, column)| column.clone()).collect();
        let mut loader = Loader::new(&mut builder, options, (name, excluded, &watch));
        let (notes, problems) = read_file(path, options.reading.encoding.as_deref(), &mut loader)
            .map_err(|error| of_table(path, &error, &mut loader.refusal))?;
        let id = match loader.ids {
            Ids::Column { name, .. } => Some(name),
            Ids::RowNumbers => None,
        };
        lists.problems_in_all += notes.problems;
        lists.problems.extend(problems.into_iter().map(|problem| FileProblem { path: path.clone(), problem }));
        lists.files.push(ReadFile { path: path.clone(), notes, id });
    }
    if options.reading.list.is_some() {
        builder.order_lists();
    }
    progress.step("ordering rows")?;
    for (file, column) in no_ids {
        let place = options.files[*file].display();
        lists.notes.push(format!("{place}: column '{column}' repeats or lacks values, so it was not taken as the id"));
    }
    for file in lists.files.iter().filter(|file| file.id.is_none()) {
        let mend = "name the column with --id to refer to rows by it";
        lists.notes.push(format!("{}: no column of ids, so row numbers are the ids; {mend}", file.path.display()));
    }
    match builder.build() {
        Ok(table) => Ok((Lists { table, ..lists }, None)),
        Err(error) => Ok((lists, Some(error))),
    }
}

/// Refuses what cannot be linked, or what `--strict` does not let pass.
fn check(options: &arguments::Link, lists: &mut Lists) -> Result<(), Failure> {
    if options.reading.strict && !lists.problems.is_empty() {
        let message = |problem: &FileProblem| format!("{}: {}", problem.path.display(), problem.problem);
        let mut messages: Vec<String> = lists.problems.iter().take(PROBLEMS_SHOWN).map(message).collect();
        if lists.problems_in_all > PROBLEMS_SHOWN as u64 {
            let more = counted(lists.problems_in_all - PROBLEMS_SHOWN as u64, ["problem", "problems"]);
            messages.push(format!("and {more} more"));
        }
        return Err(Failure::several(
            messages,
            "mend these, or leave --strict out: good rows are then linked without them",
        ));
    }
    let empty: Vec<&ReadFile> = lists.files.iter().filter(|file| file.notes.rows == 0).collect();
    if empty.len() == lists.files.len() {
        let message = |file: &&ReadFile| {
            let why = lists.problems.iter().find(|problem| problem.path == file.path);
            let why = why.map_or_else(|| "no row".to_owned(), |problem| problem.problem.to_string());
            format!("{}: there is no row to link: {why}", file.path.display())
        };
        return Err(Failure::several(empty.iter().map(message).collect(), "add rows below the header"));
    }
    let notes: Vec<String> = empty.iter().map(|file| format!("{}: it has no rows", file.path.display())).collect();
    lists.notes.extend(notes);
    Ok(())
}

/// Opens a file of any format and gives its rows to a sink.
pub(crate) fn read_file(
    path: &Path,
    encoding: Option<&str>,
    sink: &mut dyn RowSink,
) -> Result<(TableNotes, Vec<RowProblem>), TableError> {
    let source = |error: std::io::Error| TableError::Source(error.to_string());
    let mut file = File::open(path).map_err(source)?;
    let mut head = [0; 64];
    let read = file.read(&mut head).map_err(source)?;
    let file = File::open(path).map_err(source)?;
    let options = TableOptions { encoding: encoding.map(str::to_owned), ..TableOptions::default() };
    match TableFormat::detect(&path.to_string_lossy(), &head[..read]) {
        TableFormat::Csv => read_csv_stream(file, &options, sink),
        TableFormat::Parquet => read_parquet(file, &options, sink),
        format @ (TableFormat::Xlsx | TableFormat::JsonLines) => {
            read_table(&std::fs::read(path).map_err(source)?, format, &options, sink)
        }
    }
}

/// A table file that cannot be read, as a person is told of it.
pub(crate) fn of_table(path: &Path, error: &TableError, refusal: &mut Option<Failure>) -> Failure {
    if let Some(refusal) = refusal.take() {
        return refusal;
    }
    if let TableError::Source(_) = error
        && let Err(error) = File::open(path)
    {
        return Failure::of_input(path, &error);
    }
    // The messages of the reader hold their mend after the last colon or comma.
    Failure::new(Cause::Material, format!("{}: {error}", path.display()), "mend this file and run the command again")
}

/// Names of lists: the stems of the files, numbered where two are alike.
pub(crate) fn list_names(files: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for file in files {
        let stem = file.file_stem().map_or_else(|| "list".into(), |stem| stem.to_string_lossy().into_owned());
        let numbered = (2..).map(|number| format!("{stem}_{number}"));
        let free = std::iter::once(stem.clone()).chain(numbered).find(|name| !names.contains(name));
        names.push(free.expect("numbers do not end"));
    }
    names
}

/// What stops a sink: Ctrl-C.
pub(crate) fn stopped() -> Stop {
    Stop("stopped".to_owned())
}
