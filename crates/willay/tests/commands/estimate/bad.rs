//! Tables that nobody should estimate from, or hardly: each ends in a clear refusal or a right answer, never in a number that is
//! none, a panic, or a wait without end.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use super::Tables;

const ALL: &str = "--method log-linear,graphs,classes,coverage,closed,chao,two-lists --ordered --replicates 20 --quick";

/// Every number of a result: finite (JSON has no other), and no population below the documented of its stratum but by
/// methods that say so themselves.
fn holds_sound_numbers(result: &Value) {
    for method in result["strata"][0]["methods"].as_array().unwrap() {
        if method["refusal"].is_string() {
            continue;
        }
        let number = |name: &str| method[name].as_f64();
        let (population, low) = (number("population_persons").unwrap(), number("low").unwrap());
        assert!(population.is_finite() && population > 0.0, "{method}");
        assert!(low <= population * 1.001 && number("high").is_none_or(|high| high >= population * 0.999), "{method}");
        let is_pair = method["method"].as_str().unwrap().starts_with("chapman-");
        assert!(is_pair || population >= method["documented"].as_f64().unwrap() * 0.999, "{method}");
    }
}

fn answers(result: &Value) -> BTreeMap<String, Option<f64>> {
    let methods = result["strata"][0]["methods"].as_array().unwrap();
    methods.iter().map(|one| (one["method"].as_str().unwrap().to_owned(), one["population_persons"].as_f64())).collect()
}

#[test]
fn what_is_no_count_stops_the_command_with_its_place() {
    for (rows, what) in [
        ("1,0,0,12\n0,1,0,-4\n", "row 3, column n: found '-4', write a whole number from 0"),
        ("1,0,0,12.5\n0,1,0,4\n", "row 2, column n: found '12.5', write a whole number from 0"),
        ("1,0,0,NaN\n0,1,0,4\n", "row 2, column n: found 'NaN', write a whole number from 0"),
        ("1,0,0,1e3\n0,1,0,4\n", "row 2, column n: found '1e3', write a whole number from 0"),
        ("1,0,0,4000000000\n0,1,0,4\n", "1 to 1,000,000,000 can be used"),
        ("0.5,0,0,4\n0,1,0,4\n", "row 2, column a: found '0.5', write 1 for on the list, 0 for not"),
    ] {
        let said = Tables::of(&format!("a,b,c,n\n{rows}")).refused(ALL, 3);
        assert!(said.contains(what) && said.contains("mend: "), "{what} in {said}");
    }
    assert!(Tables::of("a,n\n1,50\n").refused(ALL, 3).contains("1 list; 2 to 16 can be used"));
}

#[test]
fn lists_that_share_nobody_have_no_number_but_a_bound() {
    let result = Tables::of("a,b,c,n\n1,0,0,50\n0,1,0,40\n0,0,1,30\n").json(ALL);
    holds_sound_numbers(&result);
    let numbers: Vec<String> = answers(&result).into_iter().filter_map(|(name, number)| number.map(|_| name)).collect();
    assert_eq!(numbers, ["chao-corrected"], "{result:#}");
    let two = Tables::of("a,b,n\n1,0,50\n0,1,40\n").json(ALL);
    holds_sound_numbers(&two);
    assert_eq!(answers(&two)["chapman"], None);
}

#[test]
fn a_list_that_contains_another_is_answered_without_a_number_that_is_none() {
    // Whoever is on b is on a.
    let nested = Tables::of("a,b,c,n\n1,1,0,30\n1,0,0,50\n1,1,1,12\n1,0,1,25\n0,0,1,40\n").json(ALL);
    holds_sound_numbers(&nested);
    assert!(answers(&nested)["log-linear-best"].is_some_and(|persons| (157.0..400.0).contains(&persons)), "{nested:#}");
    let two = Tables::of("a,b,n\n1,1,30\n1,0,50\n").json(ALL);
    holds_sound_numbers(&two);
}

#[test]
fn all_in_one_cell_is_refused_by_every_method() {
    for row in ["1,1,1,70", "1,0,0,70", "1,1,0,70"] {
        let result = Tables::of(&format!("a,b,c,n\n{row}\n")).json(ALL);
        assert!(answers(&result).values().all(Option::is_none), "{row}: {result:#}");
        let why = result["strata"][0]["methods"][0]["refusal"].as_str().unwrap();
        assert!(why.contains("fewer than two lists say anything of their own"), "{why}");
    }
}

#[test]
fn a_thousand_million_persons_are_answered_in_time() {
    let counts = [287_081_339, 239_234_449, 95_693_779, 191_387_559, 76_555_023, 66_985_645, 43_062_200];
    let mut text = "a,b,c,n\n".to_owned();
    for (pattern, persons) in (1_u32..8).zip(counts) {
        writeln!(text, "{},{},{},{persons}", pattern & 1, pattern >> 1 & 1, pattern >> 2 & 1).unwrap();
    }
    let result = Tables::of(&text).json(ALL);
    holds_sound_numbers(&result);
    // The saturated model without the interaction of all: the product of odd patterns by that of even ones.
    let odd = 287_081_339.0 * 239_234_449.0 * 191_387_559.0 * 43_062_200.0;
    let even = 95_693_779.0 * 76_555_023.0 * 66_985_645.0;
    let wanted = counts.iter().sum::<u64>() as f64 + odd / even;
    let found = answers(&result)["log-linear-best"].unwrap();
    assert!((found / wanted - 1.0).abs() < 1e-6, "{found} {wanted}");
    // Chains cannot cross so narrow a posterior: they say so, instead of going on.
    let classes = result["strata"][0]["methods"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["method"] == "classes")
        .unwrap()
        .clone();
    let refusal = classes["refusal"].as_str().map(str::to_owned);
    assert!(refusal.is_none_or(|why| why.contains("did not converge")), "{classes}");
}

#[test]
fn sixteen_lists_are_answered() {
    // A line of neighbours: each list alone, and shared with the next two.
    let mut text = (1..=16).map(|list| format!("l{list}")).collect::<Vec<_>>().join(",") + ",n\n";
    let mut row = |lists: &[usize], persons: u32| {
        let cells: Vec<&str> = (0..16).map(|list| if lists.contains(&list) { "1" } else { "0" }).collect();
        writeln!(text, "{},{persons}", cells.join(",")).unwrap();
    };
    for list in 0..16 {
        row(&[list], 20);
        row(&[list, (list + 1) % 16], 3);
        row(&[list, (list + 2) % 16], 3);
    }
    let result = Tables::of(&text).json("--method classes,chao,closed,two-lists --quick --min-cell 1");
    holds_sound_numbers(&result);
    let answers = answers(&result);
    assert!(answers["chao-corrected"].is_some_and(|persons| persons > 416.0), "{result:#}");
    assert!(answers["closed-mt"].is_some());
}
