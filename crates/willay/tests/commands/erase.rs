//! Is what was erased gone from every file that the program keeps, with every proof as it was, and does it stay gone?

use std::{collections::BTreeMap, fs, path::PathBuf};

use ledger::{Body, Tree, verify_consistency};
use record::Access;
use store::{NewEntry, SqliteStore, Store};

use crate::workspace::{Ran, Workspace, files, willay};

const REASON: &str = "the witness withdrew consent";

/// Two persons with a confidential name and a public sex.
const PEOPLE: &str = "id,nombre,sexo\np-1,Zqrosa Quispe,female\np-2,Zqluis Mamani,male\n";

const MAPPING: &str = "title = \"People\"\nproducer = \"Us\"\nkind = \"person\"\nid = \"id\"\nnature = \"synthetic\"\n[columns]\n\
                       nombre = { property = \"name\", access = \"confidential\" }\nsexo = \"sex\"\n";

fn planted() -> Workspace {
    let workspace = Workspace::fresh();
    fs::write(workspace.path("lists/people.csv"), PEOPLE).unwrap();
    fs::write(workspace.path("lists/people.toml"), MAPPING).unwrap();
    workspace.built()
}

/// Runs a command on a workspace, given by `-w`, and expects an exit code.
fn run(workspace: &Workspace, words: &[&str], code: i32) -> Ran {
    let root = workspace.root();
    let ran = willay(&[words, &["-w", root.to_str().unwrap()]].concat());
    assert_eq!(ran.code, code, "{words:?}: {}{}", ran.out, ran.err);
    assert!(!format!("{}{}", ran.out, ran.err).contains("Zqrosa"), "{words:?} repeats it: {}{}", ran.out, ran.err);
    ran
}

fn erase(workspace: &Workspace, more: &[&str], code: i32) -> Ran {
    run(workspace, &[&["erase", "person/p-1", "--reason", REASON], more].concat(), code)
}

fn fsck(workspace: &Workspace) -> Ran {
    willay(&["log", workspace.root().to_str().unwrap(), "--fsck"])
}

/// The files of the program's own folder in which a word stands.
fn holding(workspace: &Workspace, word: &str) -> Vec<String> {
    let all = files(&workspace.path(".willay"));
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains(word);
    all.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name).collect()
}

fn ledger(workspace: &Workspace) -> SqliteStore {
    SqliteStore::open_to_read(&workspace.path(".willay/ledger.sqlite")).unwrap()
}

fn tree(workspace: &Workspace) -> Tree {
    Tree::from_leaves(ledger(workspace).entries(0..u64::MAX >> 1).unwrap().iter().map(|raw| raw.leaf))
}

/// The entry of the confidential name of p-1.
fn entry_of_name(workspace: &Workspace) -> u64 {
    let state = ledger(workspace).state().unwrap();
    let is_it = |said: &record::Statement| said.record.as_str() == "person/p-1" && said.property == "name";
    state.statements.iter().find(|(_, said)| is_it(said)).map(|(at, _)| *at).unwrap()
}

#[test]
fn a_withdrawn_consent_leaves_the_value_in_no_file_and_every_proof_as_it_was() {
    let workspace = planted();
    let index =
        ["search", "zqrosa", "--access", "confidential", "-w", workspace.root().to_str().unwrap()].map(str::to_owned);
    let found = willay(&index.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(found.out.contains("person/p-1"), "{}{}", found.out, found.err);
    assert!(
        holding(&workspace, "zqrosa").len() >= 4,
        "ledger, file, snapshot, index: {:?}",
        holding(&workspace, "zqrosa")
    );
    let before = tree(&workspace);

    let planned = erase(&workspace, &["--dry-run", "--with-file"], 0);
    for words in ["1 value to erase", "lists/people.csv", "row 2", "Dry run: nothing was erased"] {
        assert!(planned.out.contains(words), "{words}: {}", planned.out);
    }
    assert!(erase(&workspace, &["--with-file"], 2).err.contains("--yes"));
    assert_eq!(tree(&workspace).size(), before.size(), "nothing was entered");

    let done = erase(&workspace, &["--with-file", "--yes"], 0);
    assert!(done.out.contains("Erased: 1 value and 1 archived file"), "{}", done.out);
    assert_eq!(holding(&workspace, "zqrosa"), Vec::<String>::new());
    let checked = fsck(&workspace);
    assert_eq!(checked.code, 0, "{}", checked.out);
    assert!(checked.out.contains("1 confidential value and 1 document are not here on purpose"), "{}", checked.out);

    // The file in the workspace still holds it: it is refused until somebody takes it out.
    let refused = workspace.run("build");
    assert_eq!(refused.code, 3, "{}", refused.out);
    assert!(refused.err.contains("lists/people.csv: this file was erased in entry"), "{}", refused.err);
    fs::write(workspace.path("lists/people.csv"), PEOPLE.replace("Zqrosa Quispe", "")).unwrap();
    let workspace = workspace.built();
    assert_eq!(holding(&workspace, "zqrosa"), Vec::<String>::new());
    assert!(!holding(&workspace, "zqluis").is_empty(), "what was said in confidence of others is there");
    let (old, new, now) = (before.size(), tree(&workspace).size(), tree(&workspace));
    let head = |size| ledger::Head { size, root: now.root_at(size).unwrap() };
    assert_eq!(Some(before.root()), now.root_at(old), "the log only grew");
    assert!(verify_consistency(&head(old), &head(new), &now.consistency(old, new).unwrap()));
    let verified = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    assert_eq!(fsck(&workspace).code, 0);
    let again = erase(&workspace, &["--yes"], 0);
    assert!(again.out.contains("0 values to erase") && again.out.contains("erased before"), "{}", again.out);
}

#[test]
fn what_cannot_be_erased_is_refused_with_what_can_be_done() {
    let workspace = planted();
    let size = tree(&workspace).size();
    let refused = |words: &[&str], why: &str| {
        let ran = run(&workspace, &[&["erase"], words, &["--yes"]].concat(), 2);
        assert!(ran.err.contains(why), "{why}: {}", ran.err);
    };
    let sex = (entry_of_name(&workspace) + 1).to_string();
    refused(&[&sex, "--reason", REASON], "is public");
    refused(&["person/p-1", "--property", "sex", "--reason", REASON], "or `willay undo` its import");
    refused(&["person/p-9", "--reason", REASON], "the ledger says nothing of person/p-9");
    refused(&["0", "--reason", REASON], "entry 0 is no statement");
    refused(&["p 1", "--reason", REASON], "neither an entry nor a record");
    refused(&["person/p-2", "--reason", "zqluis mamani asked for it"], "--reason repeats what is to be erased");
    refused(&["person/p-2", "--reason", " "], "--reason is empty");
    assert_eq!(tree(&workspace).size(), size);
}

#[test]
fn a_cell_that_was_erased_is_not_entered_again_and_the_build_says_so() {
    let workspace = planted();
    let name = entry_of_name(&workspace).to_string();
    run(&workspace, &["erase", &name, "--reason", REASON, "--yes"], 0);
    let built = workspace.run("build");
    assert_eq!(built.code, 0, "{}", built.err);
    assert!(built.out.contains("lists/people.csv, row 2, name: the value was erased in entry"), "{}", built.out);
    assert!(built.out.contains("0 withheld, 1 erased"), "{}", built.out);
    let size = tree(&workspace).size();
    assert_eq!(workspace.run("build").code, 0);
    assert_eq!(tree(&workspace).size(), size, "and a second build enters nothing");
    // A changed file that still holds it would keep it in the archive.
    fs::write(workspace.path("lists/people.csv"), PEOPLE.replace(",male", ",female")).unwrap();
    let refused = workspace.run("build");
    assert_eq!(refused.code, 3, "{}", refused.out);
    assert!(
        refused.err.contains("row 2, name: the value was erased") && !refused.err.contains("Zqrosa"),
        "{}",
        refused.err
    );
    // Another value for the same cell is another statement.
    fs::write(workspace.path("lists/people.csv"), PEOPLE.replace("Zqrosa Quispe", "Witness 7")).unwrap();
    let workspace = workspace.built();
    let state = ledger(&workspace).state().unwrap();
    assert!(state.statements.values().any(|said| said.value.plain() == "Witness 7"));
    // A door that is opened later does not publish the file in which it stood.
    fs::write(workspace.path("lists/people.csv"), PEOPLE).unwrap();
    fs::write(workspace.path("lists/people.toml"), MAPPING.replace(", access = \"confidential\"", "")).unwrap();
    let built = workspace.run("build");
    assert_eq!(built.code, 0, "{}", built.err);
    let site = workspace.site();
    assert!(!site.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Zqrosa")));
}

#[test]
fn a_kill_between_the_word_and_the_deed_is_named_and_mended() {
    let workspace = planted();
    let sequence = entry_of_name(&workspace);
    let mut store = SqliteStore::open(&workspace.path(".willay/ledger.sqlite")).unwrap();
    let body = Body::ValueErased { sequence, reason: REASON.to_owned(), access: Access::Confidential };
    let time = ledger::Timestamp::default();
    let word = NewEntry { time, actor: "test".to_owned(), body, opening: None };
    store.append(store.size().unwrap(), &[word]).unwrap();
    assert!(!store.state().unwrap().statements.contains_key(&sequence), "out of force at once");
    assert!(store.openings().unwrap().contains_key(&sequence), "the deed is not done yet");
    drop(store);
    let named = fsck(&workspace);
    assert_eq!(named.code, 1, "{}", named.out);
    assert!(named.out.contains(&format!("entry {sequence}: a later entry says")), "{}", named.out);
    let workspace = workspace.built();
    let holding = holding(&workspace, "zqrosa");
    assert!(holding.len() == 1 && holding[0].starts_with("documents/"), "the snapshot is another one: {holding:?}");
    assert!(!ledger(&workspace).openings().unwrap().contains_key(&sequence));
    assert_eq!(fsck(&workspace).code, 0);
}

#[test]
fn an_import_an_undo_and_a_file_of_statements_bring_nothing_back() {
    let workspace = Workspace::fresh().built();
    let write = |name: &str, text: &str| {
        fs::write(workspace.path(name), text).unwrap();
        workspace.path(name).to_str().unwrap().to_owned()
    };
    let (people, mapping) = (write("people.csv", PEOPLE), write("people-mapping.toml", MAPPING));
    let import =
        |file: &str, code: i32| run(&workspace, &["import", file, "--mapping", &mapping, "--list", "people"], code);
    import(&people, 0);
    let out = workspace.path("exported");
    let root = workspace.root();
    let exported = ["export", root.to_str().unwrap(), "--out", out.to_str().unwrap(), "--access", "confidential"];
    assert_eq!(willay(&exported).code, 0);
    // A later import replaces the name, and undoing it would put the first one back.
    let later = write("later.csv", &PEOPLE.replace("Zqrosa", "Zqrosaria"));
    run(&workspace, &["import", &later, "--mapping", &mapping, "--list", "people"], 0);
    erase(&workspace, &["--with-file", "--yes"], 0);
    assert_eq!(holding(&workspace, "zqrosa"), Vec::<String>::new(), "also what had been replaced");

    assert!(import(&people, 3).err.contains("people.csv: this file was erased in entry"));
    let changed = write("changed.csv", &PEOPLE.replace(",male", ",female"));
    assert!(import(&changed, 3).err.contains("changed.csv, row 2, name: the value was erased"));
    let statements = out.join("statements.jsonl");
    let aside = run(&workspace, &["import", statements.to_str().unwrap(), "--statements"], 0);
    assert!(aside.out.contains("1 statement was set aside"), "{}", aside.out);
    assert_eq!(holding(&workspace, "zqrosa"), Vec::<String>::new());
    let batch = ledger(&workspace).state().unwrap().batches[&"people".parse().unwrap()].sequence.to_string();
    run(&workspace, &["undo", &batch], 0);
    assert_eq!(holding(&workspace, "zqrosa"), Vec::<String>::new());
    assert_eq!(fsck(&workspace).code, 0);
}

#[test]
fn a_database_erases_as_a_file_does() {
    let Some(url) = test_server::new_database("a_database_erases_as_a_file_does") else { return };
    let workspace = planted();
    let root = workspace.root();
    let root = root.to_str().unwrap();
    assert_eq!(willay(&["move", root, "--to", &url]).code, 0);
    let on = |words: &[&str]| willay(&[words, &["--database", &url]].concat());
    let erased = on(&["erase", "person/p-1", "--reason", REASON, "--with-file", "--yes", "-w", root]);
    assert_eq!(erased.code, 0, "{}", erased.err);
    assert!(erased.out.contains("is an older copy of this ledger"), "{}", erased.out);
    let checked = on(&["log", root, "--fsck"]);
    assert_eq!(checked.code, 0, "{}", checked.out);
    assert!(checked.out.contains("1 confidential value and 1 document are not here on purpose"), "{}", checked.out);
    let refused = on(&["build", root]);
    assert_eq!(refused.code, 3, "{}", refused.out);
    // Moved back, it is erased there too.
    let back: PathBuf = workspace.path("back/ledger.sqlite");
    let moved = on(&["move", root, "--to", back.to_str().unwrap()]);
    assert_eq!(moved.code, 0, "{}", moved.err);
    let kept: BTreeMap<String, Vec<u8>> = files(&workspace.path("back"));
    assert!(!kept.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Zqrosa")));
    assert!(kept.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Zqluis")));
}
