//! Which names are written twice, in a column of their own and inside another?
//!
//! `full_name` beside `first_name` and `surname`, or `first_letter` beside `given`: a model that compares both counts one
//! piece of evidence twice. What is contained in what is seen in the rows, not in the headers.

use super::{ColumnKind, fold, groups::Field, is_missing, sample::Sample, share};

/// Rows that are compared.
const ROWS_MAX: usize = 2_000;

/// Rows after which a pair of columns that do not fit is given up.
const ROWS_FIRST: usize = 64;

/// Fields that are compared with each other.
const FIELDS_MAX: usize = 48;

/// Rows that must have both values.
const ROWS_MIN: usize = 10;

/// Share of rows in which one must be contained in the other.
const CONTAINED_MIN: f64 = 0.95;

/// A field's values, folded: `[row of the sample]`, empty where missing.
struct FoldedField {
    field: usize,
    texts: Vec<String>,
    words: f64,
}

/// Marks fields that are copies, parts or wholes of others.
pub(super) fn mark(sample: &Sample<'_>, fields: &mut [Field]) {
    let may_be = |kind: ColumnKind| kind.is_name() || matches!(kind, ColumnKind::Unknown | ColumnKind::Category);
    let candidates = (0..fields.len()).filter(|at| may_be(fields[*at].kind) && fields[*at].derived_from.is_empty());
    let mut folded: Vec<FoldedField> = candidates.take(FIELDS_MAX).map(|at| of(sample, fields, at)).collect();
    folded.sort_by(|one, other| one.words.total_cmp(&other.words).then(one.field.cmp(&other.field)));
    let is_contained = |part: &FoldedField, whole: &FoldedField| contained_share(part, whole) >= CONTAINED_MIN;
    for (at, whole) in folded.iter().enumerate() {
        if !fields[whole.field].derived_from.is_empty() {
            continue;
        }
        let mut parts = Vec::new();
        for (other, part) in folded.iter().enumerate().filter(|(other, _)| *other != at) {
            if !fields[part.field].derived_from.is_empty() || !is_contained(part, whole) {
                continue;
            }
            if !is_contained(whole, part) {
                parts.push(part);
            } else if other > at {
                set(fields, part.field, &[whole.field], "the same values as");
            }
        }
        match parts[..] {
            [] => {}
            [part] => set(fields, part.field, &[whole.field], "contained in"),
            _ => {
                let from: Vec<usize> = parts.iter().map(|part| part.field).collect();
                set(fields, whole.field, &from, "made of");
                note_extra(&mut fields[whole.field], whole, &parts);
            }
        }
    }
}

fn set(fields: &mut [Field], field: usize, from: &[usize], why: &str) {
    let mut from = from.to_vec();
    from.sort_unstable();
    let names: Vec<&str> = from.iter().map(|at| fields[*at].name.as_str()).collect();
    let reason = format!("{}; {why} {}", fields[field].reason, names.join(", "));
    fields[field].reason = reason;
    fields[field].derived_from = from;
}

fn note_extra(field: &mut Field, whole: &FoldedField, parts: &[&FoldedField]) {
    let rows = || whole.texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
    let is_known =
        |row: usize, word: &str| parts.iter().any(|part| part.texts[row].split(' ').any(|known| known == word));
    let extra = rows().filter(|(row, text)| text.split(' ').any(|word| !is_known(*row, word))).count();
    field.extra_share = share(extra, rows().count());
    if extra > 0 {
        field.reason = format!("{}, and more in {:.0} % of its rows", field.reason, 100.0 * field.extra_share);
    }
}

fn of(sample: &Sample<'_>, fields: &[Field], field: usize) -> FoldedField {
    let text = |row: &usize| {
        let texts = fields[field].columns.iter().map(|column| sample.text(*column, *row));
        let known = texts.filter(|text| !is_missing(text)).map(fold);
        known.collect::<Vec<_>>().join(" ")
    };
    let step = sample.rows.len().div_ceil(ROWS_MAX).max(1);
    let texts: Vec<String> = sample.rows.iter().step_by(step).map(text).collect();
    let filled = texts.iter().filter(|text| !text.is_empty());
    let words = share(filled.clone().map(|text| text.split(' ').count()).sum(), filled.count());
    FoldedField { field, texts, words }
}

/// Share of the rows with both values in which all words of one are in the other, or begin it.
fn contained_share(part: &FoldedField, whole: &FoldedField) -> f64 {
    let rows = part.texts.iter().zip(&whole.texts).filter(|(part, whole)| !part.is_empty() && !whole.is_empty());
    let (mut seen, mut contained) = (0, 0);
    for (part, whole) in rows {
        seen += 1;
        contained += usize::from(is_contained(part, whole));
        if seen == ROWS_FIRST && contained * 2 < seen {
            return 0.0;
        }
    }
    if seen < ROWS_MIN { 0.0 } else { share(contained, seen) }
}

fn is_contained(part: &str, whole: &str) -> bool {
    whole.starts_with(part) || part.split(' ').all(|word| whole.split(' ').any(|known| known == word))
}
