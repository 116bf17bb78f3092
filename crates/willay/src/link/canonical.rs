//! Ids of clusters that last: kept from an earlier run, where there was one.

use std::{collections::BTreeMap, path::Path};

use link::{
    cluster::{Canonical, Canonicals, Change, Clustering, Member, RecordName, first_ids},
    table::Table,
};
use read::{RowSink, Stop};

use super::lists::{of_table, read_file, stopped};
use crate::failure::{Cause, Failure};

/// Clusters with the ids that last.
pub(crate) struct Clusters {
    ids: Vec<Box<str>>,
    /// `[row]`: the place of its cluster's id.
    id_of: Vec<u32>,
    /// What happened to the clusters of an earlier run; nothing where there was none.
    pub(crate) changes: Option<Changes>,
}

/// What happened to clusters, counted, with the ids that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) new: usize,
    pub(crate) joined: usize,
    /// `(the id that stays, the id that is no more)`.
    pub(crate) merged: Vec<(String, String)>,
    /// `(the cluster that records left, the one they are in, how many)`.
    pub(crate) split: Vec<(String, String, usize)>,
    pub(crate) gone: Vec<String>,
}

impl Clusters {
    /// Names the clusters of a table, as the earlier run named them.
    pub(crate) fn name(table: &Table, clustering: &Clustering, previous: Option<&Path>) -> Result<Self, Failure> {
        match previous {
            Some(previous) => Ok(Self::named_before(table, clustering, &read(previous)?)),
            None => Ok(Self { ids: first_ids(table, clustering), id_of: clustering.cluster_of.clone(), changes: None }),
        }
    }

    fn named_before(table: &Table, clustering: &Clustering, before: &Canonicals) -> Self {
        let (now, changes) = before.join(table, clustering);
        let mut id_of = vec![0; table.rows()];
        // Members stand by the names of their lists, then by id; rows by the places of their lists, then by id.
        let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); table.lists.len()];
        table.list_of.iter().enumerate().for_each(|(row, list)| rows_of[usize::from(*list)].push(row));
        let mut lists: Vec<usize> = (0..table.lists.len()).collect();
        lists.sort_by(|one, other| table.lists[*one].cmp(&table.lists[*other]));
        let rows = lists.iter().flat_map(|list| &rows_of[*list]);
        rows.zip(&now.members).for_each(|(row, member)| id_of[*row] = member.canonical);
        let ids = now.canonicals.into_iter().map(|canonical| canonical.id.into()).collect();
        Self { ids, id_of, changes: Some(counted(changes)) }
    }

    /// The id of each row's cluster, in the order of the rows.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.id_of.iter().map(|at| &*self.ids[*at as usize])
    }
}

fn counted(changes: Vec<Change>) -> Changes {
    let mut counted = Changes::default();
    for change in changes {
        match change {
            Change::New { .. } => counted.new += 1,
            Change::Joined { records, .. } => counted.joined += records,
            Change::Merged { id, absorbed } => counted.merged.push((id, absorbed)),
            Change::Split { from, id, records } => counted.split.push((from, id, records)),
            Change::Gone { id } => counted.gone.push(id),
        }
    }
    counted
}

/// The clusters of an earlier run.
pub(super) fn read(path: &Path) -> Result<Canonicals, Failure> {
    let mut sink = Earlier::default();
    let read = read_file(path, None, &mut sink);
    let mend = "give the clusters.csv or clusters.parquet of an earlier run";
    if let Some(column) = sink.missing {
        return Err(Failure::new(Cause::Material, format!("{}: there is no column '{column}'", path.display()), mend));
    }
    let (_, problems) = read.map_err(|error| of_table(path, &error, &mut None))?;
    if let Some(problem) = problems.iter().find(|problem| !problem.kept) {
        return Err(Failure::new(Cause::Material, format!("{}: {problem}", path.display()), mend));
    }
    Ok(canonicals(sink.members))
}

/// `(list, id)` to cluster.
type Members = BTreeMap<(String, String), String>;

#[derive(Default)]
struct Earlier {
    places: [usize; 3],
    members: Members,
    missing: Option<&'static str>,
}

impl RowSink for Earlier {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        for (place, column) in self.places.iter_mut().zip(["list", "id", "cluster"]) {
            match names.iter().position(|name| name == column) {
                Some(found) => *place = found,
                None => {
                    self.missing = Some(column);
                    return Err(stopped());
                }
            }
        }
        Ok(())
    }

    fn row(&mut self, _: u64, cells: &[&str]) -> Result<(), Stop> {
        let [list, id, cluster] = self.places.map(|place| cells[place].to_owned());
        self.members.insert((list, id), cluster);
        Ok(())
    }
}

fn canonicals(members: Members) -> Canonicals {
    let mut founders: BTreeMap<&str, RecordName> = BTreeMap::new();
    for ((list, id), cluster) in &members {
        founders.entry(cluster).or_insert_with(|| RecordName { list: list.clone(), id: id.clone() });
    }
    let mut lists: Vec<String> = members.keys().map(|(list, _)| list.clone()).collect();
    lists.dedup();
    let named: Vec<Canonical> = founders
        .iter()
        .map(|(id, founder)| Canonical { id: (*id).to_owned(), founder: founder.clone(), born: 1, also: Vec::new() })
        .collect();
    let place = |cluster: &String| named.partition_point(|canonical| canonical.id < *cluster);
    let member = |((list, id), cluster): (&(String, String), &String)| Member {
        list: u16::try_from(lists.partition_point(|known| known < list)).unwrap_or(u16::MAX),
        id: id.as_str().into(),
        canonical: u32::try_from(place(cluster)).unwrap_or(u32::MAX),
    };
    let members = members.iter().map(member).collect();
    Canonicals { joinings: 1, canonicals: named, members, lists }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_an_earlier_run_keep_their_ids() {
        let mut builder = link::table::TableBuilder::default();
        for list in ["b", "a"] {
            builder.list(list, &[]).unwrap();
            ["1", "2"].iter().for_each(|id| builder.row(id, std::iter::empty()));
        }
        let table = builder.build().unwrap();
        let member = |list: &str, id: &str, cluster: &str| ((list.to_owned(), id.to_owned()), cluster.to_owned());
        let earlier = [member("a", "1", "x"), member("b", "1", "x"), member("b", "2", "y"), member("c", "9", "z")];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clusters.csv");
        let lines: Vec<String> =
            earlier.iter().map(|((list, id), cluster)| format!("{list},{id},{cluster}\n")).collect();
        std::fs::write(&path, format!("list,id,cluster\n{}", lines.concat())).unwrap();
        let clustering = Clustering { cluster_of: vec![0, 0, 0, 1], clusters: 2, cut: Vec::new() };
        let named = Clusters::name(&table, &clustering, Some(&path)).unwrap();
        let ids: Vec<&str> = named.ids().collect();
        assert_eq!(ids[..3], ["x", "x", "x"], "the larger keeps its id");
        let changes = named.changes.unwrap();
        assert_eq!(changes.merged, [("x".to_owned(), "y".to_owned())]);
        assert_eq!((changes.new, changes.gone), (1, vec!["z".to_owned()]));
    }
}
