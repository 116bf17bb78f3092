//! Every figure that is counted: its query run over the snapshot, the records that it returns with their statements.

use std::collections::{BTreeMap, BTreeSet};

use record::{Reader, RecordId};
use rusqlite::Connection;

use super::RunInput;
use crate::{
    Definition, Member,
    count::{self, CountedMember},
    definition::Problem,
    disclosure::Subject,
};

/// Counts all figures that have a query; the problems of those that cannot be counted.
pub(super) fn all<'a>(
    input: &RunInput<'a>,
    (snapshot, closed): (&mut Connection, &BTreeSet<String>),
) -> (Vec<Subject<'a>>, Vec<Problem>) {
    let mut statements: BTreeMap<&RecordId, Vec<usize>> = BTreeMap::new();
    for (at, (_, said)) in input.statements.iter().enumerate() {
        statements.entry(&said.record).or_default().push(at);
    }
    let (mut subjects, mut problems) = (Vec::new(), Vec::new());
    for definition in input.definitions {
        let Some(sql) = &definition.members else { continue };
        match subject(input, (definition, sql), (snapshot, closed, &statements)) {
            Ok(subject) => subjects.push(subject),
            Err((reason, mend)) => problems.push(Problem {
                file: "figures".to_owned(),
                figure: Some(definition.id.clone()),
                reason,
                mend: mend.to_owned(),
            }),
        }
    }
    (subjects, problems)
}

type Sources<'s, 'i> = (&'s mut Connection, &'s BTreeSet<String>, &'s BTreeMap<&'i RecordId, Vec<usize>>);

fn subject<'a>(
    input: &RunInput<'a>,
    (definition, sql): (&'a Definition, &str),
    (snapshot, closed, statements): Sources<'_, 'a>,
) -> Result<Subject<'a>, (String, &'static str)> {
    let counted = count::count(snapshot, sql, closed)
        .map_err(|error| (error.to_string(), "try the query on .willay/snapshot.sqlite with any SQLite tool"))?;
    let members = counted.members.iter().map(|counted| member(input, counted, statements)).collect();
    let open = counted.members.iter().map(|counted| open_values(input, counted, statements)).collect();
    let earlier = input.published.get(&definition.id).map_or(&[][..], Vec::as_slice);
    Subject::new(definition, (counted, members, open), (input.thresholds, earlier, input.row_mark))
        .map_err(|reason| (reason, "name a column of the query that says who told of each record"))
}

/// What anyone may see of a record though not all of it is public: a row by such a value can be counted by anyone.
fn open_values(
    input: &RunInput<'_>,
    counted: &CountedMember,
    statements: &BTreeMap<&RecordId, Vec<usize>>,
) -> BTreeSet<String> {
    let of_record = statements.get(&counted.record).into_iter().flatten().map(|at| &input.statements[*at].1);
    let public = of_record.filter(|statement| input.standards.access.may_see(Reader::PUBLIC, *statement));
    public.map(|statement| statement.value.plain()).filter(|value| counted.labels.contains(value)).collect()
}

/// A record with its statements. It is public only where all that is said of it is.
fn member(input: &RunInput<'_>, counted: &CountedMember, statements: &BTreeMap<&RecordId, Vec<usize>>) -> Member {
    let of_record = || statements.get(&counted.record).into_iter().flatten().map(|at| &input.statements[*at]);
    let access = &input.standards.access;
    let is_public = of_record().all(|(_, statement)| access.may_see(Reader::PUBLIC, statement));
    let statements: Vec<u64> = of_record().map(|(sequence, _)| *sequence).collect();
    let (record, weight) = (counted.record.clone(), counted.weight);
    Member { is_public: is_public && !statements.is_empty(), record, weight, statements }
}
