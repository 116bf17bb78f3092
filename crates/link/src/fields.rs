//! Values made comparable: for every atom that a rule or a comparison names, its distinct texts and each row's number.
//!
//! Everything is done once per distinct value. The original stays in the table beside what was made of it.
//!
//! A field that is not declared is read as the comparisons that name it need it: names as names, dates as dates.

use std::collections::BTreeMap;

use crate::{
    columns::{counts, dates, sex},
    prepare::{
        atom::parse_atom,
        elements,
        names::name,
        transform::{InvalidTransform, Transform},
    },
    settings::{Comparison, ComparisonKind, Field, FieldKind, Settings},
    table::{Column, MISSING, Table, Texts, ValueNumber},
};

/// Why an atom cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// No such column or field.
    #[error("there is no column or field '{name}'; the lists have {known}")]
    Unknown {
        /// What was named.
        name: String,
        /// What there is.
        known: String,
    },
    /// A transform that cannot be read.
    #[error("'{atom}': {reason}")]
    Transform {
        /// As written.
        atom: String,
        /// What is wrong.
        reason: String,
    },
}

/// The values of one atom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    pub(crate) texts: Texts,
    /// `[row]`.
    pub(crate) cells: Vec<ValueNumber>,
}

/// Makes atoms, each once.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    table: &'a Table,
    declared: BTreeMap<&'a str, &'a Field>,
    /// Kinds of fields that are not declared, by the first comparison that needs one.
    implied: BTreeMap<&'a str, FieldKind>,
    made: BTreeMap<String, Values>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(table: &'a Table, settings: &'a Settings) -> Self {
        let declared = settings.fields.iter().map(|field| (field.name.as_str(), field)).collect();
        let mut implied = BTreeMap::new();
        for comparison in &settings.comparisons {
            let named = std::iter::once(&comparison.column).chain(&comparison.columns);
            for (name, kind) in named.filter_map(|name| Some((name.as_str(), implied_kind(comparison)?))) {
                implied.entry(name).or_insert(kind);
            }
        }
        Self { table, declared, implied, made: BTreeMap::new() }
    }

    /// The values of an atom such as `skeleton(given)`.
    pub(crate) fn atom(&mut self, text: &str) -> Result<&Values, FieldError> {
        let wrong = |reason: String| FieldError::Transform { atom: text.to_owned(), reason };
        let atom = parse_atom(text).map_err(|error| wrong(error.to_string()))?;
        let (name, kind) = (atom.to_string(), self.kind(&atom.field));
        if !self.made.contains_key(&name) {
            self.base(&atom.field)?;
            if !atom.transforms.is_empty() {
                let field = &self.made[&atom.field];
                let transforms = &atom.transforms;
                let made = renumbered(&field.texts, &field.cells, |text| seen(kind, transforms, text));
                self.made.insert(name.clone(), made);
            }
        }
        Ok(&self.made[&name])
    }

    /// The columns that an atom is made of.
    pub(crate) fn columns_of(&self, atom: &str) -> Vec<String> {
        let name = parse_atom(atom).map_or_else(|_| atom.to_owned(), |atom| atom.field);
        match self.declared.get(name.as_str()).filter(|field| !field.columns.is_empty()) {
            Some(field) => field.columns.clone(),
            None => vec![name],
        }
    }

    /// The values of an atom, numbered together with those of others, so that a value has one number in all of them.
    pub(crate) fn with_common_numbers(&mut self, atom: &str, all: &[String]) -> Result<Values, FieldError> {
        let mut texts = Texts::default();
        for other in all {
            for text in self.atom(other)?.texts.iter() {
                texts.number(text);
            }
        }
        let own = self.atom(atom)?;
        let numbers: Vec<ValueNumber> =
            std::iter::once(MISSING).chain(own.texts.iter().map(|text| texts.find(text).unwrap_or(MISSING))).collect();
        let cells = own.cells.iter().map(|cell| numbers[*cell as usize]).collect();
        Ok(Values { texts, cells })
    }

    /// What a field holds; text where nothing says otherwise.
    pub(crate) fn kind(&self, atom: &str) -> FieldKind {
        let field = parse_atom(atom).map(|atom| atom.field).unwrap_or_default();
        let implied = || self.implied.get(field.as_str()).copied().unwrap_or_default();
        self.declared.get(field.as_str()).map_or_else(implied, |field| field.kind)
    }

    /// How common the population holds each value of an atom to be, where its field says so.
    pub(crate) fn frequencies(&self, atom: &str) -> Option<BTreeMap<String, f64>> {
        let parsed = parse_atom(atom).ok()?;
        let field = self.declared.get(parsed.field.as_str()).filter(|field| !field.frequencies.is_empty())?;
        let read = reader(field.kind, &Column::default());
        let mut shares = BTreeMap::new();
        for (text, share) in &field.frequencies {
            if let Some(text) = read(text).and_then(|text| seen(field.kind, &parsed.transforms, &text)) {
                *shares.entry(text).or_insert(0.0) += share;
            }
        }
        Some(shares)
    }

    /// Makes the field itself.
    fn base(&mut self, name: &str) -> Result<(), FieldError> {
        if self.made.contains_key(name) {
            return Ok(());
        }
        let kind = self.implied.get(name).copied().unwrap_or_default();
        let undeclared = Field { name: name.to_owned(), kind, ..Field::default() };
        let field = self.declared.get(name).copied().unwrap_or(&undeclared);
        let own = [name.to_owned()];
        let columns = if field.columns.is_empty() { &own[..] } else { &field.columns[..] };
        let columns: Vec<&Column> = columns.iter().map(|column| self.column(column)).collect::<Result<_, _>>()?;
        let mut transforms = Vec::new();
        for text in &field.transforms {
            let wrong =
                |error: InvalidTransform| FieldError::Transform { atom: text.clone(), reason: error.to_string() };
            transforms.push(text.parse::<Transform>().map_err(wrong)?);
        }
        let joined;
        let raw = match columns.as_slice() {
            [column] => *column,
            columns => {
                joined = join(columns, &field.join, self.table.rows());
                &joined
            }
        };
        let read = reader(field.kind, raw);
        let make = |text: &str| read(text).and_then(|text| seen(field.kind, &transforms, &text));
        let values = renumbered(&raw.texts, &raw.cells, make);
        self.made.insert(name.to_owned(), values);
        Ok(())
    }

    fn column(&self, name: &str) -> Result<&'a Column, FieldError> {
        let known = || -> String {
            let columns = self.table.columns.iter().take(40).map(|column| column.name.as_str());
            let mut known: Vec<&str> = columns.chain(self.declared.keys().copied()).collect();
            known.sort_unstable();
            known.dedup();
            known.join(", ")
        };
        self.table.column(name).ok_or_else(|| FieldError::Unknown { name: name.to_owned(), known: known() })
    }
}

/// Makes a comparable text of one as it was written, or nothing.
type Reader = Box<dyn Fn(&str) -> Option<String>>;

/// How the fields of a comparison are read where they are not declared; only a field by its bare name is one.
fn implied_kind(comparison: &Comparison) -> Option<FieldKind> {
    match comparison.kind {
        ComparisonKind::Name | ComparisonKind::Given | ComparisonKind::Surnames | ComparisonKind::FullName => {
            Some(FieldKind::Name)
        }
        ComparisonKind::Date | ComparisonKind::EventDate => Some(FieldKind::Date),
        ComparisonKind::Count => Some(FieldKind::Count),
        ComparisonKind::Set => Some(FieldKind::Set),
        ComparisonKind::Custom
        | ComparisonKind::Exact
        | ComparisonKind::Place
        | ComparisonKind::Code
        | ComparisonKind::Number
        | ComparisonKind::Text
        | ComparisonKind::Point
        | ComparisonKind::Vector => None,
    }
}

/// How the values of a kind are read.
fn reader(kind: FieldKind, column: &Column) -> Reader {
    match kind {
        FieldKind::Text | FieldKind::Vector | FieldKind::Point | FieldKind::Number => {
            Box::new(|text| Some(text.trim().to_owned()))
        }
        FieldKind::Folded => Box::new(|text| Transform::Fold.apply(text)),
        FieldKind::Name => Box::new(|text| Transform::Name.apply(text)),
        FieldKind::Count => Box::new(|text| counts::parse(text).map(|count| count.to_string())),
        FieldKind::Set => Box::new(|text| elements::of_each(text, name)),
        FieldKind::Date => {
            let order = dates::guess_order(column.texts.iter());
            Box::new(move |text| dates::parse(text, order).map(dates::iso))
        }
        FieldKind::Sex => {
            let mut rows = vec![0_usize; column.texts.len() + 1];
            column.cells.iter().for_each(|cell| rows[*cell as usize] += 1);
            let m = sex::meaning_of_m(column.texts.iter().zip(rows.into_iter().skip(1)));
            Box::new(move |text| sex::sex(text, m).map(|sex| sex.as_str().to_owned()))
        }
    }
}

/// A text of a field through transforms; of a set, each element for itself.
fn seen(kind: FieldKind, transforms: &[Transform], text: &str) -> Option<String> {
    if kind == FieldKind::Set {
        elements::of_each(text, |element| applied(transforms, element))
    } else {
        applied(transforms, text)
    }
}

fn applied(transforms: &[Transform], text: &str) -> Option<String> {
    transforms.iter().try_fold(text.to_owned(), |text, transform| transform.apply(&text))
}

/// Values of several columns as one.
fn join(columns: &[&Column], between: &str, rows: usize) -> Column {
    let mut joined = Column::default();
    let mut text = String::new();
    for row in 0..rows {
        text.clear();
        for column in columns {
            let part = column.texts.text(column.cells[row]);
            if !part.is_empty() {
                if !text.is_empty() {
                    text.push_str(between);
                }
                text.push_str(part);
            }
        }
        let number = joined.texts.number(&text);
        joined.cells.push(number);
    }
    joined
}

/// Applies a function to each distinct text, and numbers what comes of it.
fn renumbered(texts: &Texts, cells: &[ValueNumber], make: impl Fn(&str) -> Option<String>) -> Values {
    let mut made = Texts::default();
    let mut numbers = vec![MISSING];
    numbers.extend(texts.iter().map(|text| make(text).map_or(MISSING, |text| made.number(&text))));
    Values { texts: made, cells: cells.iter().map(|cell| numbers[*cell as usize]).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::TableBuilder;

    #[test]
    fn of_a_set_each_element_is_transformed_and_what_says_nothing_goes() {
        let mut builder = TableBuilder::default();
        let places = builder.list("a", &["victims".to_owned(), "killed".to_owned()]).unwrap();
        for (id, victims, killed) in
            [("1", "Huamán, Rosa; N.N.", "de 3 a 5"), ("2", "Rosa Guamán|Juan Quispe", "unos 20"), ("3", "N.N.", "")]
        {
            builder.row(id, places.iter().copied().zip([victims, killed]));
        }
        let table = builder.build().unwrap();
        let field = |name: &str, kind| Field { name: name.to_owned(), kind, ..Field::default() };
        let fields = vec![field("victims", FieldKind::Set), field("killed", FieldKind::Count)];
        let settings = Settings { fields, ..Settings::default() };
        let mut fields = Fields::new(&table, &settings);
        let mut read = |atom: &str| {
            let values = fields.atom(atom).unwrap();
            values.cells.iter().map(|cell| values.texts.text(*cell).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read("victims"), ["huaman rosa", "juan quispe|rosa guaman", ""]);
        assert_eq!(read("first_word(victims)"), ["huaman", "juan|rosa", ""]);
        assert_eq!(read("killed"), ["3-5", "", ""]);
    }

    fn read(settings: &str, column: &str, value: &str, atom: &str) -> Option<String> {
        let mut builder = TableBuilder::default();
        let places = builder.list("a", &[column.to_owned()]).unwrap();
        builder.row("1", [(places[0], value)].into_iter());
        let table = builder.build().unwrap();
        let settings: Settings = toml::from_str(settings).unwrap();
        let mut fields = Fields::new(&table, &settings);
        let values = fields.atom(atom).unwrap();
        Some(values.texts.text(values.cells[0]).to_owned()).filter(|text| !text.is_empty())
    }

    #[test]
    fn an_undeclared_field_is_read_as_its_comparison_needs_it() {
        let name = r#"comparison = [{ columns = ["surname1", "surname2"], kind = "surnames" }]"#;
        assert_eq!(read(name, "surname2", "De la CRUZ", "surname2").as_deref(), Some("cruz"));
        assert_eq!(read(name, "surname2", "N.N.", "surname2"), None);
        assert_eq!(read(name, "alias", "De la CRUZ", "alias").as_deref(), Some("De la CRUZ"), "no comparison needs it");
        let date = r#"comparison = [{ column = "born", kind = "date" }]"#;
        assert_eq!(read(date, "born", "3 de abril de 1983", "year(born)").as_deref(), Some("1983"));
        let sex = r#"comparison = [{ column = "sex", kind = "exact" }]"#;
        assert_eq!(read(sex, "sex", " Male ", "sex").as_deref(), Some("Male"));
    }

    #[test]
    fn what_is_declared_outranks_what_a_comparison_implies() {
        let declared = r#"
            comparison = [{ column = "name", kind = "full_name" }]
            field = [{ name = "name", kind = "folded" }]
        "#;
        assert_eq!(read(declared, "name", "De la CRUZ", "name").as_deref(), Some("de la cruz"));
    }
}
