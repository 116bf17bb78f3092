//! Estimated figures of three synthetic registers of 600 invented persons: what they say, and what they refuse.

use std::collections::BTreeMap;

use link::synthetic::{COLUMNS, Recipe, registers};
use record::{Access, DocumentId, Language, Origin, Schema, Statement, Value};

use super::{Answer, Defence, Doubt, Number, Stratum};
use crate::{LinkageDefinition, Outcome, Run, RunInput, parse_definitions, run::compute};

const LINKAGE: &str = r#"
    name = "persons"
    kind = "person"
    lists = ["register-a", "register-b", "register-c"]
    threshold = 0.9
    one_row_per_list = true
    blocking = [["surname1", "initial(given)"], ["death-date", "sex"], ["given", "surname2"], ["surname1", "year(birth-date)"]]
    comparison = [
        { column = "given", kind = "given" },
        { columns = ["surname1", "surname2"], kind = "surnames" },
        { column = "sex", kind = "exact" },
        { column = "birth-date", kind = "date" },
        { column = "death-date", kind = "event_date" },
        { column = "place", kind = "place" },
    ]
"#;

/// What three registers say of the invented persons, with errors.
fn statements() -> Vec<(u64, Statement)> {
    let recipe = Recipe { population: 600, coverage: vec![0.45, 0.40, 0.35], error: 0.2, seed: 19_481_210 };
    let value = |column: &str, text: &str| match column {
        "birth-date" | "death-date" => Value::Date(text.parse().unwrap()),
        "sex" => Value::Term(text.to_owned()),
        "place" => Value::Place { scheme: "inei".to_owned(), code: text.to_owned() },
        _ => Value::Text(text.to_owned()),
    };
    let mut statements = Vec::new();
    for (list, register) in ["register-a", "register-b", "register-c"].iter().zip(registers(&recipe)) {
        for (row, said) in (2..).zip(register) {
            for (column, text) in COLUMNS.iter().zip(&said.values).filter(|(_, text)| !text.is_empty()) {
                let origin = Origin::row(list.parse().unwrap(), DocumentId::from_digest([1; 32]), row);
                let statement = Statement::plain(
                    format!("person/{}", said.id).parse().unwrap(),
                    (column, value(column, text)),
                    origin,
                    Access::Public,
                );
                statements.push((statements.len() as u64, statement));
            }
        }
    }
    statements
}

fn figure(id: &str, estimate: &str) -> String {
    format!(
        "[[figure]]\nid = \"{id}\"\ntitle = \"T\"\nunit = \"persons\"\nnoun = \"n\"\ndefinition = \"D\"\ntopic = \"t\"\n\
         [figure.estimate]\nlinkage = \"persons\"\n{estimate}\n"
    )
}

fn run(figures: &[String]) -> Result<Run, String> {
    let (definitions, problems) = parse_definitions("figures/f.toml", &figures.concat());
    let told = |problems: Vec<crate::Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    if !problems.is_empty() {
        return Err(told(problems));
    }
    let linkage: LinkageDefinition = toml::from_str(LINKAGE).unwrap();
    compute(&RunInput {
        schema: &Schema::built_in(),
        statements: &statements(),
        definitions: &definitions,
        linkages: &[linkage],
        standards: &crate::Standards::default(),
        judgements: &BTreeMap::new(),
        thresholds: crate::Thresholds::default(),
        published: &BTreeMap::new(),
        row_mark: &|_, _, label| label.to_owned(),
        find_passage: &|_, _| Err("there is no document".to_owned()),
    })
    .map_err(told)
}

fn estimated<'a>(run: &'a Run, id: &str) -> (&'a Number, &'a Defence) {
    let found = run.figure(&id.parse().unwrap()).unwrap();
    let Outcome::Estimated { number, defence } = &found.outcome else { panic!("{found:?}") };
    (number, defence)
}

#[test]
fn sampled_linkages_widen_the_interval_and_their_share_is_told() {
    let sure = "method = \"log-linear\"\ndraws = 0\ndraws_reason = { en = \"Known.\", es = \"Sabido.\" }";
    let figures = [figure("drawn", "method = \"log-linear\"\ndraws = 20"), figure("sure", sure)];
    let run = run(&figures).unwrap();
    let ((drawn, defence), (sure, without)) = (estimated(&run, "drawn"), estimated(&run, "sure"));
    let Doubt::Drawn { linkages, without_estimate, share_of_variance } = defence.doubt else { panic!("{defence:?}") };
    assert_eq!((linkages, without_estimate), (20, 0));
    assert!(share_of_variance > 0.0 && share_of_variance < 0.95, "{share_of_variance}");
    let width = |number: &Number| number.interval.high - number.interval.low;
    assert!(width(drawn) > width(sure), "{drawn:?} {sure:?}");
    assert!(drawn.interval.low <= 600.0 && 600.0 <= drawn.interval.high, "{drawn:?}");
    let Doubt::NotDrawn { reason } = &without.doubt else { panic!("{without:?}") };
    assert_eq!(reason.get(Language::Es), "Sabido.");
    // One linkage: the documented are its persons, and documented and undocumented add up.
    assert_eq!(sure.documented, run.linkages["persons"].persons.len() as u64);
    assert_eq!((sure.documented + sure.undocumented) as f64, sure.population_persons);
    assert_eq!((defence.input.sha256, defence.input.statements), (without.input.sha256, statements().len()));
}

#[test]
fn every_method_for_so_many_lists_stands_beside_with_its_number_or_its_refusal() {
    let two = "method = \"chapman\"\nlists = [\"register-a\", \"register-b\"]\ndraws = 10";
    let run = run(&[figure("three", "method = \"graphs\"\ndraws = 10"), figure("two", two)]).unwrap();
    let methods = |id: &str| -> Vec<String> {
        let words = |method| serde_json::to_string(&method).unwrap().replace('"', "");
        estimated(&run, id).1.beside.iter().map(|beside| words(beside.method)).collect()
    };
    assert_eq!(methods("three"), ["log-linear", "log-linear-average", "graphs", "classes", "coverage", "chao"]);
    assert_eq!(methods("two"), ["chapman", "chao"]);
    let codes: Vec<&str> = estimated(&run, "two").1.warnings.iter().map(|said| said.code).collect();
    assert!(codes.contains(&"W1"), "two lists cannot show whether they depend on each other: {codes:?}");
    assert!(estimated(&run, "three").1.warnings.iter().all(|said| said.code != "W1" && said.code != "W14"));
    let numbers =
        estimated(&run, "three").1.beside.iter().filter(|beside| matches!(beside.answer, Answer::Number { .. }));
    assert!(numbers.count() >= 5);
}

fn added(strata: &[Stratum]) -> f64 {
    let persons = |stratum: &Stratum| match stratum.answer {
        Answer::Number { population_persons, .. } => population_persons,
        Answer::Refused { .. } => 0,
    };
    strata.iter().map(persons).sum::<u64>() as f64
}

#[test]
fn strata_add_up_exactly_and_poor_ones_are_refused_with_their_reason() {
    let keys = "method = \"log-linear-average\"\ndraws = 10\nbeside = []";
    let by_initial = "strata = \"SELECT id, CASE WHEN surname1 LIKE 'Z%' OR surname1 LIKE 'Y%' THEN 'rare' ELSE sex END AS stratum FROM person\"";
    let figures =
        [figure("by-sex", &format!("{keys}\nstrata = \"sex\"")), figure("by-sql", &format!("{keys}\n{by_initial}"))];
    let run = run(&figures).unwrap();
    for id in ["by-sex", "by-sql"] {
        let (number, defence) = estimated(&run, id);
        assert_eq!(added(&defence.strata), number.population_persons, "{id}: {:?}", defence.strata);
        assert!(number.interval.low < number.population_persons && number.population_persons < number.interval.high);
    }
    let rare = estimated(&run, "by-sql").1.strata.iter().find(|stratum| stratum.name == "rare").unwrap();
    let Answer::Refused { reason } = &rare.answer else { panic!("{rare:?}") };
    assert!(
        reason.get(Language::En).contains("at least 10 are needed") || reason.get(Language::En).contains("fewer than")
    );
    let codes: Vec<&str> = estimated(&run, "by-sql").1.warnings.iter().map(|said| said.code).collect();
    assert!(codes.contains(&"W12"), "{codes:?}");
}

#[test]
fn what_is_declared_wrongly_is_told_with_its_mend() {
    let refused = |estimate: &str| run(&[figure("x", estimate)]).map(|_| ()).unwrap_err();
    let property = refused("method = \"graphs\"\nstrata = \"colour\"");
    assert!(property.contains("no property 'colour'") && property.contains("surname1"), "{property}");
    let sql = refused("method = \"graphs\"\nstrata = \"SELECT id, sex FROM person\"");
    assert!(sql.contains("no column 'stratum'; it returns id, sex"), "{sql}");
    let list = refused("method = \"graphs\"\nlists = [\"register-a\", \"register-d\"]");
    assert!(list.contains("no list 'register-d'") && list.contains("name some of register-a"), "{list}");
    let level = refused("method = \"graphs\"\nlevel = 95");
    assert!(level.contains("figures/f.toml, figure 'x': estimate: level 95"), "{level}");
    let one = refused("method = \"graphs\"\nlists = [\"register-a\"]");
    assert!(one.contains("1 list; 2 to 16"), "{one}");
}

#[test]
fn a_refusal_is_published_with_what_stands_beside_it() {
    let run =
        run(&[figure("no", "method = \"coverage\"\nlists = [\"register-a\", \"register-b\"]\ndraws = 10")]).unwrap();
    let Outcome::Refused { reason, defence } = &run.figures[0].outcome else { panic!("{:?}", run.figures[0]) };
    assert_eq!(reason.get(Language::En), "the method takes 3 lists, the table has 2");
    assert_eq!(reason.get(Language::Es), "el método toma 3 listas, la tabla tiene 2");
    let defence = defence.as_ref().unwrap();
    assert!(matches!(defence.doubt, Doubt::NotDrawn { .. }) && defence.beside.len() == 3, "{:?}", defence.beside);
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let keys = "method = \"log-linear\"\nstrata = \"sex\"\ndraws = 10\nbeside = [\"classes\"]\nlevel = 0.9";
    let figures = [figure("x", keys)];
    let bytes = || serde_json::to_string(&run(&figures).unwrap().figures[0].outcome).unwrap();
    let first = bytes();
    assert_eq!(first, bytes());
    assert!(first.contains("\"level\":0.9") && first.contains("\"seed\":19481210"), "{first}");
}

#[test]
fn small_cells_are_hidden_and_a_small_stratum_cannot_be_worked_out() {
    let sql = "SELECT id, CASE WHEN surname1 LIKE 'Y%' THEN 'small' ELSE 'large' END AS stratum FROM person";
    let keys = format!("method = \"graphs\"\ndraws = 10\nbeside = []\nstrata = \"{sql}\"");
    let run = run(&[figure("x", &keys)]).unwrap();
    let (number, defence) = estimated(&run, "x");
    let small = defence.strata.iter().find(|stratum| stratum.name == "small").unwrap();
    assert_eq!(small.documented, None);
    let Answer::Refused { reason } = &small.answer else { panic!("{small:?}") };
    assert_eq!(reason.get(Language::Es), "hay menos de 3 personas documentadas allí");
    // What is printed of the whole is without it.
    let persons = run.linkages["persons"].persons.len() as u64;
    let told: u64 = defence.patterns.iter().filter_map(|(_, persons)| *persons).sum();
    assert!(number.documented < persons && told < persons, "{} {told} {persons}", number.documented);
    assert!(!format!("{:?}", defence.warnings).contains(&format!("{} documented", persons - told)));
}
