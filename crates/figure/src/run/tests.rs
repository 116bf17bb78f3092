//! Laws of counted and derived figures, on a record of one list that a reader can count by hand.

use record::{Access, DocumentId, Origin, Value};

use super::*;
use crate::parse_definitions;

/// Nine acts: seven killings in two places, two threats.
fn statements() -> Vec<(u64, Statement)> {
    let row = |number: u64, kind: &str, place: &str| {
        let said = |sequence: u64, property: &str, value: Value| {
            let origin = Origin::row("acts".parse().unwrap(), DocumentId::from_digest([1; 32]), number + 2);
            let statement =
                Statement::plain(format!("act/a{number}").parse().unwrap(), (property, value), origin, Access::Public);
            (2 * number + sequence, statement)
        };
        [said(0, "type", Value::Term(kind.to_owned())), said(1, "status", Value::Text(place.to_owned()))]
    };
    let kinds = ["killing", "killing", "killing", "killing", "killing", "killing", "killing", "threat", "threat"];
    let places = ["north", "north", "north", "north", "south", "south", "south", "north", "south"];
    (0..).zip(kinds.iter().zip(places)).flat_map(|(number, (kind, place))| row(number, kind, place)).collect()
}

fn figure(id: &str, unit: &str, how: &str) -> String {
    format!(
        "[[figure]]\nid = \"{id}\"\ntitle = \"T\"\nunit = \"{unit}\"\nnoun = \"n\"\ndefinition = \"D\"\ntopic = \"t\"\n{how}\n"
    )
}

fn counted(id: &str, unit: &str, condition: &str) -> String {
    figure(id, unit, &format!("members = \"SELECT id FROM act WHERE {condition}\""))
}

fn run(figures: &[String]) -> Result<Run, Vec<Problem>> {
    let (definitions, problems) = parse_definitions("figures/f.toml", &figures.concat());
    assert!(problems.is_empty(), "{problems:?}");
    let schema = Schema::built_in();
    compute(&RunInput {
        schema: &schema,
        statements: &statements(),
        definitions: &definitions,
        linkages: &[],
        standards: &Standards::default(),
        judgements: &BTreeMap::new(),
        thresholds: Thresholds::default(),
        published: &BTreeMap::new(),
        row_mark: &|_, _, label| label.to_owned(),
        find_passage: &|_, _| Err("there is no document".to_owned()),
    })
}

fn value(run: &Run, id: &str) -> Option<f64> {
    run.figure(&id.parse().unwrap()).unwrap().value()
}

fn reasons(result: Result<Run, Vec<Problem>>) -> String {
    let problems = result.err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn counts_and_what_is_derived_from_them() {
    let run = run(&[
        counted("killings", "acts", "type = 'killing'"),
        counted("north", "acts", "type = 'killing' AND status = 'north'"),
        counted("all", "acts", "true"),
        figure("south", "acts", "derive = { difference = [\"killings\", \"north\"] }"),
        figure("share", "percent", "derive = { share = [\"north\", \"killings\"] }"),
        figure("sum", "acts", "derive = { sum = [\"north\", \"south\"] }"),
    ])
    .unwrap();
    let values = ["killings", "north", "all", "south", "sum"].map(|id| value(&run, id));
    assert_eq!(values, [Some(7.0), Some(4.0), Some(9.0), Some(3.0), Some(7.0)]);
    assert_eq!(run.figure(&"share".parse().unwrap()).unwrap().printed(), Some(57.1), "4 of 7");
}

#[test]
fn a_small_count_is_hidden_and_so_is_all_that_is_made_of_it() {
    let run = run(&[
        counted("threats", "acts", "type = 'threat'"),
        counted("all", "acts", "true"),
        figure("share", "percent", "derive = { share = [\"threats\", \"all\"] }"),
        figure("rest", "acts", "derive = { difference = [\"all\", \"threats\"] }"),
    ])
    .unwrap();
    for id in ["threats", "share", "rest"] {
        let outcome = &run.figure(&id.parse().unwrap()).unwrap().outcome;
        assert_eq!(outcome, &Outcome::Suppressed { threshold: 3, instead: None }, "{id}");
    }
}

#[test]
fn a_waiver_with_its_reason_shows_a_small_count() {
    let threats =
        counted("threats", "acts", "type = 'threat'") + "[figure.disclosure]\nwaived = \"published by the court\"\n";
    assert_eq!(value(&run(&[threats]).unwrap(), "threats"), Some(2.0));
}

#[test]
fn figures_of_different_units_are_never_put_together() {
    let found = reasons(run(&[
        counted("killings", "acts", "type = 'killing'"),
        counted("protests", "protests", "type = 'killing'"),
        figure("sum", "acts", "derive = { sum = [\"killings\", \"protests\"] }"),
    ]));
    assert!(found.contains("'protests' counts protests, which cannot be put together"), "{found}");
    let share = reasons(run(&[
        counted("killings", "acts", "true"),
        figure("share", "acts", "derive = { share = [\"killings\", \"killings\"] }"),
    ]));
    assert!(share.contains("a share has the unit percent"), "{share}");
}

#[test]
fn circles_gaps_and_noughts_are_problems_with_a_mend() {
    let circle = reasons(run(&[
        figure("one", "acts", "derive = { sum = [\"two\"] }"),
        figure("two", "acts", "derive = { sum = [\"one\"] }"),
    ]));
    assert!(circle.contains("derived from itself"), "{circle}");
    let gap = reasons(run(&[figure("one", "acts", "derive = { sum = [\"nowhere\"] }")]));
    assert!(gap.contains("there is no figure 'nowhere'"), "{gap}");
    let nought = reasons(run(&[
        counted("none", "acts", "false"),
        figure("share", "percent", "derive = { share = [\"none\", \"none\"] }"),
    ]));
    assert!(nought.contains("the whole is nought"), "{nought}");
    let query = reasons(run(&[figure("wrong", "acts", "members = \"SELECT id FROM nowhere\"")]));
    assert!(query.contains("nowhere") && query.contains("snapshot.sqlite"), "{query}");
    let writes = reasons(run(&[figure("writes", "acts", "members = \"DELETE FROM act RETURNING id\"")]));
    assert!(!writes.is_empty(), "a query that writes is refused");
}
