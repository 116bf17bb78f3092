//! Does a record with every field of every format come back equal from each export?

use read::{
    ListRow, Mapping, Problem, Stop, TableFormat, TableOptions,
    list::{ListSink, ListTable, stream_list},
};
use record::{
    Access, Description, DocumentId, Language, Origin, Value,
    schema::{Property, PropertyType},
};

use super::*;

/// What is compared: everything that a table carries.
type Said = (String, String, String, Option<String>, Option<String>);

fn said(statements: &[Statement]) -> BTreeSet<Said> {
    let said = |statement: &Statement| {
        let Statement { record, property, value, note, language, .. } = statement;
        let language = language.as_ref().map(ToString::to_string);
        (record.to_string(), property.clone(), format!("{value:?}"), note.clone(), language)
    };
    statements.iter().map(said).collect()
}

/// A schema whose every vocabulary has terms.
fn schema() -> Schema {
    let mut schema = Schema::built_in();
    let names: Vec<String> = schema.vocabularies.keys().cloned().collect();
    for name in names {
        let row = |number: u64, code: &str| record::schema::TermRow {
            row: number,
            code: format!("test-{code}"),
            label: record::Bilingual::new(format!("{name} {code}"), format!("{name} {code}")),
            ..record::schema::TermRow::default()
        };
        assert_eq!(schema.extend_vocabulary(("test", &name), None, vec![row(1, "a"), row(2, "b")]), []);
    }
    schema
}

/// Values of a property: two where it repeats.
fn cells(property: &Property, name: &str) -> Vec<String> {
    let cells: Vec<String> = match &property.value {
        PropertyType::Text => vec![format!("{name}: \"words\", with; all | kinds\nof marks"), "Mana, ñandú".to_owned()],
        PropertyType::Integer => vec!["27".to_owned(), "0".to_owned()],
        PropertyType::Count => vec!["20..30".to_owned(), "5..".to_owned()],
        PropertyType::Date => vec!["1985-08~".to_owned(), "1980/..".to_owned()],
        PropertyType::Term(_) => vec!["test-a".to_owned(), "test-b".to_owned()],
        PropertyType::Reference(kinds) => kinds.iter().chain(kinds).map(|kind| format!("{kind}/x-1")).collect(),
        PropertyType::Place => vec!["inei:051102".to_owned(), "iso:PE".to_owned()],
        PropertyType::Geometry => vec!["POLYGON ((0 0, 4 0, 4 4, 0 0))".to_owned(), "POINT (-74.22 -13.16)".to_owned()],
        PropertyType::Flag => vec!["yes".to_owned(), "no".to_owned()],
    };
    let mut cells: Vec<String> = cells.into_iter().take(if property.repeatable { 2 } else { 1 }).collect();
    cells.dedup();
    cells
}

/// A record of every kind with every property filled, each value with the note that it may have.
fn everything(schema: &Schema) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (kind, name, property) in schema.properties() {
        for (number, cell) in cells(property, name).iter().enumerate() {
            statements.push(Statement {
                record: format!("{kind}/x-1").parse().unwrap(),
                property: name.to_owned(),
                value: schema.value(&property.value, cell).unwrap(),
                original: None,
                language: (property.value == PropertyType::Text).then(|| "qu".parse().unwrap()),
                note: property.note.then(|| format!("note {number}: said; by | somebody")),
                origin: Origin::row("cases".parse().unwrap(), document(), 2),
                access: Access::Public,
            });
        }
    }
    statements
}

fn document() -> DocumentId {
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        .parse()
        .unwrap_or_else(|_| "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".parse().unwrap())
}

fn description() -> Description {
    toml::from_str(
        "title = \"Cases\"\nproducer = \"An \\\"organisation\\\"\"\nlanguage = \"en\"\nnature = \"synthetic\"\n",
    )
    .unwrap()
}

#[derive(Default)]
struct Back(Vec<ListRow>, Vec<Problem>);

impl ListSink for Back {
    fn row(&mut self, row: ListRow) -> Result<(), Stop> {
        self.0.push(row);
        Ok(())
    }
    fn passed_over(&mut self, row: u64) {
        panic!("row {row} of an export is meant");
    }
    fn problem(&mut self, problem: Problem) -> Result<(), Stop> {
        self.1.push(problem);
        Ok(())
    }
}

/// Reads a table as `willay import` does.
fn read_back(schema: &Schema, table: &Table, (bytes, format): (&[u8], TableFormat)) -> Vec<Statement> {
    let mapping = Mapping::parse("m.toml", &table.mapping(&description())).unwrap();
    let options = TableOptions::default();
    let file = ListTable { name: "table", bytes, format, options: &options };
    let mut back = Back::default();
    stream_list(&file, &mapping, schema, &mut back).unwrap();
    assert_eq!(back.1, [], "{} as {format}", table.kind);
    let origin = Origin::row(table.list.clone(), document(), 2);
    let rows = back.0.into_iter().flat_map(|row| row.cells.into_iter().map(move |cell| (row.record.clone(), cell)));
    rows.map(|(record, cell)| cell.of(record, origin.clone())).collect()
}

#[test]
fn every_field_of_every_format_comes_back_from_every_table() {
    let schema = schema();
    let statements = everything(&schema);
    let filled: BTreeSet<_> = statements.iter().map(|said| (said.record.kind(), said.property.as_str())).collect();
    let numbered =
        schema.properties().filter(|(kind, name, property)| property.esf.is_some() && filled.contains(&(*kind, *name)));
    assert_eq!(numbered.count(), 238, "every field of the Events Standard Formats is filled");
    let (tables, left_out) = tables(&schema, &statements);
    assert_eq!(left_out, []);
    for write in [
        |table: &Table| (table.csv().into_bytes(), TableFormat::Csv),
        |table: &Table| (table.json_lines().into_bytes(), TableFormat::JsonLines),
        |table: &Table| (table.parquet().unwrap(), TableFormat::Parquet),
    ] {
        let back: Vec<Statement> = tables
            .iter()
            .flat_map(|table| {
                let (bytes, format) = write(table);
                read_back(&schema, table, (&bytes, format))
            })
            .collect();
        assert_eq!(said(&back), said(&statements));
    }
}

#[test]
fn statements_come_back_with_their_provenance_and_the_same_root() {
    let statements = everything(&schema());
    let (back, problems) = statements::read(&statements::write(&statements));
    assert_eq!(problems, []);
    let mut back: Vec<Statement> = back.into_iter().map(|(_, statement)| statement).collect();
    assert_eq!(back, statements);
    let root = statements::root(&statements);
    back.reverse();
    assert_eq!(statements::root(&back), root, "whatever the order");
    back[0].note = Some("another".to_owned());
    assert_ne!(statements::root(&back), root);
    assert_eq!(statements::read("{\"record\": 3}\n").1[0].0, 1);
}

#[test]
fn what_a_table_cannot_carry_is_told() {
    let schema = schema();
    let mut statements = everything(&schema);
    let title = statements.iter().position(|said| said.record.kind() == "event" && said.property == "title").unwrap();
    let mut second = statements[title].clone();
    second.value = Value::Text("Another title".to_owned());
    let mut unknown = second.clone();
    unknown.property = "colour".to_owned();
    statements.extend([second, unknown]);
    let told: Vec<String> = tables(&schema, &statements).1.into_iter().map(|left| left.property).collect();
    assert_eq!(told, ["colour", "title"]);
}

#[test]
fn the_metadata_names_columns_separators_and_languages() {
    let schema = schema();
    let (tables, _) = tables(&schema, &everything(&schema));
    let act = tables.iter().find(|table| table.kind == "act").unwrap();
    let metadata = act.csvw(&schema, "act.csv");
    let columns = metadata["tableSchema"]["columns"].as_array().unwrap();
    assert_eq!(columns.len(), act.header().len());
    let method = columns.iter().find(|column| column["titles"] == "method").unwrap();
    assert!(method["separator"].is_string(), "{method}");
    assert_eq!(method["dc:title"][1]["@language"], Language::Es.tag());
}

#[test]
fn entities_show_what_has_a_place_there_count_the_rest_and_carry_all() {
    let statements = everything(&schema());
    let (lines, left_out) = ftm::entities(&statements);
    let entities: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let person = entities.iter().find(|entity| entity["schema"] == "Person").unwrap();
    assert_eq!(
        (person["id"].as_str(), person["properties"]["gender"][0].as_str()),
        (Some("person.x-1"), Some("test-a"))
    );
    assert!(person["properties"]["birthDate"].is_null(), "an approximate date would be more exact there than here");
    let shown: usize = entities
        .iter()
        .filter(|entity| entity["schema"] != "Note")
        .flat_map(|entity| entity["properties"].as_object().unwrap().values())
        .map(|values| values.as_array().unwrap().len())
        .sum();
    let hidden: u64 = left_out.values().sum();
    assert_eq!(shown + usize::try_from(hidden).unwrap(), statements.len(), "every value is shown or counted");
    assert!(left_out.contains_key(&("act".to_owned(), "victim".to_owned())));
    assert!(ftm::is_it(&lines) && !ftm::is_it(&statements::write(&statements)) && !ftm::is_it(""));
    let (back, problems) = ftm::read(&lines);
    assert_eq!(problems, []);
    let mut back: Vec<Statement> = back.into_iter().map(|(_, said)| said).collect();
    let mut all = statements;
    let key = |said: &Statement| String::from_utf8(ledger::canonical_json(said)).unwrap();
    back.sort_by_key(key);
    all.sort_by_key(key);
    assert_eq!(back, all, "every field of every format, with its provenance");
}

#[test]
fn what_another_tool_did_to_an_entity_is_told_and_not_taken() {
    let lines = ftm::entities(&everything(&schema())).0;
    let person = lines.lines().find(|line| line.contains("\"schema\":\"Person\"")).unwrap();
    let with = |change: fn(&mut serde_json::Value)| {
        let mut entity: serde_json::Value = serde_json::from_str(person).unwrap();
        change(&mut entity);
        let (taken, problems) = ftm::read(&format!("\n{entity}\n"));
        (taken.len(), problems.into_iter().map(|(line, reason)| format!("{line}: {reason}")).collect::<String>())
    };
    let (taken, told) = with(|entity| entity["datasets"] = serde_json::json!(["a-case"]));
    assert!(taken > 0 && told.is_empty(), "what it adds of its own is none of ours: {told}");
    let (taken, told) = with(|entity| entity["properties"]["name"] = serde_json::json!(["Another"]));
    assert!(taken == 0 && told.starts_with("2: person.x-1: another tool has changed `name`"), "{told}");
    let (taken, told) = with(|entity| entity["schema"] = serde_json::json!("Company"));
    assert!(taken == 0 && told.contains("is a Company here"), "{told}");
    let (taken, told) = with(|entity| entity["id"] = serde_json::json!("person.x-2"));
    assert!(taken == 0 && told.contains("another record"), "{told}");
    let (taken, told) = with(|entity| entity["willay"] = serde_json::Value::Null);
    assert!(taken == 0 && told.contains("not written by Willay"), "{told}");
}
