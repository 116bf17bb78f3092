//! Packs: kinds, properties, terms, places and boundaries that an organisation adds to the schema without code.
//!
//! A pack is a folder. Its `.toml` files hold kinds, properties and terms as the built-in schema does; `pack.toml`, where
//! there is one, says what the other files are. A `.csv` file is a vocabulary of the file's name, with columns `code`,
//! `term` and, where wanted, `parent`, `term_es`, and `code_SCHEME` for codes of other schemes. A file named
//! `mt_NN_….csv` is micro-thesaurus NN of the Events Standard Formats, whose terms join those of ours with the same code.

use std::collections::BTreeMap;

use record::{
    Schema,
    schema::{SchemaFile, SchemaProblem, Severity},
};
use serde::Deserialize;

mod boundaries;
mod places;
mod terms;

/// The file of a pack that describes the others.
const DESCRIPTION: &str = "pack.toml";

/// A file of a pack.
#[derive(Debug, Clone, Copy)]
pub struct PackFile<'a> {
    /// Its path, for problems; what follows the last `/` is its name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What `pack.toml` says of the files beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// Who made the pack, from what, on what terms: for people.
    #[serde(default)]
    #[expect(dead_code, reason = "kept for those who read the file")]
    about: BTreeMap<String, String>,
    /// Files that are not loaded.
    #[serde(default)]
    ignore: Vec<String>,
    /// Vocabularies by file.
    #[serde(default)]
    vocabularies: BTreeMap<String, terms::Shape>,
    /// Lists of places by file.
    #[serde(default)]
    places: BTreeMap<String, places::Shape>,
    /// Boundaries by file.
    #[serde(default)]
    boundaries: BTreeMap<String, boundaries::Shape>,
}

/// Adds a pack to a schema. Whatever can be used is added; everything else is told, notes among it.
#[must_use = "what was left out is told here and nowhere else"]
pub fn load_pack(schema: &mut Schema, files: &[PackFile<'_>]) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    let description = describe(files, &mut problems);
    let is_wanted = |file: &&PackFile<'_>| !description.ignore.iter().any(|ignored| ignored == file_name(file));
    let (schemas, tables): (Vec<&PackFile<'_>>, Vec<&PackFile<'_>>) = files
        .iter()
        .filter(is_wanted)
        .filter(|file| file_name(file) != DESCRIPTION)
        .partition(|file| file.name.ends_with(".toml"));
    let texts: Vec<SchemaFile<'_>> = schemas.into_iter().filter_map(|file| text(file, &mut problems)).collect();
    problems.extend(schema.extend(&texts));
    for file in tables {
        problems.extend(load_table(schema, file, &description));
    }
    for named in description.files().filter(|name| !files.iter().any(|file| file_name(file) == *name)) {
        let place = files.iter().find(|file| file_name(file) == DESCRIPTION).map_or(DESCRIPTION, |file| file.name);
        problems.push(problem((place, None), ("file", named), "not in the folder", "a file beside pack.toml"));
    }
    problems
}

impl Description {
    fn files(&self) -> impl Iterator<Item = &str> {
        let described = self.vocabularies.keys().chain(self.places.keys()).chain(self.boundaries.keys());
        described.chain(&self.ignore).map(String::as_str)
    }
}

fn load_table(schema: &mut Schema, file: &PackFile<'_>, description: &Description) -> Vec<SchemaProblem> {
    let name = file_name(file);
    if let Some(shape) = description.places.get(name) {
        return places::load(schema, file, shape);
    }
    if let Some(shape) = description.boundaries.get(name) {
        return boundaries::load(schema, file, shape);
    }
    if name.ends_with(".csv") {
        let shape = description.vocabularies.get(name).cloned().unwrap_or_default();
        return terms::load(schema, file, &shape);
    }
    let expected = "a .toml or .csv file, or one that pack.toml describes or lists under ignore";
    vec![problem((file.name, None), ("file", name), "no part of a pack", expected)]
}

fn describe(files: &[PackFile<'_>], problems: &mut Vec<SchemaProblem>) -> Description {
    let Some(file) = files.iter().find(|file| file_name(file) == DESCRIPTION) else { return Description::default() };
    let Some(SchemaFile { text, .. }) = text(file, problems) else { return Description::default() };
    toml::from_str(text).unwrap_or_else(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count() as u64;
        problems.push(problem((file.name, Some(line)), ("TOML", ""), "no description of a pack", error.message()));
        Description::default()
    })
}

fn text<'a>(file: &PackFile<'a>, problems: &mut Vec<SchemaProblem>) -> Option<SchemaFile<'a>> {
    match std::str::from_utf8(file.bytes) {
        Ok(text) => Some(SchemaFile { name: file.name, text }),
        Err(error) => {
            let line = 1 + file.bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64;
            problems.push(problem((file.name, Some(line)), ("text", ""), "not UTF-8", "a file saved as UTF-8"));
            None
        }
    }
}

fn file_name<'a>(file: &PackFile<'a>) -> &'a str {
    file.name.rsplit('/').next().unwrap_or(file.name)
}

fn problem(
    (file, row): (&str, Option<u64>),
    (column, found): (&str, &str),
    reason: &str,
    expected: &str,
) -> SchemaProblem {
    SchemaProblem {
        file: file.to_owned(),
        row,
        column: column.to_owned(),
        found: found.to_owned(),
        reason: reason.to_owned(),
        expected: expected.to_owned(),
        severity: Severity::Error,
    }
}

/// A table of a pack: the header, and rows with the line on which each begins.
struct PackTable {
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl PackTable {
    /// Reads a file of comma-separated values. Ragged rows are told and left out.
    fn read(file: &PackFile<'_>, problems: &mut Vec<SchemaProblem>) -> Option<Self> {
        let SchemaFile { text, .. } = text(file, problems)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    rows.push((line, record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()));
                }
                Err(error) => {
                    let reason = error.to_string();
                    problems.push(problem((file.name, None), ("row", ""), &reason, "comma-separated values"));
                }
            }
        }
        let mut rows = rows.into_iter();
        let Some((_, header)) = rows.next() else {
            problems.push(problem((file.name, None), ("file", ""), "empty", "a header and rows"));
            return None;
        };
        let mut table = Self { header, rows: Vec::new() };
        for (line, row) in rows {
            if row.len() == table.header.len() {
                table.rows.push((line, row));
            } else {
                let (found, wanted) = (format!("{} cells", row.len()), format!("{} cells", table.header.len()));
                problems.push(problem((file.name, Some(line)), ("row", &found), "not as long as the header", &wanted));
            }
        }
        Some(table)
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }
}

#[cfg(test)]
mod tests {
    use record::Value;

    use super::*;

    fn load(files: &[(&str, &str)]) -> (Schema, Vec<SchemaProblem>) {
        let mut schema = Schema::built_in();
        let files: Vec<PackFile<'_>> =
            files.iter().map(|(name, text)| PackFile { name, bytes: text.as_bytes() }).collect();
        let problems = load_pack(&mut schema, &files);
        (schema, problems)
    }

    #[test]
    fn an_organisation_adds_terms_from_a_table() {
        let table =
            "code,term,term_es,parent,code_isco\nmayor,Mayor,Alcalde,,1111\nteniente,Deputy,Teniente alcalde,mayor,\n";
        let (schema, problems) = load(&[("packs/own/occupation.csv", table)]);
        assert_eq!(problems, []);
        let kind = &schema.property("person", "occupation").unwrap().value;
        for cell in ["Alcalde", "mayor", "isco:1111"] {
            assert_eq!(schema.value(kind, cell), Ok(Value::Term("mayor".to_owned())), "{cell}");
        }
    }

    #[test]
    fn everything_wrong_is_told_with_file_row_column_found_and_expected() {
        let table = "code,term,parent,colour\na,A,b,red\nb,B,a,\nb,Again,,\n,C,,\nd,D\n";
        let (_, problems) = load(&[
            ("own/sorts.csv", table),
            ("own/more.toml", "[kinds.x]\n"),
            ("own/note.docx", ""),
            ("own/pack.toml", "ignore = [\"gone.csv\"]\n"),
        ]);
        let told: Vec<String> = problems.iter().map(|p| format!("{} {:?} {}", p.file, p.row, p.column)).collect();
        let expected = [
            "own/more.toml Some(1) kinds",
            "own/sorts.csv Some(6) row",
            "own/sorts.csv Some(1) colour",
            "own/sorts.csv Some(4) code",
            "own/sorts.csv Some(5) code",
            "own/sorts.csv Some(2) parent",
            "own/note.docx None file",
            "own/pack.toml None file",
        ];
        assert_eq!(told, expected, "{problems:#?}");
        assert!(problems.iter().all(|problem| !problem.expected.is_empty()));
    }

    #[test]
    fn places_come_with_their_crosswalk_and_their_boundaries() {
        let description = "[places.\"districts.csv\"]\ncodes = { inei = \"inei\", reniec = \"reniec\" }\nname = \"district\"\n\
                           within = [\"province\"]\nlatitude = \"lat\"\nlongitude = \"lon\"\n\
                           [boundaries.\"b.geojson\"]\nscheme = \"inei\"\ncode = \"id\"\nsuffix = \"02\"\nmap = false\n";
        let districts = "inei,reniec,district,province,lat,lon\n051102,050903,ACCOMARCA,VILCAS HUAMAN,-13.8,-73.9\n0511,1,X,Y,95,0\n";
        let boundary = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"0511"},
            "geometry":{"type":"Polygon","coordinates":[[[-75,-14],[-73,-14],[-73,-13],[-75,-13],[-75,-14]]]}}]}"#;
        let (schema, problems) =
            load(&[("p/pack.toml", description), ("p/districts.csv", districts), ("p/b.geojson", boundary)]);
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert_eq!((problems[0].row, problems[0].column.as_str()), (Some(3), "lat"));
        assert_eq!(schema.places.crosswalk(("inei", "051102"), "reniec", None), Ok("050903"));
        let position = schema.places.named("accomarca")[0].position.unwrap();
        assert_eq!(schema.places.covering("inei", position), ["051102"]);
        let refused = schema.value(&record::schema::PropertyType::Place, "inei:999999").unwrap_err();
        assert!(refused.reason.contains("no place of the scheme"), "{refused:?}");
        assert!(schema.value(&record::schema::PropertyType::Place, "iso:PE").is_ok(), "schemes without a list pass");
    }
}
