//! Does any command, page or message repeat a word that is not public?

use std::{fs, path::Path};

use crate::workspace::{Ran, Workspace, files, willay};

/// Planted where only readers with a clearance may look; in small letters, so that a name of a record can hold it.
const CANARIES: [&str; 4] = ["zqname", "zqnote", "zqvictim", "zqlegal"];

/// Persons behind a floor of their kind, a public list of acts that names them, and a list of a group.
fn planted() -> Workspace {
    let workspace = Workspace::fresh();
    list(
        &workspace,
        ("persons", "person"),
        "id,nombre,nota\np-zqvictim,zqname,zqnote\n",
        &["nombre:name", "nota:note"],
    );
    list(&workspace, ("acts", "act"), "id,quien,cuando\na-1,p-zqvictim,2017-03-02\n", &["quien:victim", "cuando:date"]);
    list(&workspace, ("lawyers", "event"), "id,que\ne-9,zqlegal\n", &["que:description"]);
    let settings = "\n[access]\nkinds.person = \"confidential\"\ngroups.legal.lists = [\"lawyers\"]\n\
                    [verification]\nelements.act = [\"victim\", \"date\"]\nelements.event = [\"description\"]\n\
                    [review]\nreviewers = 0\n";
    let path = workspace.path("willay.toml");
    fs::write(&path, workspace.read("willay.toml") + settings).unwrap();
    fs::write(workspace.path("figures/more.toml"), figure("SELECT id, name FROM person")).unwrap();
    workspace
}

fn list(workspace: &Workspace, (name, kind): (&str, &str), rows: &str, columns: &[&str]) {
    fs::write(workspace.path(&format!("lists/{name}.csv")), rows).unwrap();
    let columns: String = columns
        .iter()
        .map(|column| {
            let (column, property) = column.split_once(':').unwrap();
            let reference = if property == "victim" { ", reference = \"person\"" } else { "" };
            format!("{column} = {{ property = \"{property}\"{reference} }}\n")
        })
        .collect();
    let mapping = format!(
        "title = \"{name}\"\nproducer = \"{name}\"\nkind = \"{kind}\"\nid = \"id\"\nnature = \"synthetic\"\n[columns]\n{columns}"
    );
    fs::write(workspace.path(&format!("lists/{name}.toml")), mapping).unwrap();
}

fn figure(sql: &str) -> String {
    format!(
        "[[figure]]\nid = \"persons\"\ntitle = \"Persons\"\nunit = \"persons\"\nnoun = \"persons\"\ndefinition = \"Persons\"\n\
         topic = \"persons\"\nmembers = \"{sql}\"\n[figure.disclosure]\nwaived = \"a test\"\n"
    )
}

fn refuse_canaries(place: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{place} repeats {canary}:\n{text}");
    }
}

fn refuse_in_files(folder: &Path) {
    let found = files(folder);
    assert!(!found.is_empty(), "{}", folder.display());
    for (name, bytes) in found {
        refuse_canaries(&name, &format!("{name} {}", String::from_utf8_lossy(&bytes)));
    }
}

/// Runs a command, which must end as expected and repeat nothing.
fn quiet(arguments: &[&str], code: i32) -> Ran {
    let ran = willay(arguments);
    assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
    refuse_canaries(&format!("{arguments:?}"), &format!("{}{}", ran.out, ran.err));
    ran
}

#[test]
fn no_command_and_no_page_repeats_what_is_not_public() {
    let workspace = planted();
    let root = workspace.root();
    let root = root.to_str().unwrap();
    quiet(&["build", root], 0);
    refuse_in_files(&workspace.path("site"));
    fs::write(workspace.path("article.md"), "In 2017, 27 persons named zq were killed.\n").unwrap();
    let article = workspace.path("article.md");
    quiet(&["review", "waiting", root], 0);
    quiet(&["records", root, "--elements"], 0);
    quiet(&["records", root, "--json"], 0);
    quiet(&["figures", root, "--json"], 0);
    let trail = quiet(&["trail", "persons", "-w", root], 0);
    assert!(trail.out.contains("withheld"), "{}", trail.out);
    quiet(&["check", article.to_str().unwrap(), "-w", root, "--date", "2018-01-01"], 0);
    quiet(&["log", root, "--fsck"], 0);
    for format in ["statements", "csv", "jsonl", "parquet"] {
        let out = workspace.path(&format!("public-{format}"));
        quiet(&["export", root, "--out", out.to_str().unwrap(), "--format", format], 0);
        refuse_in_files(&out);
    }
}

#[test]
fn those_with_a_clearance_and_in_the_group_get_it() {
    let workspace = planted().built();
    let root = workspace.root();
    let export = |name: &str, more: &[&str]| {
        let out = workspace.path(name);
        let all =
            [&["export", root.to_str().unwrap(), "--out", out.to_str().unwrap(), "--access", "confidential"], more];
        let ran = willay(&all.concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        fs::read_to_string(out.join("statements.jsonl")).unwrap()
    };
    let outside = export("outside", &[]);
    for canary in ["zqname", "zqnote", "zqvictim"] {
        assert!(outside.contains(canary), "{canary}");
    }
    assert!(!outside.contains("zqlegal"), "only for the group");
    assert!(export("inside", &["--group", "legal"]).contains("zqlegal"));
    let unknown = willay(&["export", root.to_str().unwrap(), "--out", "nowhere", "--group", "legl"]);
    assert!(unknown.code == 2 && unknown.err.contains("no group 'legl'"), "{}", unknown.err);
}

/// A statement cites the first file that said it; each later file of the list says it again.
#[test]
fn a_later_file_of_a_list_is_as_closed_as_what_it_repeats() {
    let workspace = Workspace::fresh();
    let acts = "id,quien,cuando\na-1,p-zqvictim,2017-03-02\n";
    let columns = ["quien:victim", "cuando:date"];
    list(&workspace, ("acts", "act"), acts, &columns);
    let door = "\n[access.groups.legal]\nrecords = [\"person/p-zqvictim\"]\n";
    fs::write(workspace.path("willay.toml"), workspace.read("willay.toml") + door).unwrap();
    let workspace = workspace.built();
    list(&workspace, ("acts", "act"), &format!("{acts}a-2,p-2,2017-04-02\n"), &columns);
    let workspace = workspace.built();
    let (root, out) = (workspace.root(), workspace.path("outside"));
    let words = ["export", root.to_str().unwrap(), "--out", out.to_str().unwrap(), "--access", "confidential"];
    let printed = quiet(&words, 0);
    assert!(printed.out.contains("more closed than asked for"), "{}", printed.out);
    refuse_in_files(&out);
}

/// Records in XML are archived as text, which search reads: not where a record of it is for a group alone.
#[test]
fn search_reads_no_file_that_says_what_is_for_a_group() {
    let workspace = Workspace::fresh();
    let root = workspace.root();
    let root = root.to_str().unwrap();
    let door = "\n[access.groups.legal]\nlists = [\"lawyers\"]\n";
    let put = |name: &str, text: &str| {
        fs::write(workspace.path(name), text).unwrap();
        workspace.path(name).to_str().unwrap().to_owned()
    };
    let xml = put("lawyers.xml", "<events><event id=\"1\"><event_title>zqlegal</event_title></event></events>");
    let about =
        put("about.toml", "title = \"Lawyers\"\nproducer = \"Us\"\nlanguage = \"en\"\nnature = \"synthetic\"\n");
    let import = ["import", &xml, "--mapping", &about, "-w", root];
    let search = ["search", "zqlegal", "--access", "confidential", "--json", "-w", root];
    assert_eq!(willay(&import).code, 0, "{}", willay(&import).err);
    assert!(willay(&search).out.contains("event/1"), "open as yet: {}", willay(&search).out);
    fs::write(workspace.path("willay.toml"), workspace.read("willay.toml") + door).unwrap();
    quiet(&search, 0);
}

#[test]
fn messages_on_closed_cells_name_the_place_and_not_the_text() {
    let workspace = planted();
    let root = workspace.root();
    let root = root.to_str().unwrap();
    list(&workspace, ("persons", "person"), "id,sexo\np zqname,zqnote\np-1,zqvictim\n", &["sexo:sex"]);
    let ran = quiet(&["build", root], 3);
    assert!(ran.err.contains("lists/persons.csv, row 3, column 'sexo'"), "{}", ran.err);
    let (file, report) = (workspace.path("lists/persons.csv"), workspace.path("problems.csv"));
    let (file, mapping) = (file.to_str().unwrap(), workspace.path("lists/persons.toml"));
    let options = ["--list", "other", "--report", report.to_str().unwrap(), "-w", root];
    quiet(&[&["import", file, "--mapping", mapping.to_str().unwrap()], &options[..]].concat(), 3);
    refuse_canaries("the report", &fs::read_to_string(&report).unwrap());
    let workspace = planted();
    let root = workspace.root();
    for sql in ["SELECT name AS id FROM person", "SELECT id, name AS weight FROM person"] {
        fs::write(workspace.path("figures/more.toml"), figure(sql)).unwrap();
        quiet(&["build", root.to_str().unwrap()], 3);
    }
    fs::write(workspace.path("figures/more.toml"), figure("SELECT id FROM person")).unwrap();
    workspace.edit("willay.toml", "lists = [\"lawyers\"]", "lists = [\"lawyer\"]");
    let slip = quiet(&["build", root.to_str().unwrap()], 3);
    assert!(slip.err.contains("no list 'lawyer'"), "{}", slip.err);
}

#[test]
fn a_door_that_is_closed_later_closes_the_site_and_the_log() {
    let workspace = planted();
    let settings = workspace.read("willay.toml");
    let open = settings.split("\n[access]").next().unwrap().to_owned();
    fs::write(workspace.path("willay.toml"), open).unwrap();
    let workspace = workspace.built();
    let before: Vec<u8> = workspace.site().into_values().flatten().collect();
    assert!(String::from_utf8_lossy(&before).contains("zqname"), "it was open");
    fs::write(workspace.path("willay.toml"), settings).unwrap();
    let workspace = workspace.built();
    refuse_in_files(&workspace.path("site"));
    let root = workspace.root();
    let root = root.to_str().unwrap();
    let verified = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    for format in [&["--last", "9999", "--json"][..], &["--last", "9999"]] {
        let log = willay(&[&["log", root], format].concat());
        assert!(!log.out.contains("zqname") && !log.out.contains("zqlegal"), "{}", log.out);
    }
}
