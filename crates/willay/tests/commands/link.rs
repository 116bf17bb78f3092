//! Does `willay link` find the persons of lists, say how sure it is, and answer clearly whatever it is given?

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use link::synthetic::{Recipe, registers};
use serde_json::Value;

use crate::workspace::{Ran, files, willay};

/// Settings for the synthetic lists, as a person would write them.
const SETTINGS: &str = r#"
blocking = [["surname1", "initial(given)"], ["day(birth-date)"], ["surname2", "year(birth-date)"], ["given", "place"]]
[[field]]
name = "birth-date"
kind = "date"
[[field]]
name = "sex"
kind = "sex"
[[comparison]]
column = "given"
kind = "given"
[[comparison]]
columns = ["surname1", "surname2"]
kind = "surnames"
[[comparison]]
column = "birth-date"
kind = "date"
[[comparison]]
column = "sex"
kind = "exact"
[[comparison]]
column = "place"
kind = "exact"
"#;

/// Lists in a folder that is gone after the test.
struct Lists {
    folder: tempfile::TempDir,
}

impl Lists {
    /// Two lists of one population, the truth about them, and settings.
    fn synthetic() -> Self {
        let lists = Self { folder: tempfile::tempdir().unwrap() };
        let recipe = Recipe { population: 300, coverage: vec![0.7, 0.6], error: 0.1, seed: 5 };
        let mut truth = "list,id,entity\n".to_owned();
        for (name, register) in ["church", "court"].iter().zip(registers(&recipe)) {
            let mut rows = "id,given,surname1,surname2,sex,birth-date,death-date,place\n".to_owned();
            for row in register {
                writeln!(rows, "{},{}", row.id, row.values.join(",")).unwrap();
                writeln!(truth, "{name},{},{}", row.id, row.person).unwrap();
            }
            lists.write(&format!("{name}.csv"), rows.as_bytes());
        }
        lists.write("truth.csv", truth.as_bytes());
        lists.write("s.toml", SETTINGS.as_bytes());
        lists
    }

    /// One list with these bytes, `list.csv`.
    fn of(bytes: &[u8]) -> Self {
        let lists = Self { folder: tempfile::tempdir().unwrap() };
        lists.write("list.csv", bytes);
        lists
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `willay link`; words that begin with `@` are files of the folder.
    fn link(&self, words: &str) -> Ran {
        let word = |word: &str| match word.strip_prefix('@') {
            Some(name) => self.path(name).to_str().unwrap().to_owned(),
            None => word.to_owned(),
        };
        let words: Vec<String> = std::iter::once("link".to_owned()).chain(words.split(' ').map(word)).collect();
        willay(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs it and expects it to end well.
    fn linked(&self, words: &str) -> Ran {
        let ran = self.link(words);
        assert_eq!(ran.code, 0, "{words}: {}{}", ran.out, ran.err);
        ran
    }

    /// `(list, id)` to cluster.
    fn clusters(&self, out: &str) -> BTreeMap<(String, String), String> {
        let text = self.read(&format!("{out}/clusters.csv"));
        let cells = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        cells.map(|cells| ((cells[0].clone(), cells[1].clone()), cells[2].clone())).collect()
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    files(folder).into_keys().collect()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out))
}

#[test]
fn persons_are_found_from_nothing_but_the_files() {
    let lists = Lists::synthetic();
    let ran = lists.linked("@church.csv @court.csv --out @out --truth @truth.csv");
    for words in ["as no --settings was given", "Rules", "Model", "Prior:", "Clusters", "Against the truth", "Next"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let written = ["clusters.csv", "model.json", "pairs.csv", "report.html", "settings.toml", "summary.json"];
    assert_eq!(names(&lists.path("out")), written.map(str::to_owned).into());
    let settings = lists.read("out/settings.toml");
    assert!(
        settings.contains("likely matches that no rule above finds") && settings.contains("# named like"),
        "{settings}"
    );
    let summary: Value = serde_json::from_str(&lists.read("out/summary.json")).unwrap();
    let truth = &summary["truth"];
    assert!(truth["pair_f1"].as_f64().unwrap() > 0.9, "{truth:#}");
    assert!(truth["candidate_recall"].as_f64().unwrap() > 0.95, "{truth:#}");
    assert!(lists.read("out/report.html").contains("church"));
    // The proposal that was written makes the same run again.
    lists.linked("@church.csv @court.csv --settings @out/settings.toml --out @again");
    assert_eq!(lists.read("again/pairs.csv"), lists.read("out/pairs.csv"));
    assert_eq!(lists.read("again/clusters.csv"), lists.read("out/clusters.csv"));
}

#[test]
fn the_summary_is_one_object_for_programs() {
    let lists = Lists::synthetic();
    let summary = json(&lists.linked("@church.csv @court.csv --settings @s.toml --out @out --json --one-row-per-list"));
    let rows = lists.read("church.csv").lines().count() + lists.read("court.csv").lines().count() - 2;
    assert_eq!(summary["records"], rows);
    assert_eq!(summary["lists"][1]["name"], "court");
    for key in [
        "pairs_scored",
        "pairs_kept",
        "clusters",
        "records_in_clusters",
        "threshold",
        "prior",
        "rules",
        "loss",
        "seconds",
    ] {
        assert!(!summary[key].is_null(), "{key}: {summary:#}");
    }
    let scored: u64 = summary["rules"].as_array().unwrap().iter().map(|rule| rule["new_pairs"].as_u64().unwrap()).sum();
    assert_eq!(summary["pairs_scored"], scored);
    let clusters = lists.clusters("out");
    assert_eq!(clusters.len(), rows);
    let seen: BTreeSet<(&String, &String)> = clusters.iter().map(|((list, _), cluster)| (list, cluster)).collect();
    assert_eq!(seen.len(), rows, "no cluster holds two rows of a list");
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_a_byte() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @one --threads 1");
    for threads in ["2", "7"] {
        lists.linked(&format!("@church.csv @court.csv --settings @s.toml --out @out --threads {threads}"));
        for file in ["pairs.csv", "clusters.csv", "model.json", "report.html", "summary.json"] {
            assert_eq!(
                lists.read(&format!("out/{file}")),
                lists.read(&format!("one/{file}")),
                "{file}, {threads} threads"
            );
        }
    }
    for name in ["church.csv", "court.csv"] {
        let text = lists.read(name);
        let mut rows: Vec<&str> = text.lines().collect();
        rows[1..].reverse();
        let middle = rows.len() / 3;
        rows[1..].rotate_left(middle);
        lists.write(name, (rows.join("\n") + "\n").as_bytes());
    }
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out --threads 2");
    for file in ["pairs.csv", "clusters.csv"] {
        assert_eq!(lists.read(&format!("out/{file}")), lists.read(&format!("one/{file}")), "{file}, other order");
    }
}

#[test]
fn a_column_may_name_the_lists_of_one_file() {
    let lists = Lists::synthetic();
    let mut all = "source,id,given,surname1,surname2,sex,birth-date,death-date,place\n".to_owned();
    for name in ["court", "church"] {
        for row in lists.read(&format!("{name}.csv")).lines().skip(1) {
            writeln!(all, "{name},{row}").unwrap();
        }
    }
    lists.write("all.csv", all.as_bytes());
    lists.linked("@church.csv @court.csv --settings @s.toml --out @two");
    lists.linked("@all.csv --list source --settings @s.toml --out @one");
    assert_eq!(lists.read("one/clusters.csv"), lists.read("two/clusters.csv"));
    let refused = lists.link("@all.csv --list sauce --settings @s.toml --out @none");
    assert!(refused.code == 3 && refused.err.contains("has no column 'sauce'"), "{}", refused.err);
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let lists = Lists::synthetic();
    let before = names(lists.folder.path());
    let ran = lists.linked("@church.csv @court.csv --settings @s.toml --out @out --dry-run");
    assert!(ran.out.contains("largest block") && ran.out.contains("nothing was compared or written"), "{}", ran.out);
    let rules = json(&lists.linked("@church.csv @court.csv --settings @s.toml --dry-run --json"));
    assert!(rules["rules"][0]["pairs"].as_u64().unwrap() > 0);
    lists.linked("@church.csv @court.csv --dry-run");
    assert_eq!(names(lists.folder.path()), before);
    let ran = lists.linked("@church.csv @court.csv --propose-only --out @proposed");
    assert!(ran.out.contains("read and change it"));
    assert_eq!(names(&lists.path("proposed")), ["settings.toml".to_owned()].into());
}

#[test]
fn what_people_judge_outranks_the_model() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out --one-row-per-list");
    let pairs = lists.read("out/pairs.csv");
    let bits = |cells: &Vec<&str>| cells[4].parse::<f64>().unwrap();
    let rows = pairs.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let linked = rows.max_by(|one, other| bits(one).total_cmp(&bits(other))).unwrap();
    let names = linked[..4].join(",");
    let [left, right] = [0, 2].map(|at| (linked[at].to_owned(), linked[at + 1].to_owned()));
    assert_eq!(lists.clusters("out")[&left], lists.clusters("out")[&right]);
    lists.write(
        "review.csv",
        format!("left_list,left_id,right_list,right_id,decision,author\n{names},different,Rosa\n").as_bytes(),
    );
    lists.linked("@church.csv @court.csv --settings @s.toml --out @judged --judgements @review.csv --one-row-per-list");
    assert_ne!(lists.clusters("judged")[&left], lists.clusters("judged")[&right]);
    // In words, why they weigh what they weigh.
    let ran = lists.linked(&format!(
        "@church.csv @court.csv --settings @s.toml --explain {}:{} {}:{}",
        linked[0], linked[1], linked[2], linked[3]
    ));
    assert!(ran.out.contains("before comparing") && ran.out.contains("They are in one cluster."), "{}", ran.out);
    lists.write("review.csv", format!("left_list,left_id,right_list,right_id,decision\n{names},perhaps\n").as_bytes());
    let refused = lists.link("@church.csv @court.csv --settings @s.toml --out @no --judgements @review.csv");
    assert!(
        refused.code == 3 && refused.err.contains("row 2, column 'decision': 'perhaps' is no decision"),
        "{}",
        refused.err
    );
}

#[test]
fn a_judged_sample_estimates_precision_and_recall() {
    let lists = Lists::synthetic();
    let ran = lists.linked("@church.csv @court.csv --settings @s.toml --out @out --review-sample 150");
    assert!(ran.out.contains("write same, different or unsure"), "{}", ran.out);
    let truth: BTreeMap<(String, String), String> = lists
        .read("truth.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>())
        .map(|cells| ((cells[0].clone(), cells[1].clone()), cells[2].clone()))
        .collect();
    let sheet = lists.read("out/review.csv");
    let mut filled = sheet.lines().next().unwrap().to_owned() + "\n";
    for line in sheet.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let entity = |at: usize| &truth[&(cells[at].to_owned(), cells[at + 1].to_owned())];
        let decision = if entity(0) == entity(2) { "same" } else { "different" };
        writeln!(filled, "{},{decision},Rosa,", cells[..4].join(",")).unwrap();
    }
    lists.write("out/review.csv", filled.as_bytes());
    // What people filled in is not written over.
    let refused = lists.link("@church.csv @court.csv --settings @s.toml --out @out --review 5");
    assert!(refused.code == 2 && refused.err.contains("people may have filled it in"), "{}", refused.err);
    let words =
        "@church.csv @court.csv --settings @s.toml --out @out --judged @out/review.csv --truth @truth.csv --json";
    let summary = json(&lists.linked(words));
    let judged = &summary["judged"];
    let estimate = judged["precision"]["estimate"].as_f64().unwrap();
    assert!(estimate > 0.8 && judged["judged"] == 150, "{judged:#}");
    let low = judged["recall_in_candidates"]["interval_95"][0].as_f64().unwrap();
    assert!(low > 0.3 && low <= 1.0, "{judged:#}");
}

#[test]
fn clusters_keep_the_ids_of_an_earlier_run() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @first");
    let before = lists.clusters("first");
    let renamed = before.iter().map(|((list, id), cluster)| format!("{list},{id},old-{cluster}\n")).collect::<String>();
    lists.write("old.csv", format!("list,id,cluster\n{renamed}").as_bytes());
    let text = lists.read("court.csv");
    let row = text.lines().nth(1).unwrap();
    lists.write("court.csv", format!("{text}new-1,{}\n", row.split_once(',').unwrap().1).as_bytes());
    let ran = lists.linked("@church.csv @court.csv --settings @s.toml --out @second --previous @old.csv");
    assert!(ran.out.contains("Since the earlier run") && ran.out.contains("1 record  joined"), "{}", ran.out);
    let kept = lists.clusters("second").into_values().filter(|cluster| cluster.starts_with("old-")).count();
    assert!(kept >= before.len(), "{kept} of {}", before.len());
}

#[test]
fn what_was_published_stays_whole_where_it_is_kept() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @first");
    let before = lists.clusters("first");
    // Two persons that an earlier run took for one.
    let mut clusters: Vec<&String> = before.values().collect();
    clusters.dedup();
    let (one, other) = (clusters[0].clone(), clusters[clusters.len() - 1].clone());
    assert_ne!(one, other);
    let joined = |cluster: &String| if *cluster == other { one.clone() } else { cluster.clone() };
    let lines: String =
        before.iter().map(|((list, id), cluster)| format!("{list},{id},{}\n", joined(cluster))).collect();
    lists.write("old.csv", format!("list,id,cluster\n{lines}").as_bytes());
    let persons = |out: &str| {
        let now = lists.clusters(out);
        let rows = before.iter().filter(|(_, cluster)| [&one, &other].contains(cluster)).map(|(row, _)| row);
        rows.map(|row| now[row].clone()).collect::<std::collections::BTreeSet<_>>().len()
    };
    let words = "@church.csv @court.csv --settings @s.toml --previous @old.csv";
    lists.linked(&format!("{words} --out @free"));
    assert_eq!(persons("free"), 2);
    lists.linked(&format!("{words} --out @kept --keep"));
    assert_eq!(persons("kept"), 1);
    let refused = lists.link("@church.csv @court.csv --settings @s.toml --out @no --keep");
    assert!(refused.code == 2 && refused.err.contains("--previous"), "{}", refused.err);
}

#[test]
fn pairs_and_clusters_may_be_parquet() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out");
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out --format parquet");
    assert!(!lists.path("out/pairs.csv").exists(), "what another run left does not stand beside it");
    // It reads what it wrote: clusters of the earlier run, all of them as they were.
    let words = "@church.csv @court.csv --settings @s.toml --out @out --previous @out/clusters.parquet --json";
    let changes = &json(&lists.linked(words))["changes"];
    assert_eq!((&changes["new"], &changes["joined"], &changes["split"]), (&0.into(), &0.into(), &Value::Array(vec![])));
}

#[test]
fn a_trained_model_is_used_again_and_another_one_is_refused() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out");
    lists.linked("@church.csv @court.csv --settings @s.toml --out @again --model @out/model.json");
    assert_eq!(lists.read("again/pairs.csv"), lists.read("out/pairs.csv"));
    lists.write("other.toml", SETTINGS.replace("column = \"sex\"", "column = \"death-date\"").as_bytes());
    let refused = lists.link("@church.csv @court.csv --settings @other.toml --out @no --model @out/model.json");
    assert!(refused.code == 3 && refused.err.contains("the model does not fit the settings"), "{}", refused.err);
}

#[test]
fn settings_that_cannot_be_are_refused_with_their_place() {
    let lists = Lists::synthetic();
    for (settings, words) in [
        (
            SETTINGS.replace("column = \"sex\"", "column = \"sexo\""),
            "there is no column or field 'sexo'; the lists have",
        ),
        (SETTINGS.replace("[\"given\", \"place\"]", "[\"given\", \"plaza\"]"), "there is no column or field 'plaza'"),
        (SETTINGS.replace("blocking = [", "blocking = [["), "line 3"),
        (format!("treshold = 0.9\n{SETTINGS}"), "unknown field `treshold`"),
        (format!("threshold = 1.5\n{SETTINGS}"), "threshold = 1.5"),
    ] {
        lists.write("wrong.toml", settings.as_bytes());
        let ran = lists.link("@church.csv @court.csv --settings @wrong.toml --out @no");
        assert_eq!(ran.code, 3, "{words}: {}", ran.err);
        assert!(
            ran.err.contains(words) && ran.err.contains("wrong.toml") && ran.err.contains("mend:"),
            "{words}: {}",
            ran.err
        );
    }
    let ran = lists.link("@church.csv @nowhere.csv --settings @s.toml --out @no");
    assert!(ran.code == 3 && ran.err.contains("nowhere.csv: not there"), "{}", ran.err);
    let ran = lists.link("@church.csv --settings @s.toml --out @no --threshold 2");
    assert!(ran.code == 2 && ran.err.contains("--threshold is 2"), "{}", ran.err);
    assert!(!lists.path("no").exists());
}

#[test]
fn ids_that_stand_twice_are_named_by_row() {
    let lists = Lists::of(b"id,name\n1,Ana\n2,Luz\n1,Eva\n,Sol\n");
    let ran = lists.link("@list.csv --id id --out @out");
    assert!(ran.code == 3 && ran.err.contains("row 4 repeats the id '1' of row 2"), "{}", ran.err);
    assert!(ran.err.contains("no id in row 5"), "{}", ran.err);
    // Where nobody named the column, it is none of ids, and that is said.
    let ran = lists.linked("@list.csv --out @out");
    assert!(
        ran.out.contains("column 'id' repeats or lacks values") && ran.out.contains("row numbers are the ids"),
        "{}",
        ran.out
    );
    let ran = lists.link("@list.csv --id number --out @out");
    assert!(ran.code == 3 && ran.err.contains("has no column 'number'; it has 'id', 'name'"), "{}", ran.err);
}

#[test]
fn rows_that_cannot_be_read_are_named_and_the_others_linked() {
    let lists = Lists::of(b"id,name,town\n1,Ana Quispe,Cusco\n2,Luz\n3,Ana Quispe,Cusco\n4,Eva Rojas,Puno\n");
    let ran = lists.linked("@list.csv --out @out");
    assert!(ran.out.contains("1 problem in the files, 1 row left out"), "{}", ran.out);
    assert!(
        lists.read("out/problems.csv").contains(",3,,\"the row has 2 cells, the header has 3\""),
        "{}",
        lists.read("out/problems.csv")
    );
    let ran = lists.link("@list.csv --out @strict --strict");
    assert!(
        ran.code == 3 && ran.err.contains("row 3: the row has 2 cells") && !lists.path("strict").exists(),
        "{}",
        ran.err
    );
}

#[test]
fn whatever_the_file_holds_the_answer_is_clear() {
    let equal = |rows: usize| {
        (0..rows).fold("id,given,surname\n".to_owned(), |text, row| text + &format!("{row},Ana,Quispe\n"))
    };
    let wide = |row: &dyn Fn(usize) -> String| (0..10_000).map(row).collect::<Vec<_>>().join(",") + "\n";
    let columns =
        wide(&|at| format!("c{at}")) + &wide(&|at| format!("{}", at % 7)) + &wide(&|at| format!("{}", at % 5));
    let empty_fields = (0..50).fold("id,name,town\n".to_owned(), |text, row| text + &format!("{row},,\n"));
    let large = format!("id,name\n1,{}\n2,Luz\n3,Luz\n", "x".repeat(1 << 20));
    for (what, bytes, code, words) in [
        ("all rows equal", equal(3_000).into_bytes(), 3, "none of the columns tells persons apart"),
        ("ten thousand columns", columns.into_bytes(), 0, "Clusters"),
        ("empty fields", empty_fields.into_bytes(), 3, "none of the columns tells persons apart"),
        ("a field of a megabyte", large.into_bytes(), 0, "Clusters"),
        ("no UTF-8", b"id,name\n1,Mar\xeda\n2,Jos\xe9\n3,Jos\xe9\n".to_vec(), 0, "is a guess"),
        ("an empty file", Vec::new(), 3, "the file is empty"),
        ("a header only", b"id,name\n".to_vec(), 3, "there is no row below the header"),
        ("one row", b"id,name\n1,Ana\n".to_vec(), 3, "1 row(s)"),
        ("ids only", b"id\n1\n2\n".to_vec(), 3, "no column besides the id"),
        ("no table", b"%PDF-1.7 and so on".to_vec(), 3, "a PDF"),
    ] {
        let lists = Lists::of(&bytes);
        let ran = lists.link("@list.csv --out @out");
        assert_eq!(ran.code, code, "{what}: {}{}", ran.out, ran.err);
        let said = if code == 0 { &ran.out } else { &ran.err };
        assert!(said.contains(words), "{what}: {said}");
        assert_eq!(code == 3, said.contains("mend:"), "{what}: {said}");
        assert_eq!(lists.path("out").exists(), code == 0, "{what}: all is written or nothing");
    }
}

#[test]
fn one_block_of_everything_is_split_or_counted() {
    let rows: String = (0..3_000).map(|row| format!("{row},Ana {},Quispe {},x\n", row % 700, row % 900)).collect();
    let lists = Lists::of(format!("id,given,surname,one\n{rows}").as_bytes());
    let settings = |largest: usize| {
        format!(
            "largest_block = {largest}\nblocking = [[\"one\"]]\n[[comparison]]\ncolumn = \"given\"\nkind = \"name\"\n\
             [[comparison]]\ncolumn = \"surname\"\nkind = \"name\"\n"
        )
    };
    lists.write("s.toml", settings(5_000).as_bytes());
    let summary = json(&lists.linked("@list.csv --settings @s.toml --out @out --json"));
    assert_eq!((&summary["pairs_scored"], &summary["rules"][0]["largest_block"]), (&4_498_500.into(), &3_000.into()));
    lists.write("s.toml", settings(1_000).as_bytes());
    let ran = lists.linked("@list.csv --settings @s.toml --out @out");
    assert!(ran.out.contains("too large (3,000 records in them)"), "{}", ran.out);
    // Rows that are all equal are one block too.
    let rows: String = (0..3_000).map(|row| format!("{row},Ana,Quispe,x\n")).collect();
    lists.write("list.csv", format!("id,given,surname,one\n{rows}").as_bytes());
    lists.write("s.toml", settings(5_000).as_bytes());
    let ran = lists.linked("@list.csv --settings @s.toml --out @out");
    assert!(ran.out.contains("nothing tells one person from another"), "{}", ran.out);
}

#[test]
fn a_list_is_never_overwritten_by_a_result() {
    let lists = Lists::of(b"");
    lists.write("pairs.csv", b"id,name\n1,Ana\n2,Ana\n");
    let out = lists.folder.path().to_str().unwrap().to_owned();
    let ran = lists.link(&format!("@pairs.csv --out {out}"));
    assert!(ran.code == 2 && ran.err.contains("this list would be overwritten"), "{}", ran.err);
}

#[test]
fn the_report_speaks_spanish_and_shows_records_only_when_asked() {
    let lists = Lists::synthetic();
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out --language es");
    let report = lists.read("out/report.html");
    let surname = lists.read("church.csv").lines().nth(1).unwrap().split(',').nth(2).unwrap().to_owned();
    assert!(report.contains("Vinculación de registros") && !report.contains(&surname));
    lists.linked("@church.csv @court.csv --settings @s.toml --out @out --language es --waterfalls 3");
    assert!(lists.read("out/report.html").contains("Pares explicados"));
}
