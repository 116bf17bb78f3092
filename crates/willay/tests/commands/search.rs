//! Does `willay search` find what is there, follow the ledger, and tell nothing of what is closed?

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    database::on,
    workspace::{EPOCH, Ran, Workspace, files, willay},
};

const PEOPLE: &str = "id,name,sex,born,died,aka\n\
    p1,Rosa Huamán Quispe,female,1970,1985-08-14,la profesora\n\
    p2,Pepe Qori Mamani,male,1950-03,1985,\n\
    p3,Ana María de la Cruz,female,1961-01-05,1984-02,\n";

const MAPPING: &str = "title = \"People\"\nproducer = \"An organisation\"\nkind = \"person\"\nid = \"id\"\nnature = \"synthetic\"\n\
    [columns]\nname = \"name\"\nsex = \"sex\"\nborn = \"birth-date\"\ndied = \"death-date\"\n\
    aka = { property = \"other-names\", access = \"confidential\" }\n";

fn with_people(people: &str) -> Workspace {
    let workspace = Workspace::fresh();
    put(&workspace, "people", (people, MAPPING));
    workspace.built()
}

fn put(workspace: &Workspace, list: &str, (rows, mapping): (&str, &str)) {
    fs::write(workspace.path(&format!("lists/{list}.csv")), rows).unwrap();
    fs::write(workspace.path(&format!("lists/{list}.toml")), mapping).unwrap();
}

fn search(workspace: &Workspace, options: &[&str]) -> Ran {
    willay(&[&["search", "-w", workspace.root().to_str().unwrap()], options].concat())
}

#[test]
fn a_person_is_found_by_a_variant_of_the_name_with_the_words_and_their_place() {
    let workspace = with_people(PEOPLE);
    let ran = search(&workspace, &["guaman", "kispe"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("person/p1  Rosa Huamán Quispe"), "{}", ran.out);
    assert!(ran.out.contains("name: Rosa [Huamán] [Quispe]  (people row 2, entry "), "{}", ran.out);
    assert!(ran.out.ends_with("1 found: 1 Person\n"), "{}", ran.out);
    let json: serde_json::Value = serde_json::from_str(&search(&workspace, &["jose", "--json"]).out).unwrap();
    assert_eq!((&json["total"], &json["found"][0]["id"]), (&1.into(), &"person/p2".into()), "{json}");
    let snippet = &json["found"][0]["snippets"][0];
    assert_eq!(
        (snippet["text"].as_str(), snippet["highlights"].to_string()),
        (Some("Pepe Qori Mamani"), "[[0,4]]".into())
    );
}

#[test]
fn a_document_is_found_by_its_words_and_the_passage_is_named() {
    let workspace = Workspace::example().built();
    let json = |options: &[&str]| -> serde_json::Value {
        serde_json::from_str(&search(&workspace, &[options, &["--kind", "document", "--json"]].concat()).out).unwrap()
    };
    let found = json(&["military", "officers"]);
    assert!(found["found"].as_array().unwrap().iter().all(|found| found["kind"] == "document"), "{found}");
    let first = found["found"].as_array().unwrap().iter().find(|found| !found["passage"].is_null());
    let first = first.expect("words of a text, not only of a title");
    let (passage, snippet) = (&first["passage"], &first["snippets"][0]);
    let at = passage["start"].as_u64().unwrap() + snippet["start"].as_u64().unwrap();
    assert!(at < passage["end"].as_u64().unwrap() && !snippet["highlights"].as_array().unwrap().is_empty(), "{first}");
    let by_producer = json(&["--where", "producer=Amnesty International", "--date", "2017"]);
    assert!(by_producer["total"].as_u64().unwrap() > 0, "{by_producer}");
}

#[test]
fn values_and_dates_filter_with_and_without_words_and_what_is_possible_says_so() {
    let workspace = with_people(PEOPLE);
    let ran = search(&workspace, &["--kind", "person", "--date", "1985-08"]);
    assert!(ran.out.contains("person/p1  Rosa Huamán Quispe\n"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("person/p2  Pepe Qori Mamani  possibly"), "{}", ran.out);
    assert!(ran.out.ends_with("2 found: 2 Persons; 1 of them possibly\n"), "{}", ran.out);
    let ran = search(&workspace, &["--where", "sex=Femenino", "--where", "birth-date>=1961", "--kind", "person"]);
    assert!(
        ran.out.contains("person/p3") && ran.out.contains("person/p1") && ran.out.contains("2 Persons"),
        "{}",
        ran.out
    );
    let ran = search(&workspace, &["cruz", "--where", "sex=male"]);
    assert!(ran.out.contains("Nothing was found"), "{}", ran.out);
}

#[test]
fn a_hidden_record_and_a_hidden_column_change_nothing_that_a_public_search_says() {
    let workspace = with_people(PEOPLE);
    let questions: [&[&str]; 7] = [
        &["huaman"],
        &["rosa", "quispe"],
        &["profesora"],
        &["canarina"],
        &["canari*"],
        &["--kind", "person", "--where", "sex=female"],
        &["huaman", "--date", "1985", "--first", "1"],
    ];
    let ask = || -> Vec<(String, String)> {
        let asked = questions.iter().map(|question| search(&workspace, &[*question, &["--json"]].concat()));
        asked.map(|ran| (ran.out, ran.err)).collect()
    };
    ask();
    let before = ask();
    let secret = "id,name,sex,born,died,aka\n\
        s1,Rosa Huamán Canarino,female,1970,1985-08-14,Rosa\ns2,Huamán Huamán Canarino,female,1971,1985,Quispe\n";
    put(&workspace, "secret", (secret, &MAPPING.replace("[columns]", "access = \"confidential\"\n[columns]")));
    fs::write(workspace.path("documents/secret.md"), "# Canarino\n\nRosa Huamán Quispe Canarino, 1985.\n").unwrap();
    let sidecar = "title = \"Huamán\"\nproducer = \"We\"\nnature = \"synthetic\"\naccess = \"confidential\"\n";
    fs::write(workspace.path("documents/secret.md.toml"), sidecar).unwrap();
    let built = workspace.run("build");
    assert_eq!(built.code, 0, "{}", built.err);
    assert_eq!(before, ask(), "an index that follows");
    fs::remove_dir_all(workspace.path(".willay/search")).unwrap();
    ask();
    assert_eq!(before, ask(), "an index that is made anew");
    let index = fs::read(workspace.path(".willay/search/public.sqlite")).unwrap().to_ascii_lowercase();
    for word in [b"canarino".as_slice(), b"profesora"] {
        assert!(!index.windows(word.len()).any(|part| part == word), "the public index holds what is closed");
    }
    let opened = search(&workspace, &["canarino", "--access", "confidential"]);
    assert!(opened.out.contains("3 found: 1 Archived document, 2 Persons"), "{}{}", opened.out, opened.err);
    assert!(search(&workspace, &["profesora", "--access", "confidential"]).out.contains("person/p1"));
    assert!(search(&workspace, &["profesora", "--access", "internal"]).out.contains("Nothing was found"));
}

#[test]
fn the_index_follows_a_build_and_a_broken_one_is_made_anew_and_said() {
    let workspace = with_people(PEOPLE);
    assert!(search(&workspace, &["huaman"]).err.contains("the search index was made"));
    assert_eq!(search(&workspace, &["huaman"]).err, "");
    put(&workspace, "people", (&PEOPLE.replace("Pepe Qori Mamani", "Zoila Pariona"), MAPPING));
    assert_eq!(workspace.run("build").code, 0);
    let ran = search(&workspace, &["zoila"]);
    assert!(ran.out.contains("person/p2  Zoila Pariona"), "{}", ran.out);
    assert!(ran.err.contains("brought up to date"), "{}", ran.err);
    assert!(search(&workspace, &["qori"]).out.contains("Nothing was found"));
    let path = workspace.path(".willay/search/public.sqlite");
    let whole = fs::read(&path).unwrap();
    for broken in [b"no index".to_vec(), whole[..whole.len() / 2].to_vec(), Vec::new()] {
        fs::write(&path, broken).unwrap();
        let ran = search(&workspace, &["zoila"]);
        assert!(ran.code == 0 && ran.out.contains("Zoila"), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("the search index is broken") && ran.err.contains("made anew"), "{}", ran.err);
    }
    let fsck = willay(&["log", workspace.root().to_str().unwrap(), "--fsck"]);
    assert_eq!(fsck.code, 0, "{}", fsck.err);
}

#[test]
fn what_cannot_be_asked_says_what_can() {
    let workspace = with_people(PEOPLE);
    let long = "x".repeat(10_000);
    for (options, mend) in [
        (vec![], "willay search guaman quispe"),
        (vec!["¿?"], "willay search guaman quispe"),
        (vec!["--", "-policía"], "must not be there"),
        (vec![long.as_str()], "at most 1000"),
        (vec!["rosa", "--kind", "persona"], "person"),
        (vec!["rosa", "--where", "sexo=female"], "sex"),
        (vec!["rosa", "--where", "sex"], "property=value"),
        (vec!["rosa", "--date", "agosto"], "1980/2000"),
        (vec!["rosa", "--access", "sealed"], "confidential"),
    ] {
        let arguments = ["search", "-w", workspace.root().to_str().unwrap()].map(str::to_owned);
        // Options stand before what follows `--`.
        let all: Vec<&str> = arguments.iter().map(String::as_str).chain(options.iter().copied()).collect();
        let ran = willay(&all);
        assert_eq!(ran.code, 2, "{options:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(mend), "{options:?}: {}", ran.err);
    }
    let ran = search(&workspace, &["rosa\" OR NEAR(words : *"]);
    assert_eq!(ran.code, 0, "signs of the database are nothing: {}", ran.err);
    let unbuilt = Workspace::fresh();
    let ran = search(&unbuilt, &["rosa"]);
    assert!(ran.code == 2 && ran.err.contains("there is no ledger yet"), "{}", ran.err);
}

#[test]
fn a_ledger_in_a_database_is_searched_as_one_in_a_file() {
    let test = "a_ledger_in_a_database_is_searched_as_one_in_a_file";
    let Some(url) = test_server::new_database(test) else { return };
    let on_file = with_people(PEOPLE);
    let in_database = Workspace::fresh();
    put(&in_database, "people", (PEOPLE, MAPPING));
    let root = in_database.root();
    let root = root.to_str().unwrap();
    assert_eq!(on(&url, &["build", root]).code, 0);
    for words in [["guaman", "kispe"], ["--date", "1985-08"]] {
        let ran = on(&url, &[&["search", "-w", root, "--json"], words.as_slice()].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let of_file = search(&on_file, &[&["--json"], words.as_slice()].concat());
        assert_eq!(ran.out, of_file.out);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_leaves_no_half_index() {
    let rows: String = (0..1500).map(|n| format!("p{n},Rosa Huamán {n},female,19{:02},,\n", n % 100)).collect();
    let workspace = with_people(&format!("id,name,sex,born,died,aka\n{rows}"));
    let mut stopped = 0;
    for milliseconds in [5, 50, 100, 200, 300, 400, 600, 800] {
        let mut child = crate::workspace::command()
            .args(["search", "huaman", "-w", workspace.root().to_str().unwrap()])
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        if child.try_wait().unwrap().is_none() {
            assert!(Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap().success());
        }
        let status = child.wait().unwrap();
        stopped += usize::from(status.code() == Some(130));
        let left = files(&workspace.path(".willay"));
        assert!(left.keys().all(|name| !name.contains(".making-")), "{:?}", left.keys());
    }
    assert!(stopped > 0, "no Ctrl-C came in time");
    assert!(search(&workspace, &["huaman"]).out.contains("1500 found"));
}
