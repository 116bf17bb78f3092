//! Does a site, build after build, tell nobody which region a single new case is from?

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::workspace::{Workspace, willay};

const MAPPING: &str = "title = \"Reports\"\nproducer = \"Us\"\nkind = \"event\"\nid = \"id\"\nnature = \"synthetic\"\n\
                       access = \"confidential\"\n[columns]\nregion = { property = \"place\", scheme = \"department\" }\n";

const FIGURES: &str = r#"
[[figure]]
id = "reports"
title = { en = "Reports", es = "Denuncias" }
unit = "cases"
noun = { en = "reports", es = "denuncias" }
definition = { en = "Threats and killings.", es = "Amenazas y asesinatos." }
topic = "reports"
members = """SELECT id, substr(place, 12) AS region, CASE WHEN id LIKE 'event/t-%' THEN 'threat' ELSE 'killing' END AS act
             FROM event WHERE id LIKE 'event/t-%' OR id LIKE 'event/k-%'"""

[[figure]]
id = "killings"
title = { en = "Killings", es = "Asesinatos" }
unit = "cases"
noun = { en = "killings", es = "asesinatos" }
definition = { en = "Killings.", es = "Asesinatos." }
topic = "reports"
members = "SELECT id, substr(place, 12) AS region FROM event WHERE id LIKE 'event/k-%'"
"#;

/// 43 threats and 8 killings by region.
const REGIONS: [(&str, usize, usize); 6] =
    [("lima", 20, 4), ("cusco", 9, 2), ("junin", 2, 0), ("piura", 7, 1), ("puno", 5, 0), ("loreto", 0, 1)];

/// The rows of the register.
fn rows() -> Vec<String> {
    let of_region = |(region, threats, killings): &(&str, usize, usize)| {
        let threats = (0..*threats).map(|number| format!("t-{region}-{number},{region}"));
        let killings = (0..*killings).map(|number| format!("k-{region}-{number},{region}"));
        threats.chain(killings).collect::<Vec<String>>()
    };
    REGIONS.iter().flat_map(of_region).collect()
}

fn write(workspace: &Workspace, rows: &[String]) {
    fs::write(workspace.path("lists/reports.csv"), format!("id,region\n{}\n", rows.join("\n"))).unwrap();
}

fn workspace() -> Workspace {
    let workspace = Workspace::fresh();
    fs::write(workspace.path("lists/reports.toml"), MAPPING).unwrap();
    fs::write(workspace.path("figures/reports.toml"), FIGURES).unwrap();
    write(&workspace, &rows());
    workspace
}

fn published(workspace: &Workspace, figure: &str) -> Value {
    let text = workspace.read(&format!("site/figures/{figure}.json"));
    serde_json::from_str::<Value>(&text).unwrap()["figure"]["outcome"].clone()
}

/// Rows of a breakdown that are listed, by label.
fn by(published: &Value, column: &str) -> BTreeMap<String, Option<f64>> {
    let breakdowns = published["breakdowns"].as_array().unwrap();
    let found = breakdowns.iter().find(|by| by["column"] == column).unwrap();
    let cell = |cell: &Value| (cell["label"].as_str().unwrap().to_owned(), cell["count"].as_f64());
    found["cells"].as_array().unwrap().iter().map(cell).collect()
}

#[test]
fn a_single_new_case_shows_in_no_number_of_the_next_build() {
    let workspace = workspace().built();
    let (reports, killings) = (published(&workspace, "reports"), published(&workspace, "killings"));
    assert_eq!((reports["value"].as_f64(), killings["value"].as_f64()), (Some(51.0), Some(8.0)));
    // Loreto's killing and Junín's threats stand with enough others that they cannot be subtracted from either page.
    let regions = by(&reports, "region");
    assert_eq!((regions["loreto"], regions["junin"], regions["lima"]), (None, None, Some(24.0)), "{regions:?}");
    assert!(by(&killings, "region").values().flatten().count() <= 2, "{killings}");
    // All but the foot and the hash of the evidence, which both name the size of the ledger.
    let page = || {
        let page = workspace.read("site/figures/reports.html");
        let (shown, _) = page.split_once("<footer>").unwrap();
        let (before, after) = shown.split_once("reports.zip</a> (").unwrap();
        format!("{before}{}", after.split_once(')').unwrap().1)
    };
    let before = page();
    assert!(before.contains("withheld and counted") && before.contains("not shown"), "{before}");

    let mut more = rows();
    more.push("k-junin-900,junin".to_owned());
    write(&workspace, &more);
    let ran = workspace.run("build");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("'killings' stays at its last version until more withheld records have come"),
        "{}",
        ran.out
    );
    assert_eq!((published(&workspace, "reports"), published(&workspace, "killings")), (reports, killings));
    assert_eq!(page(), before);

    more.extend(["t-puno-900,puno", "t-lima-900,lima"].map(str::to_owned));
    write(&workspace, &more);
    let workspace = workspace.built();
    let (later, still) = (published(&workspace, "reports"), published(&workspace, "killings"));
    assert_eq!(
        (later["value"].as_f64(), still["value"].as_f64()),
        (Some(54.0), Some(8.0)),
        "three in all, one killing"
    );
    // Lima was shown, so that its one more would show; Junín was not, and may have been three before.
    let regions = by(&later, "region");
    assert_eq!((regions["lima"], regions["puno"], regions["loreto"], regions["junin"]), (None, None, None, Some(3.0)));
    let log: Value = serde_json::from_str(&workspace.read(".willay/disclosure.json")).unwrap();
    let found = log["certificate"].as_array().unwrap().iter().find(|one| {
        let name = one["name"].as_str().unwrap();
        name.starts_with("reports, region 'junin', as published")
    });
    assert_eq!((&found.unwrap()["least"], &found.unwrap()["most"]), (&1.into(), &3.into()));
    assert_eq!(by(&later, "act"), BTreeMap::from([("killing".to_owned(), None), ("threat".to_owned(), None)]));
}

#[test]
fn the_log_stays_in_the_workspace_and_the_site_tells_only_how_much() {
    let workspace = workspace().built();
    let log: Value = serde_json::from_str(&workspace.read(".willay/disclosure.json")).unwrap();
    let suppressed = log["suppressed"].as_array().unwrap();
    let loreto = suppressed.iter().find(|one| one["figure"] == "reports" && one["cell"][1] == "loreto").unwrap();
    assert_eq!((&loreto["count"], &loreto["rule"]), (&1.0.into(), &"threshold".into()));
    assert!(!log["certificate"].as_array().unwrap().is_empty());
    let public: Value = serde_json::from_str(&workspace.read("site/data/disclosure.json")).unwrap();
    assert_eq!(public["hidden"].as_u64().unwrap() as usize, suppressed.len());
    assert_eq!(public["is_certified"], true);
    let site = workspace.site();
    for word in ["one-source", "complementary", "\"held"] {
        let telling = site.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(word));
        assert!(telling.is_none(), "{word} is in {:?}", telling.map(|(name, _)| name));
    }
    let verified = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    assert!(workspace.run("build").out.contains("Nothing has changed since the last build"));
}

#[test]
fn a_waiver_beside_a_rule_stops_the_build_with_its_mend_and_writes_nothing() {
    let workspace = workspace();
    let waived =
        FIGURES.replacen("topic = \"reports\"\n", "topic = \"reports\"\ndisclosure = { waived = \"a test\" }\n", 1);
    fs::write(workspace.path("figures/reports.toml"), waived).unwrap();
    let loreto = "\n[[figure]]\nid = \"loreto\"\ntitle = \"Loreto\"\nunit = \"cases\"\nnoun = \"n\"\ndefinition = \"D\"\n\
                  topic = \"reports\"\nmembers = \"SELECT id FROM event WHERE place = 'department:loreto'\"\n";
    fs::write(workspace.path("figures/loreto.toml"), loreto).unwrap();
    let ran = workspace.run("build");
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(ran.err.contains("figure 'loreto'") && ran.err.contains("mend: waive the rule"), "{}", ran.err);
    assert!(!workspace.path("site").exists());
}
