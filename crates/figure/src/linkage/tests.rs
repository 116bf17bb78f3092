//! What a workspace declares, what people judged, and ids that last, on registers whose truth is known.

use std::collections::BTreeSet;

use link::synthetic::{COLUMNS, Recipe, registers};

use super::*;

/// As `willay.toml` was written for the first engine, and still may be.
const FIRST: &str = r#"
    name = "persons"
    kind = "person"
    lists = ["register-a", "register-b", "register-c"]
    threshold = 0.9
    one_row_per_list = true
    blocking = [["surname1", "initial(given)"], ["death-date", "sex"], ["given", "surname2"], ["surname1", "year(birth-date)"]]
    comparison = [
        { column = "given", kind = "name" },
        { column = "surname1", kind = "name" },
        { column = "surname2", kind = "name" },
        { column = "sex", kind = "exact" },
        { column = "birth-date", kind = "date" },
        { column = "death-date", kind = "date" },
        { column = "place", kind = "exact" },
    ]
"#;

const UNDECLARED: &str = r#"
    name = "persons"
    kind = "person"
    lists = ["register-a", "register-b", "register-c"]
    one_row_per_list = true
"#;

fn recipe() -> Recipe {
    Recipe { population: 600, coverage: vec![0.45, 0.40, 0.35], error: 0.08, seed: 19_481_210 }
}

/// Three registers of 600 invented persons, as the record holds them.
fn records() -> BTreeMap<RecordId, Resolved> {
    let value = |column: &str, text: String| match column {
        "birth-date" | "death-date" => Value::Date(text.parse().unwrap()),
        "sex" => Value::Term(text),
        "place" => Value::Place { scheme: "inei".to_owned(), code: text },
        _ => Value::Text(text),
    };
    let mut records = BTreeMap::new();
    for (list, register) in ["register-a", "register-b", "register-c"].iter().zip(registers(&recipe())) {
        for row in register {
            let values = COLUMNS.iter().zip(row.values).filter(|(_, text)| !text.is_empty());
            let values = values.map(|(column, text)| ((*column).to_owned(), value(column, text))).collect();
            let resolved = Resolved { values, list: Some(list.parse().unwrap()) };
            records.insert(RecordId::new("person", &row.id).unwrap(), resolved);
        }
    }
    records
}

fn linked(definition: &str, judgements: &str) -> Result<Linked, String> {
    let definition: LinkageDefinition = toml::from_str(definition).map_err(|error| error.to_string())?;
    let told = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let mut files = BTreeMap::new();
    if !judgements.is_empty() {
        files.insert("persons".to_owned(), Judgements::read("judgements/persons.jsonl", judgements).map_err(told)?);
    }
    let input =
        LinkageInput { schema: &Schema::built_in(), linkages: &[definition], judgements: &files, records: &records() };
    link_all(&input).map(|mut linked| linked.remove("persons").unwrap()).map_err(told)
}

/// Persons in truth, from the registers before anything was linked.
fn in_truth() -> usize {
    let rows = registers(&recipe()).into_iter().flatten();
    rows.map(|row| row.person).collect::<BTreeSet<_>>().len()
}

fn judgement(left: (&str, &str), right: (&str, &str), (author, decision): (&str, &str)) -> String {
    serde_json::json!({
        "left": { "list": left.0, "id": left.1 }, "right": { "list": right.0, "id": right.1 },
        "decision": decision, "author": author, "time": format!("2026-01-02 {author}"),
    })
    .to_string()
        + "\n"
}

#[test]
fn every_key_of_the_engine_may_stand_in_a_linkage() {
    let definition: LinkageDefinition = toml::from_str(
        r#"
        name = "x"
        kind = "person"
        lists = ["a"]
        keep_bits = -5.0
        clustering = "components"
        lists_without_duplicates = ["a"]
        training = [["surname1"]]
        field = [{ name = "born", columns = ["birth-date"], kind = "date" }]
        comparison = [{ column = "born", level = [{ when = "same(born)" }] }]
        "#,
    )
    .unwrap();
    assert_eq!(definition.settings.fields[0].columns, ["birth-date"]);
    assert_eq!(definition.settings.threshold, 0.5, "the engine's own default");
    assert!(definition.settings.blocking.is_empty());
}

#[test]
fn a_key_that_nobody_knows_is_refused_by_name() {
    let refused = |key: &str| linked(&format!("{UNDECLARED}\n{key}"), "").unwrap_err();
    assert!(refused("blokking = []").contains("unknown field `blokking`"));
    assert!(refused("comparison = [{ columm = \"given\" }]").contains("unknown field `columm`"));
    assert!(linked("name = \"persons\"\nkind = \"person\"", "").unwrap_err().contains("missing field `lists`"));
    assert!(
        refused("blocking = [[\"surname\"]]\ncomparison = [{ column = \"given\", kind = \"given\" }]")
            .contains("'surname'")
    );
}

#[test]
fn a_linkage_written_for_the_first_engine_still_links() {
    let linked = linked(FIRST, "").unwrap();
    let records: usize = linked.persons.iter().map(Vec::len).sum();
    assert_eq!(records, super::tests::records().len(), "every record once");
    assert!(linked.persons.len().abs_diff(in_truth()) <= 5, "{} of {}", linked.persons.len(), in_truth());
    assert!(linked.notes.is_empty(), "{:?}", linked.notes);
}

#[test]
fn what_is_not_declared_is_proposed_and_said() {
    let linked = linked(UNDECLARED, "").unwrap();
    assert!(linked.persons.len().abs_diff(in_truth()) <= 5, "{} of {}", linked.persons.len(), in_truth());
    let notes = linked.notes.join("\n");
    assert!(notes.contains("no comparison is declared") && notes.contains("surname1, surname2"), "{notes}");
    assert!(notes.contains("no blocking rule is declared"), "{notes}");
}

#[test]
fn a_person_goes_by_its_smallest_record_whatever_the_order_of_lists() {
    let first = linked(FIRST, "").unwrap().persons;
    assert!(first.is_sorted() && first.iter().all(|records| records.is_sorted()));
    let turned =
        FIRST.replace(r#"["register-a", "register-b", "register-c"]"#, r#"["register-c", "register-b", "register-a"]"#);
    assert_eq!(linked(&turned, "").unwrap().persons, first);
}

#[test]
fn judgements_outrank_the_engine_and_a_newer_one_is_said() {
    let before = linked(FIRST, "").unwrap();
    let couple =
        before.persons.iter().find(|records| records.len() == 2 && records[0].starts_with("person/a-")).unwrap();
    let (left, right) = (couple[0].trim_start_matches("person/"), couple[1].as_str());
    let list = format!("register-{}", &right["person/".len()..][..1]);
    // The id may stand with its kind or without.
    let judge = |author, decision| judgement(("register-a", left), (&list, right), (author, decision));
    let after = linked(FIRST, &judge("Ana", "different")).unwrap();
    assert!(!after.persons.contains(couple) && after.notes.is_empty(), "{:?}", after.notes);
    let changed = linked(FIRST, &(judge("Ana", "different") + "\n" + &judge("Rosa", "same"))).unwrap();
    assert!(changed.persons.contains(couple));
    let note = &changed.notes[0];
    assert!(note.starts_with("judgements/persons.jsonl: ") && note.contains("judged by Ana"), "{note}");
}

#[test]
fn a_judgement_that_cannot_be_obeyed_is_a_problem_with_its_line() {
    let good = judgement(("register-a", "a-0001"), ("register-b", "b-0001"), ("Ana", "unsure"));
    let stray = judgement(("register-a", "a-0001"), ("register-b", "b-9999"), ("Ana", "same"));
    let found = linked(FIRST, &format!("{good}\n{stray}")).unwrap_err();
    assert!(found.starts_with("judgements/persons.jsonl, line 3: there is no record 'b-9999'"), "{found}");
    let broken = linked(FIRST, &format!("{good}same\n")).unwrap_err();
    assert!(broken.starts_with("judgements/persons.jsonl, line 2: "), "{broken}");
    let nowhere = linked(&FIRST.replace("\"persons\"", "\"people\""), &good).unwrap_err();
    assert!(nowhere.contains("there is no linkage 'persons'"), "{nowhere}");
}

#[test]
fn lists_that_hold_nobody_are_said_and_one_record_is_one_person() {
    let one = UNDECLARED.replace("\"register-a\", \"register-b\"", "\"register-d\"");
    assert!(linked(&one, "").unwrap().notes.contains(&"list 'register-d' holds no record of kind 'person'".to_owned()));
    let none = UNDECLARED.replace("\"register-a\", \"register-b\", \"register-c\"", "\"register-d\"");
    assert_eq!(linked(&none, "").unwrap().persons, Vec::<Vec<String>>::new());
    let twice = UNDECLARED.replace("\"register-b\"", "\"register-a\"");
    assert!(linked(&twice, "").unwrap_err().contains("list 'register-a' is named twice"));
}
