//! How does what was published stay as it was when more records come? As judgements: a cluster once named stays whole.

use std::collections::BTreeMap;

use super::{Canonicals, Member};
use crate::cluster::judgement::{Decision, Judgement, RecordName};

impl Canonicals {
    /// Judgements that keep the records of each cluster together: each record is the same as the first of its cluster.
    ///
    /// Clusters can still take in new records, and two can still become one. `author` and `time` say who published them,
    /// and when; a later judgement of somebody else on the same pair outranks them.
    ///
    /// ```
    /// use link::{cluster::{Canonicals, Clustering}, table::TableBuilder};
    /// let mut builder = TableBuilder::default();
    /// builder.list("a", &[])?;
    /// ["1", "2", "3"].iter().for_each(|id| builder.row(id, std::iter::empty()));
    /// let clustering = Clustering { cluster_of: vec![0, 1, 0], clusters: 2, cut: Vec::new() };
    /// let (canonicals, _) = Canonicals::default().join(&builder.build()?, &clustering);
    /// let kept = canonicals.judgements("report of June", "2019-07-01");
    /// assert_eq!(kept.len(), 1); // 1 with 3; 2 is alone
    /// assert_eq!((kept[0].left.id.as_str(), kept[0].right.id.as_str()), ("1", "3"));
    /// # Ok::<(), link::table::TableError>(())
    /// ```
    #[must_use]
    pub fn judgements(&self, author: &str, time: &str) -> Vec<Judgement> {
        let name = |member: &Member| RecordName { list: self.list_name(member).to_owned(), id: member.id.to_string() };
        let mut first_of: BTreeMap<u32, RecordName> = BTreeMap::new();
        let mut judgements = Vec::new();
        for member in &self.members {
            let Some(first) = first_of.get(&member.canonical) else {
                first_of.insert(member.canonical, name(member));
                continue;
            };
            judgements.push(Judgement {
                left: first.clone(),
                right: name(member),
                decision: Decision::Same,
                author: author.to_owned(),
                reason: "published as one".to_owned(),
                time: time.to_owned(),
                match_weight_bits: None,
                threshold_bits: None,
            });
        }
        judgements
    }
}
