//! What stands beside our numbers: parts, differences, selection rules, the figures of others; and Peru with all of them.

use std::{fmt::Write as _, fs};

use serde_json::Value;

use super::Tables;

/// Two regions and two sides, of which one is hardly on more than one list.
pub(super) fn two_sides() -> Tables {
    let mut text = "region,side,a,b,c,n\n".to_owned();
    for (region, times) in [("north", 1), ("south", 2)] {
        for (side, counts) in [("army", [60, 50, 20, 40, 16, 14, 9]), ("rebels", [90, 8, 2, 5, 1, 1, 1])] {
            for (pattern, persons) in (1_u32..8).zip(counts) {
                let on: Vec<String> = (0..3).map(|list| (pattern >> list & 1).to_string()).collect();
                writeln!(text, "{region},{side},{},{}", on.join(","), persons * times).unwrap();
            }
        }
    }
    text.push_str("south,unknown,1,0,0,40\nsouth,unknown,0,1,0,3\n");
    Tables::of(&text)
}

const BY_SIDE: &str = "--strata region --by side --method log-linear,graphs --replicates 20";

#[test]
fn parts_stand_directly_and_as_a_difference_with_what_speaks_against_it() {
    let tables = two_sides();
    let declared = "--part army=army --part both=army,rebels --part rebels=rebels --difference rest=both-army";
    let result = tables.json(&format!("{BY_SIDE} {declared}"));
    let names: Vec<&str> =
        result["parts"].as_array().unwrap().iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["army", "both", "rebels"]);
    let population = |totals: &Value| {
        let graphs = totals.as_array().unwrap().iter().find(|one| one["method"] == "log-linear-best").unwrap();
        (
            graphs["population_persons"].as_f64().unwrap(),
            graphs["low"].as_f64().unwrap(),
            graphs["high"].as_f64().unwrap(),
        )
    };
    let [army, both] = [0, 1].map(|place| population(&result["parts"][place]["totals"]));
    let rest = population(&result["differences"][0]["totals"]);
    assert!((rest.0 - (both.0 - army.0)).abs() < 1e-9, "the parts add up: {rest:?} {both:?} {army:?}");
    assert!(rest.2 - rest.1 > both.2 - both.1, "wider than either: {rest:?} {both:?}");
    assert_eq!(result["parts"][0]["documented"], 3 * 209);
    let warnings = result["warnings"].to_string();
    assert!(warnings.contains("[W11] rest is a difference of two estimates"), "{warnings}");
    let said = tables.estimated(&format!("{BY_SIDE} {declared}"));
    assert!(said.contains("army (army): 627 documented; a number in 2 of 2 strata"), "{said}");
    // One part a value, where none is declared.
    let each = tables.json(BY_SIDE);
    assert_eq!(each["parts"].as_array().unwrap().len(), 3);
    for (words, what) in [
        ("--part x=police", "no row has the value 'police'; the values are 'army', 'rebels', 'unknown'"),
        ("--part army", "write a name, = and values"),
        ("--part army=army --part army=rebels", "two parts are named 'army'"),
        ("--part army=army --difference rest=both-army", "the parts are 'army'"),
    ] {
        let ran = tables.run(&format!("{BY_SIDE} {words}"));
        assert!(matches!(ran.code, 2 | 3) && ran.err.contains(what), "{words}: {}", ran.err);
    }
    assert!(tables.refused("--part army=army", 2).contains("--by"));
}

#[test]
fn parts_tell_no_small_cell_by_what_is_left_over() {
    let mut text = fs::read_to_string(two_sides().path("t.csv")).unwrap();
    text.push_str("north,other,1,0,0,3\n");
    let tables = Tables::of(&text);
    let result = tables.json(&format!(
        "{BY_SIDE} --part army=army --part all=army,rebels,unknown,other --part most=army,rebels,unknown"
    ));
    for part in result["parts"].as_array().unwrap() {
        let documented = part["documented"].as_u64().unwrap();
        assert!(documented % 5 == 0 && part["documented_rounded_to"] == 5, "{documented}: 3 persons are 'other'");
    }
    let exact = tables.json(&format!("{BY_SIDE} --part army=army --min-cell 1"));
    assert!(exact["parts"][0]["documented"] == 627 && exact["parts"][0]["documented_rounded_to"].is_null());
}

const RIVALS: &str = r#"
[[rival]]
name = "Ministry, 2020"
persons = 500
low = 450
high = 560
source = "press release"
reason = "Counts files, not persons"

[[rival]]
name = "University, 2021"
persons = 2_400
source = "working paper"
reason = "Four lists"
about = "army"

[[rival]]
name = "Register, 2024"
persons = 90_000
source = "register"
reason = "Documented by name since"
kind = "documented"
"#;

#[test]
fn figures_by_others_stand_beside_ours_with_what_ours_say_to_them() {
    let tables = two_sides();
    fs::write(tables.path("rivals.toml"), RIVALS).unwrap();
    let words = format!("{BY_SIDE} --rivals @rivals.toml");
    let result = tables.json(&words);
    let rivals = result["rivals"].as_array().unwrap();
    assert_eq!(rivals.len(), 3);
    assert_eq!((&rivals[0]["low"], &rivals[0]["of_methods"]), (&450.0.into(), &5.into()));
    assert_eq!(rivals[0]["refuted_by"]["source"], "Register, 2024");
    assert_eq!(rivals[1]["about"], "army");
    let warnings = result["warnings"].to_string();
    assert!(warnings.contains("[W11] Register, 2024 documented 90,000 persons, more than the"), "{warnings}");
    let said = tables.estimated(&format!("{words} --out @out"));
    for text in
        ["Ministry, 2020: 500 (450 to 560)", "Counts files, not persons. press release", "Refuted: Register, 2024"]
    {
        assert!(said.contains(text), "{text} in {said}");
    }
    let page = tables.read("out/report.html");
    assert!(page.contains("Figures by others") && page.contains("University, 2021 [army]"), "{page}");
    // The same as CSV.
    let csv = "name,persons,low,high,source,reason,about,kind\n\"Ministry, 2020\",500,450,560,press release,\"Counts files, not persons\",,\n\
               \"University, 2021\",2400,,,working paper,Four lists,army,\n\"Register, 2024\",90000,,,register,Documented by name since,,documented\n";
    fs::write(tables.path("rivals.csv"), csv).unwrap();
    assert_eq!(tables.json(&format!("{BY_SIDE} --rivals @rivals.csv"))["rivals"], result["rivals"]);
    for (text, what) in [
        ("[[rival]]\nname = \"A\"\npersons = 5\nsource = \"s\"\n", "missing field `reason`"),
        (
            "[[rival]]\nname = \"A\"\npersons = 5\nlow = 6\nhigh = 7\nsource = \"s\"\nreason = \"r\"\n",
            "5 does not lie between 6 and 7",
        ),
        (
            "[[rival]]\nname = \"A\"\npersons = 5\nsource = \"s\"\nreason = \"r\"\nabout = \"navy\"\n",
            "speaks of 'navy', and the parts are 'army'",
        ),
        ("rival = []\n", "no rival stands in it"),
    ] {
        fs::write(tables.path("wrong.toml"), text).unwrap();
        let refused = tables.refused(&format!("{BY_SIDE} --rivals @wrong.toml"), 3);
        assert!(refused.contains(what) && refused.contains("mend: "), "{what} in {refused}");
    }
}

#[test]
fn the_range_over_selection_rules_is_shown_with_reasons() {
    let tables = Tables::kosovo();
    let said = tables.estimated("--method log-linear --replicates 20");
    for words in ["moves the number from 7,395", "Least BIC", "few interactions, so a small error"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    let result = tables.json("--method log-linear --replicates 20");
    let rules = result["selection_rules"].as_array().unwrap();
    assert_eq!(rules.len(), 9);
    let of = |key: &str| rules.iter().find(|one| one["rule"] == key).unwrap()["population_persons"].as_f64().unwrap();
    assert!((of("independence") - 7_395.0).abs() < 1.0 && (of("least-aic") - 12_741.0).abs() < 1.0);
    tables.estimated("--method log-linear --replicates 20 --out @out");
    assert!(tables.read("out/report.html").contains("What the rule of choice decides"));
}

/// Peru's Commission by strata and perpetrators, beside what was published, from the shared data where it is there.
#[test]
fn peru_stands_beside_the_published_figures_and_the_range_over_rules() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/mse/peru_cvr_stratum_perp_3list.csv");
    let Ok(text) = fs::read_to_string(&shared) else {
        let line = "skipped: estimate::peru_stands_beside_the_published_figures_and_the_range_over_rules: \
                    ../shared/data/mse/peru_cvr_stratum_perp_3list.csv is not there\n";
        std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).unwrap();
        return;
    };
    let tables = Tables::of(&text);
    fs::write(tables.path("rivals.toml"), include_str!("../../../../../conformance/estimation/peru-rivals.toml"))
        .unwrap();
    let words = "--strata stratum --without 59 --by perpetrator --part state=EST,RON,PAR --part path=SLU --part both=EST,RON,PAR,SLU \
                 --part other=MRT,OTR --difference path-by-difference=both-state --rivals @rivals.toml \
                 --method log-linear,graphs --replicates 20";
    let result = tables.json(&format!("{words} --out @out"));
    let number = |value: &Value| value.as_f64().unwrap_or(f64::INFINITY);
    holds_the_range(&result);
    let graphs =
        |totals: &Value| totals.as_array().unwrap().iter().find(|one| one["method"] == "graphs").unwrap().clone();
    let total = graphs(&result["totals"]);
    assert_eq!((&total["strata"], &total["documented"]), (&58.into(), &22_053.into()));
    assert!(number(&total["low"]) < 69_280.0 && number(&total["high"]) > 69_280.0, "{total}");
    // Few strata of the Shining Path can be estimated directly, so that the Commission took the difference.
    let direct = graphs(&result["parts"][1]["totals"])["strata"].as_u64().unwrap();
    let difference = graphs(&result["differences"][0]["totals"]);
    assert!(direct <= 14 && difference["strata"] == 58, "{direct} {difference}");
    assert!(
        number(&difference["population_persons"])
            > number(&graphs(&result["parts"][0]["totals"])["population_persons"])
    );
    assert!(result["warnings"].to_string().contains("[W11] path-by-difference is a difference"));
    let rivals = result["rivals"].as_array().unwrap();
    let figures: Vec<f64> = rivals.iter().map(|one| number(&one["persons"])).collect();
    assert_eq!(figures, [69_280.0, 48_000.0, 58_234.0, 65_958.0]);
    assert!(rivals.iter().all(|one| one["reason"].as_str().is_some_and(|reason| reason.len() > 20)));
    // No cell of fewer than five in anything that was written: the part of a stratum is told nowhere.
    let page = tables.read("out/report.html");
    assert!(page.contains("moves the number from 40,62") && page.contains("102,436") && page.contains("Rendón, 2019"));
    for one in result["parts"].as_array().unwrap().iter().flat_map(|part| part["strata"].as_array().unwrap()) {
        assert!(one.get("documented").is_none());
    }
    let patterns =
        result["strata"].as_array().unwrap().iter().flat_map(|one| one["table"]["patterns"].as_array().unwrap());
    assert!(patterns.filter_map(|one| one["persons"].as_u64()).all(|persons| persons >= 5));
    // With those of unknown place, one table of everybody says something else than the strata.
    let unplaced = tables.json("--strata stratum --method log-linear --replicates 20");
    let warnings = unplaced["warnings"].to_string();
    assert!(warnings.contains("[W13] One table of everybody gives 215,324 persons"), "{warnings}");
}

/// The sums over strata that the reference has by each rule: of all, of the state, of the state with the Shining Path.
fn holds_the_range(result: &Value) {
    let rule = |rules: &Value, key: &str| {
        let rule = rules.as_array().unwrap().iter().find(|one| one["rule"] == key);
        rule.unwrap()["population_persons"].as_f64().unwrap()
    };
    // Whole persons in each of 58 strata, so that the sum may differ by some.
    for (key, all, state, both) in [
        ("independence", 40_625.0, 13_065.0, 30_684.0),
        ("least-bic", 78_818.0, 26_157.0, 61_692.0),
        ("least-aic", 102_436.0, 32_722.0, 76_093.0),
        ("least-chi-square", 73_738.0, 23_213.0, 60_204.0),
    ] {
        let parts = &result["parts"];
        for (rules, wanted) in [
            (&result["selection_rules"], all),
            (&parts[0]["selection_rules"], state),
            (&parts[2]["selection_rules"], both),
        ] {
            let found = rule(rules, key);
            assert!((found - wanted).abs() < 8.0, "{key}: {found}, wanted {wanted}");
        }
    }
}
