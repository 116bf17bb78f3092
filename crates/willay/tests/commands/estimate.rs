//! Does `willay estimate` say how many nobody listed, what that rests on, and answer clearly whatever it is given?

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use serde_json::Value;

use crate::workspace::{Ran, files, willay};

mod bad;
mod beside;
mod draws;
mod spanish;

/// Kosovo 1999, four lists (Ball & others 2002): 4,400 documented killings; EXH is the first list.
const KOSOVO: [u64; 15] = [1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27];

/// Tables in a folder that is gone after the test.
struct Tables {
    folder: tempfile::TempDir,
}

impl Tables {
    fn of(text: &str) -> Self {
        let tables = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(tables.path("t.csv"), text).unwrap();
        tables
    }

    fn kosovo() -> Self {
        let mut text = "EXH,ABA,OSCE,HRW,count\n".to_owned();
        for (pattern, persons) in (1_u32..16).zip(KOSOVO) {
            let on: Vec<String> = (0..4).map(|list| (pattern >> list & 1).to_string()).collect();
            writeln!(text, "{},{persons}", on.join(",")).unwrap();
        }
        Self::of(&text)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `willay estimate t.csv` with more words; those that begin with `@` are files of the folder.
    fn run(&self, words: &str) -> Ran {
        let word = |word: &str| match word.strip_prefix('@') {
            Some(name) => self.path(name).to_str().unwrap().to_owned(),
            None => word.to_owned(),
        };
        let words = format!("estimate @t.csv {words}");
        let words: Vec<String> = words.split_whitespace().map(word).collect();
        willay(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn estimated(&self, words: &str) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, 0, "{words}: {}{}", ran.out, ran.err);
        ran.out
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.estimated(&format!("{words} --json"))).unwrap()
    }

    fn refused(&self, words: &str, code: i32) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, code, "{words}: {}{}", ran.out, ran.err);
        ran.err
    }
}

/// The answer of a method in the first stratum.
fn method<'a>(result: &'a Value, name: &str) -> &'a Value {
    let methods = result["strata"][0]["methods"].as_array().unwrap();
    methods.iter().find(|one| one["method"] == name).unwrap_or_else(|| panic!("no {name} in {methods:?}"))
}

fn near(value: &Value, wanted: f64, distance: f64) {
    let found = value.as_f64().unwrap();
    assert!((found - wanted).abs() <= distance, "found {found}, wanted {wanted}");
}

#[test]
fn kosovo_has_its_published_answers_side_by_side() {
    let tables = Tables::kosovo();
    let text = tables.estimated("--method log-linear --replicates 100");
    for words in ["4,400 persons documented", "[123,14,34]", "8,994 to 12,110", "14,342", "12,541 to 16,540"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let result = tables.json("--method log-linear --replicates 100");
    let best = method(&result, "log-linear-best");
    near(&best["population_persons"], 10_356.518_957, 1e-3);
    near(&best["low"], 8_994.257, 1e-2);
    near(&best["high"], 12_110.408, 1e-2);
    assert_eq!(result["strata"][0]["log_linear"]["examined"], 113);
    assert_eq!(result["seed"], 19_481_210);
    assert_eq!(result["input"]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn results_are_the_same_bytes_with_any_threads() {
    let tables = Tables::kosovo();
    tables.estimated("--method log-linear,classes --replicates 100 --threads 1 --out @one");
    tables.estimated("--method log-linear,classes --replicates 100 --threads 3 --out @three");
    let (one, three) = (files(&tables.path("one")), files(&tables.path("three")));
    assert_eq!(one.keys().map(String::as_str).collect::<Vec<_>>(), ["draws.csv", "report.html", "result.json"]);
    assert!(one == three);
    let page = String::from_utf8(one["report.html"].clone()).unwrap();
    assert!(page.contains("<svg") && !page.contains("<script") && !page.contains("src="), "{page}");
    let draws = String::from_utf8(one["draws.csv"].clone()).unwrap();
    assert!(draws.starts_with("stratum,method,draw,persons\n"), "{draws}");
    assert!(draws.lines().filter(|line| line.starts_with(",log-linear-bootstrap,")).count() == 100);
}

#[test]
fn one_row_a_person_is_counted_and_other_columns_are_left_alone() {
    let mut text = "id,church,police\n".to_owned();
    let rows =
        std::iter::repeat_n("1,0", 28).chain(std::iter::repeat_n("0,1", 10)).chain(std::iter::repeat_n("1,1", 13));
    rows.enumerate().for_each(|(id, row)| writeln!(text, "P{id},{row}").unwrap());
    let tables = Tables::of(&text);
    let result = tables.json("");
    near(&method(&result, "chapman")["population_persons"], 71.0, 1e-9); // 42 * 24 / 14 - 1
    assert_eq!(method(&result, "exact")["interval"], "exact (hypergeometric)");
    assert!(result["input"]["notes"][0].as_str().unwrap().contains("id"), "{result}");
    let said = tables.estimated("");
    assert!(said.contains("[W1]") && said.contains("Find a third list"), "{said}");
}

#[test]
fn the_level_widens_the_interval() {
    let tables = Tables::of("a,b,n\n1,0,28\n0,1,10\n1,1,13\n");
    let wide = tables.json("--method two-lists,chao --level 0.99");
    let usual = tables.json("--method two-lists,chao");
    for name in ["chapman", "exact", "profile", "chao-corrected"] {
        assert!(method(&wide, name)["high"].as_f64() > method(&usual, name)["high"].as_f64(), "{name}");
    }
    assert!(tables.refused("--level 95", 2).contains("0.5 to 0.999"));
}

#[test]
fn strata_are_estimated_each_and_the_poor_ones_named() {
    let mut text = "region,a,b,c,n\n".to_owned();
    for (region, times) in [("north", 1), ("south", 2)] {
        for (pattern, persons) in (1_u32..8).zip([60, 49, 4, 247, 112, 142, 12]) {
            let on: Vec<String> = (0..3).map(|list| (pattern >> list & 1).to_string()).collect();
            writeln!(text, "{region},{},{}", on.join(","), persons * times).unwrap();
        }
    }
    text.push_str("east,1,0,0,9\neast,0,1,0,8\neast,0,0,1,8\n");
    let tables = Tables::of(&text);
    let result = tables.json("--strata region --method log-linear --replicates 50");
    let names: Vec<&str> =
        result["strata"].as_array().unwrap().iter().filter_map(|one| one["stratum"].as_str()).collect();
    assert_eq!(names, ["east", "north", "south"]);
    let total = result["totals"].as_array().unwrap().iter().find(|one| one["method"] == "log-linear-best").unwrap();
    let best = |place: usize| {
        let methods = result["strata"][place]["methods"].as_array().unwrap();
        methods.iter().find(|one| one["method"] == "log-linear-best").unwrap()["population_persons"].as_f64().unwrap()
    };
    near(&total["population_persons"], best(1).round() + best(2).round(), 0.0); // Printed parts add up.
    assert!((best(1) - 730.93).abs() < 0.01, "{}", best(1));
    assert_eq!((total["strata"].as_u64(), total["left_out"][0]["stratum"].as_str()), (Some(2), Some("east")));
    let (low, high) = (total["low"].as_f64().unwrap(), total["high"].as_f64().unwrap());
    assert!(low > 2_050.0 && high < 2_450.0, "{low} {high}");
    let said = tables.estimated("--strata region --method log-linear --replicates 50");
    assert!(said.contains("no number: 0 persons are on more than one list"), "{said}");
    assert!(said.contains("[W12] Without 1 stratum (25 persons documented)"), "{said}");
}

#[test]
fn small_cells_are_printed_nowhere() {
    let tables = Tables::of("a,b,c,n\n1,0,0,211\n0,1,0,187\n0,0,1,143\n1,1,0,61\n1,0,1,3\n0,1,1,47\n1,1,1,29\n");
    let said = tables.estimated("--method log-linear,chao --replicates 20 --out @out");
    assert!(said.contains("2 cells hidden as small"), "{said}");
    let page = fs::read_to_string(tables.path("out/report.html")).unwrap();
    let result: Value = serde_json::from_str(&fs::read_to_string(tables.path("out/result.json")).unwrap()).unwrap();
    let patterns = result["strata"][0]["table"]["patterns"].as_array().unwrap();
    let hidden: BTreeSet<&str> =
        patterns.iter().filter(|one| one["persons"].is_null()).filter_map(|one| one["pattern"].as_str()).collect();
    assert_eq!(hidden, BTreeSet::from(["101", "111"]));
    // Neither the hidden cells nor the sums that would give them away.
    for lists in ["a + c", "a + b + c"] {
        assert!(page.contains(&format!("<th scope=\"row\">{lists}</th><td class=\"number\">hidden</td>")), "{page}");
    }
    assert!(!page.contains("<td class=\"number\">32</td>") && page.contains("<td class=\"number\">30</td>"));
    let shown = tables.json("--method chao --min-cell 1");
    assert_eq!(shown["strata"][0]["table"]["hidden_cells"], 0);
}

#[test]
fn wrong_cells_are_named_with_file_row_column_and_mend() {
    let tables = Tables::of("a,b,n\n1,0,12\n2,0,4\n1,1,-3\n0,1,2.5\n0,0,9\n");
    let said = tables.refused("", 3);
    for words in [
        "t.csv: row 3, column a: found '2', write 1 for on the list, 0 for not",
        "t.csv: row 4, column n: found '-3', write a whole number from 0",
        "t.csv: row 5, column n: found '2.5', write a whole number from 0",
        "t.csv: row 6, column n: found '9', leave out those on no list",
        "4 errors",
        "mend: ",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[test]
fn what_is_no_table_is_refused_with_its_mend() {
    let of = |text: &str, words: &str| Tables::of(text).refused(words, 3);
    assert!(of("a,n\n1,5\n", "").contains("1 list; 2 to 16 can be used"));
    assert!(of("a,b,n\n1,0,0\n", "").contains("0 persons"));
    assert!(of("name\nx\n", "").contains("0 lists"));
    assert!(of("a,b\n1,0\n", "--strata region").contains("there is no column 'region'; the columns are 'a', 'b'"));
    assert!(of("a,b\n1,0\n", "--lists a,z").contains("there is no column 'z'"));
    assert!(of("", "").contains("the file is empty"));
    let many: Vec<String> = (0..17).map(|list| format!("l{list}")).collect();
    let text = format!("{}\n{}\n", many.join(","), vec!["1"; 17].join(","));
    assert!(of(&text, "").contains("17 lists; 2 to 16 can be used"));
    let ran = willay(&["estimate", "/nowhere/t.csv"]);
    assert!(ran.code == 3 && ran.err.contains("not there"), "{}", ran.err);
}

#[test]
fn a_refusal_is_a_result() {
    let tables = Tables::of("a,b,c,n\n1,0,0,50\n0,1,0,40\n0,0,1,30\n");
    let said = tables.estimated("");
    assert!(said.contains("No number by") && said.contains("[W2]"), "{said}");
    // Chao's bound was made for lists that hardly meet, and answers where it is asked for.
    let bound = tables.estimated("--method chao");
    assert!(bound.contains("At least") && bound.contains("bias-corrected"), "{bound}");
    tables.estimated("--out @out");
    assert!(fs::read_to_string(tables.path("out/report.html")).unwrap().contains("No number"));
}

#[test]
fn the_help_teaches_with_an_example() {
    let ran = willay(&["estimate", "--help"]);
    for words in ["church,police,press,count", "--strata", "Examples:", "A method that cannot answer says why"] {
        assert!(ran.out.contains(words), "{words}");
    }
}

#[test]
fn small_strata_and_overlaps_are_printed_nowhere() {
    let text = "place,a,b,n\nnorth,1,0,40\nnorth,0,1,30\nnorth,1,1,20\nsouth,1,0,2\nsouth,1,1,1\neast,1,0,20\neast,0,1,19\neast,1,1,1\n";
    let tables = Tables::of(text);
    let said = tables.estimated("--strata place --out @out");
    assert!(said.contains("under 5 persons are documented, too few to be printed"), "{said}");
    let written = tables.read("out/result.json") + &tables.read("out/report.html");
    assert!(written.contains("the lists share under 5 persons"), "{written}");
    assert!(!written.contains("share 1 persons") && !written.contains("\"documented\": 3,"), "{written}");
}

/// Every option and method has its row in the manual.
#[test]
fn the_manual_knows_every_option_and_method() {
    let manual = include_str!("../../../../docs/estimation.md");
    let help = willay(&["estimate", "--help"]).out;
    let options =
        help.split_whitespace().filter(|word| word.starts_with("--")).map(|word| word.trim_end_matches([',', '.']));
    let known = ["--help", "--encoding", "--out"];
    for option in options.filter(|option| !known.contains(option)) {
        assert!(manual.contains(&format!("`{option}")), "docs/estimation.md lacks {option}");
    }
    for method in ["log-linear", "graphs", "classes", "coverage", "closed", "chao", "two-lists"] {
        assert!(manual.contains(&format!("| `{method}` |")) && help.contains(method), "{method}");
    }
}

/// Two lists of 100 and 80 persons under twelve linkages, which differ in how many stand on both.
fn drawn(linkages: u64) -> Tables {
    let mut text = "draw,stratum,church,police,persons\n".to_owned();
    for draw in 0..linkages {
        let both = 30 + draw % 6;
        for (pattern, persons) in [("1,0", 100 - both), ("0,1", 80 - both), ("1,1", both)] {
            writeln!(text, "{draw},0,{pattern},{persons}").unwrap();
        }
    }
    Tables::of(&text)
}

#[test]
fn the_doubt_about_who_is_whom_is_in_the_interval() {
    let tables = drawn(12);
    let result = tables.json("");
    assert_eq!(result["linkages"], 12);
    let pooled = &result["over_linkages"][0];
    assert_eq!(
        (&pooled["method"], &pooled["linkages"], &pooled["refused"]),
        (&"chapman".into(), &12.into(), &0.into())
    );
    let number = |value: &Value| value.as_f64().unwrap();
    // Chapman's 101 * 81 / (both + 1) - 1 is between 226 and 263 for 35 and 30 on both lists.
    let population = number(&pooled["population_persons"]);
    assert!((235.0..255.0).contains(&population), "{pooled:#}");
    let share = number(&pooled["share_of_variance_due_to_linkage"]);
    assert!(share > 0.05 && share < 0.6, "{pooled:#}");
    let one = method(&result, "chapman");
    assert_eq!(one["documented"], 148, "of the middle linkage: {one:#}");
    let width = |answer: &Value| number(&answer["high"]) - number(&answer["low"]);
    assert!(width(pooled) > 0.9 * width(one), "{pooled:#} {one:#}");
    let text = tables.estimated("");
    assert!(text.contains("All 12 sampled linkages together") && !text.contains("[W14]"), "{text}");
    let wide = tables.json("--level 0.99");
    assert!(width(&wide["over_linkages"][0]) > 1.2 * width(pooled), "the level holds here too: {wide:#}");
    assert!(tables.estimated("--level 0.99").matches("99 % interval").count() == 2);
    let few = drawn(3).estimated("");
    assert!(few.contains("[W14] Sampled linkages: only 3"), "{few}");
}

#[test]
fn linkages_of_three_lists_and_strata_are_combined_by_models() {
    let mut text = "run,place,a,b,c,n\n".to_owned();
    for run in 0..10 {
        for (place, times) in [("north", 1), ("south", 2)] {
            for (pattern, persons) in (1_u32..8).zip([60, 50, 20 + run % 3, 40, 16, 14, 9]) {
                let on: Vec<String> = (0..3).map(|list| (pattern >> list & 1).to_string()).collect();
                writeln!(text, "{run},{place},{},{}", on.join(","), persons * times).unwrap();
            }
        }
    }
    let tables = Tables::of(&text);
    let words = "--linkages run --strata place --method log-linear,graphs --replicates 20";
    let result = tables.json(words);
    let pooled = result["over_linkages"].as_array().unwrap();
    let methods: Vec<&str> = pooled.iter().map(|one| one["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["log-linear-average", "graphs"]);
    for one in pooled {
        assert_eq!(one["documented"], 630, "{one:#}");
        let population = one["population_persons"].as_f64().unwrap();
        assert!(population > 700.0 && population < 2_000.0, "{one:#}");
    }
    assert_eq!(tables.json(&format!("{words} --threads 1"))["over_linkages"], result["over_linkages"]);
    let refused = tables.refused("--linkages draw", 3);
    assert!(refused.contains("there is no column 'draw'") && refused.contains("--linkages"), "{refused}");
}

#[test]
fn a_stratum_may_be_left_out_and_that_is_said() {
    let mut text = "place,a,b,c,n\n".to_owned();
    for (place, times) in [("north", 1), ("south", 2), ("unknown", 30)] {
        for (pattern, persons) in (1_u32..8).zip([60, 50, 20, 40, 16, 14, 9]) {
            let on: Vec<String> = (0..3).map(|list| (pattern >> list & 1).to_string()).collect();
            writeln!(text, "{place},{},{}", on.join(","), persons * times).unwrap();
        }
    }
    let tables = Tables::of(&text);
    let result = tables.json("--strata place --without unknown --method graphs");
    assert_eq!(result["strata"].as_array().unwrap().len(), 2);
    assert_eq!(result["totals"][0]["documented"], 3 * 209);
    assert!(result["input"]["notes"].to_string().contains("left out, as was asked: stratum unknown"));
    let refused = tables.refused("--strata place --without east", 3);
    assert!(refused.contains("there is no stratum 'east'; the strata are 'north', 'south', 'unknown'"), "{refused}");
    assert!(tables.refused("--without unknown", 2).contains("--strata"));
}

#[test]
fn fewer_lists_and_the_reporting_checklist_stand_in_the_result() {
    let result = Tables::kosovo().json("--method log-linear --replicates 20");
    let fewer = result["strata"][0]["from_fewer_lists"].as_array().unwrap();
    assert_eq!(fewer.len(), 4 + 6, "each list, and each two lists");
    assert!(fewer.iter().all(|one| one["population_persons"].as_f64().is_some_and(|persons| persons > 2_000.0)));
    let gather = result["gather"].as_array().unwrap();
    assert_eq!(gather.len(), 18);
    let answer = |item: usize| gather[item - 1]["answer"].as_str();
    assert!(answer(14).is_some_and(|code| code.contains("seed 19481210")));
    assert!(answer(12).is_some_and(|checks| checks.contains("without EXH: ")));
    assert_eq!(answer(2), None, "who paid is for people to say");
}

#[test]
fn other_priors_are_tried_where_latent_classes_are_run_and_w10_says_so() {
    let tables = Tables::of("a,b,c,n\n1,0,0,60\n0,1,0,55\n0,0,1,62\n1,1,0,2\n1,0,1,2\n0,1,1,2\n");
    let result = tables.json("--method classes");
    let priors = result["strata"][0]["under_other_priors"].as_array().unwrap();
    assert!(priors.len() >= 4, "{priors:?}");
    let warnings = result["strata"][0]["warnings"].to_string();
    assert!(warnings.contains("[W10] Under other priors the estimate goes from"), "{warnings}");
    let notes = method(&result, "classes")["notes"].to_string();
    assert!(notes.contains("other priors"), "{notes}");
    let quick = tables.json("--method classes --quick");
    assert_eq!(quick["strata"][0]["under_other_priors"].as_array().unwrap().len(), 0);
    assert!(!quick["strata"][0]["warnings"].to_string().contains("[W10]"));
    assert_eq!(method(&quick, "classes")["low"], method(&result, "classes")["low"], "the number itself is the same");
}

#[test]
fn strata_lend_one_another_strength_where_that_is_asked_for_and_say_what_speaks_against_it() {
    let mut text = "place,a,b,c,n\n".to_owned();
    for (place, times) in [("p1", 4), ("p2", 8), ("p3", 12), ("p4", 5), ("p5", 6), ("p6", 1)] {
        for (pattern, persons) in (1_u32..8).zip([15, 12, 5, 10, 4, 3, 2]) {
            let on: Vec<String> = (0..3).map(|list| (pattern >> list & 1).to_string()).collect();
            writeln!(text, "{place},{},{}", on.join(","), persons * times).unwrap();
        }
    }
    let tables = Tables::of(&text);
    let result = tables.json("--strata place --method graphs --partial-pooling");
    let pooling = &result["partial_pooling"][0];
    assert_eq!((&pooling["strata"], &pooling["foretold_by_the_others"]), (&6.into(), &6.into()));
    let width = |stratum: usize, name: &str| {
        let methods = result["strata"][stratum]["methods"].as_array().unwrap();
        let one = methods.iter().find(|one| one["method"] == name).unwrap();
        one["high"].as_f64().unwrap() - one["low"].as_f64().unwrap()
    };
    assert!(width(5, "graphs-pooled") < 0.9 * width(5, "graphs"), "the smallest stratum gains most");
    assert_eq!(result["totals"].as_array().unwrap().len(), 2, "beside the strata alone, not in their place");
    let said = tables.estimated("--strata place --method graphs --partial-pooling");
    assert!(said.contains("The others foretell 6 of 6 strata"), "{said}");
    let few = Tables::of(&text.lines().take(22).collect::<Vec<_>>().join("\n"));
    let said = few.estimated("--strata place --method graphs --partial-pooling");
    assert!(said.contains("fewer than 5 strata have a number"), "{said}");
    assert!(tables.refused("--partial-pooling", 2).contains("--strata"));
}
