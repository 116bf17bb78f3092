//! Are records verified by independent sources, contradictions shown, reviews by a second person obeyed, and changes watched?

use std::fs;

use rusqlite::Connection;

use crate::workspace::{EPOCH, Ran, Workspace, willay};

/// A workspace in which each of the given sources says a date of the one event `e1`.
fn said(sources: &[(&str, &str)], settings: &str) -> Workspace {
    let workspace = Workspace::fresh();
    for (source, date) in sources {
        say(&workspace, source, date);
    }
    let path = workspace.path("willay.toml");
    let text = format!("{}\n{settings}\n", fs::read_to_string(&path).unwrap());
    fs::write(path, text).unwrap();
    workspace
}

fn say(workspace: &Workspace, source: &str, date: &str) {
    fs::write(workspace.path(&format!("lists/{source}.csv")), format!("id,when,who\ne1,{date},{source}\n")).unwrap();
    let mapping = format!(
        "title = \"{source}\"\nproducer = \"{source}\"\nkind = \"event\"\nid = \"id\"\nnature = \"synthetic\"\n[columns]\nwhen = \"date\"\nwho = \"source\"\n"
    );
    fs::write(workspace.path(&format!("lists/{source}.toml")), mapping).unwrap();
}

const DATES: &str = "[verification]\nelements.event = [\"date\"]";

fn records(workspace: &Workspace, options: &[&str]) -> Ran {
    let root = workspace.root();
    willay(&[&["records", root.to_str().unwrap()], options].concat())
}

fn review(workspace: &Workspace, options: &[&str]) -> Ran {
    let root = workspace.root();
    willay(&[&["review"], options, &["-w", root.to_str().unwrap()]].concat())
}

#[test]
fn three_independent_sources_verify_a_record_and_two_do_not() {
    let workspace = said(&[("a", "2017-03-02"), ("b", "2017-03-02"), ("c", "2017-03")], DATES).built();
    let ran = records(&workspace, &["--elements"]);
    assert!(ran.out.contains("event/e1  verified since 2017-03-20"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("date = 2017-03: 3 (a, b, c)"), "{}", ran.out);
    let retold = format!("{DATES}\nnot_independent = [[\"b\", \"c\"]]");
    let workspace = said(&[("a", "2017-03-02"), ("b", "2017-03-02"), ("c", "2017-03")], &retold).built();
    let ran = records(&workspace, &["--status", "unverified"]);
    assert!(ran.out.contains("event/e1  unverified"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_contradiction_is_shown_and_counted_by_the_declared_rule() {
    let settings = format!("{DATES}\n[resolution]\nfor.\"event.date\" = {{ prefer = [\"b\"] }}");
    let workspace = said(&[("a", "2017-03-02"), ("b", "2017-02-28"), ("c", "2017-03-02")], &settings).built();
    let ran = records(&workspace, &["--status", "contradicted", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((json[0]["record"].as_str(), json.as_array().unwrap().len()), (Some("event/e1"), 1), "{}", ran.out);
    let snapshot = Connection::open(workspace.path(".willay/snapshot.sqlite")).unwrap();
    let text = |sql: &str| snapshot.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(text("SELECT date FROM event WHERE id = 'event/e1'"), "2017-02-28");
    assert_eq!(text("SELECT value FROM contradiction WHERE is_counted"), "2017-02-28");
    assert_eq!(text("SELECT status FROM verification WHERE record = 'event/e1'"), "unverified");
}

#[test]
fn the_watch_list_names_what_changed_since_a_day() {
    let workspace = said(&[("a", "2017-03-02"), ("b", "2017-03-02")], DATES).built();
    say(&workspace, "c", "2017-03-02");
    let root = workspace.root();
    let next_month: u64 = EPOCH.parse::<u64>().unwrap() + 40 * 86_400;
    let built = crate::workspace::command()
        .args(["build", root.to_str().unwrap()])
        .env("SOURCE_DATE_EPOCH", next_month.to_string())
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let ran = records(&workspace, &["--since", "2017-04-01"]);
    assert!(ran.out.contains("event/e1  unverified → late since 2017-04-29"), "{}{}", ran.out, ran.err);
    let ran = records(&workspace, &["--since", "2017-05-01"]);
    assert!(ran.out.starts_with("0 records changed"), "{}{}", ran.out, ran.err);
    assert_eq!(records(&workspace, &["--since", "yesterday"]).code, 2);
}

#[test]
fn a_rejected_statement_does_not_count_and_nobody_reviews_their_own() {
    let workspace = said(&[("a", "2017-03-02"), ("b", "2017-03-02"), ("c", "2017-03-02")], DATES).built();
    let own = review(&workspace, &["reject", "--list", "c", "--by", "workspace", "--reason", "no"]);
    assert!(own.code == 2 && own.err.contains("second person"), "{}{}", own.out, own.err);
    let rejected = review(&workspace, &["reject", "--list", "c", "--by", "Rosa", "--reason", "another event"]);
    assert_eq!(rejected.code, 0, "{}", rejected.err);
    assert!(records(&workspace, &[]).out.contains("event/e1  unverified"));
    let accepted = review(&workspace, &["accept", "--list", "c", "--by", "Rosa", "--reason", "the same after all"]);
    assert_eq!(accepted.code, 0, "{}", accepted.err);
    assert!(records(&workspace, &[]).out.contains("event/e1  verified"));
}

#[test]
fn with_reviewers_declared_a_statement_waits_for_a_second_person() {
    let settings = format!("{DATES}\n[review]\nreviewers = 1");
    let workspace = said(&[("a", "2017-03-02")], &settings).built();
    let count = || willay(&["figures", workspace.root().to_str().unwrap(), "--find", "cases"]).out;
    assert!(count().starts_with("cases  ") && count().contains(" 0  counted"), "{}", count());
    let waiting = willay(&["review", "waiting", workspace.root().to_str().unwrap()]);
    assert!(waiting.out.contains("accepted by 0 of 1  event/e1 · date · 2017-03-02"), "{}{}", waiting.out, waiting.err);
    let dry = review(&workspace, &["accept", "--list", "a", "--by", "Rosa", "--reason", "read", "--dry-run"]);
    assert!(dry.out.contains("nothing was entered"), "{}{}", dry.out, dry.err);
    assert!(records(&workspace, &[]).out.starts_with("0 records"));
    assert_eq!(review(&workspace, &["accept", "--list", "a", "--by", "Rosa", "--reason", "read"]).code, 0);
    assert!(records(&workspace, &[]).out.contains("event/e1  unverified"));
    assert!(count().contains(" 1  counted"), "{}", count());
    let unknown = review(&workspace, &["accept", "999999", "--by", "Rosa", "--reason", "read"]);
    assert!(unknown.code == 2 && unknown.err.contains("no statement in force"), "{}", unknown.err);
}

#[test]
fn a_rule_for_an_unknown_property_stops_the_build_with_its_place() {
    let workspace = said(&[("a", "2017-03-02")], "[verification]\nelements.event = [\"datum\"]");
    let ran = workspace.run("build");
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.err.contains("[verification.elements]") && ran.err.contains("event.datum"), "{}", ran.err);
}
