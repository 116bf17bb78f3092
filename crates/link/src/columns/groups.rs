//! Which columns make one field together?
//!
//! A date in three columns, a name in two, a point in two; everything else is a field by itself.

use super::{
    ColumnKind, header,
    header::Role,
    sample::{Sample, SeenColumn},
};

/// A field while it is being recognised; fields are known by their place in a list.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) columns: Vec<usize>,
    pub(super) kind: ColumnKind,
    pub(super) role: Role,
    pub(super) confidence: f64,
    pub(super) reason: String,
    pub(super) derived_from: Vec<usize>,
    pub(super) extra_share: f64,
    pub(super) parent: Option<usize>,
}

/// A group that was found, before it replaces its columns.
struct Group {
    columns: Vec<usize>,
    kind: ColumnKind,
    name: &'static str,
    reason: &'static str,
}

/// Every column in exactly one field, in the order of their first columns.
pub(super) fn fields(sample: &Sample<'_>, seen: &[SeenColumn]) -> Vec<Field> {
    let mut groups = dates(seen);
    groups.extend(points(seen));
    groups.extend(names(sample, seen));
    let mut group_of: Vec<Option<usize>> = vec![None; seen.len()];
    for (at, group) in groups.iter().enumerate() {
        group.columns.iter().for_each(|column| group_of[*column] = Some(at));
    }
    let mut fields = Vec::with_capacity(seen.len());
    for (at, column) in seen.iter().enumerate() {
        match group_of[at].map(|group| &groups[group]) {
            None => fields.push(single(sample, at, column)),
            Some(group) if group.columns.iter().min() == Some(&at) => fields.push(joined(sample, seen, group)),
            Some(_) => {}
        }
    }
    fields
}

fn single(sample: &Sample<'_>, at: usize, column: &SeenColumn) -> Field {
    let role = role(column);
    // A year of birth is a birth date that knows its year only.
    let kind = match (column.guess.kind, role) {
        (ColumnKind::Year, Role::Birth) => ColumnKind::BirthDate,
        (ColumnKind::Year, Role::Event) => ColumnKind::EventDate,
        (kind, _) => kind,
    };
    Field {
        name: sample.table.columns[at].name.clone(),
        columns: vec![at],
        kind,
        role,
        confidence: column.guess.confidence,
        reason: column.guess.reason.clone(),
        derived_from: Vec::new(),
        extra_share: 0.0,
        parent: None,
    }
}

fn joined(sample: &Sample<'_>, seen: &[SeenColumn], group: &Group) -> Field {
    let columns = &sample.table.columns;
    let names = || group.columns.iter().map(|column| columns[*column].name.as_str());
    let is_taken = columns.iter().any(|column| column.name == group.name);
    let name = if is_taken { names().collect::<Vec<_>>().join("+") } else { group.name.to_owned() };
    let confidence = group.columns.iter().map(|column| seen[*column].guess.confidence).fold(1.0, f64::min);
    Field {
        name,
        columns: group.columns.clone(),
        kind: group.kind,
        role: role(&seen[group.columns[0]]),
        confidence,
        reason: format!("{}: {}", group.reason, names().collect::<Vec<_>>().join(", ")),
        derived_from: Vec::new(),
        extra_share: 0.0,
        parent: None,
    }
}

fn role(column: &SeenColumn) -> Role {
    column.hint.as_ref().map_or(Role::Other, |hint| hint.role)
}

fn dates(seen: &[SeenColumn]) -> Vec<Group> {
    let roles = [
        (Role::Birth, ColumnKind::BirthDate, "birth_date"),
        (Role::Event, ColumnKind::EventDate, "event_date"),
        (Role::Other, ColumnKind::OtherDate, "date"),
    ];
    let group = |(wanted, kind, name): (Role, ColumnKind, &'static str)| {
        let part = |kind| seen.iter().position(|column| column.guess.kind == kind && role(column) == wanted);
        let (year, month, day) = (part(ColumnKind::Year)?, part(ColumnKind::Month)?, part(ColumnKind::Day));
        let columns = [Some(year), Some(month), day].into_iter().flatten().collect();
        Some(Group { columns, kind, name, reason: "parts of one date" })
    };
    roles.into_iter().filter_map(group).collect()
}

fn points(seen: &[SeenColumn]) -> Option<Group> {
    let find = |kind| seen.iter().position(|column| column.guess.kind == kind);
    let columns = vec![find(ColumnKind::Latitude)?, find(ColumnKind::Longitude)?];
    Some(Group { columns, kind: ColumnKind::Coordinates, name: "coordinates", reason: "both coordinates of one point" })
}

/// Given names, and surnames, whose headers number their components.
fn names(sample: &Sample<'_>, seen: &[SeenColumn]) -> Vec<Group> {
    let kinds = [(ColumnKind::GivenName, "given_name"), (ColumnKind::Surname1, "surname")];
    let mut groups = Vec::new();
    for (kind, name) in kinds {
        let mut columns: Vec<(Vec<String>, u8, usize)> = Vec::new();
        for (at, column) in seen.iter().enumerate().filter(|(_, column)| column.guess.kind == kind) {
            let component = column.hint.as_ref().and_then(|hint| hint.component);
            columns.push((stem(&sample.table.columns[at].name), component.unwrap_or(1), at));
        }
        columns.sort();
        for alike in columns.chunk_by(|one, other| one.0 == other.0) {
            let is_numbered = alike.windows(2).all(|pair| pair[0].1 < pair[1].1);
            if alike.len() > 1 && is_numbered {
                let columns = alike.iter().map(|(_, _, at)| *at).collect();
                groups.push(Group { columns, kind, name, reason: "components of one name" });
            }
        }
    }
    groups
}

/// The words of a header without those that number components.
fn stem(header: &str) -> Vec<String> {
    let numbering = ["c", "first", "middle", "second", "given", "primer", "primero", "segundo"];
    let is_stem = |word: &String| !numbering.contains(&word.as_str()) && word.parse::<u8>().is_err();
    header::words(header).into_iter().filter(is_stem).collect()
}
