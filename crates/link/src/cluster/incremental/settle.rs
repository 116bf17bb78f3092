//! Names for clusters, given what their records were called before.

use rustc_hash::FxHashSet;

use super::{Canonical, Change};
use crate::cluster::judgement::RecordName;

/// Signs of an id: digits and letters that are not taken for each other.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 50 bits: of a million ids two are alike by chance about once in 2,000 tables, and then one of them is drawn again.
const SIGNS_PER_ID: u32 = 10;

/// What a record was in, and what it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// Its canonical, if it was known.
    pub(super) before: Option<u32>,
    /// Its cluster: any number.
    pub(super) now: u32,
}

/// All canonicals, by a number that does not change.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) canonicals: Vec<Canonical>,
    /// `[record]` of the last settlement: its canonical.
    pub(super) canonical_of: Vec<u32>,
    pub(super) ids: FxHashSet<String>,
    pub(super) joining: u64,
}

/// Records of one former canonical in one cluster.
struct Overlap {
    before: u32,
    cluster: usize,
    records: usize,
    first: usize,
}

/// One cluster as it is now.
#[derive(Default)]
struct Now {
    first: usize,
    records: usize,
    unknown: usize,
    keeps: Option<u32>,
    absorbs: Vec<u32>,
}

impl Book {
    /// A book of these canonicals.
    pub(super) fn new(canonicals: Vec<Canonical>, joining: u64) -> Self {
        let ids = canonicals.iter().flat_map(|one| std::iter::once(&one.id).chain(&one.also)).cloned().collect();
        Self { canonicals, canonical_of: Vec::new(), ids, joining }
    }

    /// A book with room for so many canonicals more.
    pub(super) fn with_room(canonicals: &[Canonical], joining: u64, room: usize) -> Self {
        let mut own = Vec::with_capacity(canonicals.len() + room);
        own.extend_from_slice(canonicals);
        let mut book = Self::new(own, joining);
        book.ids.reserve(room);
        book
    }

    /// Names the clusters of records. Records stand in order of their names; `name` gives that of
    /// each. Changes come in no order.
    pub(super) fn settle(&mut self, records: &[Record], name: &dyn Fn(usize) -> RecordName) -> Vec<Change> {
        let (mut clusters, cluster_of) = clusters(records);
        let overlaps = overlaps(records, &cluster_of);
        self.claim(&overlaps, &mut clusters);
        let mut left: Vec<(usize, u32)> = overlaps.iter().map(|overlap| (overlap.cluster, overlap.before)).collect();
        left.sort_unstable();
        let mut changes = Vec::new();
        let mut named = Vec::with_capacity(clusters.len());
        for (at, cluster) in clusters.iter().enumerate() {
            let canonical = match cluster.keeps {
                Some(kept) => {
                    self.absorb(kept, &cluster.absorbs, &mut changes);
                    if cluster.unknown > 0 {
                        changes.push(Change::Joined { id: self.id(kept), records: cluster.unknown });
                    }
                    kept
                }
                None => {
                    let start = left.partition_point(|(cluster, _)| *cluster < at);
                    let end = left.partition_point(|(cluster, _)| *cluster <= at);
                    let left = &left[start..end];
                    let canonical = self.found(name(cluster.first), left);
                    if left.is_empty() {
                        changes.push(Change::New { id: self.id(canonical), records: cluster.records });
                    }
                    canonical
                }
            };
            named.push(canonical);
        }
        for overlap in &overlaps {
            let (canonical, cluster) = (named[overlap.cluster], &clusters[overlap.cluster]);
            if canonical != overlap.before && !cluster.absorbs.contains(&overlap.before) {
                let (from, id) = (self.id(overlap.before), self.id(canonical));
                changes.push(Change::Split { from, id, records: overlap.records });
            }
        }
        self.canonical_of = cluster_of.iter().map(|cluster| named[*cluster]).collect();
        changes
    }

    fn id(&self, canonical: u32) -> String {
        self.canonicals[canonical as usize].id.clone()
    }

    /// Each former canonical goes to the cluster with most of its records; each cluster keeps the greatest that came.
    fn claim(&self, overlaps: &[Overlap], clusters: &mut [Now]) {
        let mut claims: Vec<(usize, usize, u32)> = Vec::new(); // (cluster, size, canonical)
        for parts in overlaps.chunk_by(|one, other| one.before == other.before) {
            let size = parts.iter().map(|part| part.records).sum();
            let key = |part: &&Overlap| (part.records, std::cmp::Reverse(part.first));
            if let Some(most) = parts.iter().max_by_key(key) {
                claims.push((most.cluster, size, most.before));
            }
        }
        let rank = |canonical: u32| (self.canonicals[canonical as usize].born, &self.canonicals[canonical as usize].id);
        claims.sort_by(|one, other| {
            let size = (one.0, std::cmp::Reverse(one.1)).cmp(&(other.0, std::cmp::Reverse(other.1)));
            size.then_with(|| rank(one.2).cmp(&rank(other.2)))
        });
        for (cluster, _, canonical) in claims {
            match clusters[cluster].keeps {
                None => clusters[cluster].keeps = Some(canonical),
                Some(_) => clusters[cluster].absorbs.push(canonical),
            }
        }
    }

    fn absorb(&mut self, kept: u32, absorbed: &[u32], changes: &mut Vec<Change>) {
        for other in absorbed {
            let also = std::mem::take(&mut self.canonicals[*other as usize].also);
            let absorbed = self.id(*other);
            changes.push(Change::Merged { id: self.id(kept), absorbed: absorbed.clone() });
            let beside = &mut self.canonicals[kept as usize].also;
            beside.push(absorbed);
            beside.extend(also);
            beside.sort();
            beside.dedup();
        }
    }

    /// A new canonical. The id that its founder once had is taken back from those the records left.
    fn found(&mut self, founder: RecordName, left: &[(usize, u32)]) -> u32 {
        let mut id = id_of((&founder.list, &founder.id), 0);
        let mut draw = 0;
        let takes_back = left.iter().any(|(_, canonical)| {
            let also = &mut self.canonicals[*canonical as usize].also;
            let before = also.len();
            also.retain(|other| *other != id);
            also.len() < before
        });
        while !takes_back && self.ids.contains(&id) {
            draw += 1;
            id = id_of((&founder.list, &founder.id), draw);
        }
        self.ids.insert(id.clone());
        self.canonicals.push(Canonical { id, founder, born: self.joining, also: Vec::new() });
        crate::cluster::components::row_number(self.canonicals.len() - 1)
    }
}

/// Clusters in the order of their first record, and the place of each record's cluster among them.
fn clusters(records: &[Record]) -> (Vec<Now>, Vec<usize>) {
    let mut places = rustc_hash::FxHashMap::default();
    let (mut clusters, mut cluster_of): (Vec<Now>, Vec<usize>) = (Vec::new(), Vec::with_capacity(records.len()));
    for (at, record) in records.iter().enumerate() {
        let place = *places.entry(record.now).or_insert(clusters.len());
        if place == clusters.len() {
            clusters.push(Now { first: at, ..Now::default() });
        }
        clusters[place].records += 1;
        clusters[place].unknown += usize::from(record.before.is_none());
        cluster_of.push(place);
    }
    (clusters, cluster_of)
}

/// Overlaps by former canonical, then cluster.
fn overlaps(records: &[Record], cluster_of: &[usize]) -> Vec<Overlap> {
    let known = records.iter().zip(cluster_of).enumerate();
    let mut all: Vec<(u32, usize, usize)> =
        known.filter_map(|(at, (record, cluster))| record.before.map(|before| (before, *cluster, at))).collect();
    all.sort_unstable();
    let parts = all.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
    parts.map(|part| Overlap { before: part[0].0, cluster: part[0].1, records: part.len(), first: part[0].2 }).collect()
}

/// An id that depends on nothing but the founder, by list and id: each text with its length before it, so that no two
/// records share one.
pub(super) fn id_of(founder: (&str, &str), draw: u64) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64; // FNV-1a
    let mut take = |bytes: &[u8]| {
        bytes.iter().for_each(|byte| hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    };
    for text in [founder.0, founder.1] {
        take(&(text.len() as u64).to_le_bytes());
        take(text.as_bytes());
    }
    take(&draw.to_le_bytes());
    // FNV leaves its upper bits close together for short texts: stir once (Steele, Lea & Flood 2014, OOPSLA, 453-472).
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    let sign = |at: u32| char::from(SIGNS[usize::try_from(hash >> (5 * at) & 31).unwrap_or(0)]);
    format!("c-{}", (0..SIGNS_PER_ID).map(sign).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_where_list_and_id_meet() {
        let id = |list: &str, id: &str| id_of((list, id), 0);
        assert_ne!(id("pe.cvr", "2003"), id("pe", "cvr.2003"));
        assert_ne!(id("a", "11"), id("a1", "1"));
        assert_eq!(id("a", "1"), id("a", "1"));
        assert_eq!(id("a", "1").len(), 12);
    }
}
