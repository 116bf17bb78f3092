//! The mapping file beside a list: what it is, and which column is which property.

use std::collections::BTreeMap;

use record::{Access, Bilingual, Confidential, Description, Edtf, Language, LanguageTag, Nature};
use serde::Deserialize;

use super::{Problem, Repeated};

/// What a list is and how its columns map to the record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    title: Bilingual,
    producer: String,
    #[serde(default)]
    language: Language,
    published: Option<Edtf>,
    accessed: Option<Edtf>,
    url: Option<String>,
    citation: Option<String>,
    licence: Option<String>,
    #[serde(default)]
    nature: Nature,
    /// The kind of each row's record.
    pub kind: String,
    /// The column with the record's name.
    pub id: String,
    /// Whether names of records may be written as registers write them: `HR 2016/07` is the record `hr-2016-07`. Two that
    /// become one are a problem.
    #[serde(default)]
    pub slug_ids: bool,
    /// What is done with a row whose name an earlier row has.
    #[serde(default)]
    pub repeated: Repeated,
    /// Default access of the columns.
    #[serde(default)]
    pub access: Access,
    /// The document that all rows cite.
    pub document: Option<String>,
    /// The column that names the document which a row cites.
    pub document_column: Option<String>,
    /// The column with the exact words in that document.
    pub quote: Option<String>,
    /// Which rows are meant, where a file holds records of several kinds; the others are passed over and counted.
    pub only: Option<Only>,
    /// Columns that are not imported.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Column to property.
    pub columns: BTreeMap<String, Column>,
    /// How closed the rows may be whatever the file says. Not a key of the file: who reads it knows.
    #[serde(skip)]
    pub floor: Access,
}

/// Rows whose cell in a column is one of these.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The column.
    pub column: String,
    /// The cells.
    pub values: Vec<String>,
}

/// How one column is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "ColumnForm")]
pub struct Column {
    /// The property that it fills.
    pub property: String,
    /// How dates are written: `dd/mm/yyyy`, `mm/dd/yyyy`, `mm/yyyy`; the first that gives a date of the calendar.
    pub formats: Vec<String>,
    /// Cell to term.
    pub terms: BTreeMap<String, String>,
    /// The kind of the record that a cell names.
    pub reference: Option<String>,
    /// The scheme of the places that cells give by code.
    pub scheme: Option<String>,
    /// How far the cells may travel.
    pub access: Option<Access>,
    /// What stands between several values in one cell; only for properties that repeat.
    pub separator: Option<String>,
    /// The column with the clarifying note on the value; notes on several values are separated as they are.
    pub note: Option<String>,
    /// In which language the cells are written.
    pub language: Option<LanguageTag>,
    /// How many digits every code has: a spreadsheet takes zeros in front away.
    pub digits: Option<usize>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ColumnForm {
    Property(String),
    Detailed(DetailedColumn),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DetailedColumn {
    property: String,
    format: Option<Formats>,
    #[serde(default)]
    terms: BTreeMap<String, String>,
    reference: Option<String>,
    scheme: Option<String>,
    access: Option<Access>,
    separator: Option<String>,
    note: Option<String>,
    language: Option<LanguageTag>,
    digits: Option<usize>,
}

/// One format, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Formats {
    One(String),
    Several(Vec<String>),
}

impl From<Formats> for Vec<String> {
    fn from(formats: Formats) -> Self {
        match formats {
            Formats::One(format) => vec![format],
            Formats::Several(formats) => formats,
        }
    }
}

impl Column {
    /// A column that fills a property as it stands.
    pub fn of(property: &str) -> Self {
        Self {
            property: property.to_owned(),
            formats: Vec::new(),
            terms: BTreeMap::new(),
            reference: None,
            scheme: None,
            access: None,
            separator: None,
            note: None,
            language: None,
            digits: None,
        }
    }
}

impl From<ColumnForm> for Column {
    fn from(form: ColumnForm) -> Self {
        match form {
            ColumnForm::Property(property) => Self::of(&property),
            ColumnForm::Detailed(form) => Self {
                property: form.property,
                formats: form.format.map(Vec::from).unwrap_or_default(),
                terms: form.terms,
                reference: form.reference,
                scheme: form.scheme,
                access: form.access,
                separator: form.separator,
                note: form.note,
                language: form.language,
                digits: form.digits,
            },
        }
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Where the text is no mapping; the problem holds line and column.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let problem = |column: Option<&str>, reason: &str, mend: &str| Problem {
            file: file.to_owned(),
            row: None,
            column: column.map(str::to_owned),
            found: Confidential::default(),
            reason: reason.to_owned(),
            mend: mend.to_owned(),
        };
        let mapping: Self = toml::from_str(text).map_err(|error| {
            vec![problem(None, error.to_string().trim_end(), "docs/workspace.md lists the keys of a mapping")]
        })?;
        let blanks: Vec<Problem> =
            mapping.blanks().into_iter().map(|(column, what, mend)| problem(column, what, mend)).collect();
        if blanks.is_empty() { Ok(mapping) } else { Err(blanks) }
    }

    /// What a draft leaves to whoever knows: column, what is empty, and what would be right.
    fn blanks(&self) -> Vec<(Option<&str>, &'static str, &'static str)> {
        let mut blanks = Vec::new();
        if self.title.get(Language::En).trim().is_empty() {
            blanks.push((None, "title is empty", "write what this list is"));
        }
        if self.producer.trim().is_empty() {
            blanks.push((None, "producer is empty", "write who made this list"));
        }
        let unsaid = self.columns.iter().filter(|(_, column)| column.scheme.as_deref() == Some(""));
        let mend = "write which coding the places are of, such as scheme = \"inei\" or \"reniec\"";
        blanks.extend(unsaid.map(|(name, _)| (Some(name.as_str()), "scheme is empty", mend)));
        blanks
    }

    /// What the list's file is as a document. A list is as open as its most closed column: its bytes are published
    /// only where every column is public.
    pub fn description(&self) -> Description {
        let strictest = self.columns.values().filter_map(|column| column.access).max();
        Description {
            title: self.title.clone(),
            producer: self.producer.clone(),
            language: self.language,
            published: self.published.clone(),
            accessed: self.accessed.clone(),
            url: self.url.clone(),
            citation: self.citation.clone(),
            licence: self.licence.clone(),
            nature: self.nature,
            access: self.access.max(strictest.unwrap_or_default()),
        }
    }
}
