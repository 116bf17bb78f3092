//! Which word of the index was meant by one that stands nowhere in it?

use std::collections::BTreeMap;

use crate::{Index, Query};

/// Words that are proposed for one.
const PROPOSED: usize = 3;

/// Shorter words are like too many others.
const SHORTEST: usize = 4;

/// A word of at least so many letters may differ in two of them.
const TWO_LETTERS: usize = 6;

/// For each word that stands nowhere, the words that are most like it, the more frequent first.
pub(crate) fn suggestions(index: &Index, query: &Query) -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
    let mut is_there = index.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM fts WHERE fts MATCH ?1)")?;
    let mut found: BTreeMap<String, Vec<(usize, i64, String)>> = BTreeMap::new();
    for (word, expression) in query.single_words().filter(|(word, _)| word.len() >= SHORTEST) {
        if !is_there.query_row([expression], |row| row.get::<_, bool>(0))? {
            found.insert(word.to_owned(), Vec::new());
        }
    }
    if found.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut words = index.connection.prepare_cached("SELECT term, doc FROM vocabulary WHERE col = 'words'")?;
    let mut rows = words.query([])?;
    while let Some(row) = rows.next()? {
        let (term, records): (String, i64) = (row.get(0)?, row.get(1)?);
        for (word, like) in &mut found {
            let most = 1 + usize::from(word.len() >= TWO_LETTERS);
            if word.len().abs_diff(term.len()) <= most {
                let letters = strsim::osa_distance(word, &term);
                if letters <= most {
                    like.push((letters, -records, term.clone()));
                    like.sort();
                    like.truncate(PROPOSED);
                }
            }
        }
    }
    let words = |like: Vec<(usize, i64, String)>| like.into_iter().map(|(_, _, term)| term).collect();
    Ok(found
        .into_iter()
        .map(|(word, like)| (word, words(like)))
        .filter(|(_, like): &(_, Vec<String>)| !like.is_empty())
        .collect())
}
