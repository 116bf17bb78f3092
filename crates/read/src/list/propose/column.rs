//! One column of a draft: its property, what the mapping must say of its cells, and what a person must look at.

use std::collections::BTreeSet;

use record::schema::{Property, PropertyType};

use super::{
    Drafted, dates,
    headers::Hit,
    quoted,
    sample::{ColumnSample, some},
};

/// What parts several values in one cell.
const SEPARATORS: &[&str] = &["|", ";"];

/// A column that names a property.
pub(super) enum Draft {
    /// Its lines in the mapping.
    Mapped(String),
    /// Why its cells are none of the property.
    Unfit(String),
}

/// Whether the cells of a column look like those of a property: more is better.
pub(super) fn suits(shape: &Property, column: &ColumnSample) -> usize {
    match shape.value {
        PropertyType::Place => column.different.iter().filter(|cell| is_place_code(cell)).count(),
        PropertyType::Text
        | PropertyType::Integer
        | PropertyType::Count
        | PropertyType::Date
        | PropertyType::Term(_)
        | PropertyType::Reference(_)
        | PropertyType::Geometry
        | PropertyType::Flag => 0,
    }
}

fn is_place_code(cell: &str) -> bool {
    cell.contains(':') || (cell.bytes().any(|byte| byte.is_ascii_digit()) && !cell.contains(' '))
}

/// A mapped column with what it asks for, and its examples.
pub(super) fn draft((name, hit): (&str, &Hit<'_>), from: &Drafted<'_>, column: &ColumnSample) -> Draft {
    let shape = hit.shape;
    let is_places = matches!(shape.value, PropertyType::Place);
    if is_places && suits(shape, column) == 0 && !column.different.is_empty() {
        let reason =
            format!("names of places, but '{}' takes codes: add a column of codes with their scheme", hit.property);
        return Draft::Unfit(reason);
    }
    let mut keys = vec![format!("property = {}", quoted(hit.property))];
    let mut remarks = vec![column.examples()];
    let separator = SEPARATORS.iter().find(|bar| column.different.iter().any(|cell| cell.contains(**bar)));
    let separator = separator.filter(|_| shape.repeatable);
    keys.extend(separator.map(|separator| format!("separator = {}", quoted(separator))));
    let parts = column.different.iter().flat_map(|cell| match separator {
        Some(bar) => cell.split(*bar).map(str::trim).collect::<Vec<_>>(),
        None => vec![cell.as_str()],
    });
    let parts: BTreeSet<&str> = parts.filter(|part| !part.is_empty()).collect();
    match &shape.value {
        PropertyType::Date => {
            let (key, more) = dates::date_keys(&parts);
            keys.extend(key);
            remarks.extend(more);
        }
        PropertyType::Reference(kinds) if parts.iter().all(|part| !part.contains('/')) => {
            keys.push(format!("reference = {}", quoted(&kinds[0])));
        }
        PropertyType::Place => place_keys((name, &parts), from, (&mut keys, &mut remarks)),
        PropertyType::Term(vocabulary) => term_keys((vocabulary, &parts), (shape, from), (&mut keys, &mut remarks)),
        PropertyType::Integer => remarks.extend(unread("no whole numbers", &parts, (shape, from))),
        PropertyType::Count => remarks.extend(unread("no numbers", &parts, (shape, from))),
        PropertyType::Flag => remarks.extend(unread("neither yes nor no", &parts, (shape, from))),
        PropertyType::Geometry => remarks.extend(unread("no geometry", &parts, (shape, from))),
        PropertyType::Text | PropertyType::Reference(_) => {}
    }
    Draft::Mapped(format!("# {}\n{} = {{ {} }}\n", remarks.join("; "), quoted(name), keys.join(", ")))
}

/// The cells that the property does not take, where there are any.
fn unread(what: &str, parts: &BTreeSet<&str>, (shape, from): (&Property, &Drafted<'_>)) -> Option<String> {
    let unread: Vec<&str> =
        parts.iter().copied().filter(|part| from.schema.value(&shape.value, part).is_err()).collect();
    (!unread.is_empty()).then(|| format!("{what}: {}", some(unread.into_iter())))
}

/// The scheme to ask for, and how long its codes are.
fn place_keys(
    (name, parts): (&str, &BTreeSet<&str>),
    from: &Drafted<'_>,
    (keys, remarks): (&mut Vec<String>, &mut Vec<String>),
) {
    let bare: BTreeSet<&str> = parts.iter().copied().filter(|part| !part.contains(':')).collect();
    if bare.is_empty() {
        return;
    }
    keys.push("scheme = \"\"".to_owned());
    let codes = from.headers.codes(name);
    match codes {
        Some(codes) => {
            let schemes = codes.schemes.join(" and ");
            remarks.push(format!(
                "the codes of {schemes} differ: ask who made the list which they are, and write it as scheme"
            ));
        }
        None => remarks.push("say which scheme the codes are of, such as inei or iso".to_owned()),
    }
    let Some(digits) = codes.map(|codes| codes.digits).or_else(|| digits_of(&bare)) else { return };
    keys.push(format!("digits = {digits}"));
    let short = bare.iter().filter(|part| part.len() < digits && part.bytes().all(|byte| byte.is_ascii_digit()));
    remarks.extend(short.take(1).map(|part| {
        format!("{part} has {} digits, not {digits}: a spreadsheet may have taken the zero in front away", part.len())
    }));
}

/// How many digits every code has, where one of the longest begins with a zero, so that zeros count.
fn digits_of(codes: &BTreeSet<&str>) -> Option<usize> {
    let is_digits = codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let longest = codes.iter().map(|code| code.len()).max().filter(|_| is_digits)?;
    codes.iter().any(|code| code.len() == longest && code.starts_with('0')).then_some(longest)
}

/// The cells that the vocabulary does not read, each with its term where that is known.
fn term_keys(
    (vocabulary, parts): (&str, &BTreeSet<&str>),
    (shape, from): (&Property, &Drafted<'_>),
    (keys, remarks): (&mut Vec<String>, &mut Vec<String>),
) {
    let column: Vec<&str> = parts.iter().copied().collect();
    let unread = column.iter().filter(|part| from.schema.value(&shape.value, part).is_err());
    let terms: Vec<(&str, &str)> =
        unread.map(|part| (*part, from.headers.term(vocabulary, part, &column).unwrap_or_default())).collect();
    if terms.is_empty() {
        return;
    }
    let written: Vec<String> =
        terms.iter().map(|(part, term)| format!("{} = {}", quoted(part), quoted(term))).collect();
    keys.push(format!("terms = {{ {} }}", written.join(", ")));
    if terms.iter().any(|(_, term)| term.is_empty()) {
        remarks.push("say for each cell which term it is".to_owned());
    }
}
