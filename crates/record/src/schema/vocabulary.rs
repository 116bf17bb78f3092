//! Vocabularies: terms of any depth, their codes in other schemes, and how a cell is read as one of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{InvalidValue, problem::Place, problem::SchemaProblem};
use crate::{Bilingual, Language};

/// The scheme of the codes of the Events Standard Formats' micro-thesauri.
pub const ESF: &str = "esf";

/// Digits of an Events Standard Formats code: six levels of two.
const ESF_DIGITS: usize = 12;

/// How many terms an error message lists before it says how many more there are.
const LISTED_TERMS: usize = 12;

/// Zeros in front that a code may have lost.
const MOST_LOST_ZEROS: usize = 3;

/// Says so without the cell, which may be confidential.
const LOST_ZEROS: &str =
    "with the zeros that a spreadsheet took away in front it is a term: put them back, and keep the column as text";

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// What a reader sees.
    pub label: Bilingual,
    /// The wider term.
    pub parent: Option<String>,
    /// Its codes in other schemes, by scheme. Codes of the Events Standard Formats stand without the zeros at the end.
    pub codes: BTreeMap<String, BTreeSet<String>>,
    /// Other words for it, from packs; cells may use them.
    pub other_labels: BTreeSet<String>,
}

/// A list of terms. Invariant: every parent is a term of the list, and no term is above itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// What a reader sees.
    pub label: Bilingual,
    /// Its number among the micro-thesauri of the Events Standard Formats.
    pub thesaurus: Option<u16>,
    terms: BTreeMap<String, Term>,
    /// Everything that a cell may say, in small letters, with the terms that it may mean.
    readings: BTreeMap<String, BTreeSet<String>>,
}

/// A vocabulary as a file gives it: whole, or terms for one that is there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VocabularyForm {
    pub(super) label: Option<Bilingual>,
    pub(super) thesaurus: Option<u16>,
    #[serde(default)]
    pub(super) terms: BTreeMap<String, toml::Spanned<TermForm>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermForm {
    en: String,
    es: Option<String>,
    parent: Option<String>,
    #[serde(default)]
    codes: BTreeMap<String, CodesForm>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum CodesForm {
    One(String),
    Many(Vec<String>),
}

/// One term of a pack, with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermRow {
    /// The row in the file, the header being row 1.
    pub row: u64,
    /// Its code, which is its name in the vocabulary.
    pub code: String,
    /// What a reader sees.
    pub label: Bilingual,
    /// The code of the wider term.
    pub parent: Option<String>,
    /// Codes in other schemes.
    pub codes: Vec<(String, String)>,
    /// Words for it in further languages; cells may use them.
    pub other_labels: Vec<String>,
}

impl TermForm {
    pub(super) fn row(self, row: u64, code: &str) -> TermRow {
        let codes = self.codes.into_iter().flat_map(|(scheme, codes)| {
            let codes = match codes {
                CodesForm::One(code) => vec![code],
                CodesForm::Many(codes) => codes,
            };
            codes.into_iter().map(move |code| (scheme.clone(), code))
        });
        let label = Bilingual::new(self.en.clone(), self.es.unwrap_or(self.en));
        TermRow {
            row,
            code: code.to_owned(),
            label,
            parent: self.parent,
            codes: codes.collect(),
            other_labels: Vec::new(),
        }
    }
}

impl Vocabulary {
    /// The terms by code.
    pub fn terms(&self) -> &BTreeMap<String, Term> {
        &self.terms
    }

    /// A term and those above it, the narrowest first.
    pub fn line<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        let known = self.terms.get_key_value(code).map(|(code, _)| code.as_str());
        std::iter::successors(known, |code| self.terms.get(*code)?.parent.as_deref())
    }

    /// How deep the list goes: 1 where no term has a wider one, 0 where there is none.
    pub fn depth(&self) -> usize {
        self.terms.keys().map(|code| self.line(code).count()).max().unwrap_or(0)
    }

    /// The term that another scheme calls so.
    pub fn by_code(&self, scheme: &str, code: &str) -> Option<&str> {
        let code = if scheme == ESF { esf_stem(code) } else { code };
        let has = |term: &Term| term.codes.get(scheme).is_some_and(|codes| codes.contains(code));
        self.terms.iter().find(|(_, term)| has(term)).map(|(name, _)| name.as_str())
    }

    /// Reads a cell: a code, a label in any language, or `scheme:code`.
    ///
    /// # Errors
    /// Where no term is called so, or several are.
    pub fn read(&self, name: &str, cell: &str) -> Result<&str, InvalidValue> {
        if let Some((code, _)) = self.terms.get_key_value(cell) {
            return Ok(code);
        }
        let meant = self.readings.get(&cell.to_lowercase());
        match meant.map(|codes| codes.iter().map(String::as_str).collect::<Vec<_>>()).as_deref() {
            Some([code]) => Ok(code),
            Some(several) => Err(InvalidValue {
                reason: format!("the label of several terms of the vocabulary '{name}'"),
                mend: format!("write the code: {}", several.join(" or ")),
            }),
            None => {
                let mend = if self.lost_zeros(cell) { LOST_ZEROS.to_owned() } else { self.mend(name) };
                Err(InvalidValue { reason: format!("not a term of the vocabulary '{name}'"), mend })
            }
        }
    }

    /// Whether a number would be the code of a term with zeros in front, as spreadsheets take them away.
    fn lost_zeros(&self, cell: &str) -> bool {
        let is_number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
        let is_read = |zeros: usize| self.readings.contains_key(&("0".repeat(zeros) + cell));
        is_number && (1..=MOST_LOST_ZEROS).any(is_read)
    }

    fn mend(&self, name: &str) -> String {
        if self.terms.is_empty() {
            return format!("it has no terms yet: add a pack with terms of '{name}' (packs = [\"…\"] in willay.toml)");
        }
        let mut listed = self.terms.keys().take(LISTED_TERMS).map(String::as_str).collect::<Vec<_>>().join(", ");
        if self.terms.len() > LISTED_TERMS {
            listed.push_str(&format!(" or one of {} more", self.terms.len() - LISTED_TERMS));
        }
        format!("write one of: {listed}")
    }

    /// Adds terms. A row whose code a term has in the given scheme is that term, and its words become other words
    /// for it; any other row becomes a term of its own. What cannot be used is left out and told.
    pub(super) fn extend(&mut self, file: &str, scheme: Option<&str>, rows: Vec<TermRow>) -> Vec<SchemaProblem> {
        let mut problems = Vec::new();
        let mut first_rows: BTreeMap<String, u64> = BTreeMap::new();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut kept = Vec::new();
        for row in rows {
            let place = Place { file, row: Some(row.row) };
            if let Some(problem) = invalid(place, scheme, &row) {
                problems.push(problem);
            } else if let Some(first) = first_rows.insert(row.code.clone(), row.row) {
                problems.push(place.error(
                    ("code", &row.code),
                    "already the code of another term",
                    format!("a code of its own; row {first} has it"),
                ));
            } else {
                let same = scheme.and_then(|scheme| self.by_code(scheme, &row.code));
                names.insert(row.code.clone(), same.unwrap_or(&row.code).to_owned());
                kept.push(row);
            }
        }
        for row in &kept {
            self.add(row, &names[&row.code], scheme);
        }
        for row in &kept {
            problems.extend(self.set_parent(Place { file, row: Some(row.row) }, row, &names));
        }
        problems.extend(self.cut_cycles(file, &kept, &names));
        self.index();
        problems.extend(self.shared_labels(file, &kept, &names));
        problems
    }

    fn add(&mut self, row: &TermRow, name: &str, scheme: Option<&str>) {
        let is_new = !self.terms.contains_key(name);
        let term = self.terms.entry(name.to_owned()).or_default();
        if is_new {
            term.label = row.label.clone();
        } else {
            term.other_labels.extend(Language::ALL.map(|language| row.label.get(language).to_owned()));
        }
        term.other_labels.extend(row.other_labels.iter().cloned());
        let own = scheme.map(|scheme| (scheme.to_owned(), row.code.clone()));
        for (scheme, code) in own.into_iter().chain(row.codes.iter().cloned()) {
            let code = if scheme == ESF { esf_stem(&code).to_owned() } else { code };
            term.codes.entry(scheme).or_default().insert(code);
        }
    }

    fn set_parent(
        &mut self,
        place: Place<'_>,
        row: &TermRow,
        names: &BTreeMap<String, String>,
    ) -> Option<SchemaProblem> {
        let wanted = row.parent.as_deref()?;
        let parent = names.get(wanted).cloned().or_else(|| self.terms.contains_key(wanted).then(|| wanted.to_owned()));
        let Some(parent) = parent else {
            let expected = "the code of a term of this list, or an empty cell for a term of the first level";
            return Some(place.error(("parent", wanted), "not a term of the list", expected));
        };
        let term = self.terms.get_mut(&names[&row.code])?;
        if term.parent.is_none() {
            term.parent = Some(parent);
        }
        let is_prefix = |(code, wider): (&str, &str)| code.starts_with(wider) && code != wider;
        let breaks = is_esf_code(&row.code) && is_esf_code(wanted) && !is_prefix((&row.code, esf_stem(wanted)));
        let expected = || format!("a code that {} begins with", row.code);
        breaks.then(|| place.note(("parent", wanted), "a wider term that the code does not follow", expected()))
    }

    /// Takes the parent from every term that is above itself.
    fn cut_cycles(&mut self, file: &str, rows: &[TermRow], names: &BTreeMap<String, String>) -> Vec<SchemaProblem> {
        let mut problems = Vec::new();
        for row in rows {
            let name = &names[&row.code];
            let is_cyclic = self.line(name).skip(1).take(self.terms.len()).any(|above| above == name);
            if is_cyclic && let Some(term) = self.terms.get_mut(name) {
                let parent = term.parent.take().unwrap_or_default();
                let place = Place { file, row: Some(row.row) };
                problems.push(place.error(("parent", &parent), "below the term itself", "a term that is wider"));
            }
        }
        problems
    }

    fn index(&mut self) {
        self.readings.clear();
        for (name, term) in &self.terms {
            let labels = Language::ALL.into_iter().map(|language| term.label.get(language).to_owned());
            let codes = term.codes.iter().flat_map(|(scheme, codes)| codes.iter().map(move |code| (scheme, code)));
            let codes = codes.flat_map(|(scheme, code)| {
                let bare = (scheme == ESF).then(|| format!("{code:0<ESF_DIGITS$}"));
                bare.into_iter().chain([format!("{scheme}:{code}")])
            });
            let other = term.other_labels.iter().cloned();
            for reading in labels.chain(other).chain(codes).chain([name.clone()]) {
                self.readings.entry(reading.to_lowercase()).or_default().insert(name.clone());
            }
        }
    }

    /// Labels of these rows that other terms have too.
    fn shared_labels(&self, file: &str, rows: &[TermRow], names: &BTreeMap<String, String>) -> Vec<SchemaProblem> {
        let mut problems = Vec::new();
        for row in rows {
            let name = &names[&row.code];
            let place = Place { file, row: Some(row.row) };
            let shared = Language::ALL.into_iter().find_map(|language| {
                let label = row.label.get(language);
                let others = self.readings.get(&label.to_lowercase())?;
                others.iter().find(|other| *other != name).map(|other| (language, label, other))
            });
            if let Some((language, label, other)) = shared {
                let column = format!("label in {}", language.tag());
                let expected = format!("a label of its own; {other} has it too, so cells must give the code");
                problems.push(place.note((&column, label), "the label of two terms", expected));
            }
        }
        problems
    }
}

/// What makes a row unusable by itself.
fn invalid(place: Place<'_>, scheme: Option<&str>, row: &TermRow) -> Option<SchemaProblem> {
    let digits = row.code.bytes().all(|byte| byte.is_ascii_digit()) && !row.code.is_empty();
    if row.code.is_empty() || row.code.chars().any(char::is_whitespace) {
        return Some(place.error(("code", &row.code), "not a code", "letters, digits and '-', without spaces"));
    }
    if scheme == Some(ESF) && (!digits || row.code.len() != ESF_DIGITS) {
        let expected = match (digits, ESF_DIGITS.checked_sub(row.code.len())) {
            (true, Some(1)) => format!("0{}: a spreadsheet has taken the zero in front", row.code),
            (_, _) => format!("{ESF_DIGITS} digits, such as 010100000000"),
        };
        return Some(place.error(("code", &row.code), "not a code of the Events Standard Formats", expected));
    }
    Language::ALL.into_iter().find(|language| row.label.get(*language).trim().is_empty()).map(|language| {
        let column = format!("label in {}", language.tag());
        place.error((&column, ""), "no label", "what a reader sees")
    })
}

fn is_esf_code(code: &str) -> bool {
    code.len() == ESF_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// A code of the Events Standard Formats without the levels that are zero.
fn esf_stem(code: &str) -> &str {
    let mut stem = code;
    while let Some(shorter) = stem.strip_suffix("00").filter(|shorter| !shorter.is_empty()) {
        stem = shorter;
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: u64, code: &str, label: &str, parent: &str) -> TermRow {
        let parent = (!parent.is_empty()).then(|| parent.to_owned());
        TermRow { row, code: code.to_owned(), label: Bilingual::new(label, label), parent, ..TermRow::default() }
    }

    #[test]
    fn terms_have_any_depth() {
        let mut list = Vocabulary::default();
        let rows = vec![row(2, "a", "A", ""), row(3, "b", "B", "a"), row(4, "c", "C", "b"), row(5, "d", "D", "c")];
        assert_eq!(list.extend("list.csv", None, rows), []);
        assert_eq!(list.line("d").collect::<Vec<_>>(), ["d", "c", "b", "a"]);
        assert_eq!(list.depth(), 4);
    }

    #[test]
    fn names_broken_parents_cycles_double_codes_and_double_labels() {
        let mut list = Vocabulary::default();
        let rows = vec![
            row(2, "a", "A", "b"),
            row(3, "b", "B", "a"),
            row(4, "c", "C", "nowhere"),
            row(5, "c", "C again", ""),
            row(6, "d", "a", ""),
            row(7, "e e", "E", ""),
            row(8, "f", " ", ""),
        ];
        let problems = list.extend("list.csv", None, rows);
        let told: Vec<_> = problems.iter().map(|p| (p.row.unwrap(), p.column.as_str())).collect();
        let expected = [
            (5, "code"),
            (7, "code"),
            (8, "label in en"),
            (4, "parent"),
            (2, "parent"),
            (2, "label in en"),
            (6, "label in en"),
        ];
        assert_eq!(told, expected, "{problems:#?}");
        assert_eq!(list.line("b").collect::<Vec<_>>(), ["b", "a"], "the cycle is cut at its first row");
    }

    #[test]
    fn a_cell_that_may_mean_two_terms_is_refused_with_both_codes() {
        let mut list = Vocabulary::default();
        list.extend("list.csv", None, vec![row(2, "x1", "Surveillance", ""), row(3, "x2", "surveillance", "")]);
        let refused = list.read("list", "Surveillance").unwrap_err();
        assert!(refused.mend.contains("x1 or x2"), "{refused:?}");
        assert_eq!(list.read("list", "x2"), Ok("x2"));
    }

    #[test]
    fn a_row_with_the_code_of_a_term_is_that_term() {
        let mut list = Vocabulary::default();
        let mut own = row(1, "male", "Male", "");
        own.codes.push((ESF.to_owned(), "01".to_owned()));
        list.extend("own", None, vec![own]);
        assert_eq!(list.extend("esf", Some(ESF), vec![row(2, "010000000000", "Man", "")]), []);
        assert_eq!(list.terms().len(), 1);
        for cell in ["male", "Man", "010000000000", "esf:01"] {
            assert_eq!(list.read("sex", cell), Ok("male"), "{cell}");
        }
    }

    #[test]
    fn a_lost_zero_is_recognised() {
        let mut list = Vocabulary::default();
        let problems = list.extend("esf", Some(ESF), vec![row(2, "10000000000", "Man", "")]);
        assert!(problems[0].expected.starts_with("010000000000"), "{problems:?}");
    }
}
