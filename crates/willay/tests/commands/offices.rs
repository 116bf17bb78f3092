//! Do two offices that were offline for a month bring their records together without losing or doubling one?

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use ledger::{Checkpoint, Tree, VerifierKey, verify_consistency};
use store::{SqliteStore, Store};

use crate::workspace::{Ran, files, willay};

/// The register of one office: name of the list, with how many rows.
struct Register<'a> {
    list: &'a str,
    rows: usize,
    access: &'a str,
}

/// Two offices, each with a workspace, that know each other.
struct Offices {
    folder: tempfile::TempDir,
}

impl Offices {
    fn new() -> Self {
        let offices = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["lima", "cusco"] {
            let root = offices.root(name);
            assert_eq!(willay(&["init", root.to_str().unwrap()]).code, 0);
            let settings = fs::read_to_string(root.join("willay.toml")).unwrap();
            fs::write(
                root.join("willay.toml"),
                settings.replace("example.org/new-workspace", &format!("example.org/{name}")),
            )
            .unwrap();
        }
        for (name, other) in [("lima", "cusco"), ("cusco", "lima")] {
            let shown = offices.run(other, &["office"], &[]);
            let block = &shown.out[shown.out.find("[[office]]").unwrap()..];
            let path = offices.root(name).join("willay.toml");
            fs::write(&path, format!("{}\n{block}", fs::read_to_string(&path).unwrap())).unwrap();
        }
        offices
    }

    fn root(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command on an office's workspace, which is its last argument.
    fn run(&self, name: &str, before: &[&str], after: &[&str]) -> Ran {
        let root = self.root(name);
        willay(&[before, &[root.to_str().unwrap()], after].concat())
    }

    fn built(&self, name: &str) {
        let ran = self.run(name, &["build"], &[]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
    }

    /// A register with a record of two statements a row.
    fn register(&self, name: &str, register: &Register<'_>) {
        let Register { list, rows, access } = *register;
        let mut csv = "id,title,when\n".to_owned();
        for row in 0..rows {
            writeln!(csv, "{list}-{row},Case {row},2017-{:02}", row % 12 + 1).unwrap();
        }
        fs::write(self.root(name).join(format!("lists/{list}.csv")), csv).unwrap();
        let mapping = format!(
            "title = \"Register {list}\"\nproducer = \"Us\"\nnature = \"synthetic\"\naccess = \"{access}\"\n\
             kind = \"event\"\nid = \"id\"\n[columns]\ntitle = \"title\"\nwhen = \"date\"\n"
        );
        fs::write(self.root(name).join(format!("lists/{list}.toml")), mapping).unwrap();
    }

    fn bundle(&self, from: &str, to: &str) -> PathBuf {
        self.bundle_with(from, to, &[])
    }

    fn bundle_with(&self, from: &str, to: &str, more: &[&str]) -> PathBuf {
        let path = self.folder.path().join(format!("{from}-to-{to}.age"));
        let ran = self.run(from, &["bundle", "--for", to, "--out", path.to_str().unwrap(), "-w"], more);
        assert_eq!(ran.code, 0, "{}", ran.err);
        path
    }

    /// Takes away all that an office has but its secret.
    fn forget(&self, name: &str) {
        let folder = self.root(name).join(".willay");
        let secret = fs::read(folder.join("secret")).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("secret"), secret).unwrap();
    }

    fn merge(&self, name: &str, file: &std::path::Path) -> Ran {
        self.run(name, &["merge", file.to_str().unwrap(), "--json", "-w"], &[])
    }

    fn merged(&self, name: &str, file: &std::path::Path) -> serde_json::Value {
        let ran = self.merge(name, file);
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }

    fn ledger(&self, name: &str) -> SqliteStore {
        SqliteStore::open_to_read(&self.root(name).join(".willay/ledger.sqlite")).unwrap()
    }

    /// The newest signed state, as the office published it.
    fn checkpoint(&self, name: &str) -> Checkpoint {
        let key: VerifierKey =
            fs::read_to_string(self.root(name).join("site/ledger/key")).unwrap().trim().parse().unwrap();
        let note = fs::read_to_string(self.root(name).join("site/ledger/checkpoint")).unwrap();
        Checkpoint::open(&note, &key).unwrap()
    }

    /// What is said, by record and property, of the registers that the offices exchange.
    fn said(&self, name: &str) -> BTreeMap<(String, String), Vec<String>> {
        let mut said: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for statement in self.ledger(name).state().unwrap().statements.values() {
            let key = (statement.record.to_string(), statement.property.clone());
            said.entry(key).or_default().push(format!("{:?} {:?}", statement.value, statement.access));
        }
        said.values_mut().for_each(|values| values.sort());
        said
    }
}

#[test]
fn two_offices_one_offline_for_a_month_lose_and_double_nothing() {
    let offices = Offices::new();
    // Before they part, both keep the same small register.
    for name in ["lima", "cusco"] {
        offices.register(name, &Register { list: "common", rows: 20, access: "internal" });
        offices.built(name);
    }
    // A month apart: 5,000 statements each.
    offices.register("lima", &Register { list: "lima-cases", rows: 2_500, access: "internal" });
    offices.register("cusco", &Register { list: "cusco-cases", rows: 2_500, access: "confidential" });
    offices.built("lima");
    offices.built("cusco");
    let before: BTreeMap<&str, Checkpoint> = ["lima", "cusco"].map(|name| (name, offices.checkpoint(name))).into();

    let report = offices.merged("lima", &offices.bundle("cusco", "lima"));
    let entered = report["entries"]["example.org/cusco"].as_u64().unwrap();
    assert!(entered >= 5_000, "{report}");
    assert!(report["said_by_several"].as_u64().unwrap() >= 40, "what both say counts once: {report}");
    offices.merged("cusco", &offices.bundle("lima", "cusco"));
    assert_eq!(offices.said("lima"), offices.said("cusco"));
    assert!(offices.said("lima").len() >= 10_040);
    assert!(offices.said("lima").values().all(|values| values.len() == 1), "none is doubled");

    // Both build on; the ledgers only grew, and prove it against what each had signed before.
    for name in ["lima", "cusco"] {
        offices.built(name);
        let entries = offices.ledger(name).entries(0..u64::MAX >> 1).unwrap();
        let tree = Tree::from_leaves(entries.iter().map(|raw| raw.leaf));
        let (old, new) = (before[name].head, offices.checkpoint(name).head);
        let proof = tree.consistency(old.size, new.size).unwrap();
        assert!(verify_consistency(&old, &new, &proof), "{name}");
        let fsck = offices.run(name, &["log", "--fsck"], &[]);
        assert_eq!(fsck.code, 0, "{}", fsck.out);
        let verified = willay(&["verify", offices.root(name).join("site").to_str().unwrap()]);
        assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    }

    // The next bundle holds what is new alone; the old one again changes nothing.
    let size = offices.ledger("lima").size().unwrap();
    let again = offices.merged("lima", &offices.folder.path().join("cusco-to-lima.age"));
    assert_eq!((again["entries"].as_object().unwrap().len(), again["size"].as_u64().unwrap()), (0, size));
    // Of what cusco received from lima, only leaves go back.
    let bytes = |path: &std::path::Path| fs::metadata(path).unwrap().len();
    let first = bytes(&offices.folder.path().join("cusco-to-lima.age"));
    let next = offices.bundle("cusco", "lima");
    assert!(bytes(&next) * 4 < first, "what lima confirmed is not sent again: {first} and then {} bytes", bytes(&next));
    offices.merged("lima", &next);
    assert_eq!(offices.said("lima"), offices.said("cusco"));
}

#[test]
fn a_bundle_for_others_from_strangers_cut_or_changed_is_refused_and_changes_nothing() {
    let offices = Offices::new();
    offices.built("lima");
    offices.built("cusco");
    let good = offices.bundle("cusco", "lima");
    let size = offices.ledger("lima").size().unwrap();
    let refused = |file: &std::path::Path, why: &str| {
        let ran = offices.merge("lima", file);
        assert_eq!(ran.code, 3, "{why}: {}", ran.err);
        assert!(ran.err.contains(why), "{why}: {}", ran.err);
        assert_eq!(offices.ledger("lima").size().unwrap(), size, "{why}");
    };
    refused(&offices.bundle("lima", "cusco"), "encrypted for another office");
    let bytes = fs::read(&good).unwrap();
    let bad = offices.folder.path().join("bad.age");
    fs::write(&bad, &bytes[..bytes.len() - 1]).unwrap();
    refused(&bad, "cut off or damaged");
    fs::write(&bad, "no bundle at all").unwrap();
    refused(&bad, "no bundle that can be opened");
    fs::File::create(&bad).unwrap().set_len(300 << 20).unwrap();
    refused(&bad, "at most 256 MiB");

    // An office that pretends to be cusco signs with another key.
    let settings = offices.root("cusco").join("willay.toml");
    let whole = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, whole.replace("origin = \"example.org/cusco\"", "origin = \"example.org/puno\"")).unwrap();
    let stranger =
        offices.run("cusco", &["bundle", "--for", "lima", "--from", "0", "--out", bad.to_str().unwrap(), "-w"], &[]);
    assert_eq!(stranger.code, 0, "{}", stranger.err);
    refused(&bad, "which willay.toml does not know");
    fs::write(&settings, &whole).unwrap();
    fs::remove_dir_all(offices.root("cusco").join(".willay")).unwrap();
    let forger = offices.run("cusco", &["bundle", "--for", "lima", "--out", bad.to_str().unwrap(), "-w"], &[]);
    assert_eq!(forger.code, 0, "{}", forger.err);
    refused(&bad, "not signed by");
    offices.merged("lima", &good);
}

#[test]
fn a_pair_that_two_offices_decided_differently_is_shown_until_one_decides_again() {
    let offices = Offices::new();
    let linkage = "\n[[linkage]]\nname = \"cases\"\nkind = \"event\"\nlists = [\"north\", \"south\"]\n\
                   comparison = [{ column = \"title\", kind = \"text\" }]\nblocking = [[\"date\"]]\n";
    let decide = |name: &str, decision: &str, time: &str| {
        fs::create_dir_all(offices.root(name).join("judgements")).unwrap();
        let line = format!(
            "{{\"left\":{{\"list\":\"north\",\"id\":\"north-1\"}},\"right\":{{\"list\":\"south\",\"id\":\"south-1\"}},\
             \"decision\":\"{decision}\",\"author\":\"{name}-reviewer\",\"reason\":\"seen\",\"time\":\"{time}\"}}\n"
        );
        fs::write(offices.root(name).join("judgements/cases.jsonl"), line).unwrap();
        offices.built(name);
    };
    for name in ["lima", "cusco"] {
        offices.register(name, &Register { list: "north", rows: 30, access: "internal" });
        offices.register(name, &Register { list: "south", rows: 30, access: "internal" });
        let settings = offices.root(name).join("willay.toml");
        fs::write(&settings, fs::read_to_string(&settings).unwrap() + linkage).unwrap();
    }
    decide("lima", "same", "2026-01-02T10:00:00Z");
    decide("cusco", "different", "2026-01-03T10:00:00Z");
    let report = offices.merged("lima", &offices.bundle("cusco", "lima"));
    assert_eq!(report["disagreements"], 1, "{report}");
    let shown = offices.run("lima", &["disagreements"], &[]);
    assert_eq!(shown.code, 1);
    for word in ["event/north-1", "event/south-1", "lima-reviewer", "cusco-reviewer", "example.org/lima", "different"] {
        assert!(shown.out.contains(word), "{word}: {}", shown.out);
    }
    decide("lima", "different", "2026-02-01T10:00:00Z");
    assert_eq!(offices.run("lima", &["disagreements"], &[]).code, 0);
    offices.merged("cusco", &offices.bundle("lima", "cusco"));
    assert_eq!(offices.run("cusco", &["disagreements"], &[]).code, 0);
}

/// The files of an office's own folder in which a word stands.
fn holding(offices: &Offices, name: &str, word: &str) -> Vec<String> {
    let all = files(&offices.root(name).join(".willay"));
    let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    all.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name).collect()
}

#[test]
fn an_erasure_reaches_the_office_that_holds_the_value_and_no_bundle_brings_it_back() {
    let offices = Offices::new();
    offices.register("cusco", &Register { list: "cusco-cases", rows: 12, access: "confidential" });
    offices.built("cusco");
    let with_value = offices.bundle("cusco", "lima");
    offices.merged("lima", &with_value);
    assert!(!holding(&offices, "lima", "Case 11").is_empty());
    let erase =
        ["erase", "event/cusco-cases-11", "--property", "title", "--reason", "withdrawn", "--with-file", "--yes", "-w"];
    let erased = offices.run("cusco", &erase, &[]);
    assert_eq!(erased.code, 0, "{}", erased.err);
    assert!(erased.out.contains("send example.org/lima a bundle"), "{}", erased.out);
    let word = offices.bundle("cusco", "lima");
    let report = offices.merged("lima", &word);
    assert_eq!((&report["erased"], &report["withheld"]), (&1.into(), &0.into()), "{report}");
    for file in [&with_value, &word] {
        offices.merged("lima", file);
        assert_eq!(holding(&offices, "lima", "Case 11"), Vec::<String>::new());
    }
    assert!(offices.run("lima", &["log", "--fsck"], &[]).out.contains("1 confidential value and 1 document"));
    offices.built("lima");
    // An office that hears of it for the first time gets the commitment alone.
    offices.forget("lima");
    offices.merged("lima", &offices.bundle_with("cusco", "lima", &["--from", "0"]));
    assert_eq!(holding(&offices, "lima", "Case 11"), Vec::<String>::new());
    assert!(!holding(&offices, "lima", "Case 10").is_empty());
    assert_eq!(offices.run("lima", &["log", "--fsck"], &[]).code, 0);
}

#[test]
fn a_bundle_holds_only_what_the_other_office_may_see_and_still_proves() {
    let offices = Offices::new();
    for (list, access) in [("open", "internal"), ("closed", "confidential"), ("shut", "sealed")] {
        offices.register("cusco", &Register { list, rows: 3, access });
    }
    // Each says what the others do not.
    for list in ["open", "closed", "shut"] {
        let path = offices.root("cusco").join(format!("lists/{list}.csv"));
        let text = fs::read_to_string(&path).unwrap().replace("Case", &format!("Zq{list}"));
        fs::write(&path, text).unwrap();
    }
    offices.built("cusco");
    let seen = |more: &[&str]| {
        let file = offices.bundle_with("cusco", "lima", more);
        offices.forget("lima");
        let report = offices.merged("lima", &file);
        let fsck = offices.run("lima", &["log", "--fsck"], &[]);
        assert_eq!(fsck.code, 0, "{more:?}: {}", fsck.out);
        let words = ["Zqopen", "Zqclosed", "Zqshut"].map(|word| !holding(&offices, "lima", word).is_empty());
        (words, report["withheld"].as_u64().unwrap())
    };
    assert_eq!(seen(&["--clearance", "public"]), ([false, false, false], 12));
    assert_eq!(seen(&["--clearance", "internal"]), ([true, false, false], 6));
    assert_eq!(seen(&[]), ([true, true, false], 0), "what is sealed leaves not even a commitment");
    assert_eq!(seen(&["--clearance", "sealed"]), ([true, true, true], 0));
    let settings = offices.root("cusco").join("willay.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}clearance = \"internal\"\n")).unwrap();
    assert_eq!(seen(&[]), ([true, false, false], 6), "as the settings say");
    offices.built("lima");
    let verified = willay(&["verify", offices.root("lima").join("site").to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    // What belongs to a group goes to offices of the group alone.
    fs::write(&settings, format!("{text}groups = [\"legal\"]\n[access.groups.legal]\nlists = [\"open\"]\n")).unwrap();
    assert_eq!(seen(&[]).0, [true, true, false]);
    fs::write(&settings, format!("{text}[access.groups.legal]\nlists = [\"open\"]\n")).unwrap();
    assert_eq!(seen(&[]).0, [false, true, false]);
    fs::write(&settings, format!("{text}groups = [\"legl\"]\n")).unwrap();
    let slip = offices.run("cusco", &["bundle", "--for", "lima", "--out", "nowhere.age", "-w"], &[]);
    assert!(slip.code == 3 && slip.err.contains("no group 'legl'"), "{}", slip.err);
}

#[test]
fn an_office_on_a_database_exchanges_with_one_on_a_file() {
    let test = "an_office_on_a_database_exchanges_with_one_on_a_file";
    let Some(url) = test_server::new_database(test) else { return };
    let offices = Offices::new();
    let settings = offices.root("cusco").join("willay.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[ledger]\ndatabase = \"{url}\"\n")).unwrap();
    // `willay office` made a file for the secret's sake; the ledger is in the database from now on.
    fs::remove_file(offices.root("cusco").join(".willay/ledger.sqlite")).unwrap();
    offices.register("lima", &Register { list: "lima-cases", rows: 30, access: "public" });
    offices.register("cusco", &Register { list: "cusco-cases", rows: 40, access: "confidential" });
    offices.built("lima");
    offices.built("cusco");
    let to_lima = offices.merged("lima", &offices.bundle("cusco", "lima"));
    assert!(to_lima["entries"]["example.org/cusco"].as_u64().unwrap() >= 80, "{to_lima}");
    let bundle = offices.bundle("lima", "cusco");
    let to_cusco = offices.merged("cusco", &bundle);
    assert!(to_cusco["entries"]["example.org/lima"].as_u64().unwrap() >= 60, "{to_cusco}");
    assert_eq!(offices.merged("cusco", &bundle)["size"], to_cusco["size"], "the same again changes nothing");
    for name in ["lima", "cusco"] {
        offices.built(name);
        assert_eq!(offices.run(name, &["log", "--fsck"], &[]).code, 0, "{name}");
        let verified = willay(&["verify", offices.root(name).join("site").to_str().unwrap()]);
        assert_eq!(verified.code, 0, "{name}: {}{}", verified.out, verified.err);
    }
    assert!(!offices.root("cusco").join(".willay/ledger.sqlite").exists());
}
