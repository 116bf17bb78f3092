//! Does a desk get what it asked for: several articles at once, in its language, as pages, JSON or SARIF?

use std::{fs, path::Path};

use crate::workspace::{Ran, Workspace, willay};
use serde_json::Value;

const NOTE: &str = "Women and war\n\n11 March 2017\n\nThe report registers 108 women killed by their partners.\n\
    Nearly 70,000 people died in the civil war.\n\nA shop sold 31 chairs.\n";
const PAGE: &str = "<html lang=\"es\"><head><title>Derrames</title><meta name=\"date\" content=\"2017-03-11\"></head>\n<body>\
    <h1>Derrames</h1>\n<p>Hubo <b>13</b> derrames de petr&oacute;leo en la Amazonía.\nCasi 70&nbsp;000 personas murieron en la guerra \
    civil.</p></body></html>\n";

/// An inbox with two articles, a broken one, and a table.
struct Desk {
    workspace: Workspace,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("inbox");
        fs::create_dir_all(inbox.join("old")).unwrap();
        for (name, text) in
            [("note.txt", NOTE), ("old/broken.pdf", "%PDF-1.7 nothing"), ("page.html", PAGE), ("table.csv", "a,b\n")]
        {
            fs::write(inbox.join(name), text).unwrap();
        }
        Self { workspace: Workspace::example(), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn check(&self, arguments: &[&str]) -> Ran {
        let root = self.workspace.root();
        willay(&[&["check", "--workspace", root.to_str().unwrap()], arguments].concat())
    }
}

fn objects(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_broken_file_is_named_and_the_others_are_checked() {
    let desk = Desk::new();
    let ran = desk.check(&[&desk.path("inbox")]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("broken.pdf: ") && ran.err.contains("mend: "), "{}", ran.err);
    for words in [
        "note.txt, dated 11 March 2017\n",
        "! “108” women",
        "✗ “Nearly 70,000” people",
        "? “31” chairs\n    not in the record",
        "broken.pdf: could not be read\n",
        "table.csv: skipped: no article",
        "2 articles checked, 2 with a number that does not stand; 1 could not be read, 1 skipped\n",
    ] {
        assert!(ran.out.contains(words), "{words:?} is missing in\n{}", ran.out);
    }
    fs::remove_dir_all(desk.path("inbox/old")).unwrap();
    assert_eq!(desk.check(&[&desk.path("inbox")]).code, 1, "a number does not stand");
    let one = desk.check(&[&desk.path("inbox/page.html")]).out;
    assert!(one.contains("2 numbers and pointers, 2 linked to figures: 1 does not stand (✗), "), "{one}");
    fs::write(desk.path("fine.txt"), "In the report, 108 women were killed by their partners.\n").unwrap();
    assert_eq!(desk.check(&[&desk.path("fine.txt")]).code, 0, "with a note it stands");
    let ran = desk.check(&[&desk.path("nowhere.txt"), &desk.path("inbox/note.txt")]);
    assert!(ran.code == 3 && ran.err.contains("nowhere.txt: not there") && ran.out.contains("“108”"), "{}", ran.err);
}

#[test]
fn the_terminal_speaks_spanish() {
    let desk = Desk::new();
    let ran = desk.check(&[&desk.path("inbox"), "--language", "es"]);
    for words in [
        "con fecha 11 de marzo de 2017\n",
        "cifra    partner-killings: Mujeres asesinadas por sus parejas (108)",
        "porque   valor: 108; ",
        "(probabilidad del enlace 0,9",
        "! «108» women killed by their partners\n",
        "coincide con el registro",
        "estimación impresa como recuento: ",
        "período no declarado: ",
        "no está en el registro",
        "no pudo leerse",
        "omitido: no es un artículo",
        "2 artículos comprobados, 2 con un número que no se sostiene; 1 no pudo leerse, 1 omitido\n",
    ] {
        assert!(ran.out.contains(words), "{words:?} is missing in\n{}", ran.out);
    }
    // What is quoted of a figure is Spanish too where the article is not.
    let text = "11 March 2017\n\nEighty per cent of the victims of human trafficking were women, the report says.\n";
    fs::write(desk.path("trafficking.txt"), text).unwrap();
    let quoting = desk.check(&[&desk.path("trafficking.txt"), "--language", "es"]);
    assert!(quoting.out.contains("lo que se cuenta es presuntas víctimas en denuncias"), "{}", quoting.out);
    for english in ["agrees", "skipped", "not in the record", "chance"] {
        assert!(!ran.out.contains(english), "{english:?} in\n{}", ran.out);
    }
}

#[test]
fn json_has_one_object_for_each_file_with_its_places() {
    let desk = Desk::new();
    let ran = desk.check(&[&desk.path("inbox"), "--json", "--language", "es"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let objects = objects(&ran);
    let states: Vec<&str> = objects.iter().map(|object| object["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["does-not-stand", "unread", "does-not-stand", "skipped"]);
    let note = &objects[0];
    assert_eq!((&note["title"], &note["date"]), (&"Women and war".into(), &"2017-03-11".into()));
    assert_eq!(note["counts"], serde_json::json!({ "findings": 3, "linked": 2, "faults": 1, "notes": 1 }));
    assert!(objects[1]["error"].is_string() && objects[1]["mend"].is_string() && objects[3]["reason"].is_string());
    let finding = &note["findings"][1];
    for (key, value) in [
        ("quoted", "Nearly 70,000"),
        ("figure", "war-deaths"),
        ("mark", "fault"),
        ("place_in", "file"),
        ("figure_title", "Personas muertas o desaparecidas, 1980 a 2000, estimación de la Comisión"),
    ] {
        assert_eq!(finding[key], value, "{key}");
    }
    assert_eq!((&finding["line"], &finding["column"]), (&6.into(), &1.into()));
    assert!(finding["says"][0].as_str().unwrap().starts_with("estimación impresa como recuento"));
    assert!(finding["figure_page"].as_str().unwrap().ends_with("/es/figures/war-deaths.html"));
    let unknown = &note["findings"][2];
    assert!(unknown["figure"].is_null() && unknown.get("figure_page").is_none() && unknown["mark"] == "unknown");
    // The words of a web page are found again between its tags.
    let places = objects[2]["findings"].as_array().unwrap().iter().map(|one| (&one["line"], &one["column"]));
    assert_eq!(places.collect::<Vec<_>>(), [(&3.into(), &12.into()), (&4.into(), &1.into())]);
}

#[test]
fn a_list_gives_saved_pages_their_addresses() {
    let desk = Desk::new();
    let address = "https://example.org/news?id=1314";
    let list = format!("\u{feff}# saved on 11 March 2017\n\n{address}\tinbox/page.html\r\ninbox/note.txt\n");
    fs::write(desk.path("saved.txt"), list).unwrap();
    let ran = desk.check(&["--list", &desk.path("saved.txt"), "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let objects = objects(&ran);
    assert_eq!(objects[0]["article"], address);
    assert!(objects[0]["file"].as_str().unwrap().ends_with("page.html"));
    assert!(objects[1]["article"].as_str().unwrap().ends_with("note.txt") && objects.len() == 2);
    fs::write(desk.path("bad.txt"), format!("{address}\nnotes\tinbox/note.txt\ninbox/note.txt\n")).unwrap();
    let ran = desk.check(&["--list", &desk.path("bad.txt")]);
    assert!(ran.code == 3 && ran.out.is_empty(), "{}{}", ran.out, ran.err);
    for words in ["bad.txt:1: an address without its saved page", "bad.txt:2: neither a path nor an address", "mend:"] {
        assert!(ran.err.contains(words), "{words:?} is missing in\n{}", ran.err);
    }
}

#[test]
fn a_report_marks_each_number_and_needs_no_script() {
    let desk = Desk::new();
    let report = desk.path("report");
    let ran = desk.check(&[&desk.path("inbox"), "--html", &report]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let read = |name: &str| fs::read_to_string(Path::new(&report).join(name)).unwrap();
    let (index, note) = (read("index.html"), read("1-note.html"));
    for words in [
        "inbox/note.txt",
        "inbox/old/broken.pdf",
        "href=\"1-note.html\"",
        "href=\"3-page.html\"",
        "could not be read: ",
        "skipped: no article",
    ] {
        assert!(index.contains(words), "{words:?} is missing in\n{index}");
    }
    for words in [
        "<span class=\"mark fault\" id=\"n1\">Nearly 70,000<span class=\"sign\">\u{a0}✗</span></span>",
        "<a href=\"#n1\"",
        "/figures/war-deaths.html\">People killed or disappeared",
        "What to look at first",
        "<dt>Estimate printed as a count</dt>",
        "default-src 'none'",
    ] {
        assert!(note.contains(words), "{words:?} is missing in\n{note}");
    }
    for page in [&index, &note] {
        let home = desk.folder.path().to_str().unwrap();
        assert!(!page.contains(home), "a report that others read says nothing of {home}");
        assert!(!page.contains("<script") && !page.contains(" src=") && page.starts_with("<!DOCTYPE html>"));
    }
    // A second check replaces the first; a folder with other files is left alone.
    fs::remove_dir_all(desk.path("inbox/old")).unwrap();
    assert_eq!(desk.check(&[&desk.path("inbox"), "--html", &report]).code, 1);
    assert!(!Path::new(&report).join("3-page.html").exists() && read("2-page.html").contains("Derrames"));
    let ran = desk.check(&[&desk.path("inbox/note.txt"), "--html", &desk.path("inbox")]);
    assert!(ran.code == 2 && ran.err.contains("which no check wrote"), "{}", ran.err);
    let ran = desk.check(&[&desk.path("inbox"), "--html", &desk.path("one.html")]);
    assert!(ran.code == 2 && ran.err.contains("name a folder"), "{}", ran.err);
    assert_eq!(desk.check(&[&desk.path("inbox/note.txt"), "--html", &desk.path("one.html")]).code, 1);
    assert_eq!(fs::read_to_string(desk.path("one.html")).unwrap().matches("class=\"mark ").count(), 3);
}

/// A folder within the one that was named is closed to the one who checks.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_named_and_the_rest_is_checked() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new();
    desk.workspace.open_to_all();
    let give = |name: &str, mode: u32| fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    ["", "inbox"].into_iter().for_each(|name| give(name, 0o755));
    give("inbox/old", 0o000);
    let (root, inbox) = (desk.workspace.root(), desk.path("inbox"));
    for (language, said, why) in [
        ("en", "/inbox/old: could not be read", "/inbox/old: no rights\n  mend: give yourself the right"),
        ("es", "/inbox/old: no pudo leerse", "/inbox/old: sin permiso\n  remedio: dese permiso"),
    ] {
        let arguments = ["check", &inbox, "--workspace", root.to_str().unwrap(), "--language", language];
        let Some(ran) = crate::workspace::willay_without_rights(&arguments) else {
            give("inbox/old", 0o755);
            return crate::workspace::skipped("a_folder_that_cannot_be_read", "no other user can run the program here");
        };
        assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("108") && ran.out.contains(said) && ran.err.contains(why), "{}{}", ran.out, ran.err);
    }
    give("inbox/old", 0o755);
}

/// An article's own words are text in the report, whatever they are.
#[test]
fn an_article_cannot_write_markup_into_the_report() {
    let desk = Desk::new();
    let text = "<script>alert(1)</script>\n\n11 March 2017\n\nThe report registers 108 women <img src=x> killed by their partners.\n";
    fs::write(desk.path("evil.txt"), text).unwrap();
    desk.check(&[&desk.path("evil.txt"), "--html", &desk.path("evil.html")]);
    let page = fs::read_to_string(desk.path("evil.html")).unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script") && !page.contains("<img"), "{page}");
}

/// The structure that SARIF 2.1.0 asks for (OASIS 2020, sections 3.13 to 3.51).
#[test]
fn sarif_names_rules_places_and_what_was_not_read() {
    let desk = Desk::new();
    let target = desk.path("check.sarif");
    let ran = desk.check(&[&desk.path("inbox"), "--sarif", &target]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let log: Value = serde_json::from_slice(&fs::read(&target).unwrap()).unwrap();
    assert!(log["version"] == "2.1.0" && log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[key]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
    }
    let artifacts = run["artifacts"].as_array().unwrap();
    assert_eq!(artifacts.len(), 4);
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["level"] == "error" || result["level"] == "note", "{result}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        let artifact = usize::try_from(location["artifactLocation"]["index"].as_u64().unwrap()).unwrap();
        assert_eq!(artifacts[artifact]["location"]["uri"], location["artifactLocation"]["uri"]);
    }
    let fault = results.iter().find(|result| result["ruleId"] == "estimate-printed-as-count").unwrap();
    let region = &fault["locations"][0]["physicalLocation"]["region"];
    let offset = NOTE.find("Nearly").unwrap();
    for (key, value) in [
        ("startLine", 6),
        ("startColumn", 1),
        ("endLine", 6),
        ("endColumn", 14),
        ("charOffset", offset),
        ("charLength", "Nearly 70,000".len()),
    ] {
        assert_eq!(region[key], value, "{key}");
    }
    assert_eq!(region["snippet"]["text"], "Nearly 70,000");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let levels = invocation["toolExecutionNotifications"].as_array().unwrap().iter().map(|one| &one["level"]);
    assert_eq!(levels.collect::<Vec<_>>(), ["error", "note"]);
}
