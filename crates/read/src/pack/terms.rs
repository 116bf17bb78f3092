//! A table of terms as a vocabulary.

use record::{
    Bilingual, Schema,
    schema::{SchemaProblem, TermRow, vocabulary::ESF},
};
use serde::Deserialize;

use super::{PackFile, PackTable, file_name, problem};

/// Columns with codes of other schemes begin so.
const CODE_OF: &str = "code_";

/// Columns with labels in other languages begin so.
const TERM_IN: &str = "term_";

/// Columns that say again what code, parent and row say.
const REPEATED: &[&str] = &["level", "order"];

/// Which vocabulary a file holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    /// The vocabulary; that of the file's name where it is not given.
    vocabulary: Option<String>,
    /// The scheme of the codes: a row whose code one of our terms has in it is that term.
    scheme: Option<String>,
}

/// Adds the terms of a file.
pub(super) fn load(schema: &mut Schema, file: &PackFile<'_>, shape: &Shape) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    let Some(table) = PackTable::read(file, &mut problems) else { return problems };
    let (Some(code), Some(term)) = (table.place("code"), table.place("term")) else {
        let found = table.header.join(", ");
        problems.push(problem(
            (file.name, Some(1)),
            ("header", &found),
            "not of a vocabulary",
            "columns code and term",
        ));
        return problems;
    };
    let header = Header::read(&table, file, &mut problems);
    let rows = table.rows.iter().map(|(line, row)| TermRow {
        row: *line,
        code: row[code].clone(),
        label: Bilingual::new(row[term].clone(), header.spanish(row).unwrap_or(&row[term])),
        parent: table.place("parent").map(|at| row[at].clone()).filter(|parent| !parent.is_empty()),
        codes: header.codes(row),
        other_labels: header.other_labels(row),
    });
    let (vocabulary, scheme) = name(schema, file, shape);
    problems.extend(schema.extend_vocabulary((file.name, &vocabulary), scheme.as_deref(), rows.collect()));
    problems
}

/// Where the further columns stand.
struct Header<'a> {
    spanish: Option<usize>,
    others: Vec<usize>,
    codes: Vec<(usize, &'a str)>,
}

impl<'a> Header<'a> {
    fn read(table: &'a PackTable, file: &PackFile<'_>, problems: &mut Vec<SchemaProblem>) -> Self {
        let mut header = Self { spanish: None, others: Vec::new(), codes: Vec::new() };
        for (at, name) in table.header.iter().enumerate() {
            match (name.as_str(), name.strip_prefix(CODE_OF), name.strip_prefix(TERM_IN)) {
                ("code" | "term" | "parent", ..) => {}
                ("term_es", ..) => header.spanish = Some(at),
                (_, Some(scheme), _) => header.codes.push((at, scheme)),
                (_, _, Some(_)) => header.others.push(at),
                (repeated, ..) if REPEATED.contains(&repeated) => {}
                (..) => {
                    let expected = "code, term, term_es, parent, code_SCHEME, term_LANGUAGE, level or order";
                    problems.push(problem((file.name, Some(1)), (name, name), "no column of a vocabulary", expected));
                }
            }
        }
        header
    }

    fn spanish<'r>(&self, row: &'r [String]) -> Option<&'r str> {
        self.spanish.map(|at| row[at].as_str()).filter(|label| !label.is_empty())
    }

    fn codes(&self, row: &[String]) -> Vec<(String, String)> {
        let filled = self.codes.iter().filter(|(at, _)| !row[*at].is_empty());
        filled.map(|(at, scheme)| ((*scheme).to_owned(), row[*at].clone())).collect()
    }

    fn other_labels(&self, row: &[String]) -> Vec<String> {
        self.others.iter().map(|at| row[*at].clone()).filter(|label| !label.is_empty()).collect()
    }
}

/// The vocabulary and the scheme of its codes.
fn name(schema: &Schema, file: &PackFile<'_>, shape: &Shape) -> (String, Option<String>) {
    let stem = file_name(file).trim_end_matches(".csv");
    let number = stem.strip_prefix("mt_").and_then(|rest| rest.split('_').next()?.parse::<u16>().ok());
    let thesaurus = number.map(|number| schema.thesaurus(number).map_or(format!("esf-{number}"), str::to_owned));
    let scheme = shape.scheme.clone().or_else(|| number.map(|_| ESF.to_owned()));
    let own = || stem.to_lowercase().replace('_', "-");
    (shape.vocabulary.clone().or(thesaurus).unwrap_or_else(own), scheme)
}
