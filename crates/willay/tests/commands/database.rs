//! Does every command do on PostgreSQL what it does on a file, to the last byte?

use crate::workspace::{Ran, Workspace, differing, files, willay};

/// Runs a command on a workspace with its ledger in a database.
pub(crate) fn on(url: &str, arguments: &[&str]) -> Ran {
    willay(&[arguments, &["--database", url]].concat())
}

/// A workspace with the same secret as another, not built yet.
fn twin(of: &Workspace) -> Workspace {
    let twin = Workspace::example();
    std::fs::create_dir_all(twin.path(".willay")).unwrap();
    std::fs::copy(of.path(".willay/secret"), twin.path(".willay/secret")).unwrap();
    twin
}

#[test]
fn a_build_gives_the_same_bytes_on_a_file_and_in_a_database() {
    let test = "a_build_gives_the_same_bytes_on_a_file_and_in_a_database";
    let Some(url) = test_server::new_database(test) else { return };
    let on_file = Workspace::example().built();
    let in_database = twin(&on_file);
    let root = in_database.root();
    let root = root.to_str().unwrap();
    let built = on(&url, &["build", root]);
    assert_eq!(built.code, 0, "{}", built.err);
    assert_eq!(differing(&on_file.site(), &in_database.site()), Vec::<String>::new());
    let snapshot = |workspace: &Workspace| std::fs::read(workspace.path(".willay/snapshot.sqlite")).unwrap();
    assert!(snapshot(&on_file) == snapshot(&in_database), "the snapshots differ");
    let kept = files(&in_database.path(".willay"));
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        ["disclosure.json", "secret", "site.json", "snapshot.sqlite"],
        "ledger and documents are in the database"
    );

    // What changes later goes the same way on both.
    for workspace in [&on_file, &in_database] {
        workspace.edit("willay.toml", "languages = [\"en\", \"es\"]", "languages = [\"es\", \"en\"]");
    }
    assert_eq!(on_file.run("build").code, 0);
    assert_eq!(on(&url, &["build", root]).code, 0);
    assert_eq!(differing(&on_file.site(), &in_database.site()), Vec::<String>::new());

    let fsck = on(&url, &["log", root, "--fsck"]);
    assert_eq!(fsck.out, willay(&["log", on_file.root().to_str().unwrap(), "--fsck"]).out);
    assert_eq!(fsck.code, 0);
    let figures = on(&url, &["figures", root, "--json"]);
    assert_eq!(figures.out, willay(&["figures", on_file.root().to_str().unwrap(), "--json"]).out);
}

#[test]
fn the_address_may_stand_in_the_settings_but_its_password_not() {
    let test = "the_address_may_stand_in_the_settings_but_its_password_not";
    let Some(url) = test_server::new_database(test) else { return };
    let workspace = Workspace::fresh();
    let settings = workspace.read("willay.toml");
    let with = |url: &str| {
        std::fs::write(workspace.path("willay.toml"), format!("{settings}\n[ledger]\ndatabase = \"{url}\"\n")).unwrap()
    };
    with(&url.replacen("willay@", "willay:s3cret@", 1));
    let refused = workspace.run("build");
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("holds a password") && !refused.err.contains("s3cret"), "{}", refused.err);
    with(&url);
    let workspace = workspace.built();
    assert!(!workspace.path(".willay/ledger.sqlite").exists());
    assert_eq!(workspace.run("log").code, 0);
    let elsewhere =
        willay(&["log", workspace.root().to_str().unwrap(), "--database", "postgres://rosa:s3cret@127.0.0.1:1/peru"]);
    assert_eq!(elsewhere.code, 4);
    assert!(elsewhere.err.contains("postgres://rosa@127.0.0.1:1/peru: no connection"), "{}", elsewhere.err);
    assert!(!elsewhere.err.contains("s3cret"), "{}", elsewhere.err);
}

#[test]
fn two_people_on_one_database_need_one_secret() {
    let Some(url) = test_server::new_database("two_people_on_one_database_need_one_secret") else { return };
    let rosa = Workspace::fresh();
    assert_eq!(on(&url, &["build", rosa.root().to_str().unwrap()]).code, 0);
    let luis = Workspace::fresh();
    let path = luis.root();
    let refused = on(&url, &["build", path.to_str().unwrap()]);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("signed with another secret"), "{}", refused.err);
    assert!(!luis.path(".willay/secret").exists(), "no secret of its own was made");
    std::fs::copy(rosa.path(".willay/secret"), luis.path(".willay/secret")).unwrap();
    let built = on(&url, &["build", path.to_str().unwrap()]);
    assert_eq!(built.code, 0, "{}", built.err);
    assert_eq!(differing(&rosa.site(), &luis.site()), Vec::<String>::new());
}

#[test]
fn a_ledger_moves_there_and_back_with_the_same_signed_states() {
    let test = "a_ledger_moves_there_and_back_with_the_same_signed_states";
    let Some(url) = test_server::new_database(test) else { return };
    let workspace = Workspace::example().built();
    let root = workspace.root();
    let root = root.to_str().unwrap();
    let before = files(&workspace.path(".willay"));
    let planned = willay(&["move", root, "--to", &url, "--dry-run"]);
    assert!(planned.out.contains("Nothing was written"), "{}{}", planned.out, planned.err);
    assert_eq!(on(&url, &["log", root]).code, 2, "there is no ledger yet");

    for turn in ["there", "and again, which changes nothing"] {
        let moved = willay(&["move", root, "--to", &url]);
        assert_eq!(moved.code, 0, "{turn}: {}", moved.err);
    }
    let mut changed = differing(&before, &files(&workspace.path(".willay")));
    changed.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    assert_eq!(changed, Vec::<String>::new(), "nothing is taken away");
    let log = |arguments: &[&str]| willay(arguments).out;
    assert_eq!(log(&["log", root, "--fsck"]), on(&url, &["log", root, "--fsck"]).out);

    let back = workspace.path("back/ledger.sqlite");
    let moved = on(&url, &["move", root, "--to", back.to_str().unwrap()]);
    assert_eq!(moved.code, 0, "{}", moved.err);
    let documents = |folder: &str| files(&workspace.path(folder));
    assert_eq!(differing(&documents(".willay/documents"), &documents("back/documents")), Vec::<String>::new());

    // A ledger that is another is left alone.
    let other = Workspace::fresh().built();
    let refused = willay(&["move", other.root().to_str().unwrap(), "--to", &url]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("holds another ledger"), "{}", refused.err);
    assert_eq!(log(&["log", root, "--fsck"]), on(&url, &["log", root, "--fsck"]).out);
}

/// Rows of the register in the scenario; more by WILLAY_SCENARIO_ROWS, as the nightly run wants it.
fn rows() -> usize {
    std::env::var("WILLAY_SCENARIO_ROWS").map_or(2_000, |rows| rows.parse().expect("WILLAY_SCENARIO_ROWS is a count"))
}

/// A register of events; `year` is the year of every tenth.
fn register(workspace: &Workspace, name: &str, year: u32) {
    let row = |number: usize| {
        let year = if number.is_multiple_of(10) { year } else { 2017 };
        format!("{number},Case {number},{year}-{:02}\n", number % 12 + 1)
    };
    let rows: String = (0..rows()).map(row).collect();
    std::fs::write(workspace.path(&format!("{name}.csv")), format!("id,what,when\n{rows}")).unwrap();
    let access = if name.contains("sealed") { "confidential" } else { "public" };
    let mapping = format!(
        "title = \"Register\"\nproducer = \"Us\"\nnature = \"synthetic\"\naccess = \"{access}\"\nkind = \"event\"\nid = \"id\"\n\
         [columns]\nwhat = \"title\"\nwhen = \"date\"\n"
    );
    std::fs::write(workspace.path(&format!("{name}.toml")), mapping).unwrap();
}

/// One reviewer accepts a list, another rejects one statement of it.
fn review(both: &dyn Fn(&[&str]) -> [String; 2], log: &str) {
    let accept = ["review", "accept", "--list", "register", "--by", "Rosa", "--reason", "read beside it", "-w", "ROOT"];
    let [on_file, in_database] = both(&accept);
    assert_eq!(on_file, in_database);
    let stated = |line: &&str| line.contains("\"kind\":\"statement-made\"") && line.contains("\"list\":\"register\"");
    let entry: serde_json::Value = serde_json::from_str(log.lines().filter(stated).nth(7).unwrap()).unwrap();
    let entry = entry["sequence"].to_string();
    both(&["review", "reject", &entry, "--by", "Luz", "--reason", "another year", "-w", "ROOT"]);
}

#[test]
fn import_corrections_review_undo_and_figures_give_the_same_bytes_on_both() {
    let test = "import_corrections_review_undo_and_figures_give_the_same_bytes_on_both";
    let Some(url) = test_server::new_database(test) else { return };
    let on_file = Workspace::fresh();
    let in_database = Workspace::fresh();
    let both = |words: &[&str]| {
        [(&on_file, None), (&in_database, Some(&url))].map(|(workspace, url)| {
            let root = workspace.root();
            let put = |word: &&str| word.replace("ROOT", root.to_str().unwrap());
            let words: Vec<String> = words.iter().map(put).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ran = url.map_or_else(|| willay(&words), |url| on(url, &words));
            assert_eq!(ran.code, 0, "{words:?}: {}", ran.err);
            ran.out
        })
    };
    let same = |what: &str| {
        assert_eq!(differing(&on_file.site(), &in_database.site()), Vec::<String>::new(), "{what}: the site");
        let snapshot = |workspace: &Workspace| std::fs::read(workspace.path(".willay/snapshot.sqlite")).unwrap();
        assert!(snapshot(&on_file) == snapshot(&in_database), "{what}: the snapshots differ");
    };
    // Both sign with one secret from the beginning.
    for workspace in [&on_file, &in_database] {
        std::fs::create_dir_all(workspace.path(".willay")).unwrap();
        std::fs::write(workspace.path(".willay/secret"), format!("{}\n", "07".repeat(32))).unwrap();
        register(workspace, "lists/register", 2017);
        register(workspace, "sealed", 2016);
    }
    both(&["build", "ROOT"]);
    same("import");
    for workspace in [&on_file, &in_database] {
        register(workspace, "lists/register", 2015);
    }
    both(&["build", "ROOT"]);
    same("corrections");
    both(&["import", "ROOT/sealed.csv", "--mapping", "ROOT/sealed.toml", "-w", "ROOT"]);
    let [log, _] = both(&["log", "ROOT", "--json", "--last", "1000000"]);
    let of_batch = |line: &&str| line.contains("\"kind\":\"list-imported\"") && line.contains("\"list\":\"sealed\"");
    let entry: serde_json::Value = serde_json::from_str(log.lines().find(of_batch).unwrap()).unwrap();
    let [fsck, other] = both(&["log", "ROOT", "--fsck"]);
    assert_eq!(fsck, other, "what was imported");
    both(&["build", "ROOT"]);
    same("a second import");
    review(&both, &log);
    both(&["build", "ROOT"]);
    same("review");
    both(&["undo", &entry["sequence"].to_string(), "-w", "ROOT"]);
    both(&["build", "ROOT"]);
    same("undo");
    let [figures, other] = both(&["figures", "ROOT", "--json"]);
    assert_eq!(figures, other);
    let [fsck, other] = both(&["log", "ROOT", "--fsck"]);
    assert_eq!(fsck, other, "the root");
}
