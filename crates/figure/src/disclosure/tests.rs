//! Laws of disclosure control over whole published sets, on records that a reader can count by hand.
//!
//! A record is named by where and what it is, `act/lima-callao-threat-x-001`: region, province, kind, source, number.

use record::{Access, DocumentId, Origin, RecordId, Schema, Statement, Value};

use super::*;
use crate::{
    Member, Run, RunInput, Standards,
    count::{Counted, CountedMember},
    outcome::Breakdown,
    parse_definitions, run,
};

/// So many records of a place and kind, of which nothing is public.
fn withheld(place: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("act/{place}-{number:03}")).collect()
}

fn records(places: &[(&str, usize)]) -> Vec<String> {
    places.iter().flat_map(|(place, count)| withheld(place, *count)).collect()
}

fn statements(confidential: &[String], public: &[String]) -> Vec<(u64, Statement)> {
    let say = |record: &String, access: Access| {
        Statement::plain(
            record.parse().unwrap(),
            ("status", Value::Text("reported".to_owned())),
            Origin::row("acts".parse().unwrap(), DocumentId::from_digest([1; 32]), 2),
            access,
        )
    };
    let confidential = confidential.iter().map(|record| say(record, Access::Confidential));
    (0..).zip(confidential.chain(public.iter().map(|record| say(record, Access::Public)))).collect()
}

/// What a build gives, and what it would enter into the ledger beside what was published before.
struct Built {
    run: Run,
    published: BTreeMap<FigureId, Vec<Earlier>>,
}

fn build(
    figures: &str,
    (confidential, public): (&[String], &[String]),
    before: Option<&Built>,
) -> Result<Built, String> {
    let (definitions, problems) = parse_definitions("figures/f.toml", figures);
    assert!(problems.is_empty(), "{problems:?}");
    let mut published = before.map(|before| before.published.clone()).unwrap_or_default();
    let input = RunInput {
        schema: &Schema::built_in(),
        statements: &statements(confidential, public),
        definitions: &definitions,
        linkages: &[],
        standards: &Standards::default(),
        judgements: &BTreeMap::new(),
        thresholds: Thresholds::default(),
        published: &published.clone(),
        row_mark: &|_, column, label| format!("{column}={label}"),
        find_passage: &|_, _| Err("there is no document".to_owned()),
    };
    let told = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let run = run::compute(&input).map_err(told)?;
    let as_of = published.values().flatten().map(|earlier| earlier.as_of).max().unwrap_or(0) + 10;
    for figure in &run.figures {
        let versions = published.entry(figure.id().clone()).or_default();
        if versions.last().is_none_or(|last| last.value != figure.published()) {
            versions.push(Earlier { as_of, value: figure.published() });
        }
    }
    Ok(Built { run, published })
}

fn counted(id: &str, query: &str, rule: &str) -> String {
    format!(
        "[[figure]]\nid = \"{id}\"\ntitle = \"T\"\nunit = \"acts\"\nnoun = \"n\"\ndefinition = \"D\"\ntopic = \"t\"\n\
         members = \"\"\"{query}\"\"\"\n{rule}\n"
    )
}

/// A figure of all records by region.
fn by_region(rule: &str) -> String {
    let region = "substr(id, 5, instr(substr(id, 5), '-') - 1)";
    counted("acts", &format!("SELECT id, {region} AS region FROM act"), rule)
}

impl Built {
    fn outcome(&self, id: &str) -> &Outcome {
        &self.run.figure(&id.parse().unwrap()).unwrap().outcome
    }

    fn value(&self, id: &str) -> Option<f64> {
        self.run.figure(&id.parse().unwrap()).unwrap().value()
    }

    fn breakdown(&self, id: &str, column: &str) -> &Breakdown {
        let Outcome::Observed { breakdowns, .. } = self.outcome(id) else { panic!("{:?}", self.outcome(id)) };
        breakdowns.iter().find(|by| by.column == column).unwrap()
    }

    /// Rows of a breakdown: label and count.
    fn rows(&self, id: &str, column: &str) -> Vec<(&str, Option<f64>)> {
        self.breakdown(id, column).cells.iter().map(|cell| (cell.label.as_str(), cell.count)).collect()
    }

    /// Rules by cell, of what is hidden or held.
    fn log(&self) -> Vec<(String, &'static str)> {
        let cell = |one: &Suppression| one.cell.as_ref().map_or(one.figure.to_string(), |(_, label)| label.clone());
        self.run.disclosure.suppressed.iter().map(|one| (cell(one), one.rule.name())).collect()
    }
}

#[test]
fn a_small_region_takes_another_with_it_and_all_adds_up() {
    let records = records(&[("lima-a", 30), ("junin-a", 2), ("cusco-a", 8), ("puno-a", 11)]);
    let built = build(&by_region(""), (&records, &[]), None).unwrap();
    let rows = built.rows("acts", "region");
    assert_eq!(rows, [("cusco", None), ("junin", None), ("lima", Some(30.0)), ("puno", Some(11.0))]);
    let shown: f64 = rows.iter().filter_map(|(_, count)| *count).sum();
    assert_eq!(Some(shown + built.breakdown("acts", "region").withheld.unwrap()), built.value("acts"));
    assert_eq!(built.log(), [("cusco".to_owned(), "complementary"), ("junin".to_owned(), "threshold")]);
    let finding = &built.run.disclosure.certificate[0];
    assert_eq!((finding.least, finding.most), (Some(1), Some(9)), "junin: 51 - 41 = 10 less at least one in cusco");
}

/// T5: one case more next month does not show by difference, neither in all nor in its region; three more do in all.
#[test]
fn one_more_record_waits_until_it_is_not_alone() {
    let places = [("lima-a", 20), ("junin-a", 5), ("cusco-a", 8), ("puno-a", 10)];
    let first = build(&by_region(""), (&records(&places), &[]), None).unwrap();
    assert_eq!(first.value("acts"), Some(43.0));

    let mut more = records(&places);
    more.push("act/junin-a-900".to_owned());
    let second = build(&by_region(""), (&more, &[]), Some(&first)).unwrap();
    assert_eq!(second.value("acts"), Some(43.0));
    assert_eq!(second.rows("acts", "region"), first.rows("acts", "region"));
    assert!(matches!(second.outcome("acts"), Outcome::Observed { held_at: Some(10), .. }));
    assert_eq!(second.published, first.published, "nothing is published anew");
    assert_eq!(second.run.disclosure.held.len(), 1);
    assert!(!serde_json::to_string(second.outcome("acts")).unwrap().contains("held_at"), "that one waits is not told");

    more.extend(["act/lima-a-900", "act/tacna-a-900"].map(str::to_owned));
    let third = build(&by_region(""), (&more, &[]), Some(&second)).unwrap();
    assert_eq!(third.value("acts"), Some(46.0));
    // Lima and Junín have one more each, and a region that was not there is not listed: nobody can tell the three apart.
    assert_eq!(
        third.rows("acts", "region"),
        [("cusco", Some(8.0)), ("junin", None), ("lima", None), ("puno", Some(10.0))]
    );
    assert_eq!(third.breakdown("acts", "region").withheld, Some(28.0));
    let changes = third.run.disclosure.certificate.iter().filter(|finding| finding.name.contains("what came since"));
    let ranges: Vec<_> = changes.map(|finding| (finding.least, finding.most)).collect();
    assert_eq!(ranges, [(Some(0), Some(3)); 3]);
}

#[test]
fn a_correction_downwards_is_published_at_once() {
    let mut records = records(&[("lima-a", 20), ("junin-a", 5), ("cusco-a", 8)]);
    let first = build(&by_region(""), (&records, &[]), None).unwrap();
    records.pop();
    let second = build(&by_region(""), (&records, &[]), Some(&first)).unwrap();
    assert_eq!(second.value("acts"), Some(32.0));
    let hidden = second.rows("acts", "region").iter().filter(|(_, count)| count.is_none()).count();
    assert_eq!(hidden, 2, "from which region it was taken is not told");
}

#[test]
fn a_record_that_is_public_need_not_wait() {
    let records = records(&[("lima-a", 20), ("junin-a", 5)]);
    let first = build(&by_region(""), (&records, &[]), None).unwrap();
    let second = build(&by_region(""), (&records, &["act/junin-a-900".to_owned()]), Some(&first)).unwrap();
    assert_eq!(second.value("acts"), Some(26.0));
    assert_eq!(second.rows("acts", "region"), [("junin", Some(6.0)), ("lima", Some(20.0))]);
}

/// A figure whose query is another counts something else.
#[test]
fn a_new_query_is_not_set_beside_versions_of_the_old_one() {
    let records = records(&[("lima-a", 20), ("junin-a", 5)]);
    let first = build(&by_region(""), (&records, &[]), None).unwrap();
    let without_one = by_region("").replace("FROM act", "FROM act WHERE id <> 'act/junin-a-000'");
    let second = build(&without_one, (&records, &[]), Some(&first)).unwrap();
    assert_eq!(second.value("acts"), Some(24.0));
    let told = |built: &Built| built.run.disclosure.new_query.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((told(&first), told(&second)), (vec![], vec!["acts".to_owned()]), "but that is told");
    let third = build(&without_one, (&records, &[]), Some(&second)).unwrap();
    assert_eq!((told(&third), third.run.disclosure.not_compared.len()), (vec![], 1));
}

#[test]
fn regions_and_their_provinces_are_one_system() {
    let provinces = "substr(id, 5, 5) AS region, substr(id, 5, 7) AS province";
    let figure = counted("acts", &format!("SELECT id, {provinces} FROM act"), "");
    let places = [("lima1-a", 12), ("lima1-b", 2), ("lima1-c", 9), ("puno1-a", 4), ("puno1-b", 7)];
    let built = build(&figure, (&records(&places), &[]), None).unwrap();
    assert_eq!(built.rows("acts", "region"), [("lima1", Some(23.0)), ("puno1", Some(11.0))]);
    // Within lima the next smallest goes with it: one of puno would leave lima's sum open to subtraction.
    let hidden: Vec<&str> = built
        .rows("acts", "province")
        .into_iter()
        .filter(|(_, count)| count.is_none())
        .map(|(label, _)| label)
        .collect();
    assert_eq!(hidden, ["lima1-b", "lima1-c"]);
}

#[test]
fn the_same_records_on_another_page_are_hidden_there_too() {
    let lima = counted("lima", "SELECT id FROM act WHERE id LIKE 'act/lima-%'", "");
    let cusco = counted("cusco", "SELECT id FROM act WHERE id LIKE 'act/cusco-%'", "");
    let records = records(&[("lima-a", 30), ("junin-a", 2), ("cusco-a", 8)]);
    let built = build(&[by_region(""), lima, cusco].concat(), (&records, &[]), None).unwrap();
    // Cusco alone would tell Junín: 40 - 30 - 8. Lima stands on a page of its own, and so does Cusco; a row costs less.
    assert_eq!(built.value("acts"), Some(40.0));
    let hidden = ["lima", "cusco"].map(|id| built.value(id).is_none());
    let rows = built.rows("acts", "region");
    assert_eq!(rows[1], ("junin", None));
    let is_row_hidden = [rows[2].1.is_none(), rows[0].1.is_none()];
    assert_eq!(hidden, is_row_hidden, "a row and a page that say the same are hidden together: {rows:?}");
    assert!(hidden.contains(&true));
}

#[test]
fn a_figure_and_all_but_one_of_it_are_not_both_shown() {
    let all = counted("all", "SELECT id FROM act", "");
    let most = counted("most", "SELECT id FROM act WHERE id <> 'act/lima-a-000'", "");
    let built = build(&(all + &most), (&records(&[("lima-a", 30)]), &[]), None).unwrap();
    assert_eq!([built.value("all"), built.value("most")].iter().filter(|value| value.is_none()).count(), 1);
}

#[test]
fn a_difference_of_figures_that_is_small_is_hidden_with_one_of_them() {
    let all = counted("all", "SELECT id FROM act", "");
    let lima = counted("lima", "SELECT id FROM act WHERE id LIKE 'act/lima-%'", "");
    let rest =
        counted("rest", "", "").replace("members = \"\"\"\"\"\"", "derive = { difference = [\"all\", \"lima\"] }");
    let built = build(&[all, lima, rest].concat(), (&records(&[("lima-a", 30), ("puno-a", 2)]), &[]), None).unwrap();
    assert_eq!(built.value("rest"), None);
    assert_eq!([built.value("all"), built.value("lima")].iter().filter(|value| value.is_none()).count(), 1);
}

#[test]
fn a_waiver_that_shows_what_another_figure_hides_stops_the_build() {
    let waived = "[figure.disclosure]\nwaived = \"the court published it\"";
    let junin = counted("junin", "SELECT id FROM act WHERE id LIKE 'act/junin-%'", waived);
    let records = records(&[("lima-a", 30), ("junin-a", 2), ("cusco-a", 8)]);
    let error = build(&(by_region("") + &junin), (&records, &[]), None).err().unwrap();
    assert!(error.contains("figure 'acts'") && error.contains("'junin'") && error.contains("mend: waive"), "{error}");
    let both = build(&(by_region(waived) + &junin), (&records, &[]), None).unwrap();
    assert_eq!(both.rows("acts", "region")[1], ("junin", Some(2.0)));
    assert_eq!(both.run.disclosure.waived.len(), 2);
}

#[test]
fn what_rests_on_one_source_counts_as_small() {
    let query = "SELECT id, substr(id, 5, 4) AS region, substr(id, 10, 1) AS told_by FROM act";
    let figure = counted("acts", query, "[figure.disclosure]\nsource = \"told_by\"");
    let places = [("lima-a", 9), ("lima-b", 9), ("puno-a", 9), ("tacn-a", 9), ("tacn-c", 9)];
    let built = build(&figure, (&records(&places), &[]), None).unwrap();
    let rows = built.rows("acts", "region");
    assert_eq!(rows.iter().find(|(label, _)| *label == "puno"), Some(&("puno", None)));
    assert!(built.log().contains(&("puno".to_owned(), "one-source")));
    let Outcome::Observed { breakdowns, .. } = built.outcome("acts") else { panic!("it is counted") };
    assert_eq!(breakdowns.len(), 1, "who told is not broken down by");
}

#[test]
fn bands_and_rounding_say_less_instead_of_nothing() {
    use disclose::coarse::Words;
    let records = records(&[("lima-a", 30), ("junin-a", 2), ("cusco-a", 8), ("puno-a", 3)]);
    let words = |rule: &str| {
        let built = build(&by_region(rule), (&records, &[]), None).unwrap();
        let cells = &built.breakdown("acts", "region").cells;
        assert_eq!(built.value("acts"), Some(43.0));
        cells.iter().map(|cell| (cell.words, cell.count)).collect::<Vec<_>>()
    };
    assert_eq!(
        words("[figure.disclosure]\nbands = [5, 10, 20]"),
        [Words::Between(5, 9), Words::FewerThan(5), Words::OrMore(20), Words::FewerThan(5)]
            .map(|one| (Some(one), None))
    );
    assert_eq!(
        words("[figure.disclosure]\nround = 5"),
        [Words::About(10), Words::About(5), Words::About(30), Words::About(5)].map(|one| (Some(one), None))
    );
}

#[test]
fn graver_harm_has_a_higher_threshold() {
    let records = records(&[("lima-a", 30), ("junin-a", 4), ("cusco-a", 8)]);
    let built = build(&by_region("[figure.disclosure]\nsensitivity = \"grave\""), (&records, &[]), None).unwrap();
    assert_eq!(built.rows("acts", "region"), [("cusco", None), ("junin", None), ("lima", Some(30.0))]);
    let error = parse_definitions("f.toml", &by_region("[figure.disclosure]\nsensitivity = \"named\"")).1;
    assert!(error[0].reason.contains("without a reason"), "{error:?}");
}

#[test]
fn small_rows_of_public_records_are_told() {
    let public = records(&[("lima-a", 30), ("junin-a", 2)]);
    let built = build(&by_region(""), (&[], &public), None).unwrap();
    assert_eq!(built.run.disclosure.public_all_the_same, ["acts, region 'junin'"]);
    assert_eq!(built.run.disclosure.certificate, []);
}

/// Nine months, each with a few new records somewhere: no build is refused, and no number that is shown ever differs from
/// the one that was shown before it by fewer than the threshold.
#[test]
fn over_months_no_shown_number_moves_by_a_few() {
    let regions = ["lima", "puno", "ucay", "tacn", "icaa"];
    let query =
        "SELECT id, substr(id, 5, 4) AS region, substr(id, 5, 6) AS province, substr(id, 12, 1) AS act FROM act";
    let figures = [
        counted("acts", query, ""),
        counted("threats", &format!("{query} WHERE substr(id, 12, 1) = 't'"), ""),
        counted("lima", &format!("{query} WHERE substr(id, 5, 4) = 'lima'"), ""),
        counted("others", "", "").replace("members = \"\"\"\"\"\"", "derive = { difference = [\"acts\", \"lima\"] }"),
    ]
    .concat();
    // A small generator of its own, so that the months are the same on every machine.
    let mut state = 19_481_210_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut records: Vec<String> = Vec::new();
    let mut more = |records: &mut Vec<String>, count: usize| {
        for _ in 0..count {
            let (region, province) = (regions[draw(5) * draw(5) / 4], draw(3) * draw(3) / 2);
            let act = if draw(3) == 0 { 'k' } else { 't' };
            records.push(format!("act/{region}-{province}-{act}-{:04}", records.len()));
        }
    };
    more(&mut records, 90);
    let mut before: Option<Built> = None;
    let mut shown: BTreeMap<(String, String), f64> = BTreeMap::new();
    let (mut printed, mut moved) = (0, 0);
    for month in 0..9 {
        more(&mut records, [2, 1, 4, 0, 3, 7][month % 6]);
        let built = build(&figures, (&records, &[]), before.as_ref()).unwrap();
        for figure in &built.run.figures {
            let rows = figure.outcome.breakdowns().iter().flat_map(|by| {
                by.cells.iter().filter_map(|cell| Some((format!("{} {}", by.column, cell.label), cell.count?)))
            });
            for (cell, count) in rows.chain(figure.value().map(|value| (String::new(), value))) {
                let was = shown.insert((figure.id().to_string(), cell.clone()), count);
                let change = was.map_or(0.0, |was| (count - was).abs());
                assert!(change == 0.0 || change >= 3.0, "month {month}, {} {cell}: {was:?} to {count}", figure.id());
                printed += 1;
                moved += usize::from(change > 0.0);
            }
        }
        before = Some(built);
    }
    assert!(printed > 150 && moved > 10, "{printed} numbers shown, {moved} of them moved");
}

/// The stranger reads what will be printed and not what was decided: where everything is printed, nothing is certified.
#[test]
fn a_number_that_is_printed_by_mistake_is_found_by_the_stranger() {
    let definitions = parse_definitions("f.toml", &by_region("")).0;
    let members: Vec<(RecordId, String)> = records(&[("lima-a", 30), ("junin-a", 2), ("cusco-a", 8)])
        .into_iter()
        .map(|record| (record.parse().unwrap(), record[4..].split('-').next().unwrap().to_owned()))
        .collect();
    let counted = Counted {
        columns: vec!["region".to_owned()],
        members: members
            .iter()
            .map(|(record, region)| CountedMember { record: record.clone(), weight: 1.0, labels: vec![region.clone()] })
            .collect(),
    };
    let member = |(record, _): &(RecordId, String)| Member {
        record: record.clone(),
        weight: 1.0,
        is_public: false,
        statements: Vec::new(),
    };
    let of_members = (counted, members.iter().map(member).collect(), vec![BTreeSet::new(); members.len()]);
    let subjects =
        [Subject::new(&definitions[0], of_members, (Thresholds::default(), &[], &|_, _, label| label.to_owned()))
            .unwrap()];
    let mut decided = decide(&subjects, &definitions, &BTreeMap::new()).unwrap();
    let certify = |decided: &Decided<'_>| {
        let figure = |(id, outcome)| (id, Figure { definition: definitions[0].clone(), outcome });
        decided.certify(&decided.outcomes().into_iter().map(figure).collect(), Thresholds::default())
    };
    assert!(certify(&decided).unwrap().summary.is_certified);
    decided.hidden.retain(|cell| decided.linked.primary.contains_key(cell));
    let problems = certify(&decided).unwrap_err();
    assert!(problems[0].reason.contains("region 'junin': its number can be worked out"), "{problems:?}");
    decided.hidden.clear();
    assert!(certify(&decided).is_err());
}

/// Killings of a region are all its reports less its threats, whether or not killings have a table.
#[test]
fn what_two_tables_leave_between_them_is_protected() {
    let region = "substr(id, 5, instr(substr(id, 5), '-') - 1) AS region";
    let of =
        |id: &str, kind: &str| counted(id, &format!("SELECT id, {region} FROM act WHERE id LIKE 'act/%-{kind}-%'"), "");
    let places = [("lima-t", 20), ("cusco-t", 9), ("puno-t", 6), ("lima-k", 8), ("cusco-k", 2), ("puno-k", 5)];
    let records = records(&places);
    let two = build(&(by_region("") + &of("threats", "t")), (&records, &[]), None).unwrap();
    let shown = |built: &Built, id: &str| built.rows(id, "region").iter().find(|row| row.0 == "cusco").unwrap().1;
    assert_eq!([shown(&two, "acts"), shown(&two, "threats")].iter().filter(|count| count.is_none()).count(), 1);
    let three = [by_region(""), of("threats", "t"), of("killings", "k")].concat();
    let three = build(&three, (&records, &[]), None).unwrap();
    assert_eq!(shown(&three, "killings"), None);
    assert!(shown(&three, "acts").is_none() || shown(&three, "threats").is_none());
}
