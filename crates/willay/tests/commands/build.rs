//! Does a build publish everything, repeat itself byte for byte, and change nothing where nothing changed?

use std::fs;

use crate::workspace::{self, Workspace, willay};

#[test]
fn the_example_is_built_and_says_what_to_do_next() {
    let workspace = Workspace::example();
    let ran = workspace.run("build");
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in ["Published.", "site/index.html", "willay verify", "each bound to a figure"] {
        assert!(ran.out.contains(words), "{words:?} is missing in\n{}", ran.out);
    }
}

#[test]
fn a_second_build_changes_no_byte_and_says_so() {
    let workspace = Workspace::example().built();
    let before = workspace::files(&workspace.root());
    let ran = workspace.run("build");
    assert!(ran.out.contains("Nothing has changed since the last build"), "{}", ran.out);
    assert_eq!(workspace::differing(&before, &workspace::files(&workspace.root())), [""; 0]);
}

/// A build reads no file again that it wrote itself and nobody touched: of the same length and with the times of before
/// is touched all the same.
#[test]
fn a_changed_file_of_the_site_is_written_again_whatever_its_times_say() {
    let workspace = Workspace::fresh().built();
    // A second one knows the first by its note.
    assert_eq!(workspace.run("build").code, 0);
    let (before, page) = (workspace.site(), workspace.path("site/index.html"));
    let times = std::fs::metadata(&page).unwrap().modified().unwrap();
    let mut bytes = std::fs::read(&page).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&page, &bytes).unwrap();
    std::fs::File::options().write(true).open(&page).unwrap().set_modified(times).unwrap();
    std::fs::remove_file(workspace.path("site/style.css")).unwrap();
    let ran = workspace.run("build");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("2 written"), "{}", ran.out);
    assert_eq!(workspace::differing(&before, &workspace.site()), [""; 0]);
}

#[test]
fn two_clean_builds_with_one_secret_are_byte_identical() {
    let first = Workspace::example().built();
    let second = Workspace::example();
    fs::create_dir_all(second.path(".willay")).unwrap();
    fs::copy(first.path(".willay/secret"), second.path(".willay/secret")).unwrap();
    let second = second.built();
    assert_eq!(workspace::differing(&first.site(), &second.site()), [""; 0]);
}

#[test]
fn the_public_snapshot_says_what_the_other_open_data_says_and_is_explained() {
    let workspace = Workspace::example().built();
    let lines = workspace.read("site/data/statements.jsonl");
    let record = rusqlite::Connection::open(workspace.path("site/data/record.sqlite")).unwrap();
    let mut query = record.prepare("SELECT sequence FROM statement ORDER BY sequence").unwrap();
    let entries: Vec<i64> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let expected: Vec<i64> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["sequence"].as_i64().unwrap())
        .collect();
    assert!(entries == expected && !entries.is_empty());
    let linked: i64 = record.query_row("SELECT count(*) FROM cluster", [], |row| row.get(0)).unwrap();
    assert_eq!(linked, 0, "clusters are found by what is not public");
    for (page, words) in
        [("site/data.html", "Tables of record.sqlite"), ("site/es/data.html", "Tablas de record.sqlite")]
    {
        let text = workspace.read(page);
        for word in [words, "data/record.sqlite", "statement", "is_counted"] {
            assert!(text.contains(word), "{page}: {word}");
        }
        // Every table and column that is filled is explained.
        let mut tables = record.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for table in tables {
            let rows: i64 =
                record.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0)).unwrap();
            assert!(rows == 0 || text.contains(&format!("<code>{table}</code>")), "{page}: {table}");
        }
    }
    drop(query);
    let path = workspace.path("site/data/record.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let verified = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert!(verified.code == 1 && verified.out.contains("data/record.sqlite"), "{}{}", verified.out, verified.err);
}

#[test]
fn a_dry_run_writes_nothing() {
    let workspace = Workspace::example();
    let before = workspace::files(&workspace.root());
    let ran = willay(&["build", "--dry-run", workspace.root().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(workspace::differing(&before, &workspace::files(&workspace.root())), [""; 0]);
}

#[test]
fn a_correction_is_appended_and_the_old_entry_stays() {
    let workspace = Workspace::fresh().built();
    let before = willay(&["log", workspace.root().to_str().unwrap(), "--json", "--last", "1000"]).out;
    workspace.edit("articles/first-article.en.md", "An example:", "Still an example:");
    let workspace = workspace.built();
    let after = willay(&["log", workspace.root().to_str().unwrap(), "--json", "--last", "1000"]).out;
    assert!(after.starts_with(&before) && after.len() > before.len());
    let fsck = willay(&["log", workspace.root().to_str().unwrap(), "--fsck"]);
    assert!(fsck.code == 0 && fsck.out.contains("The ledger is unchanged."), "{}{}", fsck.out, fsck.err);
}

#[test]
fn a_flipped_bit_in_the_ledger_is_noticed_before_anything_is_done() {
    let workspace = Workspace::fresh().built();
    let path = workspace.path(".willay/ledger.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    let words = b"Note on three cases";
    let at = bytes.windows(words.len()).position(|window| window == words).expect("the title stands in the ledger");
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    for command in [&["build"][..], &["log", "--fsck"]] {
        let ran = willay(&[command, &[workspace.root().to_str().unwrap()]].concat());
        assert!(ran.code == 3 && ran.err.contains("ledger.sqlite: entry 0 is not what was written"), "{}", ran.err);
        assert!(ran.err.contains("mend: ") && !ran.err.contains("--fsck"), "what cannot help is no mend: {}", ran.err);
    }
}

#[test]
fn nothing_confidential_leaves_the_building() {
    let workspace = Workspace::example().built();
    let register = workspace.read("lists/register-a.csv");
    // Whole names and dates of birth of the registers, which their mapping calls confidential.
    let secrets: Vec<String> = register
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect::<Vec<_>>())
        .filter(|cells| cells[5].len() == 10)
        .map(|cells| cells[5].to_owned())
        .collect();
    assert!(secrets.len() > 100);
    for (name, bytes) in workspace.site() {
        let text = String::from_utf8_lossy(&bytes);
        let leaked = secrets.iter().find(|secret| text.contains(secret.as_str()));
        assert!(leaked.is_none(), "{name} holds {leaked:?}");
    }
}
